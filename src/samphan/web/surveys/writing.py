"""Writing a survey: from a template, in Thai and English side by side."""

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext

from samphan.kit.clock import now
from samphan.kit.errors import Refused
from samphan.surveys.selectors import has_answers, survey_draft
from samphan.surveys.services import create_survey, edit_survey, switch_survey
from samphan.surveys.templates import TEMPLATES, QuestionDraft, SurveyDraft
from samphan.web.access import screen
from samphan.web.render import UNPROCESSABLE, redirect, render, toast
from samphan.web.surveys import labels
from samphan.web.surveys.views import survey_or_404
from samphan.web.wording import choices, label

_QUESTION_TEXTS = ("text_th", "text_en", "low_th", "low_en", "high_th", "high_en")


@screen("surveys.write", methods=("GET", "POST"))
def create(request: HttpRequest) -> HttpResponse:
    """Choose a template, or write a new survey from the chosen one."""
    template = TEMPLATES.get(request.POST.get("template") or request.GET.get("template") or "")
    if template is None:
        return render(request, "surveys/templates.html", templates=TEMPLATES.values(), labels=labels, label=label)
    if request.method != "POST":
        return _page(request, template, template=template.code)
    draft = written(template, request.POST, may_be_anonymous=True)
    try:
        made = create_survey(draft=draft, now=now(), author_id=request.user.pk)
    except Refused as refused:
        return _page(request, draft, template=template.code, error=refused.explain(gettext))
    toast(request, gettext("The survey is ready. Look at it once before you send it."))
    return redirect(request, "survey_preview", made.pk)


@screen("surveys.write", methods=("GET", "POST"))
def edit(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Change a survey's texts."""
    survey = survey_or_404(survey_id)
    stored = survey_draft(survey=survey)
    is_fixed = has_answers(survey_id=survey_id)
    if request.method != "POST":
        return _page(request, stored, survey_id=survey_id, is_fixed=is_fixed)
    draft = written(stored, request.POST, may_be_anonymous=not is_fixed)
    try:
        edit_survey(survey_id=survey_id, draft=draft, now=now())
    except Refused as refused:
        return _page(request, draft, survey_id=survey_id, is_fixed=is_fixed, error=refused.explain(gettext))
    toast(request, gettext("Saved"))
    return redirect(request, "survey", survey_id)


@screen("surveys.write", methods=("POST",))
def switch(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Switch a survey on or off."""
    survey = survey_or_404(survey_id)
    is_active = request.POST.get("is_active") == "yes"
    switch_survey(survey_id=survey.pk, is_active=is_active, now=now())
    toast(request, gettext("The survey is switched on") if is_active else gettext("The survey is switched off"))
    return redirect(request, "survey", survey_id)


def written(base: SurveyDraft, posted: Mapping[str, str] | QueryDict, *, may_be_anonymous: bool) -> SurveyDraft:
    """Return the draft a form describes; what the form does not ask stays as in `base`."""
    return replace(
        base,
        name_th=posted.get("name_th", ""),
        name_en=posted.get("name_en", ""),
        review_url=posted.get("review_url", "").strip(),
        contact_me_offered="contact_me_offered" in posted,
        is_anonymous="is_anonymous" in posted if may_be_anonymous else base.is_anonymous,
        purpose=_purpose(base.purpose, posted.get("purpose", "")),
        questions=tuple(_question(q, number, posted) for number, q in enumerate(base.questions, start=1)),
    )


def _purpose(stored: str, posted: str) -> str:
    return posted if stored in labels.ASKABLE and posted in labels.ASKABLE else stored


def _question(base: QuestionDraft, number: int, posted: Mapping[str, str] | QueryDict) -> QuestionDraft:
    texts = {part: posted.get(f"q{number}-{part}", getattr(base, part)) for part in _QUESTION_TEXTS}
    options = tuple(
        (
            code,
            posted.get(f"q{number}-o-{code}-th", th).strip() or th,
            posted.get(f"q{number}-o-{code}-en", en).strip() or en,
        )
        for code, th, en in base.options
    )
    return replace(base, **texts, options=options)


def _page(
    request: HttpRequest,
    draft: SurveyDraft,
    *,
    survey_id: int | None = None,
    template: str = "",
    is_fixed: bool = False,
    error: str | None = None,
) -> HttpResponse:
    return render(
        request,
        "surveys/form.html",
        status=UNPROCESSABLE if error else 200,
        draft=draft,
        survey_id=survey_id,
        template_code=template,
        is_fixed=is_fixed,
        error=error,
        labels=labels,
        purposes=choices(labels.ASKABLE),
        label=label,
    )
