"""All writes of journeys: starting from a template, and editing stage by stage and touchpoint by touchpoint."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.db import models, transaction

from samphan.accounts.models import Branch, User
from samphan.journeys.models import (
    Journey,
    MeasuredScale,
    Redesign,
    RedesignState,
    Stage,
    Touchpoint,
    Wording,
    WordingKind,
)
from samphan.journeys.rules import Link
from samphan.journeys.templates import TEMPLATES, StageDraft, TouchpointDraft
from samphan.kit.errors import N_, Refused
from samphan.promises.models import Promise
from samphan.surveys.models import Survey

MOST_STAGES, MOST_TOUCHPOINTS = 12, 12
_LONGEST_LINES = 4000
_Placed = TypeVar("_Placed", Stage, Touchpoint)


class JourneyNameMissing(Refused):
    code = "journeys.name_missing"
    message = N_("Give it a name in Thai or in English.")


class TemplateUnknown(Refused):
    code = "journeys.template_unknown"
    message = N_("Choose one of the templates.")


class JourneyFull(Refused):
    code = "journeys.full"
    message = N_("A journey has at most 12 stages, and a stage at most 12 touchpoints. Remove or join some first.")


class TargetInvalid(Refused):
    code = "journeys.target_invalid"
    message = N_("A target is a whole number from -100 to 100.")


class LinkUnknown(Refused):
    code = "journeys.link_unknown"
    message = N_("What you chose does not exist any more. Choose again.")


class WordingEmpty(Refused):
    code = "journeys.wording_empty"
    message = N_("Write the text in Thai or in English.")


class WordingNameTaken(Refused):
    code = "journeys.wording_name_taken"
    message = N_("This touchpoint has a text with this name already. Choose another name.")


class GoalMissing(Refused):
    code = "journeys.goal_missing"
    message = N_("Write what must be better afterwards.")


class AlreadyOnTheList(Refused):
    code = "journeys.redesign_open"
    message = N_("This touchpoint is on the redesign list already.")


@dataclass(frozen=True, kw_only=True)
class TouchpointFields:
    """A touchpoint as a form has it; texts in both languages, at least one name. `questions`, `problems`: lines."""

    name_th: str
    name_en: str = ""
    need_th: str = ""
    need_en: str = ""
    questions_th: str = ""
    questions_en: str = ""
    problems_th: str = ""
    problems_en: str = ""
    owner_id: int | None = None
    promise_id: int | None = None
    target_points: int = 50
    is_moment_of_truth: bool = False
    link: Link = field(default_factory=Link)


@transaction.atomic
def start_journey(*, template: str, now: datetime) -> Journey:
    """Start a journey from the template of an industry, its surveys and promises linked where the firm has them."""
    if template not in TEMPLATES:
        raise TemplateUnknown
    draft = TEMPLATES[template]
    journey = Journey.objects.create(name_th=draft.name[0], name_en=draft.name[1], created_at=now)
    surveys = dict(Survey.objects.values_list("code", "pk"))
    promises = dict(Promise.objects.values_list("code", "pk"))
    for place, stage in enumerate(draft.stages):
        made = Stage.objects.create(journey=journey, **stage_columns(stage, place))
        Touchpoint.objects.bulk_create(
            Touchpoint(stage=made, position=at, **touchpoint_columns(one, surveys, promises))
            for at, one in enumerate(stage.touchpoints)
        )
    return journey


def stage_columns(draft: StageDraft, position: int) -> dict[str, object]:
    """Return the columns of a template's stage."""
    return {"position": position, "name_th": draft.name[0], "name_en": draft.name[1]}


def touchpoint_columns(draft: TouchpointDraft, surveys: dict[str, int], promises: dict[str, int]) -> dict[str, object]:
    """Return the columns of a template's touchpoint; a survey or promise the firm has not is left out."""
    return {
        "name_th": draft.name[0],
        "name_en": draft.name[1],
        "need_th": draft.need[0],
        "need_en": draft.need[1],
        "questions_th": draft.questions[0],
        "questions_en": draft.questions[1],
        "survey_id": surveys.get(draft.survey),
        "promise_id": promises.get(draft.promise),
        "kind": draft.kind,
        "scale": draft.scale,
        "is_moment_of_truth": draft.is_moment_of_truth,
    }


