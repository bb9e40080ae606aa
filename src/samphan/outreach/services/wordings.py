"""A firm's own words for the notices of incidents, kept the way canned replies are: with slots that are checked."""

from datetime import datetime

from django.db import transaction

from samphan.cases.rules.canned import unknown_slots
from samphan.kit.errors import N_, Refused
from samphan.outreach.models import NoticeWording, UpdateKind
from samphan.outreach.templates import SLOTS

LONGEST_WORDING = 3500  # a title filled in still fits into an update


class NoticeKindUnknown(Refused):
    code = "outreach.wording.kind_unknown"
    message = N_("There is no such notice. Choose one of the list.")


class NoticeWordingEmpty(Refused):
    code = "outreach.wording.empty"
    message = N_("Write the words in Thai or in English, or go back to ours.")


class NoticeWordingTooLong(Refused):
    code = "outreach.wording.too_long"
    message = N_("This is too long: a notice has at most {text} characters.")


class NoticeSlotUnknown(Refused):
    code = "outreach.wording.slot_unknown"
    message = N_("“{{{slot}}}” is no field we can fill. These are: {known}.")


def save_notice_wording(*, kind: str, body_th: str, body_en: str, actor_id: int, now: datetime) -> NoticeWording:
    """Keep a firm's own words for a kind of notice. Raises a `Refused` naming what is wrong; nothing is kept then.

    A language left empty begins with ours.
    """
    if kind not in UpdateKind.values:
        raise NoticeKindUnknown
    bodies = check_notice_words(body_th=body_th, body_en=body_en)
    changed = {"body_th": bodies[0], "body_en": bodies[1], "changed_by_id": actor_id, "changed_at": now}
    wording, _is_new = NoticeWording.objects.update_or_create(kind=kind, defaults=changed)
    return wording


def check_notice_words(*, body_th: str, body_en: str) -> tuple[str, str]:
    """Return words as they would be kept. Raises a `Refused`: no words, too many, or a slot nobody can fill."""
    thai, english = (text.replace("\r\n", "\n").replace("\x00", "").strip() for text in (body_th, body_en))
    if not thai and not english:
        raise NoticeWordingEmpty
    if max(len(thai), len(english)) > LONGEST_WORDING:
        raise NoticeWordingTooLong(text=LONGEST_WORDING)
    if unknown := unknown_slots(f"{thai}\n{english}", SLOTS):
        raise NoticeSlotUnknown(slot=unknown[0], known=", ".join(f"{{{slot}}}" for slot in SLOTS))
    return thai, english


@transaction.atomic
def forget_notice_wording(*, kind: str) -> None:
    """Let a kind of notice begin with our words again."""
    NoticeWording.objects.filter(kind=kind).delete()
