"""The five numbers on top: each with how sure it is, whether it changed, and a line of months where there is one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from samphan.web.formats import format_duration, format_number
from samphan.web.insights.wording import few, percent, signed

Value = Mapping[str, Any]
_WIDTH, _HEIGHT, _MARGIN = 64, 20, 3


@dataclass(frozen=True, kw_only=True)
class Number:
    """One of the five."""

    label: str
    value: str
    below: str
    change: str = ""
    tone: str = ""
    change_title: str = ""
    line: str = ""
    last: tuple[str, str] | None = None


def five_numbers(values: Mapping[str, Value]) -> list[Number]:
    """Return the strip; a figure that too few stand behind is a dash with the reason beneath."""
    times, windows = values["case_times"], values["repurchase"]["windows"]
    return [
        _nps(values["nps"], values["nps_by_month"]["months"]),
        _share(_("Promises kept"), times["kept"], times["kept_by_month"], note=_open_note(times)),
        _share(_("Repurchase in 90 days"), windows["90"], digits=1),
        _share(_("Confirmed by the customer"), times["verified"]),
        _contact(times["first_contact"]),
    ]


def _nps(value: Value, months: Sequence[Value]) -> Number:
    if few(value):
        return Number(label=_("NPS"), value="–", below=few(value))
    line, last = sparkline([month["nps"] for month in months if "nps" in month])
    below = _("%(low)s to %(high)s at 95%% · n %(n)s") % {
        "low": signed(value["low"]),
        "high": signed(value["high"]),
        "n": format_number(value["n"]),
    }
    change = value.get("change")
    return Number(
        label=_("NPS"),
        value=signed(value["nps"]),
        below=below,
        line=line,
        last=last,
        **_change(change, signed(change["difference"]) if change else ""),
    )


def _share(label: str, value: Value, months: Sequence[Value] = (), *, note: str = "", digits: int = 0) -> Number:
    if few(value):
        return Number(label=label, value="–", below=few(value))
    line, last = sparkline([month["successes"] / month["n"] for month in months if month["n"] >= 30])
    below = _("%(low)s to %(high)s · n %(n)s") % {
        "low": percent(value["low"], digits=digits),
        "high": percent(value["high"], digits=digits),
        "n": format_number(value["n"]),
    }
    change = value.get("change")
    points = _("%(points)s pt") % {"points": signed(100 * change["difference"], digits=1)} if change else ""
    return Number(
        label=label,
        value=percent(value["share"], digits=digits),
        below=f"{below} · {note}" if note else below,
        line=line,
        last=last,
        **_change(change, points),
    )


def _contact(value: Value) -> Number:
    label = _("Time to first contact")
    if value.get("median") is None:
        return Number(label=label, value="–", below=few(value))
    below = _("n %(n)s") % {"n": format_number(value["n"])}
    if value.get("p90") is not None:
        below = _("9 of 10 within %(time)s") % {"time": format_duration(value["p90"])} + " · " + below
    return Number(label=label, value=format_duration(value["median"]), below=below)


def _open_note(times: Value) -> str:
    return _("%(n)s open") % {"n": format_number(times["open"])} if times["open"] else ""


def _change(change: Value | None, written: str) -> dict[str, str]:
    if change is None:
        return {}
    if not change["is_change"]:
        return {"change": written, "tone": "flat", "change_title": _("May be chance: not a change")}
    tone = "up" if change["difference"] > 0 else "dn"
    return {"change": written, "tone": tone, "change_title": _("A change: chance alone would rarely do that")}


def sparkline(values: Sequence[float]) -> tuple[str, tuple[str, str] | None]:
    """Return the points of a tiny line and its last point; nothing for fewer than three values."""
    if len(values) < 3:
        return "", None
    low, high = min(values), max(values)
    step = (_WIDTH - 2 * _MARGIN) / (len(values) - 1)
    rise = (_HEIGHT - 2 * _MARGIN) / ((high - low) or 1)
    points = [
        (f"{_MARGIN + at * step:.1f}", f"{_HEIGHT - _MARGIN - (value - low) * rise:.1f}")
        for at, value in enumerate(values)
    ]
    return " ".join(f"{x},{y}" for x, y in points), points[-1]
