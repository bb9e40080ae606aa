"""What those a disturbance touched were given back: proposed, and most of it approved and posted."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from samphan.accounts.selectors import firm_timezone
from samphan.eventlog.events import SYSTEM, user_actor
from samphan.kit.periods import month_of
from samphan.outreach.models import Incident
from samphan.outreach.selectors import incident_cause
from samphan.promises.events import CreditDeclined, CreditEvent, CreditPosted, CreditProposed
from samphan.promises.models import (
    Credit,
    CreditAccount,
    CreditEntry,
    CreditReason,
    CreditState,
    CreditTerms,
    CreditTxn,
)
from samphan.promises.rules import Down, Tier, read_uptime, share_of_fee, tier_of
from samphan.promises.services import credit_letter
from samphan.sample.loading.keeper import Keeper
from samphan.sample.loading.letters import Posted, load_letters
from samphan.sample.loading.log import Told
from samphan.sample.story.disturbances import DECLINE_REASON, DECLINED, UNDECIDED

_PROPOSED_AFTER, _DECIDED_AFTER = timedelta(hours=1), timedelta(hours=22)
# Of so many credits one still waits.
_A_WAITING_ONE = 5


def load_credits(
    keeper: Keeper, incident: Incident, terms: CreditTerms, customer_ids: Sequence[int], *, decider_id: int
) -> list[Told]:
    """Write a credit for each customer of an incident that is over, the postings and the letters; return the events."""
    if incident.resolved_at is None or not (amount := _amount(incident, terms)):
        return []
    proposed_at, decided_at = incident.resolved_at + _PROPOSED_AFTER, incident.resolved_at + _DECIDED_AFTER
    waiting = min(UNDECIDED, len(customer_ids) // _A_WAITING_ONE)
    rows = []
    for place, customer_id in enumerate(customer_ids):
        state = CreditState.DECLINED if place < DECLINED else CreditState.POSTED
        if place >= len(customer_ids) - waiting:
            state = CreditState.PROPOSED
        row = _credit(incident, terms, customer_id, amount, proposed_at)
        row.state = state
        if state != CreditState.PROPOSED:
            row.decided_by_id, row.decided_at = decider_id, decided_at
        row.decline_reason = DECLINE_REASON if state == CreditState.DECLINED else ""
        rows.append(row)
    keeper.add(rows)
    posted = [row for row in rows if row.state == CreditState.POSTED]
    _post(keeper, posted, decided_at)
    letters = [Posted(f"credit:{row.pk}", decided_at, credit_letter(row)) for row in posted]
    _ids, told = load_letters(keeper, letters)
    return [*told, *_told(rows)]


def _amount(incident: Incident, terms: CreditTerms) -> int:
    """Return what the terms give for the month of an incident, in satang."""
    down = Down(
        kind=incident.kind,
        started_at=incident.started_at,
        ended_at=incident.ended_at,
        announced_at=incident.announced_at,
    )
    period = month_of(incident.started_at, firm_timezone())
    uptime = read_uptime([down], since=period.start, until=period.end, now=period.end)
    tier = tier_of(uptime, [Tier(**step) for step in terms.tiers])
    return share_of_fee(fee_satang=terms.amount_satang, percent=tier.percent) if tier else 0


def _credit(incident: Incident, terms: CreditTerms, customer_id: int, amount: int, at: datetime) -> Credit:
    cause = incident_cause(incident.pk)
    return Credit(
        customer_id=customer_id,
        terms=terms,
        reason=CreditReason.UPTIME,
        cause=cause,
        fell_at=incident.started_at,
        month=_month(incident.started_at),
        amount_satang=amount,
        idempotency_key=f"{cause}:{customer_id}",
        proposed_at=at,
    )


def _month(moment: datetime) -> date:
    zone = firm_timezone()
    return month_of(moment, zone).start.astimezone(ZoneInfo(zone)).date()


def _post(keeper: Keeper, posted: Sequence[Credit], at: datetime) -> None:
    txn_ids = keeper.add(
        [CreditTxn(kind="issue", idempotency_key=f"credit:{row.pk}", credit=row, posted_at=at) for row in posted]
    )
    keeper.add(
        [
            CreditEntry(
                txn_id=txn_id, account=account, customer_id=row.customer_id, amount_satang=sign * row.amount_satang
            )
            for txn_id, row in zip(txn_ids, posted, strict=True)
            for account, sign in ((CreditAccount.ISSUED, -1), (CreditAccount.ACTIVE, 1))
        ]
    )


def _told(rows: Sequence[Credit]) -> Iterator[Told]:
    for row in rows:
        yield row.proposed_at, _event(CreditProposed, row), SYSTEM
        if row.decided_at is not None and row.decided_by_id is not None:
            kind = CreditPosted if row.state == CreditState.POSTED else CreditDeclined
            yield row.decided_at, _event(kind, row), user_actor(row.decided_by_id)


def _event(kind: type[CreditEvent], row: Credit) -> CreditEvent:
    return kind(
        subject_id=row.pk,
        customer_id=row.customer_id,
        reason=row.reason,
        cause=row.cause,
        amount_satang=row.amount_satang,
    )
