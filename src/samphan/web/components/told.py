"""How an event of the log becomes a line on a screen, whichever screen: an icon, a sentence, and who did it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from samphan.eventlog.models import Event


class Told(NamedTuple):
    """What an event says. `tone` is "", good, bad, warn or acc; `detail` is a second line; `who` may be empty."""

    icon: str
    text: str
    tone: str = ""
    detail: str = ""
    who: str = ""


def plain(icon: str, sentence: Callable[[], str], tone: str = "") -> Callable[..., Told]:
    """Return the writer of an event that says the same each time, translated when it is told."""
    return lambda *_known: Told(icon, sentence(), tone)


def who_did(event: Event, people: Mapping[int, str]) -> str:
    """Return the name of the member of staff behind an event; "" when a machine or the customer did it."""
    return people.get(event.actor_id or 0, "") if event.actor_kind == "user" else ""
