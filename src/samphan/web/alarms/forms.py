"""The form of an alarm: what is watched, whose signals count, who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.accounts.selectors import active_staff, branch_tree
from samphan.automation.rules import WINDOWS
from samphan.automation.services import TriggerWords, save_trigger
from samphan.cases.selectors import assignable_causes
from samphan.journeys.selectors import journey_list, link_of, origins_known, stage_list
from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.signals.selectors import topic_codes
from samphan.web.access import reader, screen
from samphan.web.alarms import wording
from samphan.web.alarms.views import trigger_or_404
from samphan.web.case.reading import cause_name
from samphan.web.case.wording import CHANNELS
from samphan.web.numbers import whole
from samphan.web.reading.shown import TopicNames
from samphan.web.render import UNPROCESSABLE, redirect, render, toast
from samphan.web.segments import LANGUAGES, SEGMENT_FIELDS, read_segment, shown_segment
from samphan.web.wording import choices, label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samphan.automation.models import Trigger

_BOTH = ("GET", "POST")
_FIELDS = (
    *("name", "measure", "side", "level", "window_days", "owner"),
    *("branch", "channel", "touchpoint", "topic", *SEGMENT_FIELDS, "opens", "cause"),
)
_NEW = {"measure": "nps", "side": "below", "window_days": "30"}


@screen("rules.write", methods=_BOTH)
def new(request: HttpRequest) -> HttpResponse:
    """Set an alarm; whoever sets it is told unless they choose somebody else."""
    if request.method != "POST":
        return _form(request, dict.fromkeys(_FIELDS, "") | _NEW | {"owner": str(reader(request).pk)})
    return _save(request, None)


@screen("rules.write", methods=_BOTH)
def edit(request: HttpRequest, trigger_id: int) -> HttpResponse:
    """Change an alarm."""
    found = trigger_or_404(trigger_id)
    return _save(request, found) if request.method == "POST" else _form(request, _shown(found), found=found)


def _save(request: HttpRequest, found: Trigger | None) -> HttpResponse:
    typed = {name: request.POST.get(name, "").strip() for name in _FIELDS}
    words = TriggerWords(
        name=typed["name"],
        measure=typed["measure"],
        side=typed["side"],
        level=_number(typed["level"]),
        window_days=whole(typed["window_days"]) or 0,
        owner_id=whole(typed["owner"]),
        branch_id=whole(typed["branch"]),
        channel=typed["channel"],
        touchpoint_id=whole(typed["touchpoint"]),
        topic=typed["topic"],
        segment=read_segment(typed),
        opens=typed["opens"],
        cause_code=typed["cause"],
    )
    try:
        made = save_trigger(
            words=words,
            actor_id=reader(request).pk,
            now=clock.now(),
            trigger_id=found.pk if found else None,
        )
    except Refused as refused:
        return _form(request, typed, found=found, error=refused)
    toast(request, _("Saved. It is looked at every quarter of an hour."))
    return redirect(request, "alarm", made.pk)


def _form(
    request: HttpRequest, typed: dict[str, Any], *, found: Trigger | None = None, error: Refused | None = None
) -> HttpResponse:
    names = TopicNames()
    return render(
        request,
        "alarms/form.html",
        status=UNPROCESSABLE if error else 200,
        trigger=found,
        typed=typed,
        errors={error.code.removeprefix("automation.trigger."): error.explain(_)} if error else {},
        measures=choices(wording.MEASURES),
        sides=choices(wording.SIDES),
        windows=[(days, _("%(days)s days") % {"days": days}) for days in WINDOWS],
        people=[(user.pk, user.display_name) for user in active_staff()],
        branches=[(row.branch.pk, "– " * row.depth + wording.named(row.branch)) for row in branch_tree()],
        channels=[(code, label(CHANNELS, code)) for code in _with(origins_known()["channel"], typed["channel"])],
        touchpoints=list(_touchpoints()),
        topics=[(code, label(names, code)) for code in _with(topic_codes(), typed["topic"])],
        languages=LANGUAGES,
        opens=choices(wording.OPENS),
        causes=[(cause.code, cause_name(cause)) for cause in assignable_causes()],
    )


def _touchpoints() -> Iterator[tuple[int, str]]:
    """Yield the touchpoints whose signals are known, each with its stage."""
    for journey in journey_list():
        for stage, inside in stage_list(journey_id=journey.pk):
            for one in inside:
                if link_of(one).is_measured:
                    yield one.pk, f"{wording.named(stage)} › {wording.named(one)}"


def _shown(trigger: Trigger) -> dict[str, Any]:
    return {
        "name": trigger.name,
        "measure": trigger.measure,
        "side": trigger.side,
        "level": f"{trigger.level:g}",
        "window_days": trigger.window_days,
        "owner": trigger.owner_id,
        "branch": trigger.branch_id or "",
        "channel": trigger.channel,
        "touchpoint": trigger.touchpoint_id or "",
        "topic": trigger.topic,
        **shown_segment(trigger.segment),
        "opens": trigger.opens,
        "cause": trigger.cause_code,
    }


def _with(known: list[str], present: str) -> list[str]:
    """Return what is offered, with what is chosen now though nobody would offer it any more."""
    return [*known, present] if present and present not in known else known


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "").replace("−", "-"))
    except ValueError:
        return None
