"""Deciding on credits: approved ones are posted once and told to the customer, declined ones keep why."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from samphan.accounts.models import Organisation
from samphan.customers.selectors import spoken_name
from samphan.eventlog.events import user_actor
from samphan.kit.errors import N_, Refused
from samphan.messaging.services import MassMessage, send_messages
from samphan.promises.events import CreditDeclined, CreditPosted
from samphan.promises.models import Credit, CreditAccount, CreditEntry, CreditState, CreditTxn
from samphan.promises.services.crediting import record_credits


class CreditDecided(Refused):
    code = "promises.credit.decided"
    message = N_("Somebody has decided on this credit already. Look at the list again.")


class CreditDeclineReasonMissing(Refused):
    code = "promises.credit.reason_missing"
    message = N_("Write why this credit is not given.")


@transaction.atomic
def approve_credits(*, credit_ids: Sequence[int], actor_id: int, now: datetime) -> int:
    """Post credits that still wait and tell their customers; return how many. One posted already changes nothing."""
    waiting = _lock(credit_ids)
    for one in waiting:
        one.state, one.decided_by_id, one.decided_at = CreditState.POSTED, actor_id, now
    Credit.objects.bulk_update(waiting, ["state", "decided_by", "decided_at"])
    txns = CreditTxn.objects.bulk_create(
        CreditTxn(kind="issue", idempotency_key=f"credit:{one.pk}", credit=one, posted_at=now) for one in waiting
    )
    CreditEntry.objects.bulk_create(
        CreditEntry(txn=txn, account=account, customer_id=one.customer_id, amount_satang=sign * one.amount_satang)
        for txn, one in zip(txns, waiting, strict=True)
        for account, sign in ((CreditAccount.ISSUED, -1), (CreditAccount.ACTIVE, 1))
    )
    record_credits(CreditPosted, waiting, now=now, actor=user_actor(actor_id))
    send_messages(letters=[credit_letter(one) for one in waiting], purpose="service", now=now)
    return len(waiting)


@transaction.atomic
def approve_credit(*, credit_id: int, actor_id: int, now: datetime) -> None:
    """Post one credit. Raises `CreditDecided` when a colleague was quicker; doing it again oneself changes nothing."""
    if not approve_credits(credit_ids=[credit_id], actor_id=actor_id, now=now):
        _refuse_unless(credit_id, CreditState.POSTED, actor_id)


@transaction.atomic
def decline_credit(*, credit_id: int, reason: str, actor_id: int, now: datetime) -> None:
    """Say that a credit is not given, and why. Raises `CreditDecided` when a colleague was quicker."""
    if not reason.strip():
        raise CreditDeclineReasonMissing
    waiting = _lock([credit_id])
    if not waiting:
        _refuse_unless(credit_id, CreditState.DECLINED, actor_id)
        return
    one = waiting[0]
    one.state, one.decided_by_id, one.decided_at = CreditState.DECLINED, actor_id, now
    one.decline_reason = reason.strip()[:300]
    one.save(update_fields=["state", "decided_by", "decided_at", "decline_reason"])
    record_credits(CreditDeclined, waiting, now=now, actor=user_actor(actor_id))


def _lock(credit_ids: Sequence[int]) -> list[Credit]:
    rows = Credit.objects.select_for_update(of=("self",)).select_related("customer").order_by("pk")
    return list(rows.filter(pk__in=credit_ids, state=CreditState.PROPOSED))


def _refuse_unless(credit_id: int, state: str, actor_id: int) -> None:
    """Refuse unless the same person decided the same before: whoever pressed second is told that somebody was first."""
    if Credit.objects.values_list("state", "decided_by_id").get(pk=credit_id) != (state, actor_id):
        raise CreditDecided


def credit_letter(one: Credit) -> MassMessage:
    """Return what a customer is written about a credit that was posted, in their own language."""
    language = one.customer.language
    firm = Organisation.objects.first()
    with translation.override(language):
        lines = (
            gettext("Dear %(name)s,") % {"name": spoken_name(one.customer, language)},
            gettext("We did not keep what we promised you. We are sorry, and give you %(amount)s back as a credit.")
            % {"amount": f"฿{one.amount_satang / 100:,.2f}"},
            gettext("You need not do anything. If you have a question, simply answer this message."),
            firm.name if firm else "",
        )
        subject = gettext("A credit for you")
    body = "\n\n".join(line for line in lines if line)
    return MassMessage(customer_id=one.customer_id, subject=subject, body=body, idempotency_key=f"credit:{one.pk}")
