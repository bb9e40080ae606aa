"""How services stood in a period, from the outages of their components."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from samphan.promises.models import Component, Outage, PublicPage, Service
from samphan.promises.rules import Down, Uptime, read_uptime


@dataclass(frozen=True, kw_only=True)
class ComponentStanding:
    """A component: whether it is down now, by which kind of outage ("" when it is not), and its uptime."""

    component: Component
    down_kind: str
    uptime: Uptime


@dataclass(frozen=True, kw_only=True)
class ServiceStanding:
    """A service with its components; its own uptime counts a minute once, however many components were down in it."""

    service: Service
    uptime: Uptime
    components: Sequence[ComponentStanding] = field(default_factory=list)

    @property
    def is_down(self) -> bool:
        """Say whether any component is down now."""
        return any(one.down_kind for one in self.components)


def is_status_page_on() -> bool:
    """Say whether customers may read how services stand; off until somebody switches it on."""
    return PublicPage.objects.filter(is_status_on=True).exists()


def service_list(*, only_active: bool = True) -> list[Service]:
    """Return the services in their order, with their components prefetched."""
    rows = Service.objects.order_by("-is_active", "position", "pk").prefetch_related("components")
    return list(rows.filter(is_active=True) if only_active else rows)


def find_service(*, service_id: int) -> Service | None:
    """Return a service, or None."""
    return Service.objects.filter(pk=service_id).first()


def component_list() -> list[Component]:
    """Return the components of the services in use, by service and position."""
    rows = Component.objects.filter(is_active=True, service__is_active=True).select_related("service")
    return list(rows.order_by("service__position", "service_id", "position", "pk"))


def service_standings(
    *, since: datetime, until: datetime, now: datetime, only_public: bool = False
) -> list[ServiceStanding]:
    """Return how each service in use stood in a period; three queries, however many there are."""
    services = [one for one in service_list() if one.is_public or not only_public]
    downs = _downs(Q(component__service__in=[one.pk for one in services]), since=since, until=until)
    return [_standing(service, downs, since=since, until=until, now=now) for service in services]


def service_uptimes(
    *, service_ids: Iterable[int], since: datetime, until: datetime, now: datetime
) -> dict[int, Uptime]:
    """Return the uptime of services in a period, by id, from all components they ever had; one query."""
    wanted = list(service_ids)
    rows = Outage.objects.filter(component__service__in=wanted).filter(_touching(since, until))
    by_service: dict[int, list[Down]] = defaultdict(list)
    for outage in rows.select_related("component"):
        by_service[outage.component.service_id].append(_down(outage))
    return {pk: read_uptime(by_service[pk], since=since, until=until, now=now) for pk in wanted}


def _standing(
    service: Service, downs: dict[int, list[Down]], *, since: datetime, until: datetime, now: datetime
) -> ServiceStanding:
    parts = sorted((one for one in service.components.all() if one.is_active), key=lambda one: (one.position, one.pk))
    all_downs = [down for one in service.components.all() for down in downs[one.pk]]
    return ServiceStanding(
        service=service,
        uptime=read_uptime(all_downs, since=since, until=until, now=now),
        components=[
            ComponentStanding(
                component=one,
                down_kind=next((d.kind for d in downs[one.pk] if _lasts(d, now)), ""),
                uptime=read_uptime(downs[one.pk], since=since, until=until, now=now),
            )
            for one in parts
        ],
    )


def _lasts(down: Down, now: datetime) -> bool:
    return down.started_at <= now and (down.ended_at is None or down.ended_at > now)


def _touching(since: datetime, until: datetime) -> Q:
    return Q(started_at__lt=until) & (Q(ended_at=None) | Q(ended_at__gt=since))


def _downs(where: Q, *, since: datetime, until: datetime) -> dict[int, list[Down]]:
    found: dict[int, list[Down]] = defaultdict(list)
    for outage in Outage.objects.filter(where).filter(_touching(since, until)).order_by("started_at"):
        found[outage.component_id].append(_down(outage))
    return found


def _down(outage: Outage) -> Down:
    return Down(
        kind=outage.kind,
        started_at=outage.started_at,
        ended_at=outage.ended_at,
        announced_at=outage.announced_at,
    )
