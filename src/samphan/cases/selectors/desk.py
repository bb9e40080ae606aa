"""Reading how cases are arranged: labels, kept views, what belongs together, when a sleeping one may come back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from samphan.accounts.selectors import find_organisation
from samphan.cases.models import Case, CaseLink, Label, SavedView
from samphan.cases.rules.snoozing import snooze_times
from samphan.kit.calendars import Span, WorkCalendar
from samphan.promises.selectors import find_working_hours
from samphan.querying import compiled

MOST_LABELS_SHOWN = 200
# Without any calendar yet: every day from nine to six.
_ANY_WEEK = ((Span(9 * 60, 18 * 60),),) * 7


def labels() -> list[Label]:
    """Return the labels cases may carry, by name."""
    return list(Label.objects.order_by("name")[:MOST_LABELS_SHOWN])


def find_label(*, label_id: int) -> Label | None:
    """Return a label, or None."""
    return Label.objects.filter(pk=label_id).first()


def kept_views(*, user_id: int) -> list[SavedView]:
    """Return the views a reader keeps, then those that colleagues share, each by name."""
    return sorted(_kept_views(user_id=user_id), key=lambda view: (view.owner_id != user_id, view.name))


@compiled
def _kept_views(*, user_id: int) -> QuerySet[SavedView]:
    return SavedView.objects.filter(Q(owner_id=user_id) | Q(is_shared=True))


@dataclass(frozen=True, kw_only=True)
class Belonging:
    """The cases that belong to one: those merged into it, oldest first, and those linked with it, newest first."""

    taken_in: list[Case]
    linked: list[Case]


def cases_belonging_to(*, case_id: int) -> Belonging:
    """Return what belongs together with a case: one query."""
    later, earlier = CaseLink.objects.filter(case_id=case_id), CaseLink.objects.filter(other_id=case_id)
    linked = Case.objects.filter(Q(pk__in=later.values("other_id")) | Q(pk__in=earlier.values("case_id")))
    found = list(Case.objects.filter(merged_into_id=case_id).union(linked))
    taken_in = [other for other in found if other.merged_into_id == case_id]
    return Belonging(
        taken_in=sorted(taken_in, key=lambda other: (other.opened_at, other.pk)),
        linked=sorted((o for o in found if o.merged_into_id != case_id), key=lambda o: o.pk, reverse=True),
    )


def conversation_ids(*, case: Case) -> list[int]:
    """Return the conversations of a case and of those it has taken in, its own first."""
    others = Case.objects.filter(merged_into=case, conversation__isnull=False).order_by("pk")
    own = [case.conversation_id] if case.conversation_id else []
    return own + [number for number in others.values_list("conversation_id", flat=True) if number is not None]


def taken_in_conversations(*, case_ids: Sequence[int]) -> dict[int, int]:
    """Return the conversations that came with merged cases, as conversation -> the case that goes on: one query."""
    return {talk: into for talk, into in _taken_in(case_ids=case_ids) if talk and into}


@compiled
def _taken_in(*, case_ids: Sequence[int]) -> QuerySet[Case, tuple[int | None, int | None]]:
    rows = Case.objects.filter(merged_into__in=case_ids, conversation__isnull=False)
    return rows.values_list("conversation_id", "merged_into_id")


def merge_candidates(*, case: Case, limit: int = 10) -> list[Case]:
    """Return the other open cases of the same customer, newest first: what this one may be merged into."""
    if case.customer_id is None:
        return []
    others = Case.objects.filter(customer_id=case.customer_id, state__in=("open", "waiting")).exclude(pk=case.pk)
    return list(others.order_by("-opened_at", "-pk")[:limit])


def working_hours_of(*, branch_id: int | None) -> WorkCalendar:
    """Return when a branch works; before there is any calendar, every day from nine to six."""
    organisation = find_organisation()
    timezone = organisation.timezone if organisation else "Asia/Bangkok"
    return find_working_hours(branch_id=branch_id) or WorkCalendar(timezone, _ANY_WEEK)


def snooze_choices(*, branch_id: int | None, now: datetime) -> dict[str, datetime]:
    """Return until when a case may sleep, by code, in working time (see `rules.snoozing.snooze_times`)."""
    return snooze_times(working_hours_of(branch_id=branch_id), now=now)
