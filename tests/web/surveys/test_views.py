from datetime import timedelta

import pytest
from django.test import Client

from samphan.accounts.policies import Role
from samphan.customers.models import ConsentRecord, Customer
from samphan.kit import clock
from samphan.messaging.models import Message
from samphan.messaging.services import seed_channels
from samphan.signals.rules import chosen, comment, rating
from samphan.surveys import services
from samphan.surveys.models import Invitation, Survey
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client) -> Client:
    firm = world.organisation()
    firm.quiet_from = firm.quiet_until = "00:00"  # these tests run at any hour
    firm.save()
    seed_channels(now=clock.now())
    services.seed_surveys(now=clock.now())
    client.force_login(world.user(Role.MANAGER, language="en"))
    return client


def survey(code: str = "nps") -> Survey:
    return Survey.objects.get(code=code)


def answer(count: int, *, code: str = "nps", scores: tuple[int, ...] = (10, 9, 7, 2), **fields: object) -> None:
    now = clock.now()
    services.record_responses(
        rows=[
            services.ResponseRow(
                survey_id=survey(code).pk,
                answers=[
                    rating("nps", "nps", scores[n % len(scores)]),
                    comment("comment", "ช่างสุภาพมาก" if n % 2 else ""),
                    chosen("reasons", ["staff"]),
                ],
                answered_at=now - timedelta(minutes=n),
                source="file",
                external_ref=f"{code}-{n}",
                **fields,  # type: ignore[arg-type]
            )
            for n in range(count)
        ]
    )


def buyer(*, consents: bool = True) -> Customer:
    made = world.customer(last_order_at=clock.now() - timedelta(days=2))
    if consents:
        ConsentRecord.objects.create(
            customer=made, purpose="survey", is_granted=True, source="form", recorded_at=clock.now()
        )
    return made


def test_the_list_shows_a_score_only_when_enough_have_answered(manager: Client) -> None:
    answer(4)
    assert "too few to show" in manager.get("/surveys/").content.decode()
    answer(29)
    assert "too few for a rate" in manager.get("/surveys/").content.decode()
    answer(100)
    page = manager.get("/surveys/").content.decode()
    assert "n 100" in page  # 50 promoters, 25 passives, 25 detractors
    assert "25.0" in page


