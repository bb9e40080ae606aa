"""The wallboard: by a signed link, in the link's language, without personal data, until it is revoked."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from samphan.accounts.models import BoardLink
from samphan.accounts.policies import Role
from samphan.accounts.selectors import board_url
from samphan.accounts.services import make_board_link
from samphan.cases.models import Case, Story
from samphan.insights.models import Figure
from samphan.insights.services import set_goal
from samphan.kit.clock import now
from samphan.signals.rules import comment, rating
from samphan.signals.services import read_stale
from samphan.surveys.models import Survey
from samphan.surveys.services import record_response, seed_surveys
from tests import world
from tests.web.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("firm")]


def link(language: str = "en") -> tuple[BoardLink, str]:
    """Return a working link and its path."""
    maker = world.user(Role.OWNER)
    made = make_board_link(name="kitchen", language=language, theme="dark", created_by_id=maker.pk, now=now())
    return made, urlsplit(board_url(made.pk)).path


def praise(text: str) -> None:
    """Let a customer say something kind."""
    moment = now()
    seed_surveys(now=moment)
    record_response(
        survey_id=Survey.objects.get(code="nps").pk,
        answers=[rating("nps", "nps", 10), comment("comment", text)],
        customer_id=world.customer("พิมพ์ชนก").pk,
        source="link",
        channel="web",
        external_ref=text,
        now=moment,
    )
    read_stale()


def test_a_screen_shows_the_firm_without_a_sign_in_and_names_no_customer() -> None:
    set_goal(target=42, by_date=None, now=now())
    months = [{"month": "2026-11-01", "n": 40, "successes": 38}]
    Figure.objects.create(
        name="case_times", scope="all", period="12m", value={"n": 40, "kept_by_month": months}, computed_at=now()
    )
    praise("ประทับใจมาก พนักงานใจดีและช่วยเหลือดีเยี่ยม")
    praise("ประทับใจมาก พนักงานใจดี ช่วยพิมพ์ชนกดีเยี่ยม")
    praise("ประทับใจมาก พนักงานใจดี ขอบคุณที่โทรหาที่เบอร์ 081-234-5678 ดีเยี่ยม")
    _made, path = link()
    answer = Client().get(path)
    page = answer.content.decode()
    for words in ("Goal: +42", "95%", "Open loops", "ช่วยเหลือดีเยี่ยม", 'data-theme="dark"', 'lang="en"'):
        assert words in page
    for personal in ("พิมพ์ชนก", "ศรีสุวรรณ", "081-234-5678"):
        assert personal not in page
    assert answer["Referrer-Policy"] == "no-referrer"


def test_without_praise_a_published_story_is_told_by_the_name_the_customer_agreed_to() -> None:
    moment = now()
    case = Case.objects.create(
        kind="request", title="one", customer=world.customer("พิมพ์ชนก"), opened_at=moment, last_activity_at=moment
    )
    Story.objects.create(
        case=case, customer=case.customer, title="จบในเช้าวันเดียว", body="เล่า", name_shown="คุณพิม", state="published",
        agreed_at=moment, written_at=moment, published_at=moment,
    )  # fmt: skip
    page = Client().get(link()[1]).content.decode()
    assert "จบในเช้าวันเดียว" in page
    assert "คุณพิม" in page
    assert "พิมพ์ชนก" not in page


def test_a_link_speaks_its_own_language_and_remembers_when_it_was_shown() -> None:
    made, path = link("th")
    assert 'lang="th"' in Client(headers={"accept-language": "en"}).get(path).content.decode()
    made.refresh_from_db()
    assert made.last_opened_at is not None


def test_a_revoked_link_shows_nothing_and_its_screen_is_made_to_look_again(sign_in: SignIn) -> None:
    made, path = link()
    stranger = Client()
    assert stranger.get(path, headers={"HX-Request": "true"}).status_code == 200
    sign_in(Role.OWNER).post(f"/settings/boards/{made.pk}/revoke/")
    asked_again = stranger.get(path, headers={"HX-Request": "true"})
    assert (asked_again.status_code, asked_again["HX-Refresh"]) == (204, "true")
    assert stranger.get(path).status_code == 404
    assert stranger.get(path.replace(f"{made.pk}.", f"{made.pk + 1}.")).status_code == 404, "no other can be guessed"


def test_only_who_may_change_settings_makes_links_and_sees_their_addresses(sign_in: SignIn) -> None:
    owner, manager = sign_in(Role.OWNER), sign_in(Role.MANAGER)
    form = {"name": "ครัว", "language": "th", "theme": "light"}
    assert manager.post("/settings/boards/new/", form).status_code == 403
    assert owner.post("/settings/boards/new/", form | {"name": " "}).status_code == 422
    assert owner.post("/settings/boards/new/", form).status_code == 302
    made = BoardLink.objects.get()
    token = urlsplit(board_url(made.pk)).path
    assert token in owner.get("/settings/boards/").content.decode()
    assert token not in manager.get("/settings/boards/").content.decode()


@pytest.mark.parametrize(
    ("typed", "status", "shown"),
    [
        ({"target": "45", "by_date": "2027-06-30"}, 302, "+45"),
        ({"target": "-5", "by_date": ""}, 302, "−5"),
        ({"target": "101", "by_date": ""}, 422, "from −100 to 100"),
        ({"target": "many", "by_date": ""}, 422, "from −100 to 100"),
        ({"target": "45", "by_date": "2027-13-01"}, 422, "Choose the day"),
    ],
)
def test_the_goal_is_set_once_for_everybody(sign_in: SignIn, typed: dict[str, str], status: int, shown: str) -> None:
    owner = sign_in(Role.OWNER)
    answer = owner.post("/settings/goal/save/", typed)
    assert answer.status_code == status
    page = answer if status == 422 else owner.get("/settings/goal/")
    assert shown in page.content.decode()
