"""Links to surveys: a number and a signature, so that nobody can guess one and none tells who was asked."""

from django.conf import settings
from django.core.signing import BadSignature, Signer

from samphan.surveys.models import Invitation, Survey

# "." may stand in a path and never ends a link in a mail, unlike ":"; a salt each, so that no link opens another door.
_INVITATION = Signer(sep=".", salt="samphan.surveys.invitation")
_SURVEY = Signer(sep=".", salt="samphan.surveys.anonymous")


def invitation_token(invitation_id: int) -> str:
    """Return the token of one customer's link; the invitation row says when it expires."""
    return _INVITATION.sign(str(invitation_id))


def invitation_url(invitation_id: int) -> str:
    """Return the whole link as it goes into a message."""
    return f"{settings.BASE_URL}/s/{invitation_token(invitation_id)}/"


def anonymous_url(survey_id: int) -> str:
    """Return the link of a survey anybody may answer unnamed; the same for everybody."""
    return f"{settings.BASE_URL}/s/a/{_SURVEY.sign(str(survey_id))}/"


def find_invitation(*, token: str) -> Invitation | None:
    """Return the invitation a link belongs to, or None for a forged, mistyped or skipped one."""
    number = _number(_INVITATION, token)
    if number is None:
        return None
    found = Invitation.objects.select_related("survey", "customer", "order")
    return found.filter(pk=number, skipped_reason="").first()


def find_anonymous_survey(*, token: str) -> Survey | None:
    """Return the active anonymous survey a link belongs to, or None."""
    number = _number(_SURVEY, token)
    return Survey.objects.filter(pk=number, is_active=True, is_anonymous=True).first() if number is not None else None


def _number(signer: Signer, token: str) -> int | None:
    try:
        return int(signer.unsign(token))
    except (BadSignature, ValueError):
        return None