def test_the_list_takes_the_same_queries_for_many_surveys(manager: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    answer(40)
    manager.get("/surveys/")
    with django_assert_max_num_queries(14):
        manager.get("/surveys/")


def test_the_results_show_the_answers_with_their_reading(manager: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    answer(60)
    path = f"/surveys/{survey().pk}/"
    with django_assert_max_num_queries(26):
        page = manager.get(path).content.decode()
    assert page.count("ช่างสุภาพมาก") == 12
    assert "?before=" in page
    older = page.split("?before=")[1].split('"')[0]
    assert "ช่างสุภาพมาก" in manager.get(f"{path}?before={older}").content.decode()
    unhappy = manager.get(path, {"show": "detractor"}).content.decode()
    assert "NPS" in unhappy
    assert '<span class="score bad' in unhappy
    assert '<span class="score good' not in unhappy


def test_a_few_anonymous_answers_are_not_shown(manager: Client) -> None:
    Survey.objects.filter(code="nps").update(is_anonymous=True)
    answer(4)
    assert "ช่างสุภาพมาก" not in manager.get(f"/surveys/{survey().pk}/").content.decode()
    answer(5)
    page = manager.get(f"/surveys/{survey().pk}/").content.decode()
    assert "ช่างสุภาพมาก" in page
    assert "/s/a/" in page


def test_hostile_comments_are_shown_as_words(manager: Client) -> None:
    services.record_response(
        survey_id=survey().pk,
        answers=[comment("comment", "<script>alert(1)</script>")],
        now=clock.now(),
        source="api",
        channel="api",
    )
    assert "<script>alert(1)" not in manager.get(f"/surveys/{survey().pk}/").content.decode()


def test_the_preview_shows_both_languages_and_stores_nothing(manager: Client) -> None:
    page = manager.get(f"/surveys/{survey().pk}/preview/").content.decode()
    assert "คุณมีแนวโน้มจะแนะนำ" in page
    assert "How likely are you to recommend" in page
    assert page.count(" inert") == 2


def form(**fields: str) -> dict[str, str]:
    texts = {"name_th": "หลังติดตั้ง", "name_en": "After installation", "contact_me_offered": "on"}
    questions = {f"q{n}-text_{language}": f"{language} {n}" for n in (1, 2, 3) for language in ("th", "en")}
    return {**texts, **questions, **fields}


def test_a_survey_is_written_from_a_template(manager: Client) -> None:
    assert manager.get("/surveys/new/").status_code == 200
    assert manager.get("/surveys/new/", {"template": "csat"}).status_code == 200
    response = manager.post("/surveys/new/", form(template="csat"))
    made = survey("csat-2")
    assert response["Location"] == f"/surveys/{made.pk}/preview/"
    assert [q.text_th for q in made.questions.order_by("position")] == ["th 1", "th 2", "th 3"]


@pytest.mark.parametrize(
    "fields",
    [{"name_th": " "}, {"q2-text_en": ""}, {"q1-text_th": "ก" * 301}, {"review_url": "javascript:alert(1)"}],
)
def test_a_missing_text_is_refused_and_what_was_typed_stays(manager: Client, fields: dict[str, str]) -> None:
    response = manager.post("/surveys/new/", form(template="csat", **fields))
    assert response.status_code == 422
    assert "After installation" in response.content.decode()
    assert not Survey.objects.filter(code="csat-2").exists()


def test_texts_can_be_changed_after_answers_came(manager: Client) -> None:
    answer(1)
    path = f"/surveys/{survey().pk}/edit/"
    assert manager.get(path).status_code == 200
    manager.post(path, form(is_anonymous="on"))
    survey().refresh_from_db()
    assert survey().name_en == "After installation"
    assert not survey().is_anonymous


def test_a_survey_is_switched_off_and_then_refuses_to_be_sent(manager: Client) -> None:
    path = f"/surveys/{survey().pk}/"
    manager.post(f"{path}switch/", {"is_active": "no"})
    assert not survey().is_active
    assert manager.post(f"{path}send/one/", {"customer_id": str(buyer().pk)}).status_code == 409
    assert not Message.objects.exists()


def test_one_customer_is_asked(manager: Client) -> None:
    customer = buyer()
    response = manager.post(f"/surveys/{survey().pk}/send/one/", {"customer_id": str(customer.pk)}, follow=True)
    assert "on its way" in response.content.decode()
    assert Message.objects.count() == 1


def test_a_refused_ask_is_explained(manager: Client) -> None:
    customer = buyer(consents=False)
    response = manager.post(f"/surveys/{survey().pk}/send/one/", {"customer_id": str(customer.pk)}, follow=True)
    assert "No consent for surveys" in response.content.decode()
    assert manager.post(f"/surveys/{survey().pk}/send/one/", {"customer_id": "x"}).status_code == 409


def test_the_dry_run_counts_who_is_skipped_and_why(manager: Client) -> None:
    for _ in range(3):
        buyer()
    buyer(consents=False)
    path = f"/surveys/{survey('csat').pk}/send/"
    page = manager.get(path).content.decode()
    assert "of 4 would be asked" in page
    assert "No consent for surveys" in page
    assert not Invitation.objects.exists()
    manager.post(f"{path}list/", {"days": "30"})
    assert Invitation.objects.filter(skipped_reason="").count() == 3
    assert Invitation.objects.get(skipped_reason="no_consent").customer is not None


def test_a_survey_that_does_not_exist_is_not_found(manager: Client) -> None:
    for tail in ("", "edit/", "preview/", "send/"):
        assert manager.get(f"/surveys/999999/{tail}").status_code == 404


def test_an_agent_reads_surveys_and_does_not_write_them(manager: Client) -> None:
    manager.force_login(world.user(Role.AGENT))
    number = survey().pk
    assert manager.get("/surveys/").status_code == 200
    assert manager.get(f"/surveys/{number}/").status_code == 200
    assert manager.get("/surveys/new/").status_code == 403
    assert manager.post(f"/surveys/{number}/send/list/").status_code == 403
