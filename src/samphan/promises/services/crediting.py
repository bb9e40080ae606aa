"""Proposing credits: to many after an incident, to one for a broken promise. Nothing is given here.

The customers' rows are the lock: of two jobs that would credit one person for one cause, the second sees the first.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Sum

from samphan.customers.models import Customer
from samphan.eventlog.events import SYSTEM, Actor
from samphan.eventlog.services import record_many
from samphan.kit.periods import month_of, months
from samphan.promises.events import CreditEvent, CreditProposed
from samphan.promises.models import (
    AgreementVersion,
    Clock,
    Credit,
    CreditReason,
    CreditState,
    CreditTerms,
)
from samphan.promises.rules import Agreed, Tier, is_counted, payable, share_of_fee, tier_of
from samphan.promises.selectors import agreements_for, agreements_in_force
from samphan.promises.selectors.uptime import service_uptimes


@dataclass(frozen=True, kw_only=True)
class Shortfall:
    """What went wrong: its cause ("incident:12"), the services, and from when until when. Months are the firm's."""

    cause: str
    service_ids: Sequence[int]
    since: datetime
    until: datetime
    timezone: str


@dataclass(frozen=True, kw_only=True)
class _Claim:
    """What one edition of terms gives for one month, before anything given already is taken off."""

    terms: CreditTerms
    month: date
    entitled: int


@transaction.atomic
def propose_uptime_credits(
    *, customer_ids: Collection[int], shortfall: Shortfall, now: datetime, goodwill_satang: int = 0
) -> int:
    """Propose each customer the best that their terms give for a shortfall, at least the goodwill; return how many.

    A cause is counted once: of several services or months, the one that gives most. Asked again, only customers
    without a credit of this cause within 24 hours get one; who was declined it stays without.
    """
    ids = _lock(customer_ids)
    claims = _claims(shortfall, now)
    terms_of = _TermsChooser(shortfall.service_ids, now)
    given = _given(ids)
    earlier = _earlier(ids, shortfall.cause)
    keys = {customer_id: f"{shortfall.cause}:{customer_id}" for customer_id in ids}
    known = _known(keys.values())
    made = []
    for customer_id, key in keys.items():
        if key in known or not is_counted(at=shortfall.since, earlier=earlier[customer_id]):
            continue
        terms_ids = {terms.pk for terms in terms_of(customer_id)}
        mine = [claim for claim in claims if claim.terms.pk in terms_ids]
        credit = _best(mine, given, customer_id) or _empty(shortfall)
        if credit.amount_satang < goodwill_satang:
            credit = _empty(shortfall)
            credit.reason, credit.amount_satang = CreditReason.GOODWILL, goodwill_satang
        if credit.amount_satang:
            credit.customer_id, credit.cause, credit.fell_at = customer_id, shortfall.cause, shortfall.since
            credit.idempotency_key = key
            made.append(credit)
    _store(made, now)
    return len(made)


@transaction.atomic
def propose_breach_credit(*, clock_id: int, cause: str, timezone: str, now: datetime) -> Credit | None:
    """Propose what a broken promise is worth to its customer, or None: no terms, no customer, cause counted, cap."""
    clock = Clock.objects.select_related("agreement_version").get(pk=clock_id)
    terms = _breach_terms(clock)
    if terms is None or clock.customer_id is None or clock.breached_at is None:
        return None
    ids, key = _lock([clock.customer_id]), f"clock:{clock.pk}"
    # A later calendar may mend a breach and another break it again: it is still one.
    if (
        not ids
        or _known([key])
        or not is_counted(at=clock.breached_at, earlier=_earlier(ids, cause)[clock.customer_id])
    ):
        return None
    month = _month(clock.breached_at, timezone)
    given = _given(ids)[clock.customer_id, terms.pk, month]
    due = payable(entitled=terms.amount_satang, given=0, given_in_month=given, cap=terms.cap_satang)
    if not due.satang:
        return None
    credit = Credit(
        customer_id=clock.customer_id,
        terms=terms,
        reason=CreditReason.BREACH,
        cause=cause,
        fell_at=clock.breached_at,
        month=month,
        amount_satang=due.satang,
        is_capped=due.is_capped,
        idempotency_key=key,
    )
    _store([credit], now)
    return credit


def _lock(customer_ids: Collection[int]) -> list[int]:
    # In id order, so that two jobs cannot wait for each other.
    rows = Customer.objects.select_for_update().filter(pk__in=customer_ids).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _claims(shortfall: Shortfall, now: datetime) -> list[_Claim]:
    """Return what each edition of terms of the services gives, for every month the shortfall touches."""
    terms = list(CreditTerms.objects.filter(service__in=shortfall.service_ids))
    claims = []
    for month in months(shortfall.since, max(shortfall.until, shortfall.since), shortfall.timezone) if terms else ():
        uptimes = service_uptimes(service_ids=shortfall.service_ids, since=month.start, until=month.end, now=now)
        for one in terms:
            tiers = [Tier(raw["below_ppm"], raw["percent"]) for raw in one.tiers]
            tier = tier_of(uptimes[one.service_id or 0], tiers)
            if tier is not None:
                entitled = share_of_fee(fee_satang=one.amount_satang, percent=tier.percent)
                first = _month(month.start, shortfall.timezone)
                claims.append(_Claim(terms=one, month=first, entitled=entitled))
    return claims


