"""The consent ledger: who agreed to what, on which channel, when and how; only ever appended to."""

from datetime import datetime

from django.db import transaction

from samphan.customers.events import ConsentRecorded
from samphan.customers.models import ConsentPurpose, ConsentRecord, Customer
from samphan.eventlog.events import SYSTEM, user_actor
from samphan.eventlog.services import record


@transaction.atomic
def record_consent(
    *,
    customer_id: int,
    purpose: str,
    channel: str,
    is_granted: bool,
    source: str,
    now: datetime,
    actor_id: int | None = None,
    evidence: str = "",
    text_version: str = "",
    batch_id: int | None = None,
) -> ConsentRecord:
    """Append one decision of the customer; withdrawing is as easy as giving, so both are the same call."""
    branch_id = Customer.objects.values_list("branch_id", flat=True).get(id=customer_id)
    entry = ConsentRecord.objects.create(
        customer_id=customer_id,
        purpose=ConsentPurpose(purpose),
        channel=channel,
        is_granted=is_granted,
        source=source,
        text_version=text_version,
        evidence=evidence,
        recorded_by_id=actor_id,
        import_batch_id=batch_id,
        recorded_at=now,
    )
    event = ConsentRecorded(
        subject_id=entry.id,
        customer_id=customer_id,
        branch_id=branch_id,
        purpose=purpose,
        channel=channel,
        is_granted=is_granted,
    )
    record(event=event, now=now, actor=SYSTEM if actor_id is None else user_actor(actor_id))
    return entry
