"""All writes of outreach: opening and ending incidents, the list, updates, contacts, and long work on the list."""

from samphan.outreach.services.contacts import Said, link_case, link_contact
from samphan.outreach.services.credits import CreditsTooSoon, NothingToApprove, start_approving, start_crediting
from samphan.outreach.services.incidents import (
    IncidentWords,
    call_off_incident,
    edit_incident,
    end_calm,
    open_incident,
    resolve_incident,
)
from samphan.outreach.services.listing import ListEmpty, add_from_list, start_collecting
from samphan.outreach.services.runs import go_on_with_run
from samphan.outreach.services.updates import UpdateWords, letter_body, letter_to, remind_owner, send_update
from samphan.outreach.services.wordings import (
    LONGEST_WORDING,
    check_notice_words,
    forget_notice_wording,
    save_notice_wording,
)

__all__ = [
    "LONGEST_WORDING",
    "CreditsTooSoon",
    "IncidentWords",
    "ListEmpty",
    "NothingToApprove",
    "Said",
    "UpdateWords",
    "add_from_list",
    "call_off_incident",
    "check_notice_words",
    "edit_incident",
    "end_calm",
    "forget_notice_wording",
    "go_on_with_run",
    "letter_body",
    "letter_to",
    "link_case",
    "link_contact",
    "open_incident",
    "remind_owner",
    "resolve_incident",
    "save_notice_wording",
    "send_update",
    "start_approving",
    "start_collecting",
    "start_crediting",
]
