"""Whose terms hold, which month counts, and what is given once: proposing and deciding on credits."""

from datetime import timedelta

import pytest

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.customers.models import Customer
from samphan.messaging.models import Message
from samphan.messaging.services import seed_channels
from samphan.promises.models import Credit, CreditEntry, CreditTxn, Service
from samphan.promises.rules import Tier
from samphan.promises.services import (
    CreditDecided,
    Shortfall,
    approve_credit,
    decline_credit,
    propose_uptime_credits,
    save_agreement,
    save_credit_terms,
    save_service,
    set_outages,
)
from tests import world
from tests.promises.cast import at

pytestmark = pytest.mark.django_db
TIERS = [Tier(999_000, 10), Tier(990_000, 25)]
LATER = at("2026-06-20 12:00")


@pytest.fixture
def service() -> Service:
    world.organisation()
    seed_channels(now=LATER)
    made = save_service(name_th="แอป", name_en="App", components=[("จ่าย", ""), ("ค้น", "")], target_ppm=999_000)
    save_credit_terms(service_id=made.pk, amount_satang=100_000, tiers=TIERS)
    return made


def propose(
    service: Service, customers: list[Customer], *, began: str, hours: float, cause: str = "incident:1", **more: int
) -> int:
    """Take every part down for so many hours from a time on, and propose what that is worth."""
    since = at(began)
    until = since + timedelta(hours=hours)
    parts = list(service.components.values_list("pk", flat=True))
    set_outages(cause=cause, component_ids=parts, kind="unplanned", started_at=since, ended_at=until)
    shortfall = Shortfall(cause=cause, service_ids=[service.pk], since=since, until=until, timezone="Asia/Bangkok")
    ids = [one.pk for one in customers]
    return propose_uptime_credits(customer_ids=ids, shortfall=shortfall, now=LATER, **more)


def amounts(customer: Customer) -> list[int]:
    return list(Credit.objects.filter(customer=customer).order_by("pk").values_list("amount_satang", flat=True))


def test_an_agreements_terms_go_before_everybodys(service: Service) -> None:
    special, other = world.customer(), world.customer()
    agreement = save_agreement(
        name="ลูกค้าองค์กร",
        targets=[{"metric": "resolve", "days": 1}],
        customer_id=special.pk,
        now=LATER,
        valid_from=LATER - timedelta(days=1),
    )
    own = [Tier(999_900, 40)]
    save_credit_terms(service_id=service.pk, agreement_id=agreement.pk, amount_satang=500_000, tiers=own)
    assert propose(service, [special, other], began="2026-06-10 09:00", hours=2) == 2
    assert (amounts(special), amounts(other)) == ([200_000], [10_000])


def test_a_later_incident_of_the_month_only_tops_up_what_the_lower_tier_gives(service: Service) -> None:
    customer = world.customer()
    assert propose(service, [customer], began="2026-06-10 09:00", hours=2) == 1
    assert propose(service, [customer], began="2026-06-10 09:00", hours=2) == 0  # asked again
    assert propose(service, [customer], began="2026-06-15 09:00", hours=6, cause="incident:2") == 1
    assert propose(service, [customer], began="2026-06-18 09:00", hours=1, cause="incident:3") == 0
    assert amounts(customer) == [10_000, 15_000]


def test_of_two_months_the_one_that_gives_more_counts_by_the_firms_own_calendar(service: Service) -> None:
    customer = world.customer()
    # Half an hour of May keeps its 44 minutes; nine hours of June are below 99 %.
    propose(service, [customer], began="2026-05-31 23:30", hours=9.5)
    credit = Credit.objects.get()
    assert (str(credit.month), credit.amount_satang) == ("2026-06-01", 25_000)


def test_the_limit_of_a_month_and_the_goodwill_that_knows_none(service: Service) -> None:
    terms = service.terms.get()
    save_credit_terms(service_id=service.pk, amount_satang=100_000, cap_satang=6_000, tiers=TIERS, terms_id=terms.pk)
    capped, given = world.customer(), world.customer()
    propose(service, [capped], began="2026-06-10 09:00", hours=2)
    assert list(Credit.objects.values_list("amount_satang", "is_capped")) == [(6_000, True)]
    propose(service, [given], began="2026-06-10 09:00", hours=2, goodwill_satang=7_000)
    assert Credit.objects.filter(customer=given, reason="goodwill", terms=None, amount_satang=7_000).exists()


def test_a_credit_is_decided_once_and_posted_in_entries_that_sum_to_nought(service: Service) -> None:
    lead: User = world.user(Role.MANAGER)
    yes, no = world.customer(), world.customer()
    propose(service, [yes, no], began="2026-06-10 09:00", hours=2)
    given, refused = Credit.objects.get(customer=yes), Credit.objects.get(customer=no)
    for _ in range(2):
        approve_credit(credit_id=given.pk, actor_id=lead.pk, now=LATER)
        decline_credit(credit_id=refused.pk, reason="ไม่ได้ใช้บริการ", actor_id=lead.pk, now=LATER)
    with pytest.raises(CreditDecided):
        approve_credit(credit_id=refused.pk, actor_id=lead.pk, now=LATER)
    assert CreditTxn.objects.count() == Message.objects.count() == 1
    entries = CreditEntry.objects.order_by("amount_satang").values_list("account", "amount_satang", "customer_id")
    assert list(entries) == [("issued", -10_000, yes.pk), ("active", 10_000, yes.pk)]
    # Declined stays declined, also when it is proposed again.
    assert propose(service, [yes, no], began="2026-06-10 09:00", hours=2) == 0
