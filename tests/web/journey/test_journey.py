"""The journey map: from an empty screen to scores, causes, texts and the redesign list, and rows behind each number."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from samphan.accounts.policies import Role
from samphan.cases.models import Case, Cause, CauseMapping, CauseTreeVersion, Idea, Problem, ProblemCase
from samphan.journeys.models import Journey, Redesign, Stage, Touchpoint, Wording
from samphan.journeys.rules import Feeling
from samphan.journeys.selectors import cases_behind, find_touchpoint, rows_behind, submissions_behind, what_came
from samphan.journeys.templates import TEMPLATES
from samphan.signals.models import Signal
from samphan.surveys.models import Response, Survey
from samphan.surveys.services import seed_surveys
from tests import world
from tests.budget import assert_constant_queries
from tests.web.conftest import SignIn, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
SPAN = {"since": world.NOW - timedelta(days=90), "until": world.NOW}


@pytest.fixture
def lead(sign_in: SignIn) -> Client:
    seed_surveys(now=world.NOW)
    return sign_in(Role.MANAGER)


@pytest.fixture
def delivery(lead: Client) -> Touchpoint:
    """Return the touchpoint of the retail journey that the survey after a purchase measures."""
    assert lead.post("/journey/start/", {"template": "retail"}).status_code == 302
    return Touchpoint.objects.get(survey__code="csat")


@pytest.fixture
def answer(delivery: Touchpoint) -> Callable[..., None]:
    """Return how to have so many customers answer the survey with a score, with a text and a case each if asked."""

    def make(count: int, score: int, *, text: str = "", cause: Cause | None = None) -> None:
        at, customer = world.NOW - timedelta(days=3), world.customer()
        for _number in range(count):
            response = Response.objects.create(survey_id=delivery.survey_id, customer=customer, answered_at=at)
            said = {"submission_kind": "response", "submission_id": response.pk, "source": "link", "occurred_at": at}
            Signal.objects.create(
                **said, field="csat", type="rating", scale="csat", score=score, customer=customer, branch=world.branch()
            )
            if text:
                Signal.objects.create(
                    **said, field="comment", type="text", text=text, sentiment="negative", topics=["delivery"],
                    customer=customer, branch=world.branch(),
                )  # fmt: skip
            if cause:
                Case.objects.create(
                    kind="feedback", title="ส่งช้า", customer=customer, submission_kind="response",
                    submission_id=response.pk, cause=cause, opened_at=at, last_activity_at=at,
                )  # fmt: skip

    return make


@pytest.fixture
def late() -> Cause:
    tree = CauseTreeVersion.objects.create(number=77, created_at=world.NOW)
    return Cause.objects.create(tree=tree, code="late", name_th="รถส่งของไม่พอ", name_en="Too few vans")


def test_an_empty_map_offers_every_industry_the_firms_own_first(lead: Client) -> None:
    shown = page(lead, "/journey/")
    assert all(draft.name[1] in shown for draft in TEMPLATES.values())
    assert shown.index("Buying from us") < shown.index("A meal with us")
    assert lead.post("/journey/start/", {"template": "circus"}).status_code == 409


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_makes_a_whole_journey_in_both_languages(lead: Client, template: str) -> None:
    lead.post("/journey/start/", {"template": template})
    assert Stage.objects.count() == len(TEMPLATES[template].stages)
    texts = Touchpoint.objects.values_list("name_th", "name_en", "need_th", "need_en")
    assert texts
    assert all(all(row) for row in texts)


def test_the_map_shows_the_score_its_causes_and_words_and_every_number_has_its_rows(
    lead: Client, delivery: Touchpoint, answer: Callable[..., None], late: Cause
) -> None:
    renamed = Cause.objects.create(
        tree=CauseTreeVersion.objects.create(number=78, created_at=world.NOW), code=late.code,
        name_th="รถไม่พอ", name_en="Not enough vans",
    )  # fmt: skip
    gone = Cause.objects.create(tree=renamed.tree, code="vans.old", name_th="รถเก่า", name_en="Old vans")
    CauseMapping.objects.create(old_code=gone.code, new_code=late.code, made_at=world.NOW)
    answer(10, 5)
    answer(4, 3)
    answer(11, 1, text="ส่งช้ามาก รอทั้งวัน", cause=late)
    answer(8, 1, text="ส่งช้ามาก รอทั้งวัน", cause=renamed)
    answer(2, 1, text="ส่งช้ามาก รอทั้งวัน", cause=gone)
    found = find_touchpoint(touchpoint_id=delivery.pk)
    assert found is not None
    figures = what_came(**SPAN).figures(found)
    assert (figures.volume, figures.n, figures.cases, figures.causes) == (
        35, 35, 21, ((late.code, 21),),
    )  # fmt: skip
    # What the map counts in groups is what the lists show one by one.
    assert len(submissions_behind(touchpoint=found, **SPAN)) == figures.volume
    assert len(rows_behind(touchpoint=found, **SPAN)) == figures.n
    assert len(rows_behind(touchpoint=found, **SPAN, feeling=Feeling.NEUTRAL)) == figures.answers.passives
    assert len(rows_behind(touchpoint=found, **SPAN, feeling=Feeling.UNHAPPY)) == figures.answers.detractors
    assert len(cases_behind(touchpoint=found, **SPAN, cause=late.code)) == 21
    problem = Problem.objects.create(title="Vans in the rain", opened_at=world.NOW, changed_at=world.NOW)
    Idea.objects.create(title="A second van", problem=problem, suggested_at=world.NOW, changed_at=world.NOW)
    ProblemCase.objects.create(problem=problem, case=Case.objects.order_by("pk")[0], collected_at=world.NOW)
    shown = page(lead, f"/journey/touchpoints/{delivery.pk}/")
    for words in (
        "Vans in the rain",
        "A second van",
        "−31",
        "35 answers",
        "surely below target",
        "Not enough vans",
        "ส่งช้ามาก",
        "Delivery · 21",
        "SP-",
    ):
        assert words in shown
    assert "21 rows" in page(lead, f"/journey/touchpoints/{delivery.pk}/behind/cause-{late.code}/")
    assert "35 rows" in page(lead, f"/journey/touchpoints/{delivery.pk}/behind/volume/")
    assert "4 rows" in page(lead, f"/journey/touchpoints/{delivery.pk}/behind/neutral/")
    assert lead.get(f"/journey/touchpoints/{delivery.pk}/behind/secrets/").status_code == 404


def test_below_30_answers_it_shows_counts_and_below_5_nothing(
    lead: Client, delivery: Touchpoint, answer: Callable[..., None]
) -> None:
    answer(4, 5)
    assert "fewer than 5" in page(lead, f"/journey/{delivery.stage.journey_id}/")
    answer(3, 1)
    shown = page(lead, f"/journey/{delivery.stage.journey_id}/")
    assert "4 satisfied, 3 unhappy" in shown
    assert "no score yet" in shown


def test_a_branch_is_compared_with_all_others_and_two_scores_make_the_emotion_line(
    lead: Client, delivery: Touchpoint, answer: Callable[..., None]
) -> None:
    answer(30, 1)
    Signal.objects.update(branch=world.branch("BKK", "สาขาบางกะปิ"))
    answer(30, 5)
    others = {"submission_kind": "response", "source": "link", "occurred_at": world.NOW - timedelta(days=1)}
    for _number in range(30):
        response = Response.objects.create(survey=Survey.objects.get(code="nps"), answered_at=world.NOW)
        Signal.objects.create(
            **others, submission_id=response.pk, field="nps", type="rating", scale="nps", score=9, channel="web"
        )
    shown = page(lead, f"/journey/{delivery.stage.journey_id}/?branch={world.branch().pk}")
    assert "differs by more than chance" in shown
    assert "+100" in shown
    assert "−100" in shown
    # Two scores make a line, with its sentence: 100 of NPS, and 0 of what was half good and half bad.
    assert "It feels best at “The relationship as a whole” (100) and worst at “Delivery and installation” (0)" in shown


def test_a_period_is_chosen_once_for_the_map_and_for_what_is_behind_it(
    lead: Client, delivery: Touchpoint, answer: Callable[..., None]
) -> None:
    answer(7, 5)
    shown = page(lead, f"/journey/{delivery.stage.journey_id}/?days=365")
    assert "(365 days)" in shown
    assert '<option value="365" selected>' in shown
    behind = f"/journey/touchpoints/{delivery.pk}/behind/volume/"
    assert "7 rows" in page(lead, behind)
    Signal.objects.update(occurred_at=world.NOW - timedelta(days=100))
    assert "7 rows" in page(lead, behind)
    page(lead, f"/journey/{delivery.stage.journey_id}/?days=30")
    assert "7 rows" not in page(lead, behind)
    assert "(30 days)" in page(lead, f"/journey/{delivery.stage.journey_id}/?days=soon")


def test_a_map_asks_the_database_as_often_however_long_it_is(
    lead: Client, delivery: Touchpoint, answer: Callable[..., None], late: Cause
) -> None:
    answer(1, 1, text="ช้า", cause=late)

    def grow() -> None:
        answer(2, 1, text="ช้า", cause=late)
        for number in range(4):
            Touchpoint.objects.create(
                stage_id=delivery.stage_id, position=number + 1, name_th="จุด", name_en="Point", survey=delivery.survey
            )

    assert_constant_queries(lambda: page(lead, f"/journey/{delivery.stage.journey_id}/"), grow=grow)


def test_a_touchpoint_is_written_moved_pinned_and_taken_away_with_buttons(lead: Client, delivery: Touchpoint) -> None:
    other = Stage.objects.exclude(pk=delivery.stage_id).order_by("pk")[0]
    survey = Survey.objects.get(code="nps")
    form = {"name_th": "โทรแจ้ง", "questions_en": " When? \n\n Where? ", "survey": survey.pk, "scale": "nps"}
    made_at = f"/journey/stages/{delivery.stage_id}/new/"
    assert lead.post(made_at, {**form, "target": "high"}).status_code == 422
    assert lead.post(made_at, {**form, "target": "10", "promise": "999999"}).status_code == 422
    assert lead.post(made_at, {**form, "name_th": " ", "target": "10"}).status_code == 422
    assert lead.post(made_at, {**form, "target": "−10", "is_moment_of_truth": "on"}).status_code == 302
    made = Touchpoint.objects.get(name_en="โทรแจ้ง")
    assert (made.target_points, made.questions_en, made.is_moment_of_truth) == (-10, "When?\nWhere?", True)
    edit = f"/journey/touchpoints/{made.pk}/edit/"
    lead.post(edit, {"do": "earlier"})
    assert list(delivery.stage.touchpoints.order_by("position").values_list("pk", flat=True)) == [made.pk, delivery.pk]
    lead.post(f"/journey/touchpoints/{made.pk}/pin/", {"on": "no"})
    lead.post(edit, {**form, "target": "0", "stage": other.pk})
    made.refresh_from_db()
    assert (made.is_moment_of_truth, made.stage_id) == (False, other.pk)
    lead.post(edit, {"do": "remove"})
    assert not Touchpoint.objects.filter(pk=made.pk).exists()


def test_stages_and_journeys_are_renamed_moved_and_taken_away(lead: Client, delivery: Touchpoint) -> None:
    journey_id = delivery.stage.journey_id
    assert lead.post(f"/journey/{journey_id}/stages/new/", {"name_th": "", "name_en": ""}).status_code == 422
    lead.post(f"/journey/{journey_id}/stages/new/", {"name_en": "Leaving"})
    leaving = Stage.objects.get(name_th="Leaving")
    lead.post(f"/journey/stages/{leaving.pk}/", {"do": "earlier"})
    assert Stage.objects.filter(journey_id=journey_id).order_by("-position")[1] == leaving
    lead.post(f"/journey/stages/{leaving.pk}/", {"do": "remove"})
    lead.post(f"/journey/{journey_id}/edit/", {"name_th": "เส้นทาง", "name_en": "The way"})
    assert Journey.objects.get().name_en == "The way"
    lead.post(f"/journey/{journey_id}/edit/", {"do": "remove"})
    assert not Touchpoint.objects.exists()


def test_a_mail_template_is_kept_at_the_touchpoint_in_both_languages(lead: Client, delivery: Touchpoint) -> None:
    at = f"/journey/touchpoints/{delivery.pk}/texts/new/"
    mail = {"kind": "mail", "name": "Late", "subject_en": "We are late", "body_en": "Sorry.", "body_th": "ขออภัย"}
    assert lead.post(at, {**mail, "body_en": "", "body_th": ""}).status_code == 422
    assert lead.post(at, mail).status_code == 302
    assert lead.post(at, mail).status_code == 422
    shown = page(lead, f"/journey/touchpoints/{delivery.pk}/")
    assert "We are late" in shown
    kept = Wording.objects.get()
    lead.post(f"/journey/texts/{kept.pk}/", {**mail, "kind": "wording"})
    kept.refresh_from_db()
    assert (kept.kind, kept.subject_en) == ("wording", "")
    lead.post(f"/journey/texts/{kept.pk}/", {"do": "remove"})
    assert not Wording.objects.exists()


def test_what_is_surely_below_target_is_proposed_and_redesigned_once_at_a_time(
    lead: Client, delivery: Touchpoint, answer: Callable[..., None]
) -> None:
    answer(35, 1)
    listed = f"/journey/{delivery.stage.journey_id}/redesign/"
    assert "Answers to turn" in page(lead, listed)
    at = f"/journey/touchpoints/{delivery.pk}/redesign/"
    assert lead.post(at, {"goal": " "}).status_code == 409
    assert lead.post(at, {"goal": "Call before we come"}).status_code == 302
    assert lead.post(at, {"goal": "Again"}).status_code == 409
    shown = page(lead, listed)
    assert "Call before we come" in shown
    assert "Answers to turn" not in shown
    lead.post(f"/journey/redesign/{Redesign.objects.get().pk}/", {"state": "done"})
    assert Redesign.objects.get().done_at == world.NOW
    assert "Answers to turn" in page(lead, listed)
