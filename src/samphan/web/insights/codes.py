"""What the engine's codes are called on screen; a code nobody named yet is shown as itself."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from samphan.insights.rules.alive import SEASONAL
from samphan.kit.errors import N_
from samphan.web.formats import format_date, format_number, is_thai
from samphan.web.insights.wording import metric
from samphan.web.wording import TOPICS, label

DRIVERS = {
    "recency_days": N_("Days since the last order"),
    "frequency": N_("How often they ordered"),
    "gap_ratio": N_("Away longer than usual"),
    "spend": N_("What they spent"),
    "orders_90": N_("Orders in 90 days"),
    "purchases_90": N_("Orders in 90 days"),
    "age_days": N_("Time as a customer"),
    "last_score": N_("Their latest score"),
    "open_case": N_("A case is open"),
    "cases_year": N_("Cases in the last year"),
    "promise_broken": N_("A promise to them was broken"),
    "comment_sentiment": N_("The tone of their words"),
    "branch": N_("Branch"),
    "channel": N_("Channel"),
}
# What a fact is called of a customer whose own lies below or above the firm's median, or is not known.
SIDES = {
    "recency_days": {"high": N_("No order for long")},  # low, it is at odds with being away longer than usual
    "frequency": {"low": N_("Came back seldom"), "high": N_("Came back often")},
    "gap_ratio": {"low": N_("How long they are away beside their usual gap"), "high": N_("Away longer than usual")},
    "spend": {"low": N_("Spends little an order"), "high": N_("Spends much an order")},
    "orders_90": {"low": N_("Few or no orders in 90 days"), "high": N_("Many orders in 90 days")},
    "age_days": {"low": N_("A customer for a short time"), "high": N_("A customer for a long time")},
    "last_score": {
        "low": N_("A low latest score"), "high": N_("A high latest score"), "none": N_("Has never given a score"),
    },
    "cases_year": {"low": N_("Few or no cases in the last year"), "high": N_("Many cases in the last year")},
    "promise_broken": {
        "low": N_("No promise to them was broken"), "high": N_("A promise to them was broken"),
    },
}  # fmt: skip
ACTIONS = {
    "call_about_case": N_("Call about the open case"),
    "ask_why": N_("Ask what went wrong"),
    "thank_and_enlist": N_("Thank them and ask for a recommendation"),
    "invite_back": N_("Invite them back"),
    "keep_promise": N_("Keep the promise that is due"),
    "make_good": N_("Make good the broken promise"),
    "finish_case": N_("Finish the open case"),
    "do_what_worked": N_("Do what has worked"),
    "answer_reason": N_("Answer what they told us"),
    "ask_about": N_("Ask gently, without assuming"),
}
NO_ACTION = frozenset({"", "none", "none_with_evidence"})
SEGMENTS = {
    "champions": N_("Champions"),
    "loyal": N_("Loyal"),
    "potential_loyalists": N_("May become loyal"),
    "new": N_("New customers"),
    "promising": N_("Promising"),
    "need_attention": N_("Need attention"),
    "about_to_sleep": N_("About to fall asleep"),
    "at_risk": N_("At risk"),
    "cannot_lose": N_("Must not be lost"),
    "hibernating": N_("Asleep"),
}
ATTITUDES = {
    "promoter": N_("Promoters"),
    "passive": N_("Passives"),
    "detractor": N_("Detractors"),
    "none": N_("Never answered"),
    "any": N_("All who answered"),
}
BEHAVIOURS = {
    "back": N_("Ordered again"),
    "gone": N_("Did not"),
    "pending": N_("Too early to tell"),
    "followed": N_("Long enough ago to tell"),
    "earlier": N_("Answered longer ago"),
    "never": N_("Have not bought yet"),
}
KINDS = {
    "association": N_("Seen together"),
    "stated": N_("Said by the customer"),
    "measured": N_("Measured in a trial"),
}
KIND_NOTES = {
    "association": N_("Seen together in past data; not proven to be the cause."),
    "stated": N_("The customer or the case says so."),
    "measured": N_("The effect was measured against customers left out at random."),
}
MODELS = {
    "mbg_nbd": "MBG/NBD",
    "bg_nbd": "BG/NBD",
    "pareto_nbd": "Pareto/NBD",
    "nbd": "NBD",
    "gamma_gamma": "Gamma-Gamma",
    "beta_geometric": "BG/BB",
}
EVIDENCE = {
    "n": N_("%(value)s like them"),
    "share": N_("%(value)s of them came back"),
    "days": N_("%(value)s days"),
    "due_date": N_("due %(value)s"),
    "since": N_("since %(value)s"),
    "at": N_("on %(value)s"),
    "effect": N_("effect %(value)s"),
}


def named(table: Mapping[str, str], code: str) -> str:
    """Return what a code is called; the code itself when nobody named it."""
    return _(table[code]) if code in table else code


def driver(code: str, side: str = "") -> str:
    """Name what a model looks at, and which way it lies with a customer where that is known."""
    return named(SIDES.get(code, {}), side) if side in SIDES.get(code, {}) else named(DRIVERS, code)


def action(code: str) -> str:
    """Name what to do next."""
    return named(ACTIONS, code)


def segment(code: str) -> str:
    """Name a segment."""
    return named(SEGMENTS, code)


def attitude(code: str) -> str:
    """Name what customers said they feel."""
    return named(ATTITUDES, code or "none")


def kind(code: str) -> str:
    """Name how we know a reason."""
    return named(KINDS, code)


def model(code: str) -> str:
    """Name a model as the literature does, and whether it counts by the season."""
    base = code.removesuffix(SEASONAL)
    name = MODELS.get(base, base)
    return name if base == code else _("%(model)s with the season") % {"model": name}


def in_language(row: Mapping[str, Any]) -> str:
    """Return the name a figure carries in both languages, or its code's."""
    text = row.get("th") if is_thai() else row.get("en")
    named_here = label(TOPICS, row["code"]) if row["code"] in TOPICS else driver(row["code"], str(row.get("side", "")))
    return str(text or row.get("th") or row.get("en") or named_here)


def evidence(found: Mapping[str, Any], causes: Mapping[str, str]) -> list[str]:
    """Say what speaks for an action, one short phrase each; what has no phrase is left out.

    `causes` names the root causes of cases by code.
    """
    told = [
        _(EVIDENCE[name]) % {"value": _fact(name, value)}
        for name, value in found.items()
        if name in EVIDENCE and value not in (None, "")
    ]
    if found.get("kind") == "promise":
        told.insert(0, _("Promise broken: %(what)s") % {"what": metric(str(found["code"]))})
    elif found.get("kind") == "case":
        told.insert(0, _("A case is open and overdue") if found.get("is_overdue") else _("A case is open"))
    elif "code" in found:
        code = str(found["code"])
        told.insert(0, causes.get(code) or in_language({**found, "code": code}))
    return told


def _fact(name: str, value: Any) -> str:
    if name == "share":
        return f"{format_number(100 * value)}%"
    if isinstance(value, int | float):
        return format_number(value, digits=0 if float(value).is_integer() else 2)
    try:
        return format_date(date.fromisoformat(str(value)[:10]), thai=is_thai())
    except ValueError:
        return str(value)
