"""What the screens of credits call things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from samphan.kit.errors import N_
from samphan.web.formats import format_money, is_thai
from samphan.web.incidents.wording import name_of

if TYPE_CHECKING:
    from samphan.promises.models import Credit, CreditTerms, Promise

STATES = {"proposed": N_("Wait for approval"), "posted": N_("Posted"), "declined": N_("Declined")}
TONES = {"proposed": "warn", "posted": "good", "declined": "o"}
REASONS = {"uptime": N_("Uptime not kept"), "breach": N_("Broken promise"), "goodwill": N_("Goodwill")}


def promise_text(one: Promise) -> str:
    """Return a promise in the reader's language."""
    return one.text_th if is_thai() else one.text_en


def percent_of(ppm: int) -> str:
    """Return millionths as people type a percentage: 999 000 is "99.9"."""
    return f"{ppm / 10_000:.4f}".rstrip("0").rstrip(".")


def baht(satang: int) -> str:
    """Return an amount as people type it: 100 000 satang is "1000"."""
    return f"{satang / 100:.2f}".removesuffix(".00")


def thing_of(terms: CreditTerms | None) -> str:
    """Return what terms are for, in the reader's language; "" when they were removed."""
    if terms is None:
        return ""
    if terms.service is not None:
        return name_of(terms.service)
    return promise_text(terms.promise) if terms.promise is not None else ""


def terms_sentence(terms: CreditTerms) -> str:
    """Say what terms give."""
    if terms.service is None:
        text = _("%(amount)s for each time it is broken") % {"amount": format_money(terms.amount_satang)}
    else:
        steps = [
            _("below %(uptime)s%%: %(percent)s%%")
            % {"uptime": percent_of(tier["below_ppm"]), "percent": tier["percent"]}
            for tier in terms.tiers
        ]
        fee = _("of %(amount)s a month") % {"amount": format_money(terms.amount_satang)}
        text = f"{' · '.join(steps)} {fee}"
    if terms.cap_satang is None:
        return text
    return text + " · " + _("at most %(amount)s a month") % {"amount": format_money(terms.cap_satang)}


def cause_path(credit: Credit) -> str:
    """Return the page of a credit's cause, "" where it has none."""
    kind, _colon, number = credit.cause.partition(":")
    return {"incident": f"/incidents/{number}/", "case": f"/cases/{number}/"}.get(kind, "")


def cause_name(credit: Credit) -> str:
    """Return what a credit's cause is called in a list."""
    kind, _colon, number = credit.cause.partition(":")
    return {"incident": _("Incident %(number)s") % {"number": number}, "case": f"SP-{number}"}.get(kind, credit.cause)
