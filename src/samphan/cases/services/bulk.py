"""One act on many cases: each in its own transaction, each with its own outcome, none passed over silently."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from samphan.cases.models import Case
from samphan.cases.services.labelling import label_case
from samphan.cases.services.merging import merge_case
from samphan.cases.services.snoozing import snooze_case, wake_case
from samphan.cases.services.working import assign_case, change_priority, claim_case
from samphan.kit.errors import N_, Refused

MOST_AT_ONCE = 100


class NothingChosen(Refused):
    """No case was ticked."""

    code = "cases.bulk.nothing"
    message = N_("Tick at least one case first.")


class TooManyChosen(Refused):
    """More cases than one request should change."""

    code = "cases.bulk.too_many"
    message = N_("Choose at most {most} cases at a time.")


class ActUnknown(Refused):
    """An act that is not on the list."""

    code = "cases.bulk.unknown"
    message = N_("Choose what is to be done with the ticked cases.")


@dataclass(frozen=True, kw_only=True)
class BulkAct:
    """What is to be done, by its code in `ACTS`, and with what.

    `number` is the new owner, the priority or the case to merge into; `until` is when snoozed cases come back, None
    meaning when the customer writes.
    """

    kind: str
    number: int = 0
    label: str = ""
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class BulkOutcome:
    """How it went with one case; `refused` is None when it was done."""

    case_id: int
    refused: Refused | None = None


class CaseGone(Refused):
    """A case that is no longer there."""

    code = "cases.bulk.gone"
    message = N_("This case no longer exists.")


def act_on_cases(*, case_ids: Sequence[int], act: BulkAct, actor_id: int, now: datetime) -> list[BulkOutcome]:
    """Do one act on several cases, in the order given, and return how it went with each.

    Each case keeps the rules of its own service. Raises NothingChosen, TooManyChosen and ActUnknown.
    """
    wanted = list(dict.fromkeys(case_ids))
    if not wanted:
        raise NothingChosen
    if len(wanted) > MOST_AT_ONCE:
        raise TooManyChosen(most=MOST_AT_ONCE)
    if act.kind not in ACTS:
        raise ActUnknown
    do = ACTS[act.kind]
    into_id = act.number if act.kind == "merge" else None
    return [_outcome(pk, lambda pk: do(pk, act, actor_id, now)) for pk in wanted if pk != into_id]


def _outcome(case_id: int, do: Callable[[int], object]) -> BulkOutcome:
    try:
        do(case_id)
    except Case.DoesNotExist:
        return BulkOutcome(case_id=case_id, refused=CaseGone())
    except Refused as refused:
        return BulkOutcome(case_id=case_id, refused=refused)
    return BulkOutcome(case_id=case_id)


ACTS: Mapping[str, Callable[[int, BulkAct, int, datetime], object]] = {
    "claim": lambda pk, act, by, now: claim_case(case_id=pk, user_id=by, now=now),
    "assign": lambda pk, act, by, now: assign_case(case_id=pk, owner_id=act.number, actor_id=by, now=now),
    "priority": lambda pk, act, by, now: change_priority(case_id=pk, priority=act.number, actor_id=by, now=now),
    "label": lambda pk, act, by, now: label_case(case_id=pk, add=[act.label], actor_id=by, now=now),
    "unlabel": lambda pk, act, by, now: label_case(case_id=pk, remove=[act.label], actor_id=by, now=now),
    "snooze": lambda pk, act, by, now: snooze_case(case_id=pk, until=act.until, actor_id=by, now=now),
    "wake": lambda pk, act, by, now: wake_case(case_id=pk, actor_id=by, now=now),
    "merge": lambda pk, act, by, now: merge_case(case_id=pk, into_id=act.number, actor_id=by, now=now),
}
