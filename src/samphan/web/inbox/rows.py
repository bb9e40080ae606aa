"""A case as one row of a list: who, what was said last, how long is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from samphan.cases.selectors import is_page_key, taken_in_conversations
from samphan.customers.selectors import shown_name
from samphan.messaging.selectors import LastMessage, last_messages

if TYPE_CHECKING:
    from django.http import HttpRequest

    from samphan.cases.models import Case


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a list shows of one case."""

    case: Case
    name: str
    channel: str
    snippet: str
    at: datetime
    is_unanswered: bool
    spend_satang: int


def page_key(request: HttpRequest) -> str:
    """Return the place a list goes on from; an address somebody made up starts at the beginning."""
    after = request.GET.get("after", "")
    return after if is_page_key(after) else ""


def rows_of(cases: Sequence[Case]) -> list[Row]:
    """Return the rows of some cases in three queries more, however many there are."""
    talks = {case.conversation_id: case.pk for case in cases if case.conversation_id}
    talks |= taken_in_conversations(case_ids=[case.pk for case in cases])
    last: dict[int, LastMessage] = {}
    for number, newest in last_messages(conversation_ids=list(talks)).items():
        known = last.get(talks[number])
        if known is None or known.created_at < newest.created_at:
            last[talks[number]] = newest
    made = []
    for case in cases:
        message = last.get(case.pk)
        made.append(
            Row(
                case=case,
                name=shown_name(case.customer) if case.customer else _("Unknown customer"),
                channel=message.channel_kind if message else _CHANNEL_OF.get(case.submission_kind, "web"),
                snippet=message.body if message else case.excerpt or case.title,
                at=message.created_at if message else case.last_activity_at,
                is_unanswered=message.is_inbound if message else case.first_contact_at is None,
                spend_satang=case.customer.spend_satang if case.customer else 0,
            )
        )
    return made


_CHANNEL_OF = {"review": "google", "message": "email", "response": "web"}
