"""What each kind of notice says, and which page it opens."""

from collections.abc import Mapping

from samphan.kit.errors import N_

SENTENCES: dict[str, str] = {
    "case_assigned": N_("Case {number} is now yours: {title}"),
    "case_opened": N_("A new case waits for an owner: {number} {title}"),
    "case_reopened": N_("Case {number} is open again: the customer says it is not solved"),
    "case_returned": N_("Case {number} went back to the queue: nothing was done on it for {minutes} minutes"),
    "case_escalated": N_("Case {number} was escalated to you"),
    "case_more_urgent": N_("The customer wrote again and case {number} is more urgent now: {title}"),
    "case_wait_over": N_("Case {number}: what the rule waited for has not happened: {title}"),
    "case_call_due": N_("Case {number}: no letter was answered. Please call and ask whether it is solved"),
    "case_mentioned": N_("{name} mentioned you in case {number}"),
    "case_side_asked": N_("{name} asks you about case {number}: {subject}"),
    "case_side_answered": N_("{name} answered your question in case {number}: {subject}"),
    "case_side_mailed": N_("An answer came by e-mail in case {number}: {subject}"),
    "customer_replied": N_("The customer answered in case {number}"),
    "clock_warned": N_("Case {number}: {percent} % of the promised time has passed"),
    "clock_breached": N_("Case {number} has missed its promised time"),
    "trigger_fired": N_("Alarm “{name}”: {estimate} over the last {days} days ({low} to {high}); the level is {level}"),
    "message_failed": N_("A message of yours could not be delivered"),
    "message_refused": N_("A message of yours was not sent"),
    "incident_update_due": N_("Customers were promised an update about “{title}” by now"),
    "credit_proposed": N_("A credit of ฿{amount} for a broken promise waits for approval"),
    "absence_asked": N_("{name} asks for days away"),
    "absence_granted": N_("Your days away are granted"),
    "absence_refused": N_("Your days away are not granted. Please talk to your lead"),
    "absence_refused_why": N_("Your days away are not granted: {why}"),
    "import_finished": N_("Your import is finished"),
}
_PATHS = {
    "case": "/cases/{id}/",
    "message": "/inbox/?message={id}",
    "import": "/imports/{id}/",
    "incident": "/incidents/{id}/",
    "credit": "/credits/",
    "own_absence": "/preferences/",
    "trigger": "/rules/alarms/{id}/",
}
_FALLBACK = N_("Something needs your attention")


class _Blank(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def sentence_of(kind: str) -> str:
    """Return the English msgid of a kind; one nobody listed says that something needs attention."""
    return SENTENCES.get(kind, _FALLBACK)


def filled(sentence: str, data: Mapping[str, object]) -> str:
    """Return a translated sentence with its names filled in; one missing from the data shows as an ellipsis."""
    return " ".join(sentence.format_map(_Blank(data)).split())


def path_of(subject_kind: str, subject_id: int) -> str:
    """Return where a notice leads; a subject without a page of its own leads to Today."""
    return _PATHS.get(subject_kind, "/").format(id=subject_id)