@transaction.atomic
def save_journey(*, name_th: str, name_en: str, now: datetime, journey_id: int | None = None) -> Journey:
    """Add an empty journey, or rename one."""
    journey = Journey(created_at=now) if journey_id is None else Journey.objects.get(pk=journey_id)
    journey.name_th, journey.name_en = _names(name_th, name_en, 120)
    journey.save()
    return journey


def remove_journey(*, journey_id: int) -> None:
    """Take a journey away with its stages, touchpoints, texts and redesign list. What customers said stays."""
    Journey.objects.filter(pk=journey_id).delete()


@transaction.atomic
def save_stage(*, journey_id: int, name_th: str, name_en: str, stage_id: int | None = None) -> Stage:
    """Add a stage at the end, or rename one."""
    Journey.objects.select_for_update().get(pk=journey_id)
    siblings = Stage.objects.filter(journey_id=journey_id)
    stage = (
        Stage(journey_id=journey_id, position=_free(siblings, MOST_STAGES))
        if stage_id is None
        else siblings.get(pk=stage_id)
    )
    stage.name_th, stage.name_en = _names(name_th, name_en, 80)
    stage.save()
    return stage


def remove_stage(*, stage_id: int) -> None:
    """Take a stage away with its touchpoints."""
    Stage.objects.filter(pk=stage_id).delete()


@transaction.atomic
def move_stage(*, stage_id: int, step: int) -> None:
    """Move a stage one place: -1 earlier, 1 later; at the end it stays."""
    stage = Stage.objects.get(pk=stage_id)
    Journey.objects.select_for_update().get(pk=stage.journey_id)
    _move(list(Stage.objects.filter(journey_id=stage.journey_id).order_by("position", "pk")), stage, step)


@transaction.atomic
def save_touchpoint(*, stage_id: int, fields: TouchpointFields, touchpoint_id: int | None = None) -> Touchpoint:
    """Add a touchpoint at the end of a stage, or change one; with another stage it moves there."""
    stage = Stage.objects.select_for_update().get(pk=stage_id)
    _check(fields)
    siblings = Touchpoint.objects.filter(stage=stage)
    touchpoint = Touchpoint() if touchpoint_id is None else Touchpoint.objects.get(pk=touchpoint_id)
    if touchpoint.stage_id != stage.pk:
        touchpoint.position = _free(siblings, MOST_TOUCHPOINTS)
        touchpoint.stage = stage
    touchpoint.name_th, touchpoint.name_en = _names(fields.name_th, fields.name_en, 120)
    for language in ("th", "en"):
        setattr(touchpoint, f"need_{language}", getattr(fields, f"need_{language}").strip()[:500])
        for part in (f"questions_{language}", f"problems_{language}"):
            setattr(touchpoint, part, _lines(getattr(fields, part)))
    touchpoint.owner_id, touchpoint.promise_id = fields.owner_id, fields.promise_id
    touchpoint.target_points, touchpoint.is_moment_of_truth = fields.target_points, fields.is_moment_of_truth
    for column in ("survey_id", "kind", "source", "channel", "branch_id", "scale", "field"):
        setattr(touchpoint, column, getattr(fields.link, column))
    touchpoint.save()
    return touchpoint


def remove_touchpoint(*, touchpoint_id: int) -> None:
    """Take a touchpoint away with its texts."""
    Touchpoint.objects.filter(pk=touchpoint_id).delete()


@transaction.atomic
def move_touchpoint(*, touchpoint_id: int, step: int) -> None:
    """Move a touchpoint one place within its stage: -1 up, 1 down; at the end it stays."""
    touchpoint = Touchpoint.objects.get(pk=touchpoint_id)
    Stage.objects.select_for_update().get(pk=touchpoint.stage_id)
    _move(list(Touchpoint.objects.filter(stage_id=touchpoint.stage_id).order_by("position", "pk")), touchpoint, step)


def pin_touchpoint(*, touchpoint_id: int, is_moment_of_truth: bool) -> None:
    """Mark a touchpoint as a moment of truth, or take the mark away."""
    Touchpoint.objects.filter(pk=touchpoint_id).update(is_moment_of_truth=is_moment_of_truth)


