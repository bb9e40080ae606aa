"""The case page shows the whole story and takes every act of the loop, with and without htmx."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.cases.models import Case, Cause
from samphan.cases.services import add_note, assign_case, log_attempt, resolve_case
from samphan.customers.models import Customer
from samphan.customers.services import add_fact
from samphan.jobs.worker import run_until_idle
from samphan.kit import clock
from samphan.messaging.models import Channel, Message
from samphan.messaging.services import receive_message, send_message
from tests import world
from tests.budget import count_queries
from tests.web.case.conftest import unhappy

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "section#thread"}


@pytest.fixture
def signed_in(client: Client, agent: User) -> Client:
    """Return a browser the agent signed in with, reading English."""
    User.objects.filter(pk=agent.pk).update(language="en")
    client.force_login(agent)
    return client


def page_of(client: Client, case: Case) -> str:
    """Return the case page's text."""
    answer = client.get(f"/cases/{case.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_tells_what_was_heard_why_it_was_opened_and_what_is_next(signed_in: Client, case: Case) -> None:
    page = page_of(signed_in, case)
    assert "ช่างเลื่อนนัด 2 รอบ" in page
    assert case.number in page
    assert "Opened by the rule" in page
    assert "Contact the customer first" in page
    assert "pim@example.com" in page


def test_an_answer_is_stored_once_sent_and_shown(signed_in: Client, case: Case) -> None:
    form = {"body": "สวัสดีค่ะคุณพิม", "key": "k1", "seen": _seen(signed_in, case)}
    for _ in range(2):
        answer = signed_in.post(f"/cases/{case.pk}/reply/", form)
        assert answer.status_code == 302
    run_until_idle()
    message = Message.objects.get(body="สวัสดีค่ะคุณพิม")
    case.refresh_from_db()
    assert message.state == "sent"
    assert case.first_contact_at is not None
    page = page_of(signed_in, case)
    assert "สวัสดีค่ะคุณพิม" in page
    assert "Find the root cause" in page


@pytest.mark.parametrize(
    ("form", "typed"), [("note", {"body": "โทรแล้ว"}), ("attempt", {"channel": "phone", "outcome": "no_answer"})]
)
def test_a_form_pressed_twice_is_kept_once_and_a_new_page_makes_a_new_form(
    form: str, typed: dict[str, str], signed_in: Client, case: Case
) -> None:
    address = f"/cases/{case.pk}/{form}/"
    made_at = address if form == "attempt" else f"/cases/{case.pk}/"

    def kept() -> int:
        return case.notes.count() + case.attempts.count()

    key = _key(signed_in, made_at, form)
    assert [signed_in.post(address, typed | {"key": key}).status_code for _ in range(2)] == [302, 302]
    assert kept() == 1
    signed_in.post(address, typed | {"key": _key(signed_in, made_at, form)})
    assert kept() == 2


def test_a_form_that_is_refused_keeps_its_key(signed_in: Client, case: Case) -> None:
    address = f"/cases/{case.pk}/attempt/"
    refused = signed_in.post(address, {"channel": "pigeon", "outcome": "reached", "key": "k1"})
    assert refused.status_code == 422
    assert 'name="key" value="k1"' in refused.content.decode()


def test_htmx_gets_the_thread_only(signed_in: Client, case: Case) -> None:
    form = {"body": "สวัสดีค่ะ", "key": "k1", "seen": _seen(signed_in, case)}
    answer = signed_in.post(f"/cases/{case.pk}/reply/", form, headers=HTMX)
    assert answer.status_code == 200
    assert answer.content.decode().lstrip().startswith('<section class="thread"')
    assert "สวัสดีค่ะ" in answer.content.decode()


def test_send_and_wait_pauses_the_clocks_and_going_on_runs_them(signed_in: Client, case: Case) -> None:
    signed_in.post(
        f"/cases/{case.pk}/reply/", {"body": "รอคำตอบนะคะ", "key": "k", "wait": "1"} | _both(signed_in, case)
    )
    case.refresh_from_db()
    assert case.state == "waiting"
    signed_in.post(f"/cases/{case.pk}/resume/")
    case.refresh_from_db()
    assert case.state == "open"


def test_an_empty_answer_says_what_to_do_and_sends_nothing(signed_in: Client, case: Case) -> None:
    answer = signed_in.post(f"/cases/{case.pk}/reply/", {"body": " ", "key": "k"} | _both(signed_in, case))
    assert answer.status_code == 409
    assert "nothing written yet" in answer.content.decode()
    assert not Message.objects.filter(author__isnull=False).exists()


def test_a_colleagues_change_stops_the_answer_keeps_the_draft_and_says_what_changed(
    signed_in: Client, case: Case
) -> None:
    both = _both(signed_in, case)
    colleague = world.user(name="อรทัย วงศ์ดี")
    add_note(case_id=case.pk, author_id=colleague.pk, body="โทรแล้ว", idempotency_key="n", now=clock.now())
    answer = signed_in.post(f"/cases/{case.pk}/reply/", {"body": "ร่างของฉัน", "key": "k"} | both)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "ร่างของฉัน</textarea>" in page
    assert "อรทัย วงศ์ดี: A note was written" in page
    assert not Message.objects.filter(body="ร่างของฉัน").exists()


def test_a_customers_new_message_stops_an_answer_written_before_it(
    signed_in: Client, case: Case, customer: Customer
) -> None:
    signed_in.post(f"/cases/{case.pk}/reply/", {"body": "สวัสดีค่ะ", "key": "k1"} | _both(signed_in, case))
    run_until_idle()
    both = _both(signed_in, case)
    sent = Message.objects.get(body="สวัสดีค่ะ")
    receive_message(
        channel_id=Channel.objects.first().pk,  # type: ignore[union-attr]
        from_address="pim@example.com", from_name="", subject="Re", body="ไม่ต้องแล้วค่ะ",
        header_message_id="<in@example.com>", in_reply_to=str(sent.header_message_id), references="", now=clock.now(),
    )  # fmt: skip
    run_until_idle()
    told = [
        signed_in.post(f"/cases/{case.pk}/here/", {"version": 1, "seen": 10**9, "heard": heard})["Case-Now"]
        for heard in (both["heard"], Message.objects.get(body="ไม่ต้องแล้วค่ะ").pk)
    ]
    assert told == ["news", "changed"], "a page that stays open is told of what they wrote, and only once"
    answer = signed_in.post(f"/cases/{case.pk}/reply/", {"body": "นัดวันไหนดีคะ", "key": "k2"} | both)
    assert answer.status_code == 409
    assert "The customer wrote: “ไม่ต้องแล้วค่ะ”" in answer.content.decode()


def test_ones_own_acts_and_deliveries_never_conflict(signed_in: Client, case: Case, agent: User) -> None:
    both = _both(signed_in, case)
    log_attempt(
        case_id=case.pk, channel="phone", outcome="no_answer", actor_id=agent.pk, idempotency_key="a", now=clock.now()
    )
    first = signed_in.post(f"/cases/{case.pk}/reply/", {"body": "หนึ่ง", "key": "k1"} | both)
    run_until_idle()
    second = signed_in.post(f"/cases/{case.pk}/reply/", {"body": "สอง", "key": "k2"} | both)
    assert (first.status_code, second.status_code) == (302, 302)


def test_closing_names_what_is_missing_beside_its_field_and_then_closes(signed_in: Client, case: Case) -> None:
    cause = Cause.objects.get(code="waiting.no_reply")
    address = f"/cases/{case.pk}/close/"
    missing = signed_in.post(address, _both(signed_in, case))
    assert missing.status_code == 422
    assert "The root cause is missing" in missing.content.decode()
    no_action = signed_in.post(address, {"cause": cause.pk} | _both(signed_in, case))
    assert "The action is missing" in no_action.content.decode()
    assert f'value="{cause.pk}" checked' in no_action.content.decode()
    bad_cost = signed_in.post(address, {"cause": cause.pk, "cost": "ห้าร้อย"} | _both(signed_in, case))
    assert "not an amount" in bad_cost.content.decode()
    whole = {"cause": cause.pk, "action_taken": "นัดช่างใหม่", "told_customer": "โทรแจ้งแล้ว", "cost": "1,250.50"}
    closed = signed_in.post(address, whole | _both(signed_in, case))
    case.refresh_from_db()
    assert closed.status_code == 302
    assert (case.state, case.cost_satang) == ("resolved", 125_050)
    page = page_of(signed_in, case)
    assert "Loop closed on our side" in page
    assert "โทรแจ้งแล้ว" in page
    signed_in.post(f"/cases/{case.pk}/reopen/")
    case.refresh_from_db()
    assert case.state == "open"


def test_what_the_customer_says_on_the_phone_confirms_the_case(signed_in: Client, case: Case, agent: User) -> None:
    address = f"/cases/{case.pk}/answer/"
    said = {"channel": "phone", "score": "9"}
    assert "Nobody waits for an answer" in signed_in.post(address, said).content.decode()
    cause = Cause.objects.get(code="waiting.no_reply")
    resolve_case(
        case_id=case.pk,
        actor_id=agent.pk,
        cause_id=cause.pk,
        action_taken="นัดใหม่",
        told_customer="โทรแล้ว",
        now=clock.now(),
    )
    assert f'href="{address}' in page_of(signed_in, case)
    assert signed_in.get(address).status_code == 200
    assert signed_in.post(address, {**said, "score": ""}).status_code == 422
    assert signed_in.post(address, said).status_code == 302
    case.refresh_from_db()
    assert case.state == "verified"
    assert "The customer confirms: solved (9 of 10)" in page_of(signed_in, case)


def test_small_acts_do_what_they_say(signed_in: Client, case: Case, agent: User) -> None:
    colleague = world.user(name="อรทัย วงศ์ดี")
    cause = Cause.objects.get(code="waiting.no_reply")
    acts = {
        "attempt": {"channel": "phone", "outcome": "reached", "note": "คุยแล้ว"},
        "cause": {"cause": cause.pk},
        "action": {"action_taken": "นัดช่างใหม่"},
        "priority": {"priority": 1},
        "wait": {"kind": "third_party", "reason": "รออะไหล่"},
        "assign": {"owner": colleague.pk},
        "note": {"body": "ลูกค้าใจเย็นแล้ว"},
    }
    for name, form in acts.items():
        assert signed_in.get(f"/cases/{case.pk}/{name}/").status_code == (405 if name == "note" else 200)
        assert signed_in.post(f"/cases/{case.pk}/{name}/", form | _both(signed_in, case)).status_code == 302, name
    case.refresh_from_db()
    assert (case.cause_id, case.action_taken, case.priority, case.state) == (cause.pk, "นัดช่างใหม่", 1, "waiting")
    assert case.owner_id == colleague.pk
    page = page_of(signed_in, case)
    for words in ("คุยแล้ว", "Priority: Normal → Urgent", "Handed to อรทัย", "ลูกค้าใจเย็นแล้ว", "รออะไหล่"):
        assert words.replace("Normal", "High") in page or words in page


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("assign", {"owner": "999999"}),
        ("priority", {"priority": "9"}),
        ("attempt", {"channel": "pigeon", "outcome": "reached"}),
        ("wait", {"kind": "customer", "reason": "x"}),
        ("wait", {"kind": "third_party", "reason": " "}),
        ("cause", {"cause": "0"}),
        ("action", {"action_taken": " "}),
    ],
)
def test_a_choice_that_is_none_is_refused_beside_the_form(
    signed_in: Client, case: Case, name: str, form: dict[str, str]
) -> None:
    answer = signed_in.post(f"/cases/{case.pk}/{name}/", form | _both(signed_in, case))
    assert answer.status_code == 422
    assert "error" in answer.content.decode()


