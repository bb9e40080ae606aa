"""Surveys: the list, one survey's results, its preview."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from samphan.analytics.intervals import Disclosure
from samphan.kit.clock import now
from samphan.signals.rules import category_of
from samphan.surveys.selectors import (
    StreamItem,
    anonymous_url,
    find_survey,
    preview_form,
    response_stream,
    score_figure,
    survey_draft,
    survey_funnel,
    survey_summaries,
)
from samphan.web.access import screen
from samphan.web.formats import is_thai
from samphan.web.numbers import whole
from samphan.web.reading.shown import shown_readings
from samphan.web.render import render
from samphan.web.survey_form.answers import Typed
from samphan.web.surveys import labels
from samphan.web.wording import label

if TYPE_CHECKING:
    from samphan.surveys.models import Survey

PERIOD_DAYS = 90
PAGE = 25
CATEGORIES = ("promoter", "passive", "detractor")


@screen("surveys.read")
def surveys(request: HttpRequest) -> HttpResponse:
    """List the surveys with what came back in the last 90 days."""
    rows = survey_summaries(since=now() - timedelta(days=PERIOD_DAYS))
    return render(request, "surveys/list.html", rows=rows, days=PERIOD_DAYS, labels=labels, label=label)


@screen("surveys.read")
def results(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Show one survey's score, how far its asks came, and its answers, newest first."""
    survey = survey_or_404(survey_id)
    since = now() - timedelta(days=PERIOD_DAYS)
    figure = score_figure(survey=survey, since=since)
    category = request.GET.get("show", "") if request.GET.get("show") in CATEGORIES else ""
    # A handful of unnamed answers can be guessed back to people; they are shown once there are enough.
    is_hidden = survey.is_anonymous and figure.disclosure is Disclosure.SUPPRESSED
    stream = (
        []
        if is_hidden
        else response_stream(
            survey_id=survey_id,
            limit=PAGE + 1,
            before_id=whole(request.GET.get("before")),
            from_id=whole(request.GET.get("from")),
            category=category,
        )
    )
    return render(
        request,
        "surveys/results.html",
        survey=survey,
        days=PERIOD_DAYS,
        figure=figure,
        tones={score: category_of(figure.measure, score) for score in figure.by_score},
        funnel=survey_funnel(survey_id=survey_id, since=since),
        stream=stream[:PAGE],
        older=_older(stream, category),
        is_hidden=is_hidden,
        category=category,
        link=anonymous_url(survey_id) if survey.is_anonymous else "",
        readings=shown_readings([item.said for item in stream[:PAGE] if item.said is not None]),
        reasons=_reasons(survey),
        labels=labels,
        label=label,
        skipped_pairs=labels.skipped_pairs,
    )


@screen("surveys.read")
def preview(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Show the page as a customer holds it, Thai and English side by side."""
    survey = survey_or_404(survey_id)
    phones = [(language, _phone(request, survey_id, language)) for language in ("th", "en")]
    return render(request, "surveys/preview.html", survey=survey, phones=phones)


def _phone(request: HttpRequest, survey_id: int, language: str) -> str:
    form = preview_form(survey_id=survey_id, language=language)
    context = {"form": form, "typed": Typed(), "reference": None, "error": None, "is_stored": False, "is_preview": True}
    with translation.override(language):
        # Safe: our own template has escaped every author's text in it.
        return mark_safe(render_to_string("survey_form/_form.html", context, request))  # noqa: S308


def _reasons(survey: "Survey") -> dict[str, str]:
    """Return the names of the codes customers may choose, in the reader's language."""
    questions = survey_draft(survey=survey).questions
    return {code: th if is_thai() else en for question in questions for code, th, en in question.options}


def _older(stream: list[StreamItem], category: str) -> str | None:
    if len(stream) <= PAGE:
        return None
    return f"?before={stream[PAGE - 1].response_id}" + (f"&show={category}" if category else "")


def survey_or_404(survey_id: int) -> "Survey":
    """Return a survey, or answer that there is none."""
    survey = find_survey(survey_id=survey_id)
    if survey is None:
        raise Http404
    return survey
