"""The board as a customer sees it, by a link of their own.

The token in the address is the right to vote and to suggest; as on the survey page there is no cookie, so a POST must
come from this very site. A GET changes nothing: scanners open every link.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from samphan.cases.selectors import find_idea_customer, ideas_for_customer
from samphan.cases.services import suggest_idea_as_customer, vote_as_customer
from samphan.kit import clock
from samphan.kit.errors import N_, Refused
from samphan.web.access import is_from_this_site, public
from samphan.web.ideas.views import STATES, TONES, VOTABLE
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, render
from samphan.web.wording import label

_LANGUAGES = ("th", "en")


class FromElsewhere(Refused):
    """A vote that another page sent."""

    code = "ideas.from_elsewhere"
    message = N_("This came from another page. Please send it from here.")


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest, token: str) -> HttpResponse:
    """Show the board to one customer, take their vote or their idea."""
    customer = find_idea_customer(token=token)
    if customer is None:
        return render(request, "ideas/unknown.html", status=404)
    wanted = request.GET.get("lang", "")
    language = wanted if wanted in _LANGUAGES else customer.language
    with translation.override(language):
        error = _take(request, customer.pk) if request.method == "POST" else None
        if request.method == "POST" and error is None:
            return HttpResponseRedirect(f"{reverse('idea_board', args=[token])}?lang={language}&done=1")
        return render(
            request,
            "ideas/board.html",
            status=UNPROCESSABLE if error else 200,
            lines=ideas_for_customer(customer_id=customer.pk),
            typed={"title": request.POST.get("title", ""), "body": request.POST.get("body", "")},
            error=error.explain(_) if error else "",
            is_done=request.GET.get("done") == "1",
            names={code: label(STATES, code) for code in STATES},
            tones=TONES,
            votable=VOTABLE,
            language=language,
            others=[(code, name) for code, name in (("th", "ไทย"), ("en", "English")) if code != language],
        )


def _take(request: HttpRequest, customer_id: int) -> Refused | None:
    """Store a vote or an idea; return what was refused."""
    if not is_from_this_site(request):
        return FromElsewhere()
    idea_id, now = whole(request.POST.get("idea")), clock.now()
    try:
        if idea_id is not None:
            is_for = request.POST.get("for") == "1"
            vote_as_customer(idea_id=idea_id, customer_id=customer_id, is_for=is_for, now=now)
        else:
            title, body = request.POST.get("title", ""), request.POST.get("body", "")
            suggest_idea_as_customer(customer_id=customer_id, title=title, body=body, now=now)
    except Refused as refused:
        return refused
    return None
