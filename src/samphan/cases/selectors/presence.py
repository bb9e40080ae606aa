"""Reading who has a case open now, and whether what their page shows is still all."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery

from samphan.cases.models import Case, CasePresence
from samphan.cases.rules.presence import HERE_FOR, NEWS_BY_SYSTEM, is_typing
from samphan.eventlog.models import Event
from samphan.messaging.models import Message
from samphan.messaging.selectors import UNDELIVERED


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


def case_now(
    *,
    case_id: int,
    user_id: int,
    version: int,
    seen_event_id: int,
    heard_message_id: int,
    undelivered: int | None = None,
) -> str:
    """Return whether a page made of this version, up to this event and this message of the customer's, is still true.

    "same"; "news" when somebody else did something, the customer or whoever was asked outside wrote, or more of what
    we wrote could not be delivered than the `undelivered` it shows (None: it does not know); "changed" when only the
    reader's own acts, a clock or a delivery moved it. One query; every write of a case raises its version. "same" for
    no case at all.
    """
    events = Event.objects.filter(subject_kind="case", subject_id=OuterRef("pk"), pk__gt=seen_event_id)
    events = events.exclude(actor_kind="user", actor_id=user_id)
    events = events.exclude(Q(actor_kind="system") & ~Q(type__in=NEWS_BY_SYSTEM))
    letters = Message.objects.filter(direction="in", pk__gt=heard_message_id)
    failed = Message.objects.filter(direction="out", state__in=UNDELIVERED)
    asked = Case.objects.filter(pk=case_id).values_list(
        "version",
        _number(failed.filter(conversation_id=OuterRef("conversation_id")))
        + _number(failed.filter(conversation__case__merged_into=OuterRef("pk"))),
        Exists(events),
        Exists(letters.filter(conversation_id=OuterRef("conversation_id"))),
        Exists(letters.filter(conversation__case__merged_into=OuterRef("pk"))),
    )
    found = asked.first()
    if found is None:
        return "same"
    is_at, failed_now, *heard = found
    shown = failed_now if undelivered is None else undelivered
    if any(heard) or failed_now > shown:
        return "news"
    return "same" if (is_at, failed_now) == (version, shown) else "changed"


def _number(messages: QuerySet[Message]) -> Subquery:
    """Count messages of the case asked about, within its own query."""
    counted = messages.order_by().annotate(number=Func(F("pk"), function="COUNT", output_field=IntegerField()))
    return Subquery(counted.values("number"))
