"""Sending a survey: to one customer, or to recent buyers after a look at who would be asked and who not, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from samphan.customers.selectors import search_customers
from samphan.eventlog.events import user_actor
from samphan.kit.clock import now
from samphan.kit.errors import N_, Refused
from samphan.surveys.selectors import asking_preview, recent_buyers
from samphan.surveys.services import invite_customer, invite_customers
from samphan.web.access import screen
from samphan.web.formats import format_date, format_time, is_thai
from samphan.web.numbers import whole
from samphan.web.render import is_fragment, redirect, render, toast
from samphan.web.search.words import keep_words, kept_words, posted_words
from samphan.web.surveys import labels
from samphan.web.surveys.views import survey_or_404
from samphan.web.wording import SURVEY_SKIPS, label

if TYPE_CHECKING:
    from samphan.customers.models import Customer

CHANNEL = "email"
DAYS = (7, 30, 90)
MOST_AT_ONCE = 1000
_MOST_FOUND = 8


class NoCustomerChosen(Refused):
    code = "surveys.send.no_customer"
    message = N_("Choose a customer to send the survey to.")


@screen("surveys.write")
def send(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Show whom the survey would reach."""
    survey = survey_or_404(survey_id)
    query = kept_words(request, request.GET.get("found", ""))
    days = _days(request.GET.get("days", ""))
    at = now()
    buyers = recent_buyers(since=at - timedelta(days=days), limit=MOST_AT_ONCE)
    return render(
        request,
        "surveys/send.html",
        survey=survey,
        query=query,
        found=_found(query),
        days=days,
        all_days=DAYS,
        most=MOST_AT_ONCE,
        preview=asking_preview(survey=survey, customer_ids=buyers, channel=CHANNEL, now=at),
        labels=labels,
        label=label,
        skipped_pairs=labels.skipped_pairs,
    )


@screen("surveys.write", methods=("GET", "POST"))
def send_find(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Find whom to send to: for htmx the customers found, else the page again with them; read, the page alone."""
    survey, words = survey_or_404(survey_id), posted_words(request)
    if is_fragment(request):
        return render(request, "surveys/_found.html", survey=survey, query=words, found=_found(words))
    asked = {"days": _days(request.POST.get("days", ""))} | ({"found": keep_words(request, words)} if words else {})
    return redirect(request, f"{reverse('survey_send', args=[survey_id])}?{urlencode(asked)}")


@screen("surveys.write", methods=("POST",))
def send_one(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Ask one customer."""
    customer_id = whole(request.POST.get("customer_id"))
    if customer_id is None:
        raise NoCustomerChosen
    made = invite_customer(
        survey_id=survey_or_404(survey_id).pk,
        customer_id=customer_id,
        channel=CHANNEL,
        now=now(),
        actor=user_actor(request.user.pk or 0),
    )
    if made.skipped_reason:
        reason = label(SURVEY_SKIPS, made.skipped_reason)
        toast(request, gettext("Not sent: %(reason)s") % {"reason": reason}, tone="bad")
    elif made.delayed_reason and made.due_at:
        when = f"{format_date(made.due_at, thai=is_thai())} {format_time(made.due_at, thai=is_thai())}"
        toast(request, gettext("Quiet hours now: it goes out on %(when)s") % {"when": when})
    else:
        toast(request, gettext("The survey is on its way"))
    return redirect(request, "survey_send", survey_id)


@screen("surveys.write", methods=("POST",))
def send_list(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Ask the recent buyers whom the rules let us ask."""
    at = now()
    buyers = recent_buyers(since=at - timedelta(days=_days(request.POST.get("days", ""))), limit=MOST_AT_ONCE)
    summary = invite_customers(
        survey_id=survey_or_404(survey_id).pk,
        customer_ids=buyers,
        channel=CHANNEL,
        now=at,
        actor=user_actor(request.user.pk or 0),
    )
    count = summary.reserved_count + summary.delayed_count
    text = ngettext("%(count)s customer is asked", "%(count)s customers are asked", count) % {"count": count}
    skipped = sum(summary.skipped.values())
    if skipped:
        text += " · " + ngettext("%(count)s skipped", "%(count)s skipped", skipped) % {"count": skipped}
    toast(request, text)
    return redirect(request, "survey", survey_id)


def _found(words: str) -> list[Customer]:
    return search_customers(query=words, limit=_MOST_FOUND) if words else []


def _days(written: str) -> int:
    return int(written) if written in {str(days) for days in DAYS} else DAYS[1]
