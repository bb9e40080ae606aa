"""Reading what went well: unhappy customers who were won back, and whom praise is for."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from samphan.accounts.models import User
from samphan.cases.models import Attempt, AttemptOutcome, Case, CaseKind, CaseState
from samphan.cases.rules.recognition import Worked, credited_for_praise, credited_for_recovery


@dataclass(frozen=True, kw_only=True)
class Win:
    """One customer who confirmed that it is solved after all, and the colleagues who brought them back, by name."""

    case: Case
    credited: tuple[User, ...]


def recovered_customers(*, since: datetime, until: datetime, limit: int = 20) -> list[Win]:
    """Return the unhappy cases whose customer confirmed in a stretch of time that it is solved, the latest first.

    Three queries, whatever their number.
    """
    # By what happened last, which has an index; nothing happens in a confirmed case before it is confirmed.
    confirmed = Case.objects.filter(last_activity_at__gte=since, state=CaseState.VERIFIED, kind=CaseKind.FEEDBACK)
    confirmed = confirmed.filter(closed_at__gte=since, closed_at__lt=until).select_related("customer")
    cases = list(confirmed.order_by("-last_activity_at", "-pk")[:limit])
    works = _works(cases)
    credited = {case.pk: credited_for_recovery(works[case.pk]) for case in cases}
    people = User.objects.in_bulk({user_id for ids in credited.values() for user_id in ids})
    return [Win(case=case, credited=tuple(people[user_id] for user_id in credited[case.pk])) for case in cases]


def praised(*, customer_id: int | None, text: str, praised_at: datetime, names: Mapping[int, str]) -> tuple[int, ...]:
    """Return whom a customer's praise is for, by id (see `rules.recognition`); at most two queries."""
    work = None
    if customer_id is not None:
        before = Case.objects.filter(customer_id=customer_id, opened_at__lte=praised_at)
        case = before.order_by("-opened_at").first()
        work = _works([case])[case.pk] if case else None
    return credited_for_praise(text=text, praised_at=praised_at, names=names, work=work)


def _works(cases: Sequence[Case]) -> dict[int, Worked]:
    reached = _reached_by({case.pk for case in cases}) if cases else {}
    return {
        case.pk: Worked(
            owner_id=case.owner_id,
            opened_at=case.opened_at,
            last_at=case.closed_at or case.last_activity_at,
            reached_by=tuple(reached.get(case.pk, ())),
        )
        for case in cases
    }


def _reached_by(case_ids: Collection[int]) -> Mapping[int, list[int]]:
    rows = Attempt.objects.filter(case_id__in=case_ids, outcome=AttemptOutcome.REACHED).order_by("made_at", "pk")
    found: dict[int, list[int]] = defaultdict(list)
    for case_id, user_id in rows.values_list("case_id", "made_by_id"):
        found[case_id].append(user_id)
    return found