def test_a_colleagues_handover_stops_mine_and_says_so(signed_in: Client, case: Case) -> None:
    both = _both(signed_in, case)
    colleague, third = world.user(name="อรทัย วงศ์ดี"), world.user(name="สมชาย ใจดี")
    assign_case(case_id=case.pk, owner_id=third.pk, actor_id=colleague.pk, now=clock.now())
    answer = signed_in.post(f"/cases/{case.pk}/assign/", {"owner": colleague.pk} | both)
    assert answer.status_code == 409
    assert "Handed to สมชาย ใจดี" in answer.content.decode()
    again = signed_in.post(f"/cases/{case.pk}/assign/", {"owner": colleague.pk} | _both(signed_in, case))
    assert again.status_code == 302


def test_an_analyst_reads_but_cannot_act(client: Client, case: Case) -> None:
    client.force_login(world.user(Role.ANALYST))
    page = page_of(client, case)
    assert "<textarea" not in page.split('id="thread"')[1].split("</section>")[0]
    assert client.post(f"/cases/{case.pk}/note/", {"body": "x"}).status_code == 403


def test_a_case_that_is_not_there_is_404(signed_in: Client, agent: User) -> None:
    for path in ("", "close/", "assign/"):
        assert signed_in.get(f"/cases/999999/{path}").status_code == 404
    assert signed_in.post("/cases/999999/reply/", {"body": "x"}).status_code == 404


