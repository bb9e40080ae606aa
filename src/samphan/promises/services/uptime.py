"""Services, their components, and when they could not be used."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from samphan.kit.errors import N_, Refused
from samphan.promises.models import Component, Outage, OutageKind, PublicPage, Service
from samphan.promises.rules.uptime import MILLION

MOST_COMPONENTS = 20


class ServiceNameMissing(Refused):
    code = "promises.service.name_missing"
    message = N_("Give the service a Thai name: customers read it.")


class ServiceTargetInvalid(Refused):
    code = "promises.service.target_invalid"
    message = N_("A target is a percentage from 50 to 100, such as 99.9.")


class ServiceComponentsMissing(Refused):
    code = "promises.service.components_missing"
    message = N_("Name 1 to 20 parts, one a line, each once. A service of one piece has itself as its part.")


class OutageOrderInvalid(Refused):
    code = "promises.outage.order_invalid"
    message = N_("It cannot end before it began.")


@transaction.atomic
def save_service(
    *,
    name_th: str,
    name_en: str,
    components: Sequence[tuple[str, str]],
    target_ppm: int,
    is_public: bool = True,
    is_active: bool = True,
    service_id: int | None = None,
) -> Service:
    """Add a service or change it; `components` are Thai and English names in their order, `target_ppm` millionths.

    A part that keeps its Thai name keeps its history; one left out is no longer shown.
    """
    if not name_th.strip():
        raise ServiceNameMissing
    if not MILLION // 2 <= target_ppm <= MILLION:
        raise ServiceTargetInvalid
    names = [name.strip()[:80] for name, _ in components]
    if not 1 <= len(names) <= MOST_COMPONENTS or not all(names) or len(set(names)) < len(names):
        raise ServiceComponentsMissing
    position = Service.objects.count()
    service = (
        Service(position=position) if service_id is None else Service.objects.select_for_update().get(pk=service_id)
    )
    service.name_th, service.name_en = name_th.strip()[:80], name_en.strip()[:80]
    service.target_ppm, service.is_public, service.is_active = target_ppm, is_public, is_active
    service.save()
    service.components.exclude(name_th__in=names).update(is_active=False)
    for place, (name, (_, english)) in enumerate(zip(names, components, strict=True)):
        Component.objects.update_or_create(
            service=service,
            name_th=name,
            defaults={"name_en": english.strip()[:80], "position": place, "is_active": True},
        )
    return service


@transaction.atomic
def set_outages(
    *,
    cause: str,
    component_ids: Collection[int],
    kind: str,
    started_at: datetime,
    ended_at: datetime | None,
    announced_at: datetime | None = None,
) -> None:
    """Say which components a cause takes down, from when, and until when if it is over; said again, it replaces."""
    if ended_at is not None and ended_at < started_at:
        raise OutageOrderInvalid
    Outage.objects.filter(cause=cause).exclude(component_id__in=component_ids).delete()
    for component_id in component_ids:
        Outage.objects.update_or_create(
            component_id=component_id,
            cause=cause,
            defaults={
                "kind": OutageKind(kind),
                "started_at": started_at,
                "ended_at": ended_at,
                "announced_at": announced_at,
            },
        )


@transaction.atomic
def switch_status_page(*, is_on: bool, actor_id: int | None, now: datetime) -> None:
    """Show customers how services stand, or take the page away; who did it and when is kept."""
    PublicPage.objects.update_or_create(
        is_singleton=True, defaults={"is_status_on": is_on, "changed_by_id": actor_id, "changed_at": now}
    )
