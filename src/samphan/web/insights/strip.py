"""The five numbers on top: how sure each is, whether it changed, a line of months, its rows and how it is computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from samphan.web.formats import format_duration, format_number
from samphan.web.insights.asked import Asked
from samphan.web.insights.wording import few, percent, signed

Value = Mapping[str, Any]
# A text and where it leads; empty where it leads nowhere.
Part = tuple[str, str]
_WIDTH, _HEIGHT, _MARGIN = 64, 20, 3


@dataclass(frozen=True, kw_only=True)
class Number:
    """One of the five; `href` leads to the rows it speaks of, `how` names its explanation."""

    label: str
    how: str
    value: str
    href: str = ""
    below: Sequence[Part]
    change: str = ""
    tone: str = ""
    change_title: str = ""
    line: str = ""
    last: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class _Behind:
    """Where a share leads: to those it counts, and to those it is a share of."""

    counted: str
    all: str


def five_numbers(asked: Asked, values: Mapping[str, Value]) -> list[Number]:
    """Return the strip; a figure that too few stand behind is a dash with the reason beneath."""
    times, windows = values["case_times"], values["repurchase"]["windows"]
    return [
        _nps(asked, values["nps"], values["nps_by_month"]["months"]),
        _share(
            _("Promises kept"),
            "promises",
            times["kept"],
            _Behind(counted=asked.query("insights_promises", kept=1), all=asked.query("insights_promises")),
            months=times["kept_by_month"],
            more=_open_cases(asked, times),
        ),
        _share(
            _("Repurchase in 90 days"),
            "repurchase",
            windows["90"],
            _Behind(
                counted=asked.query("insights_newcomers", within=90, back=1),
                all=asked.query("insights_newcomers", within=90),
            ),
            digits=1,
        ),
        _share(_("Confirmed by the customer"), "promises", times["verified"], _cases(asked, "confirmed", "asked")),
        _contact(times["first_contact"], asked.query("insights_cases", counted="contacted")),
    ]


def _cases(asked: Asked, counted: str, among: str) -> _Behind:
    return _Behind(
        counted=asked.query("insights_cases", counted=counted), all=asked.query("insights_cases", counted=among)
    )


def _nps(asked: Asked, value: Value, months: Sequence[Value]) -> Number:
    behind = asked.query("insights_answers")
    if few(value):
        return _too_few(_("NPS"), "loyalty", value, behind)
    line, last = sparkline([month["nps"] for month in months if "nps" in month])
    between = _("%(low)s to %(high)s at 95%%") % {"low": signed(value["low"]), "high": signed(value["high"])}
    change = value.get("change")
    return Number(
        label=_("NPS"),
        how="loyalty",
        value=signed(value["nps"]),
        href=behind,
        below=[(between, ""), _size(value["n"], behind)],
        line=line,
        last=last,
        **_change(change, signed(change["difference"]) if change else ""),
    )


def _share(
    label: str,
    how: str,
    value: Value,
    behind: _Behind,
    *,
    months: Sequence[Value] = (),
    more: Sequence[Part] = (),
    digits: int = 0,
) -> Number:
    if few(value):
        return _too_few(label, how, value, behind.all)
    line, last = sparkline([month["successes"] / month["n"] for month in months if month["n"] >= 30])
    between = _("%(low)s to %(high)s") % {
        "low": percent(value["low"], digits=digits),
        "high": percent(value["high"], digits=digits),
    }
    change = value.get("change")
    points = _("%(points)s pt") % {"points": signed(100 * change["difference"], digits=1)} if change else ""
    return Number(
        label=label,
        how=how,
        value=percent(value["share"], digits=digits),
        href=behind.counted,
        below=[(between, ""), _size(value["n"], behind.all), *more],
        line=line,
        last=last,
        **_change(change, points),
    )


def _contact(value: Value, behind: str) -> Number:
    label = _("Time to first contact")
    if value.get("median") is None:
        return _too_few(label, "promises", value, behind)
    below = [_size(value["n"], behind)]
    if value.get("p90") is not None:
        below.insert(0, (_("9 of 10 within %(time)s") % {"time": format_duration(value["p90"])}, ""))
    return Number(label=label, how="promises", value=format_duration(value["median"]), href=behind, below=below)


def _too_few(label: str, how: str, value: Value, behind: str) -> Number:
    """Return a dash with its reason, which leads to the rows where their number is told."""
    is_told = value["n"] and value["shown"] != "suppressed"
    return Number(label=label, how=how, value="–", below=[(few(value), behind if is_told else "")])


def _size(n: int, behind: str) -> Part:
    return _("n %(n)s") % {"n": format_number(n)}, behind


def _open_cases(asked: Asked, times: Value) -> list[Part]:
    if not times["open"]:
        return []
    text = _("%(n)s open") % {"n": format_number(times["open"])}
    return [(text, asked.query("insights_cases", counted="open"))]


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
