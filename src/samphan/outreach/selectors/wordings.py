"""What a notice begins with: the firm's own words where it keeps some, else ours."""

from samphan.outreach.models import NoticeWording
from samphan.outreach.templates import DRAFTS, NoticeDraft


def find_notice_wording(*, kind: str) -> NoticeWording | None:
    """Return the firm's own words for a kind of notice, or None when it begins with ours."""
    return NoticeWording.objects.select_related("changed_by").filter(kind=kind).first()


def notice_draft(*, kind: str) -> NoticeDraft:
    """Return what a kind of notice ("first", "progress", "apology") begins with in each language; one query."""
    own, ours = find_notice_wording(kind=kind), DRAFTS[kind]
    return NoticeDraft(th=own.body_th or ours.th, en=own.body_en or ours.en) if own else ours
