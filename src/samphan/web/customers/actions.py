"""What a colleague writes down about a customer: each action is one service call."""

from datetime import date

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.customers import services
from samphan.customers.rules import Contact, read_full_name
from samphan.customers.selectors import get_fact
from samphan.eventlog.events import user_actor
from samphan.kit.clock import now
from samphan.kit.errors import N_, Refused
from samphan.web.access import may_read_fact, reader, screen
from samphan.web.customers.views import known_customer
from samphan.web.render import redirect, toast

_KINDS = frozenset({"email", "phone", "line", "external"})
_SENSITIVITIES = frozenset({"ordinary", "private", "special"})
_PURPOSES = frozenset({"service", "survey", "marketing"})
_CHANNELS = frozenset({"any", "email", "phone", "line"})


class UnknownChoice(Refused):
    code = "web.customers.choice"
    message = N_("This choice is not known. Please choose from the list.")


@screen("customers.write", methods=("POST",))
def new_customer(request: HttpRequest) -> HttpResponse:
    """Make a customer by hand, or open the one these contacts belong to."""
    given = [Contact(kind, request.POST.get(kind, "")) for kind in ("email", "phone")]
    made = services.identify_customer(
        contacts=[contact for contact in given if contact.value.strip()],
        name=read_full_name(request.POST.get("name", "")),
        now=now(),
        actor=user_actor(reader(request).pk),
    )
    return redirect(request, "customer", made.id)


@screen("customers.write", methods=("POST",))
def note(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Add a note."""
    known_customer(customer_id)
    services.add_note(
        customer_id=customer_id,
        author_id=reader(request).pk,
        body=request.POST.get("body", "")[:5000],
        now=now(),
        idempotency_key=f"{customer_id}:{request.POST.get('key', '')}"[:160],
    )
    toast(request, _("Note saved"))
    return redirect(request, "customer", customer_id)


@screen("customers.write", methods=("POST",))
def fact(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Add something worth remembering."""
    known_customer(customer_id)
    moment = now()
    services.add_fact(
        customer_id=customer_id,
        body=request.POST.get("body", ""),
        source=request.POST.get("source", "").strip()[:60] or "-",
        sensitivity=_one_of(request, "sensitivity", _SENSITIVITIES),
        learned_date=_day(request.POST.get("learned", ""), moment.date()),
        author_id=reader(request).pk,
        now=moment,
    )
    toast(request, _("Saved for every colleague"))
    return redirect(request, "customer", customer_id)


@screen("customers.write", methods=("POST",))
def retract(request: HttpRequest, customer_id: int, fact_id: int) -> HttpResponse:
    """Take a fact back; only who may read it may say that it is wrong."""
    try:
        fact = get_fact(customer_id=customer_id, fact_id=fact_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    if not may_read_fact(reader(request), fact.sensitivity):
        raise PermissionDenied
    services.retract_fact(fact_id=fact.pk, now=now(), actor_id=reader(request).pk)
    toast(request, _("Taken back"))
    return redirect(request, "customer", customer_id)


@screen("customers.write", methods=("POST",))
def contact(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Add a way to reach the customer."""
    known_customer(customer_id)
    kind = _one_of(request, "kind", _KINDS)
    services.add_contact_point(
        customer_id=customer_id,
        contact=Contact(kind, request.POST.get("value", ""), "manual" if kind == "external" else ""),
        is_primary=request.POST.get("is_primary") == "on",
        now=now(),
        actor=user_actor(reader(request).pk),
    )
    toast(request, _("Contact saved"))
    return redirect(request, "customer", customer_id)


@screen("customers.write", methods=("POST",))
def consent(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Record what the customer agreed to or withdrew."""
    known_customer(customer_id)
    services.record_consent(
        customer_id=customer_id,
        purpose=_one_of(request, "purpose", _PURPOSES),
        channel=_one_of(request, "channel", _CHANNELS),
        is_granted=request.POST.get("decision") == "granted",
        source=request.POST.get("source", "").strip()[:60] or "-",
        evidence=request.POST.get("evidence", "").strip()[:200],
        actor_id=reader(request).pk,
        now=now(),
    )
    toast(request, _("Consent recorded"))
    return redirect(request, "customer", customer_id)


def _one_of(request: HttpRequest, name: str, known: frozenset[str]) -> str:
    value = request.POST.get(name, "")
    if value not in known:
        raise UnknownChoice
    return value


def _day(text: str, default: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return default