@transaction.atomic
def save_wording(
    *,
    touchpoint_id: int,
    kind: str,
    name: str,
    now: datetime,
    body_th: str = "",
    body_en: str = "",
    subject_th: str = "",
    subject_en: str = "",
    wording_id: int | None = None,
) -> Wording:
    """Keep what to say or to write at a touchpoint, or change it; only a mail has a subject."""
    Touchpoint.objects.select_for_update().get(pk=touchpoint_id)
    if not name.strip():
        raise JourneyNameMissing
    if not body_th.strip() and not body_en.strip():
        raise WordingEmpty
    siblings = Wording.objects.filter(touchpoint_id=touchpoint_id)
    if siblings.filter(name=name.strip()[:80]).values_list("pk", flat=True).first() not in (None, wording_id):
        raise WordingNameTaken
    wording = Wording(touchpoint_id=touchpoint_id) if wording_id is None else siblings.get(pk=wording_id)
    wording.kind = WordingKind.MAIL if kind == WordingKind.MAIL else WordingKind.WORDING
    wording.name = name.strip()[:80]
    is_mail = wording.kind == WordingKind.MAIL
    wording.subject_th, wording.subject_en = (
        (subject_th.strip()[:200], subject_en.strip()[:200]) if is_mail else ("", "")
    )
    wording.body_th, wording.body_en = body_th.strip()[:_LONGEST_LINES], body_en.strip()[:_LONGEST_LINES]
    wording.updated_at = now
    wording.save()
    return wording


def remove_wording(*, wording_id: int) -> None:
    """Take a text away."""
    Wording.objects.filter(pk=wording_id).delete()


@transaction.atomic
def plan_redesign(*, touchpoint_id: int, goal: str, actor_id: int | None, now: datetime) -> Redesign:
    """Put a touchpoint on the redesign list, once at a time."""
    Touchpoint.objects.select_for_update().get(pk=touchpoint_id)
    if not goal.strip():
        raise GoalMissing
    if Redesign.objects.filter(touchpoint_id=touchpoint_id).exclude(state=RedesignState.DONE).exists():
        raise AlreadyOnTheList
    return Redesign.objects.create(
        touchpoint_id=touchpoint_id, goal=goal.strip()[:300], created_by_id=actor_id, created_at=now
    )


@transaction.atomic
def set_redesign_state(*, redesign_id: int, state: str, now: datetime) -> Redesign:
    """Say how far a redesign is."""
    redesign = Redesign.objects.select_for_update().get(pk=redesign_id)
    if state not in RedesignState.values:
        raise LinkUnknown
    others = Redesign.objects.filter(touchpoint_id=redesign.touchpoint_id).exclude(state=RedesignState.DONE)
    if state != RedesignState.DONE and others.exclude(pk=redesign_id).exists():
        raise AlreadyOnTheList
    redesign.state, redesign.done_at = state, now if state == RedesignState.DONE else None
    redesign.save()
    return redesign


def _check(fields: TouchpointFields) -> None:
    if not -100 <= fields.target_points <= 100:
        raise TargetInvalid
    if fields.link.scale not in MeasuredScale.values or fields.link.kind not in ("", "response", "review", "message"):
        raise LinkUnknown
    named: tuple[tuple[type[models.Model], int | None], ...] = (
        (User, fields.owner_id),
        (Promise, fields.promise_id),
        (Survey, fields.link.survey_id),
        (Branch, fields.link.branch_id),
    )
    if any(not model._base_manager.filter(pk=key).exists() for model, key in named if key is not None):
        raise LinkUnknown


def _names(thai: str, english: str, most: int) -> tuple[str, str]:
    """Return a name in both languages; the one that is not written is the other."""
    thai, english = thai.strip()[:most], english.strip()[:most]
    if not thai and not english:
        raise JourneyNameMissing
    return thai or english, english or thai


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())[:_LONGEST_LINES]


def _free(siblings: models.QuerySet[_Placed], most: int) -> int:
    taken = list(siblings.values_list("position", flat=True))
    if len(taken) >= most:
        raise JourneyFull
    return max(taken, default=-1) + 1


def _move(siblings: list[_Placed], moved: _Placed, step: int) -> None:
    at = next(place for place, one in enumerate(siblings) if one.pk == moved.pk)
    to = min(max(at + step, 0), len(siblings) - 1)
    siblings.insert(to, siblings.pop(at))
    for place, one in enumerate(siblings):
        one.position = place
    type(moved)._base_manager.bulk_update(siblings, ["position"])