class _TermsChooser:
    """Whose terms hold: those of the customer's most specific agreement that has some, else everybody's."""

    def __init__(self, service_ids: Sequence[int], now: datetime) -> None:
        rows = CreditTerms.objects.filter(service__in=service_ids)
        self._terms: dict[tuple[int | None, int], CreditTerms] = {
            (terms.agreement_id, terms.service_id or 0): terms for terms in rows
        }
        self._services = service_ids
        self._now = now
        self._agreed: list[Agreed] = []
        self._agreements: Mapping[int, int] = {}
        if any(agreement_id is not None for agreement_id, _ in self._terms):
            self._agreed = agreements_in_force(now=now)
            editions = AgreementVersion.objects.filter(pk__in=[agreed.version_id for agreed in self._agreed])
            self._agreements = dict(editions.values_list("pk", "agreement_id"))

    def __call__(self, customer_id: int) -> list[CreditTerms]:
        order: list[int | None] = []
        if self._agreed:
            branch_id = Customer.objects.values_list("branch_id", flat=True).get(pk=customer_id)
            fitting = agreements_for(
                customer_id=customer_id,
                branch_id=branch_id,
                channel="",
                priority=3,
                now=self._now,
                in_force=self._agreed,
            )
            order = [self._agreements[agreed.version_id] for agreed in fitting]
        chosen = []
        for service_id in self._services:
            keys = [(agreement_id, service_id) for agreement_id in [*order, None]]
            chosen += [self._terms[key] for key in keys if key in self._terms][:1]
        return chosen


def _best(claims: Sequence[_Claim], given: Mapping[tuple[int, int, date], int], customer_id: int) -> Credit | None:
    found: Credit | None = None
    for claim in claims:
        before = given[customer_id, claim.terms.pk, claim.month]
        due = payable(entitled=claim.entitled, given=before, given_in_month=before, cap=claim.terms.cap_satang)
        if due.satang > (found.amount_satang if found else 0):
            found = Credit(
                terms=claim.terms,
                reason=CreditReason.UPTIME,
                month=claim.month,
                amount_satang=due.satang,
                is_capped=due.is_capped,
            )
    return found


def _empty(shortfall: Shortfall) -> Credit:
    return Credit(month=_month(shortfall.since, shortfall.timezone), amount_satang=0)


def _breach_terms(clock: Clock) -> CreditTerms | None:
    agreement_id = clock.agreement_version.agreement_id if clock.agreement_version else None
    rows = CreditTerms.objects.filter(promise_id=clock.promise_id)
    own = rows.filter(agreement_id=agreement_id).first() if agreement_id is not None else None
    return own or rows.filter(agreement=None).first()


def _given(ids: Sequence[int]) -> Mapping[tuple[int, int, date], int]:
    """Return what was proposed or given already, in satang, by customer, terms and month."""
    rows = Credit.objects.filter(customer__in=ids, terms__isnull=False).exclude(state=CreditState.DECLINED)
    sums = rows.values_list("customer_id", "terms_id", "month").annotate(total=Sum("amount_satang"))
    found: dict[tuple[int, int, date], int] = defaultdict(int)
    found.update({(customer_id, terms_id or 0, month): total for customer_id, terms_id, month, total in sums})
    return found


def _earlier(ids: Sequence[int], cause: str) -> Mapping[int, list[datetime]]:
    """Return when the credits of a cause fell that were not declined, by customer."""
    rows = Credit.objects.filter(customer__in=ids, cause=cause).exclude(state=CreditState.DECLINED)
    found: dict[int, list[datetime]] = defaultdict(list)
    for customer_id, fell_at in rows.values_list("customer_id", "fell_at"):
        found[customer_id].append(fell_at)
    return found


def _known(keys: Iterable[str]) -> set[str]:
    return set(Credit.objects.filter(idempotency_key__in=list(keys)).values_list("idempotency_key", flat=True))


def _month(moment: datetime, timezone: str) -> date:
    return month_of(moment, timezone).start.astimezone(ZoneInfo(timezone)).date()


def _store(credits_made: list[Credit], now: datetime) -> None:
    for one in credits_made:
        one.proposed_at = now
    record_credits(CreditProposed, Credit.objects.bulk_create(credits_made), now=now)


def record_credits(kind: type[CreditEvent], rows: Sequence[Credit], *, now: datetime, actor: Actor = SYSTEM) -> None:
    """Write down what became of some credits, in the caller's transaction."""
    events = [
        kind(
            subject_id=one.pk,
            customer_id=one.customer_id,
            reason=one.reason,
            cause=one.cause,
            amount_satang=one.amount_satang,
        )
        for one in rows
    ]
    record_many(events=events, occurred_at=[now] * len(events), actor=actor)
