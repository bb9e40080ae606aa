"""RFC 8058: a POST withdraws at once, without a cookie; a GET only asks, because scanners open every link."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from samphan.kit import clock
from samphan.messaging.services import unsubscribe_customer
from samphan.web.access import public
from samphan.web.render import render


# The token in the address is the right to withdraw; mail programs post without a cookie, so there is none to check.
@csrf_exempt
@public
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask (GET), or withdraw (POST). A forged or broken link says how else to do it."""
    if request.method == "POST":
        unsubscribe_customer(token=token, now=clock.now())
    return render(request, "unsubscribe/page.html", is_done=request.method == "POST")