def test_after_an_act_nobody_is_sent_to_a_foreign_place(signed_in: Client, case: Case) -> None:
    answer = signed_in.post(f"/cases/{case.pk}/note/", {"body": "x", "key": "k1", "next": "https://evil.example/"})
    assert answer["Location"] == f"/cases/{case.pk}/"
    inside = signed_in.post(f"/cases/{case.pk}/note/", {"body": "y", "key": "k2", "next": f"/inbox/?case={case.pk}"})
    assert inside["Location"] == f"/inbox/?case={case.pk}"


def test_a_long_story_asks_no_more_questions_than_a_short_one(signed_in: Client, case: Case, agent: User) -> None:
    signed_in.post(f"/cases/{case.pk}/reply/", {"body": "หนึ่ง", "key": "k0"} | _both(signed_in, case))
    add_note(case_id=case.pk, author_id=agent.pk, body="โน้ต", idempotency_key="n", now=clock.now())
    short = count_queries(lambda: page_of(signed_in, case))
    for number in range(5):
        at = clock.now() + timedelta(seconds=number)
        add_note(case_id=case.pk, author_id=agent.pk, body="โน้ต", idempotency_key=f"n{number}", now=at)
        signed_in.post(f"/cases/{case.pk}/reply/", {"body": "สอง", "key": f"k{number + 1}"} | _both(signed_in, case))
    assert count_queries(lambda: page_of(signed_in, case)) <= short <= 29


