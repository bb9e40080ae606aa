"""Stretches of silence: what must not reach a customer for a while, and an opt-out by one click."""

from collections.abc import Sequence
from datetime import datetime

from django.core import signing
from django.db import transaction

from samphan.customers.services import record_consent
from samphan.kit.errors import N_, Refused
from samphan.messaging.models import SendPurpose, Suppression
from samphan.messaging.rules.unsubscribing import UNSUBSCRIBE_SALT


class UnsubscribeLinkInvalid(Refused):
    code = "messaging.unsubscribe.invalid"
    message = N_("This link is not complete. Copy the whole address from the message, or answer it with “stop”.")


def suppress_customer(*, customer_id: int, reason: str, purposes: Sequence[str], now: datetime) -> None:
    """Keep messages of some purposes from a customer until it is lifted (bereavement, an open complaint)."""
    wanted = sorted({SendPurpose(purpose).value for purpose in purposes})
    with transaction.atomic():
        Suppression.objects.get_or_create(
            customer_id=customer_id,
            reason=reason,
            ended_at=None,
            defaults={"purposes": wanted, "started_at": now},
        )


def lift_suppression(*, customer_id: int, reason: str, now: datetime) -> None:
    """End a suppression; messages refused meanwhile stay refused."""
    Suppression.objects.filter(customer_id=customer_id, reason=reason, ended_at=None).update(ended_at=now)


def unsubscribe_customer(*, token: str, now: datetime) -> None:
    """Withdraw the consent a one-click link stands for; effective at once, also for what is queued."""
    try:
        customer_id, purpose = signing.loads(token, salt=UNSUBSCRIBE_SALT)
    except (signing.BadSignature, ValueError) as error:
        raise UnsubscribeLinkInvalid from error
    record_consent(
        customer_id=customer_id, purpose=purpose, channel="email", is_granted=False, source="unsubscribe_link", now=now
    )
