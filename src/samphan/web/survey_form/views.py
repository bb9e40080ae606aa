"""The survey page. A GET never stores an answer, because mail programs and scanners open links before people do.

So a link `?s=8` from a message only chooses the score; one POST, the first tap on the page, stores it. The token in
the address is the right to answer and the page needs no cookie, which in-app browsers often refuse; therefore there is
no CSRF cookie, and a POST must instead come from this very site.
"""

from secrets import token_urlsafe

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from samphan.kit.clock import now
from samphan.kit.errors import Refused
from samphan.surveys.selectors import ANONYMOUS_SOURCE, SurveyForm, find_anonymous_form, find_form
from samphan.surveys.services import mark_opened, record_response
from samphan.web.access import is_from_this_site, public
from samphan.web.render import UNPROCESSABLE, render
from samphan.web.survey_form.answers import Typed, answers_of, typed_before, typed_in
from samphan.web.survey_form.promise import call_back_by

LANGUAGES = ("th", "en")
_LONGEST_REFERENCE = 40


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show a customer's own survey and take the answer."""
    at = now()
    form = find_form(token=token, language=_asked_language(request), now=at)
    if form is None:
        return _kind_page(request, "unknown", status=404)
    with translation.override(form.language):
        if form.state != "open":
            return _kind_page(request, form.state, status=410 if form.state == "expired" else 200)
        if request.method == "POST":
            return _take(request, form, after=reverse("survey_thanks", args=[token]))
        if request.method == "GET" and form.invitation_id is not None:
            mark_opened(invitation_id=form.invitation_id, now=at)
        return _page(request, form, typed_before(form, request.GET.get("s", "")))


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def anonymous(request: HttpRequest, token: str) -> HttpResponse:
    """Show a survey anybody may answer unnamed; a reference of the page keeps a double tap from counting twice."""
    language = _language(request)
    reference = request.POST.get("reference", "")[:_LONGEST_REFERENCE]
    with translation.override(language):
        form = find_anonymous_form(token=token, language=language, now=now(), reference=reference)
        if form is None:
            return _kind_page(request, "unknown", status=404)
        if form.state != "open":
            return _kind_page(request, form.state)
        if request.method == "POST":
            after = reverse("survey_anonymous_thanks", args=[token])
            return _take(request, form, after=after, reference=reference or token_urlsafe(16))
        return _page(request, form, typed_before(form, request.GET.get("s", "")), reference=token_urlsafe(16))


@public
@require_http_methods(["GET", "HEAD"])
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Thank a customer who has answered, and say what happens next."""
    form = find_form(token=token, language=_asked_language(request), now=now())
    if form is None:
        return _kind_page(request, "unknown", status=404)
    if form.state == "open":
        return HttpResponseRedirect(f"{reverse('survey_answer', args=[token])}?lang={form.language}")
    with translation.override(form.language):
        expects_call = form.contact_offered and (form.wants_contact or form.category == "detractor")
        call_by = call_back_by(now=now(), branch_id=form.branch_id) if expects_call else None
        return _close(render(request, "survey_form/thanks.html", form=form, expects_call=expects_call, call_by=call_by))


@public
@require_http_methods(["GET", "HEAD"])
def anonymous_thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Thank somebody we do not know."""
    language = _language(request)
    with translation.override(language):
        form = find_anonymous_form(token=token, language=language, now=now())
        if form is None:
            return _kind_page(request, "unknown", status=404)
        return _close(render(request, "survey_form/thanks.html", form=form, expects_call=False, call_by=None))


@public
@require_http_methods(["GET", "HEAD"])
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what happens with an answer."""
    with translation.override(_language(request)):
        return _close(render(request, "survey_form/privacy.html"))


def _take(request: HttpRequest, form: SurveyForm, *, after: str, reference: str | None = None) -> HttpResponse:
    typed = typed_in(form, request.POST)
    if not is_from_this_site(request):
        return _page(request, form, typed, reference=reference, error=_elsewhere(), status=403)
    if "lang" in request.POST:  # the language switch is a button of the form, so that nothing typed is lost
        return _page(request, form, typed, reference=reference)
    is_tap = "score" in request.POST
    tapped = Typed(score=typed.score)
    try:
        record_response(
            survey_id=form.survey_id,
            invitation_id=form.invitation_id,
            answers=answers_of(form, tapped if is_tap else typed),
            now=now(),
            source="link" if form.invitation_id else ANONYMOUS_SOURCE,
            channel="web",
            external_ref=reference,
            wants_contact=typed.wants_contact and not is_tap,
            finish=not is_tap,
        )
    except Refused as refused:
        error = refused.explain(gettext)
        return _page(request, form, typed, reference=reference, error=error, status=UNPROCESSABLE)
    if not is_tap:
        return HttpResponseRedirect(f"{after}?lang={form.language}", status=303)
    if request.headers.get("X-Survey-Tap"):  # the page's own script: it has the answer on screen already
        return _close(HttpResponse(status=204))
    return _page(request, form, typed, reference=reference, is_stored=True)


def _page(
    request: HttpRequest,
    form: SurveyForm,
    typed: Typed,
    *,
    reference: str | None = None,
    error: str | None = None,
    is_stored: bool = False,
    status: int = 200,
) -> HttpResponse:
    return _close(
        render(
            request,
            "survey_form/page.html",
            status=status,
            form=form,
            typed=typed,
            reference=reference,
            error=error,
            is_stored=is_stored or form.rating.field in form.stored,
            is_preview=False,
        )
    )


def _kind_page(request: HttpRequest, state: str, *, status: int = 200) -> HttpResponse:
    return _close(render(request, "survey_form/closed.html", status=status, state=state))


def _close(response: HttpResponse) -> HttpResponse:
    """Keep an answer page out of search engines and shared caches."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response


def _asked_language(request: HttpRequest) -> str | None:
    asked = request.POST.get("lang") or request.GET.get("lang") or request.POST.get("language")
    return asked if asked in LANGUAGES else None


def _language(request: HttpRequest) -> str:
    """Return the language asked for, else the browser's: nothing else is known of an unnamed reader."""
    return _asked_language(request) or (translation.get_language() or "th")[:2]


def _elsewhere() -> str:
    return gettext("This answer came from another page. Please send it from here.")
