"""Services with their parts, and the terms of credits."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.promises.rules import Tier
from samphan.promises.rules.uptime import MILLION
from samphan.promises.selectors import (
    agreement_list,
    credit_terms,
    find_credit_terms,
    find_service,
    promise_list,
    service_list,
)
from samphan.promises.services import remove_credit_terms, save_credit_terms, save_service
from samphan.web.access import reader, screen
from samphan.web.credits import wording
from samphan.web.incidents.views import read_satang
from samphan.web.incidents.wording import name_of
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, redirect, render, toast

if TYPE_CHECKING:
    from samphan.promises.models import CreditTerms, Service

_BOTH = ("GET", "POST")
TIERS = 3


@screen("promises.read")
def services(request: HttpRequest) -> HttpResponse:
    """List the services customers use, with their parts."""
    return render(
        request,
        "credits/services.html",
        w=wording,
        name_of=name_of,
        services=service_list(only_active=False),
        may_write=reader(request).may("promises.write"),
    )


@screen("promises.write", methods=_BOTH)
def service_new(request: HttpRequest) -> HttpResponse:
    """Describe a service."""
    return _service(request, None)


@screen("promises.write", methods=_BOTH)
def service(request: HttpRequest, service_id: int) -> HttpResponse:
    """Change a service."""
    found = find_service(service_id=service_id)
    if found is None:
        raise Http404
    return _service(request, found)


@screen("promises.read")
def terms(request: HttpRequest) -> HttpResponse:
    """List what a shortfall is worth."""
    rows = credit_terms()
    may_write = reader(request).may("promises.write")
    return render(request, "credits/terms.html", w=wording, rows=rows, may_write=may_write)


@screen("promises.write", methods=_BOTH)
def terms_new(request: HttpRequest) -> HttpResponse:
    """Add terms."""
    return _terms(request, None)


@screen("promises.write", methods=_BOTH)
def terms_one(request: HttpRequest, terms_id: int) -> HttpResponse:
    """Change terms, or take them away."""
    found = find_credit_terms(terms_id=terms_id)
    if found is None:
        raise Http404
    if request.method == "POST" and request.POST.get("remove") == "1":
        remove_credit_terms(terms_id=found.pk)
        toast(request, _("Removed. Credits given already stay."))
        return redirect(request, "credit_terms")
    return _terms(request, found)


def _service(request: HttpRequest, found: Service | None) -> HttpResponse:
    if request.method != "POST":
        return _service_form(request, _service_shown(found), found)
    post = request.POST
    typed: dict[str, Any] = {name: post.get(name, "") for name in ("name_th", "name_en", "target", "parts")}
    typed |= {name: name in post for name in ("is_public", "is_active")}
    lines = [line for line in typed["parts"].splitlines() if line.strip()]
    pairs = [(th, en) for th, _bar, en in (line.partition("|") for line in lines)]
    try:
        save_service(
            name_th=typed["name_th"],
            name_en=typed["name_en"],
            components=pairs or [(typed["name_th"], typed["name_en"])],
            target_ppm=read_ppm(typed["target"]),
            is_public=typed["is_public"],
            is_active=typed["is_active"] or found is None,
            service_id=found.pk if found else None,
        )
    except Refused as refused:
        return _service_form(request, typed, found, error=refused)
    toast(request, _("Saved"))
    return redirect(request, "services")


def _service_shown(found: Service | None) -> dict[str, Any]:
    if found is None:
        return {"target": "99.9", "is_public": True, "is_active": True}
    parts = sorted((one for one in found.components.all() if one.is_active), key=lambda one: (one.position, one.pk))
    return {
        "name_th": found.name_th,
        "name_en": found.name_en,
        "target": wording.percent_of(found.target_ppm),
        "parts": "\n".join(f"{one.name_th} | {one.name_en}" if one.name_en else one.name_th for one in parts),
        "is_public": found.is_public,
        "is_active": found.is_active,
    }


def _service_form(
    request: HttpRequest, typed: dict[str, Any], found: Service | None, *, error: Refused | None = None
) -> HttpResponse:
    return render(
        request,
        "credits/service.html",
        status=UNPROCESSABLE if error else 200,
        typed=typed,
        service=found,
        title=name_of(found) if found else _("New service"),
        errors={error.code.removeprefix("promises.service."): error.explain(_)} if error else {},
    )


def _terms(request: HttpRequest, found: CreditTerms | None) -> HttpResponse:
    if request.method != "POST":
        return _terms_form(request, _terms_shown(found), found)
    post = request.POST
    names = ("thing", "agreement", "amount", "cap", *(f"{kind}{n}" for n in range(TIERS) for kind in ("below", "give")))
    typed = {name: post.get(name, "").strip() for name in names}
    kind, _dash, number = typed["thing"].partition("-")
    cap = read_satang(typed["cap"])
    try:
        save_credit_terms(
            service_id=whole(number) if kind == "service" else None,
            promise_id=whole(number) if kind == "promise" else None,
            agreement_id=whole(typed["agreement"]),
            amount_satang=read_satang(typed["amount"]) or 0,
            cap_satang=(-1 if cap is None else cap) if typed["cap"] else None,
            tiers=_tiers(typed),
            terms_id=found.pk if found else None,
        )
    except Refused as refused:
        return _terms_form(request, typed, found, error=refused)
    toast(request, _("Saved"))
    return redirect(request, "credit_terms")


def _tiers(typed: dict[str, str]) -> list[Tier]:
    rows = [(typed[f"below{n}"], typed[f"give{n}"]) for n in range(TIERS)]
    return [Tier(read_ppm(below), whole(give) or 0) for below, give in rows if below or give]


def _terms_shown(found: CreditTerms | None) -> dict[str, Any]:
    if found is None:
        return {"below0": "99.9", "give0": "10", "below1": "99", "give1": "25", "below2": "95", "give2": "50"}
    tiers = {
        name: value
        for n, tier in enumerate(found.tiers)
        for name, value in (
            (f"below{n}", wording.percent_of(tier["below_ppm"])),
            (f"give{n}", str(tier["percent"])),
        )
    }
    return tiers | {
        "thing": f"service-{found.service_id}" if found.service_id else f"promise-{found.promise_id}",
        "agreement": found.agreement_id or "",
        "amount": wording.baht(found.amount_satang),
        "cap": wording.baht(found.cap_satang) if found.cap_satang else "",
    }


def _terms_form(
    request: HttpRequest, typed: dict[str, Any], found: CreditTerms | None, *, error: Refused | None = None
) -> HttpResponse:
    things = [(f"service-{one.pk}", _("Uptime: %(name)s") % {"name": name_of(one)}) for one in service_list()]
    things += [
        (f"promise-{one.pk}", _("Promise: %(name)s") % {"name": wording.promise_text(one)}) for one in promise_list()
    ]
    return render(
        request,
        "credits/terms_form.html",
        w=wording,
        status=UNPROCESSABLE if error else 200,
        typed=typed,
        terms=found,
        things=things,
        tiers=range(TIERS),
        agreements=[(row.agreement.pk, row.agreement.name) for row in agreement_list(now=clock.now())],
        errors={error.code.removeprefix("promises.credit_terms."): error.explain(_)} if error else {},
    )


def read_ppm(text: str) -> int:
    """Return a percentage such as "99.9" in millionths; what is none is 0, which the service refuses."""
    try:
        value = Decimal(text.strip().removesuffix("%").strip())
    except InvalidOperation:
        return 0
    return int(value * MILLION / 100) if value.is_finite() and 0 <= value <= 100 else 0
