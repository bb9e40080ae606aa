"""Agreements: who is promised what instead of the usual, and from when. An edit is a new edition."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from samphan.accounts.models import Branch
from samphan.customers.models import Customer
from samphan.kit.conditions import parse
from samphan.kit.errors import N_, Refused
from samphan.promises.models import Agreement, AgreementVersion, Metric, OnChange
from samphan.promises.rules import CUSTOMER_SCHEMA
from samphan.promises.services.retargeting import apply_agreements

_MOST_MINUTES, _MOST_DAYS = 100_000, 250
_PRIORITIES = (None, 1, 2, 3, 4)


class AgreementNameMissing(Refused):
    code = "promises.agreement.name_missing"
    message = N_("Give the agreement a name.")


class AgreementNameTaken(Refused):
    code = "promises.agreement.name_taken"
    message = N_("There is an agreement with this name already. Choose another name, or edit that one.")


class AgreementTargetInvalid(Refused):
    code = "promises.agreement.target_invalid"
    message = N_("Give at least one target, each in minutes (1 to 100000) or in business days (1 to 250).")


class AgreementScopeUnknown(Refused):
    code = "promises.agreement.scope_unknown"
    message = N_("This customer or branch does not exist any more. Choose another.")


class AgreementDatesInvalid(Refused):
    code = "promises.agreement.dates_invalid"
    message = N_("The agreement must end after it begins.")


class AgreementChangeUnknown(Refused):
    code = "promises.agreement.change_unknown"
    message = N_("Choose what happens to clocks that already run.")


@transaction.atomic
def save_agreement(
    *,
    name: str,
    targets: Sequence[Mapping[str, Any]],
    now: datetime,
    valid_from: datetime,
    valid_until: datetime | None = None,
    on_change: str = OnChange.KEEP,
    agreement_id: int | None = None,
    customer_id: int | None = None,
    segment: object | None = None,
    branch_id: int | None = None,
    channel: str = "",
    is_active: bool = True,
    actor_id: int | None = None,
) -> Agreement:
    """Add an agreement, or a new edition of one; ticking clocks follow it as `on_change` says when its time comes.

    `targets`: [{"metric", "priority" (None: every other), "minutes" or "days"}]; `segment`: a condition over
    `CUSTOMER_SCHEMA`. Raises InvalidCondition for a condition that cannot be read.
    """
    _check(name, targets, on_change, valid_from, valid_until)
    named = Agreement.objects.filter(name=name.strip()[:120]).values_list("pk", flat=True).first()
    if named not in (None, agreement_id):
        raise AgreementNameTaken
    if customer_id is not None and not Customer.objects.filter(pk=customer_id).exists():
        raise AgreementScopeUnknown
    if branch_id is not None and not Branch.objects.filter(pk=branch_id).exists():
        raise AgreementScopeUnknown
    if segment is not None:
        parse(segment, CUSTOMER_SCHEMA)
    agreement = Agreement() if agreement_id is None else Agreement.objects.select_for_update().get(pk=agreement_id)
    agreement.name = name.strip()[:120]
    agreement.customer_id, agreement.segment = customer_id, segment
    agreement.branch_id, agreement.channel = branch_id, channel
    agreement.is_active = is_active
    agreement.save()
    last = AgreementVersion.objects.filter(agreement=agreement).order_by("-number").first()
    AgreementVersion.objects.create(
        agreement=agreement,
        number=last.number + 1 if last else 1,
        targets=[_stored(target) for target in targets],
        on_change=OnChange(on_change),
        valid_from=valid_from,
        valid_until=valid_until,
        created_by_id=actor_id,
        created_at=now,
    )
    apply_agreements(now=now)
    return agreement


def _check(
    name: str,
    targets: Sequence[Mapping[str, Any]],
    on_change: str,
    valid_from: datetime,
    valid_until: datetime | None,
) -> None:
    if not name.strip():
        raise AgreementNameMissing
    if on_change not in OnChange.values:
        raise AgreementChangeUnknown
    if valid_until is not None and valid_until <= valid_from:
        raise AgreementDatesInvalid
    if not targets or not all(_is_sound(target) for target in targets):
        raise AgreementTargetInvalid


def _is_sound(target: Mapping[str, Any]) -> bool:
    if (target.get("minutes") is None) == (target.get("days") is None):
        return False
    unit, most = ("minutes", _MOST_MINUTES) if target.get("days") is None else ("days", _MOST_DAYS)
    return 1 <= target[unit] <= most and target["metric"] in Metric.values and target.get("priority") in _PRIORITIES


def _stored(target: Mapping[str, Any]) -> dict[str, Any]:
    amount = {"minutes": target["minutes"]} if target.get("minutes") is not None else {"days": target["days"]}
    return {"metric": target["metric"], "priority": target.get("priority"), **amount}
