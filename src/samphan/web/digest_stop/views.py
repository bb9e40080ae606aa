"""RFC 8058: a POST stops the weekly mail at once, without a cookie; a GET only asks, because scanners open links."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from samphan.accounts.selectors import find_digest_reader
from samphan.accounts.services import stop_digest
from samphan.web.access import public
from samphan.web.render import render


# The token in the address is the right to stop it; mail programs post without a cookie, so there is none to check.
@csrf_exempt
@public
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask (GET), or stop it (POST); a forged link stops nothing and looks the same."""
    if request.method == "POST":
        stop_digest(token=token)
    known = find_digest_reader(token=token)
    with translation.override(known.language if known else translation.get_language()):
        return render(request, "digest_stop/page.html", is_done=request.method == "POST")
