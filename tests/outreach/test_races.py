"""Two colleagues at once: one decision on a credit, one end of an incident, and the other one is told why.

SQLite has one writer, so there they simply follow each other; on PostgreSQL they wait for the same row.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import Sum

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.eventlog.models import Event
from samphan.kit.errors import Refused
from samphan.messaging.models import Message
from samphan.messaging.services import seed_channels
from samphan.outreach import services as outreach
from samphan.outreach.models import IncidentUpdate
from samphan.promises.models import Credit, CreditEntry, CreditReason, CreditTxn, Outage
from samphan.promises.services import approve_credit, decline_credit, save_service
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)
NOW = world.NOW
ROUNDS = 5
Act = Callable[[], object]


def at_once(*acts: Act) -> list[str]:
    """Do things at the same moment, each on a connection of its own; return the code of each refusal, or ""."""
    together = Barrier(len(acts))

    def run(act: Act) -> str:
        together.wait()
        try:
            act()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def leads() -> tuple[User, User]:
    world.organisation()
    seed_channels(now=NOW)
    return world.user(Role.MANAGER), world.user(Role.OWNER)


def credits_of(number: int) -> list[int]:
    customer = world.customer()
    rows = Credit.objects.bulk_create(
        Credit(
            customer=customer, reason=CreditReason.GOODWILL, cause=f"case:{n}", fell_at=NOW, month=NOW.date(),
            amount_satang=5_000, idempotency_key=f"race:{n}", proposed_at=NOW,
        )
        for n in range(number)
    )  # fmt: skip
    return [row.pk for row in rows]


def test_one_credit_approved_twice_at_once_is_posted_once(leads: tuple[User, User]) -> None:
    for key in credits_of(ROUNDS):
        codes = at_once(*(partial(approve_credit, credit_id=key, actor_id=one.pk, now=NOW) for one in leads))
        assert sorted(codes) == ["", "promises.credit.decided"]
    assert CreditTxn.objects.count() == ROUNDS
    assert CreditEntry.objects.count() == 2 * ROUNDS
    assert CreditEntry.objects.aggregate(total=Sum("amount_satang"))["total"] == 0
    assert Message.objects.count() == Event.objects.filter(type="credit.posted").count() == ROUNDS


def test_a_credit_approved_and_declined_at_once_is_one_of_the_two(leads: tuple[User, User]) -> None:
    approver, decliner = leads
    for key in credits_of(ROUNDS):
        codes = at_once(
            partial(approve_credit, credit_id=key, actor_id=approver.pk, now=NOW),
            partial(decline_credit, credit_id=key, reason="ไม่เข้าเงื่อนไข", actor_id=decliner.pk, now=NOW),
        )
        assert sorted(codes) == ["", "promises.credit.decided"]
        credit = Credit.objects.get(pk=key)
        is_posted = codes[0] == ""
        assert (credit.state, credit.decided_by) == (("posted", approver) if is_posted else ("declined", decliner))
        assert CreditTxn.objects.filter(credit=credit).count() == int(is_posted)
    assert Message.objects.count() == CreditTxn.objects.count()


def test_an_incident_ended_twice_at_once_has_one_end_and_one_apology(leads: tuple[User, User]) -> None:
    service = save_service(name_th="แอป", name_en="App", components=[("จ่าย", "")], target_ppm=999_000)
    words = outreach.IncidentWords(
        title_th="แอปล่ม",
        started_at=NOW - timedelta(hours=3),
        component_ids=list(service.components.values_list("pk", flat=True)),
    )
    for number in range(ROUNDS):
        incident = outreach.open_incident(words=words, actor_id=leads[0].pk, now=NOW)
        ends = [NOW - timedelta(minutes=minutes) for minutes in (10, 40)]
        codes = at_once(
            *(
                partial(
                    outreach.resolve_incident, incident_id=incident.pk, ended_at=end, actor_id=one.pk, now=NOW,
                    apology=outreach.UpdateWords(body_th="ขออภัย", key=f"{number}:{one.pk}"),
                )
                for one, end in zip(leads, ends, strict=True)
            )
        )  # fmt: skip
        assert sorted(codes) == ["", "outreach.incident.not_open"]
        incident.refresh_from_db()
        assert incident.ended_at == ends[codes.index("")]
        assert IncidentUpdate.objects.get(incident=incident).written_by == leads[codes.index("")]
        assert Outage.objects.get(cause=f"incident:{incident.pk}").ended_at == incident.ended_at
    assert Event.objects.filter(type="incident.resolved").count() == ROUNDS
