"""Links to the wallboard: made, opened, revoked."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.accounts.selectors import board_links, board_url, get_organisation
from samphan.accounts.services import make_board_link, revoke_board_link
from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.web.access import reader, screen
from samphan.web.render import UNPROCESSABLE, redirect, toast
from samphan.web.settings.sections import settings_page


@screen("settings.read")
def page(request: HttpRequest) -> HttpResponse:
    """List the links; whoever may change settings sees the addresses, which open without a sign-in."""
    return _page(request)


@screen("settings.write", methods=("POST",))
def add(request: HttpRequest) -> HttpResponse:
    """Make a link."""
    try:
        make_board_link(
            name=request.POST.get("name", ""),
            language=request.POST.get("language", ""),
            theme=request.POST.get("theme", ""),
            created_by_id=reader(request).pk,
            now=clock.now(),
        )
    except Refused as refused:
        return _page(request, error=refused.explain(_))
    toast(request, _("The link is ready"))
    return redirect(request, "settings_boards")


@screen("settings.write", methods=("POST",))
def revoke(request: HttpRequest, link_id: int) -> HttpResponse:
    """Stop a link for good."""
    link = revoke_board_link(link_id=link_id, now=clock.now())
    if link is None:
        raise Http404
    toast(request, _("%(name)s shows nothing any more") % {"name": link.name})
    return redirect(request, "settings_boards")


def _page(request: HttpRequest, *, error: str | None = None) -> HttpResponse:
    return settings_page(
        request,
        "settings/boards.html",
        section="settings_boards",
        status=UNPROCESSABLE if error else 200,
        links=[(link, board_url(link.pk)) for link in board_links()],
        language=get_organisation().language,
        error=error,
    )
