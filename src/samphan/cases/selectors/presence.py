"""Reading who has a case open now."""

from dataclasses import dataclass
from datetime import datetime

from samphan.cases.models import CasePresence
from samphan.cases.rules.presence import HERE_FOR, is_typing


@dataclass(frozen=True)
class Here:
    """A colleague who has the case open."""

    name: str
    is_typing: bool


def others_here(*, case_id: int, user_id: int, now: datetime) -> list[Here]:
    """Return the colleagues who have a case open besides the reader, who types first."""
    rows = CasePresence.objects.filter(case_id=case_id, seen_at__gt=now - HERE_FOR).exclude(user_id=user_id)
    named = rows.order_by("user__display_name", "pk").values_list("user__display_name", "typed_at")
    here = [Here(name=name, is_typing=is_typing(typed_at, now=now)) for name, typed_at in named]
    return sorted(here, key=lambda one: not one.is_typing)
