"""Views people keep: the list as it is shown now, under a name."""

from __future__ import annotations

from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.cases.services import drop_view, keep_view
from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.web.access import reader, screen
from samphan.web.cases.views import address_of, asked_from
from samphan.web.render import UNPROCESSABLE, redirect, refuse, toast


@screen("cases.read", methods=("POST",))
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the list that is shown under a name, for oneself or for everybody."""
    parts = asked_from(dict(parse_qsl(request.POST.get("parts", "")[:500]))).parts
    name = request.POST.get("name", "")
    try:
        view = keep_view(
            owner_id=reader(request).pk,
            name=name,
            query=parts,
            is_shared="shared" in request.POST and reader(request).may("cases.write"),
            now=clock.now(),
        )
    except Refused as refused:
        return refuse(request, refused, status=UNPROCESSABLE)
    toast(request, _("Kept as “%(name)s”") % {"name": view.name})
    return redirect(request, address_of(parts))


@screen("cases.read", methods=("POST",))
def drop(request: HttpRequest, view_id: int) -> HttpResponse:
    """Delete a kept view."""
    user = reader(request)
    drop_view(view_id=view_id, user_id=user.pk, oversees=user.may("cases.oversee"))
    return redirect(request, "cases")
