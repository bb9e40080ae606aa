"""What codes are called on screen: one table a code list, translated when shown."""

from datetime import datetime

from samphan.customers.rules.contacts import show_phone
from samphan.kit.clock import now
from samphan.kit.errors import N_
from samphan.signals.rules import category_of
from samphan.web.formats import format_months
from samphan.web.wording import SURVEY_SKIPS, TOPICS, label, tag_name

STATES = {
    "open": N_("In progress"),
    "waiting": N_("Waiting"),
    "resolved": N_("Resolved, to be confirmed"),
    "verified": N_("Confirmed by the customer"),
    "silent": N_("Closed, no answer"),
    "merged": N_("Merged"),
}
STATE_TONES = {"open": "acc", "waiting": "warn", "resolved": "o", "verified": "good", "silent": "o", "merged": "o"}
KINDS = {"feedback": N_("Feedback"), "request": N_("Request"), "review": N_("Review")}
PRIORITIES = {1: N_("Urgent"), 2: N_("High"), 3: N_("Normal"), 4: N_("Low")}
# What a canned reply does beside its words, as it is named when the answer is taken back.
BESIDE = {
    "labels": N_("the labels"),
    "owner": N_("the owner"),
    "cause": N_("the root cause"),
    "action": N_("what was done"),
}
PRIORITY_TONES = {1: "bad", 2: "warn", 3: "o", 4: "o"}
METRICS = {
    "acknowledge": N_("Acknowledge in"),
    "first_response": N_("Answer in"),
    "next_response": N_("Answer in"),
    "progress": N_("Update in"),
    "resolve": N_("Solve in"),
    "follow_up": N_("Contact in"),
}
CHANNELS = {
    "email": N_("E-mail"),
    "file": N_("File"),
    "phone": N_("Phone"),
    "line": N_("LINE"),
    "web": N_("Web"),
    "visit": N_("In person"),
    "sms": N_("SMS"),
    "link": N_("Link"),
    "qr": N_("QR code"),
    "import": N_("Import"),
    "api": N_("API"),
    "google": N_("Google"),
    "review": N_("Review"),
    "social": N_("Social media"),
}
OUTCOMES = {
    "reached": N_("Reached"),
    "no_answer": N_("No answer"),
    "wrong_contact": N_("Wrong contact"),
    "left_message": N_("Left a message"),
}
PAUSES = {
    "customer": N_("Waiting for the customer"),
    "third_party": N_("Waiting for somebody else"),
    "agreed_date": N_("Waiting for an agreed date"),
}
DELIVERY = {
    "queued": N_("On its way"),
    "sending": N_("On its way"),
    "delayed": N_("Waits"),
    "sent": N_("Sent"),
    "refused": N_("Not sent"),
    "failed": N_("Could not be delivered"),
}
# Why a message, or a survey, was not sent. What both can say is said the shorter way here, inside a sentence.
REASONS = SURVEY_SKIPS | {
    "no_address": N_("no e-mail address is known"),
    "withdrawn": N_("the customer asked not to be contacted"),
    "never_given": N_("the customer never agreed to this"),
    "quiet_hours": N_("quiet hours"),
    "frequency_cap": N_("enough messages this week"),
    "too_many": N_("enough messages this week"),
    "loop_guard": N_("too many automatic messages in an hour"),
    "bereavement": N_("the family is in mourning"),
    "open_complaint": N_("a complaint is open"),
    "bounced": N_("the address does not exist any more"),
    "not_delivered": N_("the message could not be delivered"),
    "no_customer": N_("the customer is not known"),
    "no_survey": N_("no survey that asks this is switched on"),
}
ROUTINGS = {
    "claimed": N_("took it"),
    "assigned": N_("was given it"),
    "given_back": N_("had it before"),
    "continuity": N_("knows this customer"),
    "lowest_load": N_("had the most time"),
    "longest_idle": N_("was free the longest"),
}
# Why a case has no owner yet.
WAITS = {
    "nobody_at_work": N_("nobody who could take it is at work"),
    "no_skill": N_("nobody at work has the skills it needs"),
    "no_capacity": N_("everybody who could take it has enough for now"),
    "returned": N_("it went back to the queue, because nobody had begun"),
    "owner_left": N_("its owner no longer works here"),
}
# What stands in the braces of a canned reply.
SLOTS = {
    "name": N_("the customer's name"),
    "agent": N_("your name"),
    "firm": N_("the name of the business"),
    "case": N_("the case number"),
    "order": N_("the order number"),
    "branch": N_("the branch"),
    "particle": N_("your polite word"),
    "particle?": N_("your polite word, asking"),
}
CONSENTS = {"service": N_("Service"), "survey": N_("Surveys"), "marketing": N_("Marketing")}


class Words:
    """The names of codes for templates, as `w.state("open")`; without state, so one object serves every page."""

    def state(self, code: str) -> str:
        """A case's state."""
        return label(STATES, code)

    def state_tone(self, code: str) -> str:
        """The tone of a case's state."""
        return STATE_TONES.get(code, "o")

    def kind(self, code: str) -> str:
        """What sort of case it is."""
        return label(KINDS, code)

    def priority(self, code: int) -> str:
        """How urgent it is."""
        return label(PRIORITIES, code)

    def priority_tone(self, code: int) -> str:
        """The tone of an urgency."""
        return PRIORITY_TONES.get(code, "o")

    def metric(self, code: str) -> str:
        """What a clock counts down to."""
        return label(METRICS, code)

    def channel(self, code: str) -> str:
        """A way of reaching somebody."""
        return label(CHANNELS, code)

    def outcome(self, code: str) -> str:
        """How a try to reach the customer ended."""
        return label(OUTCOMES, code)

    def delivery(self, code: str) -> str:
        """Where a message is."""
        return label(DELIVERY, code)

    def reason(self, code: str) -> str:
        """Why a message waits or was not sent."""
        return label(REASONS, code)

    def topic(self, code: str) -> str:
        """What a text is about."""
        return label(TOPICS, code)

    def tag(self, tag: str) -> str:
        """A tag of a case."""
        return tag_name(tag)

    def slot(self, code: str) -> str:
        """What a field of a canned reply stands for."""
        return label(SLOTS, code)

    def consent(self, code: str) -> str:
        """What the customer agreed to."""
        return label(CONSENTS, code)

    def scale(self, code: str) -> str:
        """A scale of scores; only the ones people say aloud have a name."""
        return {"nps": "NPS", "csat": "CSAT", "stars": "★"}.get(code, "")

    def score_tone(self, score: int, scale: str) -> str:
        """The tone of a score on its scale: unhappy is bad, delighted good."""
        category = category_of(scale, score)
        return {"detractor": "bad", "promoter": "good"}.get(category, "")

    def phone(self, value: str) -> str:
        """A phone number the way people here read it."""
        return show_phone(value)

    def months_since(self, at: datetime) -> str:
        """How long ago in years and months: "4 y 2 mo"."""
        return format_months((now() - at).days)


WORDS = Words()