def _key(client: Client, address: str, form: str) -> str:
    """Return the key a page gave one of its forms."""
    page = client.get(address).content.decode()
    (key,) = re.findall(rf'action="[^"]*/{form}/".*?name="key" value="([^"]+)"', page, re.DOTALL)
    return str(key)


def _seen(client: Client, case: Case) -> str:
    return str(_both(client, case)["seen"])


def _both(client: Client, case: Case) -> dict[str, str]:
    """Return what a form of this moment carries: the newest event and message its reader saw."""
    page = page_of(client, case)
    found = {"seen": page.split('data-seen="')[1].split('"')[0]}
    if 'name="heard" value="' in page:
        found["heard"] = page.split('name="heard" value="')[1].split('"')[0]
    return found


def test_what_is_kept_private_is_masked_beside_the_case_too(signed_in: Client, case: Case, customer: Customer) -> None:
    for sensitivity in ("ordinary", "private", "special"):
        add_fact(
            customer_id=customer.pk,
            body=f"fact-{sensitivity}",
            source="phone",
            learned_date=clock.now().date(),
            sensitivity=sensitivity,
            now=clock.now(),
        )
    page = page_of(signed_in, case)
    assert "fact-ordinary" in page
    assert "fact-private" in page
    assert "fact-special" not in page

    signed_in.force_login(world.user(Role.ANALYST))
    page = page_of(signed_in, case)
    assert "fact-ordinary" in page
    assert "fact-private" not in page


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "nowhere"])
def test_nobody_is_led_away_by_a_made_up_way_back(back: str, signed_in: Client, case: Case) -> None:
    form = signed_in.get(f"/cases/{case.pk}/assign/", {"next": back})
    assert back not in form.content.decode()
    answer = signed_in.post(f"/cases/{case.pk}/note/", {"body": "โทรแล้ว", "next": back})
    assert answer.headers["Location"] == f"/cases/{case.pk}/"


def test_a_message_is_sent_again_only_from_its_own_case(signed_in: Client, case: Case) -> None:
    stranger = world.customer()
    foreign = send_message(
        customer_id=stranger.pk, body="สวัสดีค่ะ", purpose="reply", now=clock.now(), idempotency_key="foreign"
    )
    Message.objects.filter(pk=foreign.pk).update(state="failed")
    assert signed_in.post(f"/cases/{case.pk}/messages/{foreign.pk}/retry/").status_code == 404
    assert Message.objects.get(pk=foreign.pk).state == "failed"
    taken = unhappy(stranger)
    Case.objects.filter(pk=taken.pk).update(state="merged", merged_into=case, conversation=foreign.conversation_id)
    assert signed_in.post(f"/cases/{case.pk}/messages/{foreign.pk}/retry/").status_code == 302, "it was taken in"
    assert Message.objects.get(pk=foreign.pk).state == "queued"
