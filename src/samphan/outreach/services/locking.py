"""The lock everybody takes who changes an incident, and the refusal of what its state does not allow."""

from samphan.kit.errors import N_, Refused
from samphan.outreach.models import Incident, IncidentState


class IncidentNotOpen(Refused):
    code = "outreach.incident.not_open"
    message = N_("This incident is over. Look at the page again.")


def lock_incident(incident_id: int) -> Incident:
    """Return an incident, locked until the transaction ends. Raises Incident.DoesNotExist."""
    return Incident.objects.select_for_update().get(pk=incident_id)


def lock_open_incident(incident_id: int) -> Incident:
    """Return an incident as `lock_incident` does. Raises IncidentNotOpen once it is over."""
    incident = lock_incident(incident_id)
    if incident.state != IncidentState.OPEN:
        raise IncidentNotOpen
    return incident
