"""Small questions every act of a case asks first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from samphan.cases.selectors import conversation_ids, get_case
from samphan.customers.selectors import customer_orders
from samphan.messaging.selectors import last_inbound
from samphan.web.access import reader
from samphan.web.case.reading import foreign_changes, names_for
from samphan.web.case.sentences import change_of
from samphan.web.formats import format_date, is_thai
from samphan.web.numbers import whole

if TYPE_CHECKING:
    from samphan.cases.models import Case
    from samphan.customers.models import Order
    from samphan.messaging.models import Message


def case_or_404(case_id: int) -> Case:
    """Return the case, or answer that there is nothing at this address."""
    try:
        return get_case(case_id=case_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def post_number(request: HttpRequest, name: str) -> int:
    """Return a posted whole number; nought for anything else."""
    return whole(request.POST.get(name)) or 0


def posted_key(request: HttpRequest, case_id: int, *, of: str) -> str:
    """Return the key a form was made with, of one kind of form and one case: what is sent twice is kept once."""
    return f"{of}:{case_id}:{request.POST.get('key', '')}"[:160]


def place_of(case_id: int, *, in_inbox: bool) -> str:
    """Return the page of ours on which a case is read: beside the list of the inbox, or its own."""
    return f"{reverse('inbox')}?case={case_id}" if in_inbox else reverse("case", args=[case_id])


def way_back(request: HttpRequest) -> str:
    """Return the page of ours an act was begun on, or ""; an address of somebody else's is none."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else ""


def order_options(case: Case) -> list[tuple[int, str]]:
    """Return the customer's newest orders as choices: number, day, and what was bought."""
    if case.customer_id is None:
        return []
    return [(order.pk, _order_words(order)) for order in customer_orders(customer_id=case.customer_id, limit=30)]


def _order_words(order: Order) -> str:
    lines = list(order.lines.all())
    bought = (lines[0].name or lines[0].sku) if lines else ""
    parts = (f"#{order.external_ref}", format_date(order.ordered_at, thai=is_thai()), bought)
    return " · ".join(part for part in parts if part)


def changes_since(request: HttpRequest, case: Case) -> list[str]:
    """Return what others did since the reader's page was made, in words; their newest message counts too."""
    events = foreign_changes(case_id=case.pk, seen_event_id=post_number(request, "seen"), user_id=reader(request).pk)
    names = names_for(case) if events else None
    told = [text for event in events if names and (text := change_of(event, names))]
    newest = _newest_inbound(case)
    if newest is not None and "heard" in request.POST and newest.pk > post_number(request, "heard"):
        told.append(_("The customer wrote: “%(words)s”") % {"words": newest.body[:120]})
    return told


def _newest_inbound(case: Case) -> Message | None:
    """Return what the customer wrote last, in the case or in one it has taken in."""
    heard = [last_inbound(conversation_id=number) for number in conversation_ids(case=case)]
    return max((message for message in heard if message), key=lambda message: message.pk, default=None)


def expected_version(request: HttpRequest, case: Case) -> int:
    """Return the version the reader acts on.

    Clocks, deliveries and the reader's own acts change a case too; they must not refuse the reader's next act. So when
    nobody else did anything since the page was read, the version is the present one; else it is one the service
    refuses. Between this look and the write the service's own comparison holds.
    """
    return case.version - 1 if changes_since(request, case) else case.version
