"""Reading agreements: which hold for some work now, and the list of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from samphan.customers.models import Customer
from samphan.kit.conditions import parse
from samphan.promises.models import Agreement, AgreementVersion
from samphan.promises.rules import CUSTOMER_SCHEMA, About, Agreed, AgreedTarget, Target, fitting
from samphan.promises.selectors.clocks import branches_above


@dataclass(frozen=True)
class AgreementRow:
    """An agreement as lists show it, with the edition in force (None: not yet, or no more) and the newest one."""

    agreement: Agreement
    current: AgreementVersion | None
    newest: AgreementVersion


def agreements_for(
    *,
    customer_id: int | None,
    branch_id: int | None,
    channel: str,
    priority: int,
    now: datetime,
    in_force: Sequence[Agreed] | None = None,
) -> list[Agreed]:
    """Return the agreements that hold for some work now, the most specific first.

    One query for `agreements_in_force`, unless the caller read them before for much work; then only what they ask for.
    """
    agreed = agreements_in_force(now=now) if in_force is None else in_force
    if not agreed:
        return []
    about = About(
        customer_id=customer_id,
        facts=_facts(customer_id) if any(a.segment is not None for a in agreed) else {},
        branch_ids=branches_above(branch_id) if any(a.branch_id is not None for a in agreed) else (),
        channel=channel,
        priority=priority,
    )
    return fitting(agreed, about, now=now)


def agreement_list(*, now: datetime) -> list[AgreementRow]:
    """Return every agreement, those in use first, then by name; two queries."""
    rows = Agreement.objects.select_related("customer", "branch").order_by("-is_active", "name")
    found = []
    for agreement in rows.prefetch_related("versions"):
        editions = sorted(agreement.versions.all(), key=lambda version: version.number)
        valid = [v for v in editions if v.valid_from <= now and (v.valid_until is None or v.valid_until > now)]
        found.append(AgreementRow(agreement, valid[-1] if valid else None, editions[-1]))
    return found


def find_agreement(*, agreement_id: int) -> Agreement | None:
    """Return an agreement, or None."""
    return Agreement.objects.select_related("customer", "branch").filter(pk=agreement_id).first()


def agreement_versions(*, agreement_id: int) -> list[AgreementVersion]:
    """Return every edition of an agreement, newest first."""
    return list(AgreementVersion.objects.filter(agreement_id=agreement_id).order_by("-number"))


def agreements_in_force(*, now: datetime) -> list[Agreed]:
    """Return for each active agreement its newest edition that is valid now; one query."""
    not_over = Q(valid_until=None) | Q(valid_until__gt=now)
    versions = AgreementVersion.objects.filter(not_over, agreement__is_active=True, valid_from__lte=now)
    newest = {version.agreement_id: version for version in versions.select_related("agreement").order_by("number")}
    return [_agreed(version) for version in newest.values()]


def _agreed(version: AgreementVersion) -> Agreed:
    agreement = version.agreement
    return Agreed(
        version_id=version.pk,
        targets=[_target(raw) for raw in version.targets],
        on_change=version.on_change,
        customer_id=agreement.customer_id,
        segment=None if agreement.segment is None else parse(agreement.segment, CUSTOMER_SCHEMA),
        branch_id=agreement.branch_id,
        channel=agreement.channel,
    )


def _target(raw: dict[str, Any]) -> AgreedTarget:
    return AgreedTarget(raw["metric"], Target(raw.get("minutes"), raw.get("days")), raw.get("priority"))


def _facts(customer_id: int | None) -> dict[str, object]:
    customer = Customer.objects.filter(pk=customer_id).first() if customer_id is not None else None
    return customer_facts(customer) if customer is not None else {}


def customer_facts(customer: Customer) -> dict[str, object]:
    """Return what a condition over `CUSTOMER_SCHEMA` looks at of a customer."""
    return {
        "order_count": customer.order_count,
        "spend_baht": customer.spend_satang / 100,
        "first_order_at": customer.first_order_at,
        "last_order_at": customer.last_order_at,
        "language": customer.language,
    }
