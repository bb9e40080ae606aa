"""Putting labels on a case and taking them off: the one place that does, whatever a label is kept as."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from samphan.cases.events import CaseLabelled
from samphan.cases.models import Case, CaseLabel, Label
from samphan.cases.services.changes import lock_open_case, save_case
from samphan.eventlog.events import Actor, user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused

MOST_LABELS = 10
LONGEST_LABEL = 40


class LabelWrong(Refused):
    """A label nobody could read in a list."""

    code = "cases.label.wrong"
    message = N_("A label has 1 to {most} characters and no comma.")


class TooManyLabels(Refused):
    """More labels than a row of a list has room for."""

    code = "cases.label.too_many"
    message = N_("A case has at most {most} labels. Take one off first.")


@transaction.atomic
def label_case(
    *,
    case_id: int,
    actor_id: int,
    now: datetime,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
    version: int | None = None,
) -> Case:
    """Put labels on a case and take others off; a word that is new becomes a label everybody may choose.

    Raises LabelWrong, TooManyLabels, CaseIsClosed and CaseChanged.
    """
    case = lock_open_case(case_id, version=version)
    wanted = [_checked(name) for name in add]
    removed = _unmark(case, remove)
    added = mark(case, wanted, now=now)
    if len(case.tags) > MOST_LABELS:
        raise TooManyLabels(most=MOST_LABELS)
    if not added and not removed:
        return case
    save_case(case, fields=["tags"], now=now)
    _tell(case, added, removed, now=now, actor=user_actor(actor_id))
    return case


def put_labels(case: Case, *, labels: Sequence[str], now: datetime, actor: Actor) -> bool:
    """Put labels on a locked case, which the caller saves (field "tags"); tell whether any was new."""
    added = mark(case, labels, now=now)
    if added:
        _tell(case, added, [], now=now, actor=actor)
    return bool(added)


def take_labels(case: Case, *, label_ids: Sequence[int], now: datetime, actor: Actor) -> bool:
    """Take labels off a locked case, which the caller saves (field "tags"); tell whether it carried any."""
    names = Label.objects.filter(pk__in=label_ids).values_list("name", flat=True) if label_ids else []
    removed = _unmark(case, list(names))
    if removed:
        _tell(case, [], removed, now=now, actor=actor)
    return bool(removed)


def mark(case: Case, names: Iterable[str], *, now: datetime) -> list[Label]:
    """Put labels on a locked case, its `tags` to be saved by the caller; return those it did not carry yet."""
    labels = {label.pk: label for label in (_label(name, now=now) for name in names if name.strip())}
    carried = set(CaseLabel.objects.filter(case=case, label__in=labels).values_list("label_id", flat=True))
    added = [label for pk, label in labels.items() if pk not in carried]
    CaseLabel.objects.bulk_create(CaseLabel(case=case, label=label) for label in added)
    case.tags = [*case.tags, *(label.name for label in added if label.name not in case.tags)]
    return added


def _tell(case: Case, added: Sequence[Label], removed: Sequence[Label], *, now: datetime, actor: Actor) -> None:
    event = CaseLabelled(
        subject_id=case.pk,
        customer_id=case.customer_id,
        added=[label.pk for label in added],
        removed=[label.pk for label in removed],
    )
    record(event=event, now=now, actor=actor)


def _unmark(case: Case, names: Sequence[str]) -> list[Label]:
    rows = CaseLabel.objects.filter(case=case, label__name__in=names).select_related("label")
    removed = [row.label for row in rows]
    rows.delete()
    case.tags = [tag for tag in case.tags if tag not in set(names)]
    return removed


def _label(name: str, *, now: datetime) -> Label:
    """Return the label of a name, whatever its capitals; a new one when there is none."""
    words = name.strip()[:LONGEST_LABEL]
    found = Label.objects.filter(name__iexact=words).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Label.objects.create(name=words, made_at=now)
    except IntegrityError:  # somebody made it a moment ago
        return Label.objects.get(name__iexact=words)


def _checked(name: str) -> str:
    words = " ".join(name.split())
    if not words or len(words) > LONGEST_LABEL or "," in words:
        raise LabelWrong(most=LONGEST_LABEL)
    return words
