"""The list of customers, and one customer with everything we know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samphan.accounts.selectors import active_staff, branch_tree
from samphan.cases.selectors import customer_cases
from samphan.customers import selectors
from samphan.eventlog.selectors import customer_events
from samphan.kit.clock import now
from samphan.kit.ids import new_token
from samphan.messaging.selectors import customer_conversations, last_messages
from samphan.signals.selectors import recent_ratings
from samphan.web.access import reader, screen
from samphan.web.case.wording import Words
from samphan.web.components.timeline import Line, tell
from samphan.web.customers.facts import shown_facts
from samphan.web.customers.score import score_card
from samphan.web.customers.thread import draw_thread
from samphan.web.customers.wording import CONTACTS, SENSITIVITIES, purposes
from samphan.web.numbers import whole
from samphan.web.render import redirect, render
from samphan.web.search.words import keep_words, kept_words, posted_words

if TYPE_CHECKING:
    from samphan.customers.models import Customer
    from samphan.eventlog.models import Event

PAGE = 40
TABS = ("timeline", "orders", "conversations", "consent")


@screen("customers.read")
def customers(request: HttpRequest) -> HttpResponse:
    """Show who our customers are: found by a search, or paged in a chosen order."""
    asked = {name: request.GET.get(name, "") for name in ("found", "order", "only", "branch", "after")}
    query = kept_words(request, asked["found"])
    next_page = ""
    if query:
        found = selectors.search_customers(query=query, limit=PAGE)
    else:
        branch = whole(asked["branch"])
        page = selectors.customer_page(
            order=asked["order"] or "newest", after=asked["after"], branch_id=branch, only=asked["only"], limit=PAGE
        )
        found = page.customers
        kept = {name: asked[name] for name in ("order", "only", "branch") if asked[name]}
        next_page = f"?{urlencode({**kept, 'after': page.next_after})}" if page.next_after else ""
    cards = selectors.customer_cards(customer_ids=[customer.id for customer in found])
    return render(
        request,
        "customers/list.html",
        rows=[(customer, cards[customer.id]) for customer in found],
        asked=asked,
        query=query,
        is_cut=bool(query) and len(found) == PAGE,
        next_page=next_page,
        first_page="?" + urlencode({n: asked[n] for n in ("order", "only", "branch") if asked[n]})
        if asked["after"]
        else None,
        orders=[
            ("newest", _("Newest first")),
            ("recent", _("Last order first")),
            ("spend", _("Highest spend first")),
            ("name", _("By name")),
        ],
        groups=[("buyers", _("Have bought")), ("repeat", _("Bought again")), ("none", _("Never bought"))],
        branches=[(row.branch.id, row.branch.name_th) for row in branch_tree()],
        phone=Words().phone,
    )


@screen("customers.read", methods=("GET", "POST"))
def find_customers(request: HttpRequest) -> HttpResponse:
    """Take what to search for and lead to the list of who was found; read (after signing in again), to the list."""
    words = posted_words(request)
    found = urlencode({"found": keep_words(request, words)}) if words else ""
    return redirect(request, f"{reverse('customers')}?{found}" if found else "customers")


@screen("customers.read")
def customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Show one customer: who they are, what they are worth, what happened, what they agreed to."""
    person = known_customer(customer_id)
    user, moment = reader(request), now()
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "timeline"
    card = selectors.customer_card(customer_id=customer_id)
    cases = customer_cases(customer_id=customer_id, limit=12)
    ratings = recent_ratings(customer_id=customer_id, limit=24)
    orders = selectors.customer_orders(customer_id=customer_id, limit=60)
    context: dict[str, Any] = {}
    if tab == "timeline":
        context["lines"], context["older"] = _timeline(request, customer_id)
    elif tab == "conversations":
        conversations = customer_conversations(customer_id=customer_id)
        context["conversations"] = conversations
        context["last"] = last_messages(conversation_ids=[one.pk for one in conversations])
    elif tab == "consent":
        context["ledger"] = selectors.consent_history(customer_id=customer_id)
    return render(
        request,
        "customers/page.html",
        person=person,
        card=card,
        tab=tab,
        tabs=_tabs(customer_id, tab),
        cases=cases,
        ratings=ratings[:2],
        orders=orders,
        score=score_card(customer_id=customer_id) if user.may("insights.read") else None,
        thread=draw_thread(orders=orders, ratings=ratings, cases=cases, now=moment),
        points=selectors.contact_points(customer_id=customer_id),
        consents=selectors.current_consents(customer_id=customer_id),
        notes=selectors.customer_notes(customer_id=customer_id, limit=5),
        facts=shown_facts(user=user, customer_id=customer_id),
        may_write=user.may("customers.write"),
        form_key=new_token(n_bytes=12),
        today=moment.date().isoformat(),
        w=Words(),
        contact_kinds=CONTACTS,
        sensitivities=SENSITIVITIES,
        purposes=purposes(),
        **context,
    )


def known_customer(customer_id: int) -> Customer:
    """Return a customer, or answer that there is none."""
    try:
        return selectors.get_customer(customer_id=customer_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _timeline(request: HttpRequest, customer_id: int) -> tuple[list[Line], str]:
    before = whole(request.GET.get("before"))
    events = customer_events(customer_id=customer_id, limit=PAGE, before_id=before)
    people = dict(active_staff().values_list("pk", "display_name"))
    older = f"?tab=timeline&before={events[-1].pk}" if len(events) == PAGE else ""
    return tell(events, people=people, href=_href), older


def _href(event: Event) -> str:
    return reverse(event.subject_kind, args=[event.subject_id]) if event.subject_kind in ("case", "incident") else ""


def _tabs(customer_id: int, current: str) -> list[dict[str, object]]:
    labels = {
        "timeline": _("Timeline"),
        "orders": _("Orders"),
        "conversations": _("Conversations"),
        "consent": _("Consent"),
    }
    base = reverse("customer", args=[customer_id])
    return [{"label": labels[t], "href": f"{base}?tab={t}", "current": t == current} for t in TABS]
