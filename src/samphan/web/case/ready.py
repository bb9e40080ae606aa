"""Replies kept ready as the composer offers them: their words filled in for one case, and what they do beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from samphan.cases.rules.canned import THEN_RESOLVE, THEN_WAIT
from samphan.cases.selectors import (
    assignable_causes,
    canned_replies,
    filled_reply,
    find_canned_reply,
    slot_values,
)
from samphan.web.formats import is_thai
from samphan.web.wording import tag_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samphan.accounts.models import User
    from samphan.cases.models import CannedReply, Case


@dataclass(frozen=True, kw_only=True)
class Ready:
    """One reply ready to be sent in one case."""

    reply_id: int
    name: str
    circle: str  # "own", "team" or "all"
    team: str
    text: str
    blanks: tuple[str, ...]
    beside: list[tuple[str, str]]  # icon and words of each thing it does beside
    words: str  # what it is found by


def name_of(reply: CannedReply) -> str:
    """Return a reply's name in the reader's language, or in the only one it has."""
    return (reply.name_th or reply.name_en) if is_thai() else (reply.name_en or reply.name_th)


def circle_of(reply: CannedReply) -> str:
    """Return who uses a reply: "own", "team" or "all"."""
    return "own" if reply.owner_id is not None else "team" if reply.team_id is not None else "all"


def cause_names() -> dict[str, str]:
    """Return the causes of the tree in use by code, in the reader's language: one query."""
    return {cause.code: cause.name_th if is_thai() else cause.name_en for cause in assignable_causes()}


def beside_of(reply: CannedReply, causes: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what a reply does beside sending, each with its icon, in the reader's language."""
    done = [("tag", tag_name(label)) for label in reply.labels]
    if reply.cause_code:
        done.append(("search", causes.get(reply.cause_code, reply.cause_code)))
    if reply.action_taken:
        done.append(("wand-sparkles", reply.action_taken))
    if reply.gives_to == "me":
        done.append(("user-check", _("Whoever sends it takes the case")))
    elif reply.new_owner is not None:
        done.append(("user-check", _("Handed to %(name)s") % {"name": reply.new_owner.display_name}))
    if reply.then == THEN_WAIT:
        done.append(("hourglass", _("Waits for the customer")))
    elif reply.then == THEN_RESOLVE:
        done.append(("check", _("Closes the loop, sent at once")))
    return done


def ready_replies(*, case: Case, user: User) -> list[Ready]:
    """Return the replies somebody may use in a case, filled in; a fixed number of queries however many there are."""
    replies = canned_replies(user_id=user.pk)
    return _ready(replies, case, user)


def find_ready(*, case: Case, user: User, reply_id: int) -> Ready | None:
    """Return one reply filled in for a case, or None when the reader may not use it."""
    reply = find_canned_reply(reply_id=reply_id, user_id=user.pk)
    return _ready([reply], case, user)[0] if reply is not None else None


def _ready(replies: list[CannedReply], case: Case, user: User) -> list[Ready]:
    values = {language: slot_values(case=case, author=user, language=language) for language in ("th", "en")}
    language = case.customer.language if case.customer else "th"
    causes = cause_names()
    made = []
    for reply in replies:
        filled = filled_reply(reply=reply, values=values, language=language, particle=user.particle)
        name = name_of(reply)
        words = f"{reply.name_th} {reply.name_en} {' '.join(reply.labels)} {filled.text}".casefold()
        made.append(
            Ready(
                reply_id=reply.pk,
                name=name,
                circle=circle_of(reply),
                team=reply.team.name if reply.team else "",
                text=filled.text,
                blanks=filled.blanks,
                beside=beside_of(reply, causes),
                words=" ".join(words.split()),
            )
        )
    return made
