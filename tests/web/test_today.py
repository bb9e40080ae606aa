"""Today: what needs me, most pressing first, and where to go next when nothing does."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from samphan.accounts.models import Absence, User
from samphan.accounts.policies import Role
from samphan.cases.models import Case, Cause, CauseTreeVersion, Idea, Verification
from samphan.insights.models import CustomerScore
from samphan.insights.services import set_goal
from samphan.kit.clock import now
from samphan.messaging.models import Channel, Message
from samphan.messaging.services import notify_user, seed_channels, send_message, suppress_customer
from samphan.outreach.models import Incident
from samphan.promises.models import Credit, Pause
from samphan.signals.rules import comment, rating
from samphan.signals.services import read_stale
from samphan.surveys.models import Survey
from samphan.surveys.services import record_response, seed_surveys
from samphan.web.formats import local
from tests import world
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db


def case(owner: User | None, *, title: str, due_in_minutes: int) -> Case:
    moment = now()
    return Case.objects.create(
        kind="feedback", title=title, customer=world.customer(), owner=owner, opened_at=moment,
        due_at=moment + timedelta(minutes=due_in_minutes), last_activity_at=moment, score=3, scale="nps",
    )  # fmt: skip


@pytest.fixture
def channel(firm: None) -> Channel:
    """Return the e-mail channel of the firm."""
    seed_channels(now=now())
    return Channel.objects.get(kind="email")


def some_cause() -> Cause:
    """Return a cause a case can be closed with."""
    tree = CauseTreeVersion.objects.create(number=1, is_active=True, created_at=now())
    return Cause.objects.create(tree=tree, code="late", name_th="ช้า", name_en="Late", position=1)


def cheer_of(client: Client) -> str:
    assert 'hx-get="/today/cheer/"' in page_of(client), "the page asks for it"
    return client.get("/today/cheer/").content.decode()


def page_of(client: Client) -> str:
    return client.get("/").content.decode()


def test_mine_and_those_nobody_owns_are_one_list_by_how_pressing_they_are(sign_in: SignIn) -> None:
    agent = world.user(Role.AGENT, language="en")
    case(agent, title="third", due_in_minutes=110)
    case(agent, title="first", due_in_minutes=-18)
    case(None, title="second", due_in_minutes=30)
    case(world.user(Role.AGENT), title="not mine", due_in_minutes=5)
    page = page_of(sign_in(user=agent))
    assert page.index("first") < page.index("second") < page.index("third")
    assert "not mine" not in page
    assert "Nobody owns it yet" in page
    assert "3 things need you" in page


def test_start_next_opens_the_most_pressing(sign_in: SignIn) -> None:
    agent = world.user(Role.AGENT, language="en")
    first = case(agent, title="first", due_in_minutes=18)
    page = page_of(sign_in(user=agent))
    assert f'href="/cases/{first.pk}/" class="btn pri ' in page
    assert 'data-key="Enter"' in page


def test_an_empty_day_offers_three_next_steps(sign_in: SignIn) -> None:
    page = page_of(sign_in(Role.AGENT))
    for words in ("Nothing is waiting for you", "/cases/?view=unassigned", "/insights/", "/surveys/"):
        assert words in page


def test_news_are_shown_until_they_are_read(sign_in: SignIn) -> None:
    agent = world.user(Role.AGENT, language="en")
    mine = case(agent, title="first", due_in_minutes=18)
    notify_user(
        user_id=agent.pk, kind="customer_replied", subject_kind="case", subject_id=mine.pk, dedupe_key="a",
        now=now(), data={"number": mine.number},
    )  # fmt: skip
    client = sign_in(user=agent)
    assert f"The customer answered in case {mine.number}" in page_of(client)
    client.post("/today/read/", {"up_to": "999999"})
    assert "The customer answered" not in page_of(client)


def test_today_costs_the_same_with_many_cases(sign_in: SignIn, django_assert_max_num_queries: object) -> None:
    agent = world.user(Role.AGENT, language="en")
    client = sign_in(user=agent)
    for number in range(30):
        case(agent, title=f"case {number}", due_in_minutes=number)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        page_of(client)


def test_who_oversees_the_work_also_sees_what_others_are_about_to_miss(sign_in: SignIn) -> None:
    agent = world.user(Role.AGENT, name="มานี ใจดี")
    case(agent, title="theirs and late", due_in_minutes=-30)
    case(agent, title="theirs and calm", due_in_minutes=600)
    page = page_of(sign_in(user=world.user(Role.MANAGER, language="en")))
    assert "theirs and late" in page
    assert "With มานี ใจดี" in page
    assert "theirs and calm" not in page


def test_calls_letters_birthdays_and_approvals_stand_in_the_same_list(sign_in: SignIn, channel: Channel) -> None:
    lead = world.user(Role.MANAGER, language="en")
    moment = now()
    waiting = case(lead, title="call me at noon", due_in_minutes=600)
    Case.objects.filter(pk=waiting.pk).update(state="waiting", due_at=None)
    Pause.objects.create(
        work_kind="case", work_id=waiting.pk, kind="agreed_date", reason="holiday", started_at=moment,
        resumes_at=moment + timedelta(minutes=1),
    )  # fmt: skip
    silent = case(lead, title="is it solved", due_in_minutes=600)
    Case.objects.filter(pk=silent.pk).update(kind="request", state="resolved", due_at=None)
    Verification.objects.create(case=silent, try_number=3, channel="phone", asked_at=moment)
    born = local(moment).date()
    guest = world.customer("วันเกิด", birth_date=born.replace(year=born.year - 30, day=min(born.day, 28)))
    mourner = world.customer("ไว้ทุกข์", birth_date=guest.birth_date)
    suppress_customer(customer_id=mourner.pk, reason="bereavement", purposes=["marketing"], now=moment)
    Idea.objects.create(title="open on Sunday", state="new", customer=guest, suggested_at=moment, changed_at=moment)
    lost = send_message(
        customer_id=guest.pk, body="we are sorry", purpose="reply", now=moment, idempotency_key="k", author_id=lead.pk
    )
    Message.objects.filter(pk=lost.pk).update(state="failed")
    page = page_of(sign_in(user=lead))
    for words in (
        "Call as agreed",
        "Call and ask whether it is solved",
        "Could not be delivered",
        "Open it for votes?",
    ):
        assert words in page
    assert ("Birthday today" in page) == (born.day <= 28)
    assert "ไว้ทุกข์" not in page, "nobody congratulates who mourns"


def test_credits_that_wait_are_with_those_who_may_approve_them(sign_in: SignIn) -> None:
    moment = now()
    fire = Incident.objects.create(title_th="ไฟดับ", title_en="Power cut", started_at=moment, opened_at=moment)
    people = [world.customer(name) for name in ("หนึ่ง", "สอง", "สาม")]
    causes = (f"incident:{fire.pk}", f"incident:{fire.pk}", "case:7")
    for person, cause in zip(people, causes, strict=True):
        Credit.objects.create(
            customer=person, cause=cause, reason="goodwill", fell_at=moment, month=local(moment).date().replace(day=1),
            amount_satang=50_000, idempotency_key=person.first_name, proposed_at=moment,
        )  # fmt: skip
    page = page_of(sign_in(user=world.user(Role.MANAGER, language="en")))
    for words in (
        "Power cut",
        "2 customers get ฿1,000",
        f'href="/incidents/{fire.pk}/"',
        "1 customer gets ฿500",
        "สาม",
    ):
        assert words in page
    assert page.count("Approve it?") == 2 * 2, "each line says it twice, for a desk and for a phone"
    assert "Approve it?" not in page_of(sign_in(user=world.user(Role.AGENT, language="en")))


def test_own_cases_without_a_due_time_stand_last(sign_in: SignIn) -> None:
    agent = world.user(Role.AGENT, language="en")
    Case.objects.filter(pk=case(agent, title="whenever", due_in_minutes=0).pk).update(due_at=None)
    case(agent, title="due next week", due_in_minutes=10_000)
    page = page_of(sign_in(user=agent))
    assert page.index("due next week") < page.index("whenever")


def test_what_may_be_lost_decides_within_the_hour(sign_in: SignIn) -> None:
    agent = world.user(Role.AGENT, language="en")
    case(agent, title="sooner", due_in_minutes=20)
    dear = case(agent, title="dearer", due_in_minutes=50)
    CustomerScore.objects.create(
        customer_id=dear.customer_id, frequency=5, recency_days=300, age_days=400, expected_orders=2.0,
        clv_satang=900_000, expected_loss_satang=450_000, computed_at=now(),
    )  # fmt: skip
    page = page_of(sign_in(user=agent))
    assert page.index("dearer") < page.index("sooner")
    assert "฿4,500" in page


def test_leads_see_the_desks_by_name_and_agents_do_not(sign_in: SignIn) -> None:
    agent = world.user(Role.AGENT, name="มานี ใจดี")
    away = world.user(Role.AGENT, name="กานดา ลาป่วย")
    Absence.objects.create(
        user=away, starts_at=now() - timedelta(days=1), ends_at=now() + timedelta(days=2), reason="sick"
    )
    for minutes in (-30, 30, 30, 900):
        case(agent, title="one", due_in_minutes=minutes)
    page = sign_in(user=world.user(Role.MANAGER, language="en")).get("/?view=team").content.decode()
    assert page.index("กานดา ลาป่วย") < page.index("มานี ใจดี")
    assert "Away until" in page
    cells = re.split(r'<td class="num[^>]*>', page[page.index("มานี ใจดี") :])[1:4]
    counts = [part.split("</td>")[0] for part in cells]
    assert [re.sub(r"<[^>]+>", "", part) for part in counts] == ["1", "2", "4 / 20"]
    assert "Desks of the team" not in page_of(sign_in(Role.AGENT))
    assert "By name" not in sign_in(Role.AGENT).get("/?view=team").content.decode()


def test_days_away_are_asked_for_and_granted_where_the_leads_day_begins(sign_in: SignIn) -> None:
    lead = world.user(Role.MANAGER, language="en")
    agent = world.user(Role.AGENT, language="en", name="มานี ใจดี", reports_to=lead)
    mine, day = sign_in(user=agent), (now() + timedelta(days=9)).date().isoformat()
    days = {"first_day": day, "last_day": day, "reason": "leave"}
    assert mine.post("/preferences/days-away/", days | {"last_day": "2020-01-01"}).status_code == 422
    assert mine.post("/preferences/days-away/", days).status_code == 302
    assert "Waits for your lead" in mine.get("/preferences/").content.decode()
    asked = Absence.objects.get()
    place = f"/today/days-away/{asked.pk}/"
    assert mine.post(place, {"do": "grant"}).status_code == 403
    assert "Asked for days away" not in page_of(mine)
    theirs = sign_in(user=lead)
    page = page_of(theirs)
    assert place in page
    assert "มานี ใจดี asks for days away" in page
    assert theirs.post(place, {"do": "grant"}).status_code == 302
    assert theirs.post(place, {"do": "grant"}).status_code == 409
    assert place not in page_of(theirs)
    assert "Your days away are granted" in page_of(mine)
    assert mine.post(f"/preferences/days-away/{asked.pk}/end/").status_code == 302
    assert not Absence.objects.exists()
    mine.post("/preferences/days-away/", days)
    refused = Absence.objects.get().pk
    why = {"do": "refuse", "why": "ช่วงนั้นคนไม่พอ", "next": f"/settings/people/{agent.pk}/"}
    assert theirs.post(f"/today/days-away/{refused}/", why)["Location"] == why["next"]
    assert "Your days away are not granted: ช่วงนั้นคนไม่พอ" in page_of(mine)
    shown = mine.get("/preferences/").content.decode()
    assert "Why: ช่วงนั้นคนไม่พอ" in shown
    assert "Waits for your lead" not in shown
    assert "Why: ช่วงนั้นคนไม่พอ" in sign_in(Role.OWNER, language="en").get(why["next"]).content.decode()
    mine.post(f"/preferences/days-away/{refused}/end/", {"do": "put_away"})
    assert not Absence.objects.exists()
    assert sign_in(Role.OWNER).post("/preferences/days-away/", days).status_code == 302
    assert Absence.objects.get().asked_at is None, "who manages people asks nobody"


def test_who_won_a_customer_back_is_thanked(sign_in: SignIn) -> None:
    agent = world.user(Role.AGENT, language="en", name="มานี ใจดี")
    moment = now()
    won = case(agent, title="one", due_in_minutes=900)
    Case.objects.filter(pk=won.pk).update(
        cause=some_cause(), action_taken="called", state="verified", closed_at=moment, resolved_at=moment
    )
    assert "Thank you: you brought them back" in cheer_of(sign_in(user=agent))
    assert "Thanks to มานี ใจดี" in cheer_of(sign_in(Role.ANALYST))


def test_the_goal_is_shown_to_everybody(sign_in: SignIn) -> None:
    set_goal(target=42, by_date=None, now=now())
    assert "Goal: +42" in page_of(sign_in(Role.ANALYST))


def test_the_team_sees_what_was_closed_today(sign_in: SignIn) -> None:
    lead = world.user(Role.MANAGER, language="en")
    moment = now()
    for resolved_at, state in ((moment, "silent"), (moment - timedelta(days=2), "silent"), (None, "open")):
        shown = case(None, title="one", due_in_minutes=900)
        Case.objects.filter(pk=shown.pk).update(kind="request", state=state, resolved_at=resolved_at)
    page = page_of(sign_in(user=lead))
    assert '<dt>Closed today</dt><dd><a class="up" href="/cases/?view=all">1</a>' in page


def test_a_good_word_is_shown_in_its_own_language(sign_in: SignIn) -> None:
    moment = now()
    seed_surveys(now=moment)
    record_response(
        survey_id=Survey.objects.get(code="nps").pk,
        answers=[rating("nps", "nps", 10), comment("comment", "ประทับใจมาก พนักงานใจดีและช่วยเหลือดีเยี่ยม")],
        customer_id=world.customer().pk,
        source="link",
        channel="web",
        external_ref="praise",
        now=moment,
    )
    read_stale()
    page = cheer_of(sign_in(Role.AGENT))
    assert '<blockquote lang="th">“ประทับใจมาก' in page
