"""How a view answers: a page, a fragment for htmx, a toast, a refusal in the reader's language."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect as django_redirect
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from samphan.kit.errors import Refused

CONFLICT = 409
UNPROCESSABLE = 422


def is_fragment(request: HttpRequest) -> bool:
    """Say whether htmx asked for a piece of a page (going back in history wants the whole page)."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def render(
    request: HttpRequest, template: str, *, partial: str | None = None, status: int = 200, **context: object
) -> HttpResponse:
    """Render a page; when htmx asks and `partial` names a template, only that one, with any waiting toasts beside it.

    Every template also gets `shell` (see `shell.context.Shell`), `request` and `csrf_token`.
    """
    if partial is not None and is_fragment(request):
        body = render_to_string(partial, context, request)
        response = HttpResponse(body + _waiting_toasts(request), status=status)
    else:
        response = HttpResponse(render_to_string(template, context, request), status=status)
    response["Vary"] = "HX-Request, Cookie"
    return response


def redirect(request: HttpRequest, to: str, *args: object) -> HttpResponse:
    """Send the reader on after a write; htmx is told to load the page, because a fragment would lose its place."""
    response = django_redirect(to, *args)
    if not is_fragment(request):
        return response
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = response["Location"]
    return answer


def toast(request: HttpRequest, text: str, *, tone: str = "good", undo_url: str = "") -> None:
    """Show a line at the foot of this or the next page; `undo_url` is POSTed when the reader takes it back."""
    level = messages.ERROR if tone == "bad" else messages.SUCCESS
    messages.add_message(request, level, text, extra_tags=undo_url)


def refuse(request: HttpRequest, refused: Refused, *, status: int = CONFLICT) -> HttpResponse:
    """Answer a refusal: a toast for htmx, which keeps what the reader typed; else a page that says what to do."""
    text = refused.explain(gettext)
    if is_fragment(request):
        toast(request, text, tone="bad")
        response = HttpResponse(_waiting_toasts(request), status=status)
        response["HX-Reswap"] = "none"
        return response
    back = request.headers.get("Referer", "/")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=False)
    return render(request, "shell/refused.html", status=status, text=text, back=back if is_ours else "/")


def _waiting_toasts(request: HttpRequest) -> str:
    inner = render_to_string("shell/_toasts.html", {}, request).strip()
    return f'<div id="toasts" hx-swap-oob="beforeend">{inner}</div>' if inner else ""
