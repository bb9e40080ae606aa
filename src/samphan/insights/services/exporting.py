"""What is recorded when a list leaves the house as a file."""

from datetime import datetime

from django.db import transaction

from samphan.eventlog.events import Actor
from samphan.eventlog.services import record
from samphan.insights.events import ListExported

_NO_ROW_OF_ITS_OWN = 0


def note_export(*, what: str, kind: str, rows: int, branch_id: int | None, now: datetime, actor: Actor) -> None:
    """Record that somebody saved a list of customers: which one, as what kind of file, and how many rows it held.

    `branch_id` is the branch that was chosen, None for all. Nobody who was on the list is named.
    """
    with transaction.atomic():
        event = ListExported(subject_id=_NO_ROW_OF_ITS_OWN, branch_id=branch_id, what=what, kind=kind, rows=rows)
        record(event=event, now=now, actor=actor)
