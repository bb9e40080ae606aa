"""What others see of stories: the customer who says yes or no by their own link, and everybody who reads them.

As on the survey page there is no cookie: a POST must come from this very site, and a GET changes nothing.
"""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from samphan.cases.selectors import find_story_by_token, published_stories
from samphan.cases.services import answer_for_story
from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.web.access import is_from_this_site, public
from samphan.web.render import CONFLICT, render

_LANGUAGES = ("th", "en")


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, token: str) -> HttpResponse:
    """Show the customer their story, and take a yes or a no to it."""
    found = find_story_by_token(token=token)
    if found is None:
        raise Http404
    story, is_present = found
    with translation.override(story.language):
        error = ""
        if request.method == "POST":
            error = _answered(request, story.pk, story.revision if is_present else 0)
            if not error:
                return HttpResponseRedirect(reverse("story_consent", args=[token]))
        return render(
            request,
            "stories/consent.html",
            status=CONFLICT if error else 200,
            story=story,
            is_present=is_present and story.state != "draft",
            error=error,
        )


def _answered(request: HttpRequest, story_id: int, revision: int) -> str:
    """Store the answer; return what was refused, in words."""
    said = request.POST.get("answer", "")
    if said not in {"yes", "no"} or not is_from_this_site(request):
        return _("This came from another page. Please send it from here.")
    try:
        answer_for_story(story_id=story_id, revision=revision, agrees=said == "yes", now=clock.now())
    except Refused as refused:
        return refused.explain(_)
    return ""


@public
@require_safe
def our_stories(request: HttpRequest) -> HttpResponse:
    """Show everybody the published stories; without any there is no such page."""
    rows = published_stories()
    if not rows:
        raise Http404
    wanted = request.GET.get("lang", "")
    language = wanted if wanted in _LANGUAGES else translation.get_language_from_request(request)
    with translation.override(language):
        others = [(code, name) for code, name in (("th", "ไทย"), ("en", "English")) if code != language]
        return render(request, "stories/public.html", stories=rows, others=others)
