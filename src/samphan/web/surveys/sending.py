"""Sending a survey: to one customer, or to recent buyers after a look at who would be asked and who not, and why."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
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
from samphan.web.render import redirect, render, toast
from samphan.web.surveys import labels
from samphan.web.surveys.views import survey_or_404

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
    query = request.GET.get("q", "").strip()[:80]
    days = _days(request.GET.get("days", ""))
    at = now()
    buyers = recent_buyers(since=at - timedelta(days=days), limit=MOST_AT_ONCE)
    found = search_customers(query=query, limit=_MOST_FOUND) if query else []
    return render(
        request,
        "surveys/send.html",
        partial="surveys/_found.html" if request.headers.get("HX-Target") in ("found", "#found", "div#found") else None,
        survey=survey,
        query=query,
        found=found,
        days=days,
        all_days=DAYS,
        most=MOST_AT_ONCE,
        preview=asking_preview(survey=survey, customer_ids=buyers, channel=CHANNEL, now=at),
        labels=labels,
        named=labels.named,
        skipped_pairs=labels.skipped_pairs,
    )


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
        reason = labels.named(labels.RULES, made.skipped_reason)
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


def _days(written: str) -> int:
    return int(written) if written in {str(days) for days in DAYS} else DAYS[1]
