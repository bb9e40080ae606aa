"""What can be found by words, as search takes it: a customer's notes, a case, a message that somebody wrote.

What is private or special about a person is no part of it, nor is anything a machine wrote. Names, telephone numbers
and addresses have a search of their own (`customers.selectors.search_customers`) and are taken out of these texts, as
far as `language.personal` knows them.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from samphan.cases.models import Attempt, Case, CaseNote, SideConversation, SideMessage
from samphan.customers.models import Customer, Fact, Note, Sensitivity
from samphan.messaging.models import Author, DeliveryState, Message
from samphan.search.models import DocumentKind
from samphan.search.sources import NewDocument

# Of one case or customer the newest so many notes; a text is indexed up to a length anyway.
_MOST_NOTES = 100
_CASE, _CUSTOMER, _MESSAGE = DocumentKind.CASE.value, DocumentKind.CUSTOMER.value, DocumentKind.MESSAGE.value


class CustomerSource:
    """What colleagues wrote down about each customer. The whole firm's: customers belong to no branch alone."""

    kind = _CUSTOMER

    def count(self) -> int:
        """Return how many customers there are."""
        return Customer.objects.count()

    def documents_after(self, *, after_id: int, limit: int) -> tuple[Sequence[NewDocument], int]:
        """Return the documents of the next customers, and the last of them looked at."""
        ids = list(Customer.objects.filter(pk__gt=after_id).order_by("pk").values_list("pk", flat=True)[:limit])
        return customer_documents(customer_ids=ids), ids[-1] if ids else 0


class CaseSource:
    """Every case: what it is about, what was noted, asked aside, done and told."""

    kind = _CASE

    def count(self) -> int:
        """Return how many cases there are."""
        return Case.objects.count()

    def documents_after(self, *, after_id: int, limit: int) -> tuple[Sequence[NewDocument], int]:
        """Return the documents of the next cases, and the last of them looked at."""
        ids = list(Case.objects.filter(pk__gt=after_id).order_by("pk").values_list("pk", flat=True)[:limit])
        return case_documents(case_ids=ids), ids[-1] if ids else 0


class MessageSource:
    """Every message a customer or a colleague wrote, and that came or went."""

    kind = _MESSAGE

    def count(self) -> int:
        """Return how many messages there are."""
        return _written_by_people().count()

    def documents_after(self, *, after_id: int, limit: int) -> tuple[Sequence[NewDocument], int]:
        """Return the documents of the next messages, and the last of them looked at."""
        rows = list(_written_by_people().filter(pk__gt=after_id).order_by("pk")[:limit])
        return [_of_message(row) for row in rows], rows[-1].pk if rows else 0


CUSTOMERS, CASES, MESSAGES = CustomerSource(), CaseSource(), MessageSource()


def customer_documents(*, customer_ids: Collection[int]) -> list[NewDocument]:
    """Return the documents of those of these customers about whom something is written: notes and ordinary facts."""
    parts: dict[int, list[tuple[datetime, str]]] = {}
    notes = Note.objects.filter(customer_id__in=customer_ids)
    facts = Fact.objects.filter(
        customer_id__in=customer_ids, sensitivity=Sensitivity.ORDINARY, retracted_at__isnull=True
    )
    for rows in (facts, notes):
        for customer_id, written_at, body in rows.order_by("-pk").values_list("customer_id", "created_at", "body"):
            parts.setdefault(customer_id, []).append((written_at, body))
    return [
        NewDocument(
            kind=_CUSTOMER,
            object_id=customer_id,
            place_kind=_CUSTOMER,
            place_id=customer_id,
            customer_id=customer_id,
            title="",
            body=_joined(body for _, body in written[:_MOST_NOTES]),
            occurred_at=max(written_at for written_at, _ in written),
        )
        for customer_id, written in parts.items()
    ]


def case_documents(*, case_ids: Collection[int]) -> list[NewDocument]:
    """Return the documents of these cases."""
    rows = Case.objects.filter(pk__in=case_ids).prefetch_related(
        Prefetch("notes", queryset=CaseNote.objects.order_by("-pk"), to_attr="newest_notes"),
        Prefetch("attempts", queryset=Attempt.objects.exclude(note="").order_by("-pk"), to_attr="newest_attempts"),
        Prefetch("side_conversations", queryset=SideConversation.objects.order_by("-pk"), to_attr="newest_sides"),
        Prefetch("newest_sides__messages", queryset=SideMessage.objects.order_by("-pk"), to_attr="newest_messages"),
    )
    return [_of_case(row) for row in rows.order_by("pk")]


def message_documents(*, message_ids: Collection[int]) -> list[NewDocument]:
    """Return the documents of those of these messages that people wrote and that came or went."""
    return [_of_message(row) for row in _written_by_people().filter(pk__in=message_ids).order_by("pk")]


def _of_case(case: Case) -> NewDocument:
    notes: list[CaseNote] = case.newest_notes  # type: ignore[attr-defined]
    attempts: list[Attempt] = case.newest_attempts  # type: ignore[attr-defined]
    written = [one.body for one in notes[:_MOST_NOTES]] + [one.note for one in attempts[:_MOST_NOTES]]
    written += _asked_aside(case)[:_MOST_NOTES]
    return NewDocument(
        kind=_CASE,
        object_id=case.pk,
        place_kind=_CASE,
        place_id=case.pk,
        branch_id=case.branch_id,
        customer_id=case.customer_id,
        title=case.title,
        body=_joined((case.excerpt, case.action_taken, case.told_customer, *written)),
        occurred_at=case.last_activity_at,
    )


def _asked_aside(case: Case) -> list[str]:
    """Return what others were asked about a case and what they answered: as internal as a note, and found like one."""
    sides: list[SideConversation] = case.newest_sides  # type: ignore[attr-defined]
    return [text for side in sides for text in (side.subject, *(one.body for one in side.newest_messages))]  # type: ignore[attr-defined]


def _written_by_people() -> QuerySet[Message]:
    people = Message.objects.filter(author_kind__in=(Author.CUSTOMER, Author.HUMAN))
    came_or_went = people.filter(state__in=(DeliveryState.RECEIVED, DeliveryState.SENDING, DeliveryState.SENT))
    return came_or_went.select_related("conversation__case", "conversation__customer")


def _of_message(message: Message) -> NewDocument:
    """Return a message as it is found: in its case and by the case's branch, else with its customer."""
    conversation = message.conversation
    case = getattr(conversation, "case", None)
    return NewDocument(
        kind=_MESSAGE,
        object_id=message.pk,
        place_kind=_CUSTOMER if case is None else _CASE,
        place_id=conversation.customer_id if case is None else case.pk,
        branch_id=conversation.customer.branch_id if case is None else case.branch_id,
        customer_id=conversation.customer_id,
        title=message.subject or conversation.subject,
        body=message.body,
        occurred_at=message.created_at,
    )


def _joined(parts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(part for part in parts if part))
