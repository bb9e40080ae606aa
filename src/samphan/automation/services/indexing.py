"""Keeping the index fresh: what an event is about is written again as it stands now."""

from collections.abc import Callable, Collection
from datetime import datetime

from django.db.models import QuerySet

from samphan.automation import documents
from samphan.cases.models import Case
from samphan.eventlog import selectors as eventlog
from samphan.messaging.models import Message
from samphan.search import services as search
from samphan.search.sources import NewDocument

# A customer's newest messages; what is older is put right by the next rebuild.
_MOST_MESSAGES = 500


def index_customer(*, event_id: int, now: datetime) -> None:
    """Write what is noted about the customer of an event; when they changed branch, their messages go along."""
    event = eventlog.get_event(event_id=event_id)
    if event.customer_id is None:
        return
    ids = [event.customer_id]
    _write("customer", ids, lambda: documents.customer_documents(customer_ids=ids), now)
    if "branch_id" in event.data.get("changed", ()):
        _write_messages(Message.objects.filter(conversation__customer_id=event.customer_id), now)


def index_case(*, event_id: int, now: datetime) -> None:
    """Write the case of an event; when it was opened, the messages that opened it become part of it."""
    event = eventlog.get_event(event_id=event_id)
    ids = [event.subject_id]
    _write("case", ids, lambda: documents.case_documents(case_ids=ids), now)
    if event.type == "case.opened":
        conversation_id = Case.objects.filter(pk=event.subject_id).values_list("conversation_id", flat=True).first()
        if conversation_id is not None:
            _write_messages(Message.objects.filter(conversation_id=conversation_id), now)


def index_message(*, event_id: int, now: datetime) -> None:
    """Write the message of an event."""
    ids = [eventlog.get_event(event_id=event_id).subject_id]
    _write("message", ids, lambda: documents.message_documents(message_ids=ids), now)


def _write_messages(rows: QuerySet[Message], now: datetime) -> None:
    ids = list(rows.order_by("-pk").values_list("pk", flat=True)[:_MOST_MESSAGES])
    _write("message", ids, lambda: documents.message_documents(message_ids=ids), now)


def _write(kind: str, ids: Collection[int], find: Callable[[], list[NewDocument]], now: datetime) -> None:
    """Write the documents found; of the things asked for, those that have none are not found any more.

    Looked at twice: what another reaction wrote between our look and our writing was newer than ours. Whoever comes
    after the second look finds our rows locked, and writes after us.
    """
    found = find()
    _put(kind, ids, found, now)
    present = find()
    if present != found:
        _put(kind, ids, present, now)


def _put(kind: str, ids: Collection[int], found: Collection[NewDocument], now: datetime) -> None:
    search.index_documents(documents=found, now=now)
    search.remove_documents(kind=kind, object_ids=set(ids) - {document.object_id for document in found})
