"""Problems: named once, they collect the cases of their causes; owned, fixed or let go, in a few allowed steps."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from samphan.accounts.models import User
from samphan.cases.events import ProblemCaseAdded, ProblemCaseRemoved, ProblemMoved, ProblemOpened
from samphan.cases.models import Case, Cause, Problem, ProblemCase, ProblemCause, ProblemState
from samphan.cases.rules.outer_loop import WINDOW_CHOICES, WINDOW_DAYS, may_move, missing_to_move
from samphan.eventlog.events import user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused

# A new problem looks back so far for the cases it caused.
COLLECTED_BACK = timedelta(days=365)
_BATCH = 1000


class ProblemTitleMissing(Refused):
    """A problem without a name."""

    code = "cases.problem.title_missing"
    message = N_("Give the problem a name: what goes wrong, in a few words.")


class ProblemCauseMissing(Refused):
    """A problem without a root cause, or with one that no edition of the tree knows."""

    code = "cases.problem.cause_missing"
    message = N_("Choose at least one root cause: its cases are collected here.")


class ProblemCauseTaken(Refused):
    """A cause whose cases another problem collects."""

    code = "cases.problem.cause_taken"
    message = N_("The problem “{title}” collects the cases of this cause already.")


class ProblemOwnerMissing(Refused):
    """A fix that nobody owns, or somebody who may not."""

    code = "cases.problem.owner_missing"
    message = N_("Choose who sees to it that this is fixed.")


class ProblemEffectMissing(Refused):
    """A fix of which nobody said what it should bring."""

    code = "cases.problem.effect_missing"
    message = N_("Write what the fix should bring, so that it can be judged afterwards.")


class ProblemReasonMissing(Refused):
    """A problem let go without saying why."""

    code = "cases.problem.reason_missing"
    message = N_("Write why this is let go.")


class ProblemStepNotAllowed(Refused):
    """A step that does not follow the present state."""

    code = "cases.problem.step_not_allowed"
    message = N_("This step does not follow from where the problem stands now. Look at the page again.")


class ProblemWindowUnknown(Refused):
    """A window of comparison that is not offered."""

    code = "cases.problem.window_unknown"
    message = N_("Choose from the list how many days before and after are compared.")


class ProblemIsDropped(Refused):
    """A case for a problem that was let go."""

    code = "cases.problem.dropped"
    message = N_("This problem was let go. Open it again first, or choose another.")


_MISSING: dict[str, type[Refused]] = {
    "owner": ProblemOwnerMissing,
    "effect": ProblemEffectMissing,
    "reason": ProblemReasonMissing,
}


@dataclass(frozen=True, kw_only=True)
class ProblemWords:
    """What people say of a problem: its name, its causes by code, who fixes it, what that should bring."""

    title: str
    cause_codes: Collection[str]
    description: str = ""
    owner_id: int | None = None
    expected_effect: str = ""
    window_days: int = WINDOW_DAYS


@transaction.atomic
def open_problem(*, words: ProblemWords, actor_id: int, now: datetime) -> Problem:
    """Name a problem and let it collect the cases of its causes, of the last year and from now on."""
    _check(words)
    problem = Problem(opened_by_id=actor_id, opened_at=now)
    _say(problem, words, now=now)
    _set_causes(problem, words.cause_codes, now=now)
    event = ProblemOpened(subject_id=problem.pk, cause_codes=sorted(words.cause_codes), cases=problem.collected.count())
    record(event=event, now=now, actor=user_actor(actor_id))
    return problem


@transaction.atomic
def edit_problem(*, problem_id: int, words: ProblemWords, now: datetime) -> Problem:
    """Change what is said of a problem; its cases follow its causes."""
    _check(words)
    problem = lock_problem(problem_id)
    missing = missing_to_move(
        problem.state, owner_id=words.owner_id, expected_effect=words.expected_effect, reason=problem.reason
    )
    for name in missing:
        raise _MISSING[name]
    _say(problem, words, now=now)
    if problem.state != ProblemState.DROPPED:
        _set_causes(problem, words.cause_codes, now=now)
    return problem


@transaction.atomic
def move_problem(*, problem_id: int, state: str, actor_id: int, now: datetime, reason: str = "") -> Problem:
    """Take a problem one step on: being fixed, fixed, let go (with a reason), or open again."""
    problem = lock_problem(problem_id)
    if not may_move(problem.state, state):
        raise ProblemStepNotAllowed
    missing = missing_to_move(state, owner_id=problem.owner_id, expected_effect=problem.expected_effect, reason=reason)
    for name in missing:
        raise _MISSING[name]
    before, problem.state = problem.state, ProblemState(state)
    problem.reason = reason.strip()[:300] if state == ProblemState.DROPPED else ""
    if state == ProblemState.FIXED:
        problem.fixed_at = now
    elif state == ProblemState.OPEN:
        problem.fixed_at = problem.told_at = None
    problem.changed_at = now
    problem.save(update_fields=["state", "reason", "fixed_at", "told_at", "changed_at"])
    if state == ProblemState.DROPPED:
        problem.causes.update(is_live=False)
    elif before == ProblemState.DROPPED:
        _set_causes(problem, list(problem.causes.values_list("code", flat=True)), now=now)
    event = ProblemMoved(subject_id=problem.pk, before=before, after=state)
    record(event=event, now=now, actor=user_actor(actor_id))
    return problem


@transaction.atomic
def add_case_to_problem(*, problem_id: int, case_id: int, actor_id: int, now: datetime) -> ProblemCase:
    """Say that a problem caused a case, whatever its root cause is; one that another problem had moves here.

    Raises ProblemIsDropped and Case.DoesNotExist.
    """
    problem = lock_problem(problem_id)
    if problem.state == ProblemState.DROPPED:
        raise ProblemIsDropped
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    known = ProblemCase.objects.filter(case=case).first()
    if known is not None and known.problem_id == problem.pk and known.is_by_hand:
        return known
    said = {"problem_id": problem.pk, "is_by_hand": True}
    added, _ = ProblemCase.objects.update_or_create(
        case=case, defaults=said, create_defaults={**said, "collected_at": now}
    )
    event = ProblemCaseAdded(subject_id=problem.pk, customer_id=case.customer_id, case_id=case.pk)
    record(event=event, now=now, actor=user_actor(actor_id))
    return added


@transaction.atomic
def take_case_from_problem(*, problem_id: int, case_id: int, actor_id: int, now: datetime) -> None:
    """Take back that a problem caused a case; its root cause decides again. One collected by its cause stays."""
    lock_problem(problem_id)
    case = Case.objects.select_for_update(of=("self",)).select_related("cause").get(pk=case_id)
    taken, _ = ProblemCase.objects.filter(case=case, problem_id=problem_id, is_by_hand=True).delete()
    if taken:
        collect_case(case, now=now)
        event = ProblemCaseRemoved(subject_id=problem_id, customer_id=case.customer_id, case_id=case.pk)
        record(event=event, now=now, actor=user_actor(actor_id))


def collect_case(case: Case, *, now: datetime) -> None:
    """Let the problem that collects a case's cause have it, in the caller's transaction; one it left has it no more.

    What somebody added by hand stays where they put it.
    """
    if ProblemCase.objects.filter(case=case, is_by_hand=True).exists():
        return
    code = case.cause.code if case.cause is not None else ""
    live = ProblemCause.objects.filter(code=code, is_live=True).first()
    if live is None:
        ProblemCase.objects.filter(case=case).delete()
    else:
        ProblemCase.objects.update_or_create(
            case=case, defaults={"problem_id": live.problem_id}, create_defaults=_membership(live.problem_id, now)
        )


def lock_problem(problem_id: int) -> Problem:
    """Return the problem, locked until the transaction ends. Raises Problem.DoesNotExist."""
    return Problem.objects.select_for_update().get(pk=problem_id)


def _membership(problem_id: int, now: datetime) -> dict[str, object]:
    return {"problem_id": problem_id, "collected_at": now}


def _check(words: ProblemWords) -> None:
    if not words.title.strip():
        raise ProblemTitleMissing
    known = set(Cause.objects.filter(code__in=words.cause_codes).values_list("code", flat=True))
    if not words.cause_codes or known != set(words.cause_codes):
        raise ProblemCauseMissing
    if words.window_days not in WINDOW_CHOICES:
        raise ProblemWindowUnknown
    if words.owner_id is not None:
        owner = User.objects.filter(pk=words.owner_id, is_active=True).first()
        if owner is None or not owner.may("problems.write"):
            raise ProblemOwnerMissing


def _say(problem: Problem, words: ProblemWords, *, now: datetime) -> None:
    problem.title = words.title.strip()[:160]
    problem.description = words.description.strip()
    problem.owner_id = words.owner_id
    problem.expected_effect = words.expected_effect.strip()[:500]
    problem.window_days = words.window_days
    problem.changed_at = now
    problem.save()


def _set_causes(problem: Problem, codes: Collection[str], *, now: datetime) -> None:
    """Let the problem collect exactly these causes' cases."""
    # Two people who name one cause at once wait for each other: the second is told who has it.
    list(Cause.objects.select_for_update().filter(code__in=codes).order_by("pk").values_list("pk"))
    taken = ProblemCause.objects.filter(code__in=codes, is_live=True).exclude(problem=problem)
    for cause in taken.select_related("problem")[:1]:
        raise ProblemCauseTaken(title=cause.problem.title)
    problem.causes.exclude(code__in=codes).delete()
    problem.causes.update(is_live=True)
    known = set(problem.causes.values_list("code", flat=True))
    ProblemCause.objects.bulk_create(ProblemCause(problem=problem, code=code) for code in sorted(set(codes) - known))
    problem.collected.filter(is_by_hand=False).exclude(case__cause__code__in=codes).delete()
    _collect_past(problem, codes, now=now)


def _collect_past(problem: Problem, codes: Collection[str], *, now: datetime) -> None:
    """Collect the past year's cases that no other living problem has."""
    is_free = Q(collected_by__isnull=True) | Q(collected_by__problem__state=ProblemState.DROPPED)
    cases = Case.objects.filter(is_free, cause__code__in=codes, opened_at__gte=now - COLLECTED_BACK)
    ids = list(cases.exclude(collected_by__problem=problem).values_list("pk", flat=True))
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        ProblemCase.objects.filter(case_id__in=batch).delete()
        # Whose cause is chosen this very moment is collected by that.
        ProblemCase.objects.bulk_create(
            (ProblemCase(problem=problem, case_id=case_id, collected_at=now) for case_id in batch),
            ignore_conflicts=True,
        )
