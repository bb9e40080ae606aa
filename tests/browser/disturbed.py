"""The incidents of the pictured world, which are those of the sample business."""

from samphan.accounts.models import User
from samphan.kit.clock import now
from samphan.outreach.models import Incident
from samphan.promises.models import CreditTerms
from samphan.promises.services import switch_status_page


def open_incident_id() -> int:
    """Return the incident that goes on."""
    return Incident.objects.values_list("pk", flat=True).get(state="open")


def ended_incident_id() -> int:
    """Return the incident that is over; some of its credits wait."""
    return Incident.objects.values_list("pk", flat=True).get(state="resolved")


def with_status_page(owner: User) -> str:
    """Return the status page, once customers may read it."""
    switch_status_page(is_on=True, actor_id=owner.pk, now=now())
    return "/status/"


def some_terms_path() -> str:
    """Return the form of the terms of a service."""
    return f"/credits/terms/{CreditTerms.objects.values_list('pk', flat=True).get(service__isnull=False)}/"
