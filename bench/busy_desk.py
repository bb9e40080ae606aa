"""A busy care desk in a database: many cases with customers, conversations, clocks and history, made from a seed.

Rows are written in bulk in the shape the services write them; only `bench/screens.py` uses this.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction

from bench.bulk import insert
from samphan.accounts.models import Branch, Team, User
from samphan.accounts.policies import Role
from samphan.cases.events import CaseAssigned, CaseOpened, CustomerContacted
from samphan.cases.models import Case, CaseKind, CaseState, Cause
from samphan.customers.models import ContactKind, ContactPoint, Customer, SearchToken
from samphan.customers.rules import Contact, PersonName, contact_token, name_tokens, sort_key
from samphan.eventlog.models import Event
from samphan.messaging.models import Author, Channel, Conversation, DeliveryState, Direction, Message
from samphan.promises.models import CalendarVersion, Clock, ClockState, Promise
from samphan.sample.story import names
from samphan.sample.story.words import COMPLAINTS

VIEWER = "viewer@example.com"
AGENTS, BRANCHES, TEAMS = 20, 12, 4
CASES_A_CUSTOMER = 4
OPEN_SHARE = 0.45
TALKED_SHARE = 0.3
_CHUNK = 5000
_SAID = [text.format(n=3) for wording in COMPLAINTS.values() for text in wording.thai]


class BusyDesk:
    """Adds cases until there are as many as asked for; the same seed adds the same ones."""

    def __init__(self, *, seed: int, now: datetime) -> None:
        self._chance = random.Random(seed)
        self._now = now
        self.viewer = User.objects.create(
            email=VIEWER, display_name="ณัฐวุฒิ ปิ่นแก้ว", role=Role.OWNER.value, created_at=now
        )
        staff = [
            User(email=f"agent{n}@example.com", display_name=f"เจ้าหน้าที่ {n}", role=Role.AGENT.value, created_at=now)
            for n in range(AGENTS)
        ]
        self._agents = [self.viewer, *insert(staff)]
        self._branches = insert([Branch(code=f"B{n:02d}", name_th=f"สาขา {n}") for n in range(BRANCHES)])
        self._teams = insert([Team(name=f"ทีม {n}") for n in range(TEAMS)])
        self._causes = list(Cause.objects.filter(parent__isnull=False))
        self._promise = Promise.objects.get(code="feedback_resolve")
        self._calendar = CalendarVersion.objects.first()
        self._channel = Channel.objects.first()
        self._made = 0

    def grow_to(self, cases: int) -> None:
        """Add customers and cases until there are `cases` of them."""
        while self._made < cases:
            size = min(_CHUNK, cases - self._made)
            with transaction.atomic():
                self._add(size)
            self._made += size

    def _add(self, size: int) -> None:
        customers = self._customers(max(1, size // CASES_A_CUSTOMER))
        cases = [self._case(self._chance.choice(customers)) for _ in range(size)]
        self._open_conversations(cases)
        insert(cases)
        insert([message for case in cases if case.conversation_id for message in self._messages(case)])
        open_cases = [case for case in cases if case.state == CaseState.OPEN]
        insert([self._clock(case) for case in open_cases])
        insert([event for case in cases for event in self._history(case)])

    def _customers(self, size: int) -> list[Customer]:
        made = []
        for _ in range(size):
            name = PersonName(
                first_name=self._chance.choice(names.FEMALE),
                last_name=self._chance.choice(names.LAST_FIRST_HALF) + self._chance.choice(names.LAST_SECOND_HALF),
                nickname=self._chance.choice(names.NICKNAMES),
            )
            made.append(
                Customer(
                    first_name=name.first_name, last_name=name.last_name, nickname=name.nickname,
                    sort_key=sort_key(name), branch=self._chance.choice(self._branches),
                    order_count=self._chance.randint(0, 9), created_at=self._now, updated_at=self._now,
                )
            )  # fmt: skip
        insert(made)
        contacts = [
            Contact(kind, value)
            for customer in made
            for kind, value in (
                (ContactKind.EMAIL, f"customer{customer.pk}@example.com"),
                (ContactKind.PHONE, f"+6600{customer.pk:07d}"),
            )
        ]  # fmt: skip
        owners = [customer for customer in made for _ in range(2)]
        insert(
            [
                ContactPoint(
                    customer=owner, kind=contact.kind, value=contact.value, is_primary=True, created_at=self._now
                )
                for owner, contact in zip(owners, contacts, strict=True)
            ]
        )
        insert(
            [
                SearchToken(customer=customer, token=token)
                for customer, pair in zip(made, _pairs(contacts), strict=True)
                for token in sorted(name_tokens(_name(customer)) | {contact_token(contact) for contact in pair})
            ]
        )
        return made

    def _case(self, customer: Customer) -> Case:
        chance = self._chance
        is_open = chance.random() < OPEN_SHARE
        opened_at = self._now - timedelta(minutes=chance.randrange(60 * 24 * 400))
        if is_open:
            state = CaseState.OPEN if chance.random() < 0.9 else CaseState.WAITING
        else:
            state = chance.choice([CaseState.RESOLVED, CaseState.VERIFIED, CaseState.VERIFIED, CaseState.SILENT])
        owner = None if is_open and chance.random() < 0.15 else chance.choice(self._agents)
        said = chance.choice(_SAID)
        return Case(
            kind=chance.choice([CaseKind.FEEDBACK, CaseKind.REQUEST]),
            state=state,
            priority=chance.choice([1, 2, 3, 3, 3, 4]),
            title=said,
            excerpt=said,
            customer=customer,
            branch=chance.choice(self._branches),
            owner=owner,
            assigned_at=opened_at if owner else None,
            team=chance.choice(self._teams),
            score=chance.randint(0, 6),
            scale="nps",
            cause=None if is_open else chance.choice(self._causes),
            action_taken="" if is_open else "โทรกลับและแก้ไขแล้ว",
            told_customer="" if is_open else "แจ้งแล้ว",
            opened_at=opened_at,
            first_contact_at=opened_at + timedelta(minutes=40) if owner else None,
            resolved_at=None if is_open else opened_at + timedelta(days=1),
            due_at=opened_at + timedelta(days=chance.randint(1, 420)) if state == CaseState.OPEN else None,
            last_activity_at=opened_at + timedelta(minutes=chance.randrange(60 * 24)),
        )

    def _open_conversations(self, cases: list[Case]) -> None:
        talked = [case for case in cases if self._chance.random() < TALKED_SHARE]
        conversations = [
            Conversation(
                customer_id=case.customer_id, channel=self._channel, subject=case.title,
                token=f"bench{self._chance.getrandbits(80):020x}", last_message_at=case.last_activity_at,
                created_at=case.opened_at,
            )
            for case in talked
        ]  # fmt: skip
        for case, conversation in zip(talked, insert(conversations), strict=True):
            case.conversation = conversation

    def _messages(self, case: Case) -> Iterator[Message]:
        for place in range(4):
            is_ours = place % 2 == 0 and case.owner_id is not None
            yield Message(
                conversation_id=case.conversation_id,
                direction=Direction.OUT if is_ours else Direction.IN,
                author_kind=Author.HUMAN if is_ours else Author.CUSTOMER,
                author_id=case.owner_id if is_ours else None,
                body=self._chance.choice(_SAID),
                state=DeliveryState.SENT if is_ours else DeliveryState.RECEIVED,
                idempotency_key=f"bench:{case.pk}:{place}",
                created_at=case.opened_at + timedelta(minutes=10 * place),
                sent_at=case.opened_at + timedelta(minutes=10 * place) if is_ours else None,
            )

    def _clock(self, case: Case) -> Clock:
        return Clock(
            work_kind="case",
            work_id=case.pk,
            promise=self._promise,
            metric=self._promise.metric,
            calendar_version=self._calendar,
            target_minutes=self._promise.target_minutes,
            target_days=self._promise.target_days,
            owner_id=case.owner_id,
            customer_id=case.customer_id,
            branch_id=case.branch_id,
            state=ClockState.RUNNING,
            started_at=case.opened_at,
            due_at=case.due_at,
            warn_at=case.due_at,
        )

    def _history(self, case: Case) -> Iterator[Event]:
        common = {"subject_id": case.pk, "customer_id": case.customer_id, "branch_id": case.branch_id}
        yield _event(CaseOpened(**common, kind=case.kind, priority=case.priority), case.opened_at)
        if case.owner_id is not None:
            yield _event(CaseAssigned(**common, owner_id=case.owner_id, rule="lowest_load"), case.opened_at)
            yield _event(CustomerContacted(**common), case.opened_at + timedelta(minutes=40))


def _event(event: CaseOpened | CaseAssigned | CustomerContacted, at: datetime) -> Event:
    return Event(
        type=event.type, subject_kind=event.subject_kind, subject_id=event.subject_id, customer_id=event.customer_id,
        branch_id=event.branch_id, data=event.data(), occurred_at=at,
    )  # fmt: skip


def _name(customer: Customer) -> PersonName:
    return PersonName(first_name=customer.first_name, last_name=customer.last_name, nickname=customer.nickname)


def _pairs(contacts: list[Contact]) -> Iterator[tuple[Contact, ...]]:
    ahead = iter(contacts)
    while pair := tuple(islice(ahead, 2)):
        yield pair
