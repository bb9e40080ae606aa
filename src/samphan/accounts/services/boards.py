"""Links to the wallboard: for a screen in the office that nobody signs in on."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from samphan.accounts.models import BoardLink, Language
from samphan.accounts.rules import THEMES
from samphan.accounts.services.firm import ChoiceUnknown, NameMissing

_NOTED_EVERY = timedelta(minutes=10)


def make_board_link(*, name: str, language: str, theme: str, created_by_id: int, now: datetime) -> BoardLink:
    """Make a link that shows the wallboard in one language and theme until it is revoked."""
    cleaned = " ".join(name.split())[:120]
    if not cleaned:
        raise NameMissing
    if language not in Language.values or theme not in THEMES:
        raise ChoiceUnknown
    return BoardLink.objects.create(
        name=cleaned, language=language, theme=theme, created_by_id=created_by_id, created_at=now
    )


@transaction.atomic
def revoke_board_link(*, link_id: int, now: datetime) -> BoardLink | None:
    """Stop a link for good: the screen goes dark at its next look; None when there is no such link."""
    link = BoardLink.objects.select_for_update().filter(pk=link_id).first()
    if link is not None and link.revoked_at is None:
        link.revoked_at = now
        link.save(update_fields=["revoked_at"])
    return link


def note_board_opened(*, link_id: int, now: datetime) -> None:
    """Remember when a screen last showed the board, to ten minutes: a row is not written for every look."""
    stale = Q(last_opened_at__isnull=True) | Q(last_opened_at__lt=now - _NOTED_EVERY)
    BoardLink.objects.filter(stale, pk=link_id).update(last_opened_at=now)
