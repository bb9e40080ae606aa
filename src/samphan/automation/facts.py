"""What a rule may ask about: the fields of one submission and of the customer behind it."""

from collections.abc import Mapping
from datetime import datetime

from samphan.kit.conditions import Field, Kind, Schema
from samphan.kit.errors import N_

_SENTIMENTS = {
    "negative": N_("unhappy"),
    "neutral": N_("neutral"),
    "positive": N_("happy"),
    "question": N_("asks something"),
    "unknown": N_("cannot tell"),
}
_CATEGORIES = {
    "detractor": N_("detractor"),
    "passive": N_("passive"),
    "promoter": N_("promoter"),
    "none": N_("no score"),
}

SCHEMA: Schema = {
    "submission_kind": Field(
        Kind.TEXT,
        N_("kind of signal"),
        {"response": N_("survey response"), "review": N_("review"), "message": N_("message")},
    ),
    "score": Field(Kind.NUMBER, N_("score")),
    "scale": Field(Kind.TEXT, N_("scale"), {"nps": "NPS", "csat": "CSAT", "stars": N_("stars")}),
    "category": Field(Kind.TEXT, N_("category"), _CATEGORIES),
    "sentiment": Field(Kind.TEXT, N_("sentiment of the text"), _SENTIMENTS),
    "topics": Field(Kind.TEXTS, N_("topics of the text")),
    "reasons": Field(Kind.TEXTS, N_("chosen reasons")),
    "urgency": Field(Kind.NUMBER, N_("urgency (0-3)")),
    "has_text": Field(Kind.BOOLEAN, N_("has a comment")),
    "wants_contact": Field(Kind.BOOLEAN, N_("asks to be contacted")),
    "language": Field(Kind.TEXT, N_("language"), {"th": N_("Thai"), "en": N_("English")}),
    "channel": Field(Kind.TEXT, N_("channel")),
    "source": Field(Kind.TEXT, N_("source")),
    "branch": Field(Kind.TEXT, N_("branch code")),
    "is_known": Field(Kind.BOOLEAN, N_("customer is known")),
    "order_count": Field(Kind.NUMBER, N_("number of orders")),
    "spend_baht": Field(Kind.NUMBER, N_("total spend in baht")),
    "open_cases": Field(Kind.NUMBER, N_("open cases")),
    "cases_in_year": Field(Kind.NUMBER, N_("cases in the last 365 days")),
    "late_in_year": Field(Kind.NUMBER, N_("cases with a broken promise in the last 365 days")),
    # As the models said last; missing for a customer they have not seen.
    "value_baht": Field(Kind.NUMBER, N_("expected customer value in baht")),
    "risk_percent": Field(Kind.NUMBER, N_("risk of leaving in per cent")),
    "loss_baht": Field(Kind.NUMBER, N_("value at risk in baht")),
    "segment": Field(Kind.TEXT, N_("segment by purchases")),
    "last_order_at": Field(Kind.MOMENT, N_("last order")),
    "last_unhappy_at": Field(Kind.MOMENT, N_("last time unhappy before")),
}

# What a wait step may ask about once its time has come: the case that was opened.
CASE_SCHEMA: Schema = {
    "is_contacted": Field(Kind.BOOLEAN, N_("somebody has reached the customer")),
    "tries": Field(Kind.NUMBER, N_("tries to reach the customer")),
    "has_owner": Field(Kind.BOOLEAN, N_("somebody owns the case")),
    "is_waiting": Field(Kind.BOOLEAN, N_("the case waits for somebody else")),
    "priority": Field(Kind.NUMBER, N_("priority (1-4)")),
    "is_customer_known": Field(Kind.BOOLEAN, N_("customer is known")),
}


def known_facts(facts: Mapping[str, object]) -> dict[str, object]:
    """Return the facts a trace keeps: those of the schema, as JSON, without what is missing. Never words."""
    kept = {name: facts[name] for name in SCHEMA if facts.get(name) not in (None, "", [])}
    return {name: v.isoformat() if isinstance(v, datetime) else v for name, v in kept.items()}
