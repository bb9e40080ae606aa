"""Writing replies that are kept ready, and the set a new installation starts with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from samphan.accounts.models import Team, User
from samphan.cases.models import CannedReply, Cause
from samphan.cases.rules.canned import (
    LONGEST_ACTION,
    LONGEST_BODY,
    LONGEST_NAME,
    OWNER_ME,
    OWNER_OTHER,
    THENS,
    unknown_slots,
)
from samphan.cases.selectors.canned import may_change_reply
from samphan.cases.services.starter_replies import STARTER_REPLIES
from samphan.kit.errors import N_, Refused


class CannedReplyUnknown(Refused):
    """A reply that is gone, or that belongs to somebody else."""

    code = "cases.canned.unknown"
    message = N_("This reply is not there any more, or it is a colleague's own. Choose another one.")


class CannedReplyNotYours(Refused):
    """A shared reply and somebody who may not change it."""

    code = "cases.canned.not_yours"
    message = N_("Only leads change replies that others use too. Make one of your own instead.")


class CannedReplyEmpty(Refused):
    """A reply without a name or without words."""

    code = "cases.canned.empty"
    message = N_("Give the reply a name and its words, in Thai, in English or in both.")


class CannedReplyTooLong(Refused):
    """More words than a reply holds."""

    code = "cases.canned.too_long"
    message = N_("This is too long: a name has at most {name} characters, a text at most {text}.")


class CannedSlotUnknown(Refused):
    """Something in braces that nobody can fill."""

    code = "cases.canned.slot_unknown"
    message = N_("“{{{slot}}}” is no field we can fill. Use one of the list, or leave the braces out.")


class CannedActionUnknown(Refused):
    """An owner, cause or state that there is not."""

    code = "cases.canned.action_unknown"
    message = N_("Choose the owner, the cause and the state from the lists.")


@dataclass(frozen=True, kw_only=True)
class CannedDraft:
    """A reply as its author wrote it. `circle` is "all", "own" or the id of a team.

    `gives_to` is "", "me" (whoever sends it) or the id of a colleague; `cause_code` one of the tree in use or "".
    """

    circle: str
    name_th: str = ""
    name_en: str = ""
    body_th: str = ""
    body_en: str = ""
    labels: Sequence[str] = ()
    gives_to: str = ""
    cause_code: str = ""
    action_taken: str = ""
    then: str = ""


@transaction.atomic
def save_canned_reply(*, reply_id: int | None, draft: CannedDraft, actor_id: int, now: datetime) -> CannedReply:
    """Keep a reply ready, or change one. Raises a `Refused` naming what is wrong; nothing is kept then."""
    user = User.objects.get(pk=actor_id)
    reply = CannedReply() if reply_id is None else _mine_to_change(reply_id, user)
    _set_circle(reply, draft.circle, user)
    if not may_change_reply(reply=reply, user=user):
        raise CannedReplyNotYours
    _set_words(reply, draft)
    _set_actions(reply, draft)
    reply.is_active, reply.changed_at = True, now
    reply.save()
    return reply


@transaction.atomic
def remove_canned_reply(*, reply_id: int, actor_id: int, now: datetime) -> None:
    """Take a reply out of use; what was sent with it stays as it is."""
    reply = _mine_to_change(reply_id, User.objects.get(pk=actor_id))
    reply.is_active, reply.changed_at = False, now
    reply.save(update_fields=["is_active", "changed_at"])


def seed_canned_replies(*, now: datetime) -> None:
    """Bring along the starter set; what the firm has changed or taken out of use stays so."""
    known = set(CannedReply.objects.exclude(seed="").values_list("seed", flat=True))
    CannedReply.objects.bulk_create(
        [CannedReply(**starter, changed_at=now) for starter in STARTER_REPLIES if starter["seed"] not in known],
        ignore_conflicts=True,
    )


def _mine_to_change(reply_id: int, user: User) -> CannedReply:
    reply = CannedReply.objects.select_for_update().filter(pk=reply_id, is_active=True).first()
    if reply is None:
        raise CannedReplyUnknown
    if not may_change_reply(reply=reply, user=user):
        raise CannedReplyUnknown if reply.owner_id is not None else CannedReplyNotYours
    return reply


def _set_circle(reply: CannedReply, circle: str, user: User) -> None:
    reply.owner_id = user.pk if circle == "own" else None
    reply.team = Team.objects.filter(pk=int(circle), is_active=True).first() if circle.isdecimal() else None
    if circle not in ("all", "own") and reply.team is None:
        raise CannedActionUnknown


def _set_words(reply: CannedReply, draft: CannedDraft) -> None:
    names = [" ".join(text.split()) for text in (draft.name_th, draft.name_en)]
    bodies = [text.replace("\r\n", "\n").replace("\x00", "").strip() for text in (draft.body_th, draft.body_en)]
    if not any(names) or not any(bodies):
        raise CannedReplyEmpty
    if max(map(len, names)) > LONGEST_NAME or max(map(len, bodies)) > LONGEST_BODY:
        raise CannedReplyTooLong(name=LONGEST_NAME, text=LONGEST_BODY)
    if unknown := unknown_slots("\n".join(bodies)):
        raise CannedSlotUnknown(slot=unknown[0])
    reply.name_th, reply.name_en = names
    reply.body_th, reply.body_en = bodies


def _set_actions(reply: CannedReply, draft: CannedDraft) -> None:
    is_colleague = draft.gives_to.isdecimal()
    if not is_colleague and draft.gives_to not in ("", OWNER_ME):
        raise CannedActionUnknown
    chosen = User.objects.filter(pk=int(draft.gives_to), is_active=True).first() if is_colleague else None
    if is_colleague and (chosen is None or not chosen.may("cases.write")):
        raise CannedActionUnknown
    is_cause = Cause.objects.filter(code=draft.cause_code, tree__is_active=True, children__isnull=True).exists()
    if draft.then not in THENS or (draft.cause_code and not is_cause):
        raise CannedActionUnknown
    reply.labels = list(draft.labels)
    reply.gives_to, reply.new_owner = OWNER_OTHER if is_colleague else draft.gives_to, chosen
    reply.cause_code, reply.then = draft.cause_code, draft.then
    reply.action_taken = " ".join(draft.action_taken.split())[:LONGEST_ACTION]
