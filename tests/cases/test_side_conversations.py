"""Asking another department: the asked are told, outside by mail, and the answer comes back into the case alone."""

from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage

import pytest
from django.conf import LazySettings

from samphan.accounts.models import Team, User
from samphan.cases import services as cases
from samphan.cases.models import SideConversation, SideMessage
from samphan.cases.selectors import side_threads
from samphan.customers.models import Customer
from samphan.eventlog.models import Event
from samphan.jobs.worker import run_until_idle
from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.messaging.channels.protocol import DeliveryFailed, DeliveryRefused, OutboundMail, RawMail
from samphan.messaging.models import Channel, Conversation, Letter, Notice
from samphan.messaging.services import deliver_letter, letters
from samphan.messaging.services.mailbox import read_into
from tests import world
from tests.cases.steps import LATER, OpenCase

pytestmark = pytest.mark.django_db


class Mailbox:
    """A way in that holds these mails."""

    folder = "INBOX"

    def __init__(self, *mails: EmailMessage) -> None:
        self.mails = mails

    def fetch(self, *, uid_validity: int, last_uid: int, since: datetime) -> Iterator[RawMail]:
        """Yield what arrived after the mark."""
        for uid, mail in enumerate(self.mails, start=1):
            if uid > last_uid:
                yield RawMail(uid=uid, uid_validity=1, content=mail.as_bytes())

    def mark_seen(self, uid: int) -> None:
        """Show nothing to anybody."""


@pytest.fixture
def asked(opened: OpenCase, agent: User) -> SideConversation:
    """Ask a supplier by mail."""
    return cases.ask_aside(
        case_id=opened().pk,
        email=" Parts@Supplier.example ",
        subject="อะไหล่รุ่น AC-18",
        body="มีของเมื่อไหร่คะ",
        author_id=agent.pk,
        idempotency_key="k",
        now=LATER,
    )


def mail(*, to: str = "care@localhost", answers: str = "", body: str = "มีวันศุกร์ครับ") -> EmailMessage:
    """Write the supplier's mail."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "คุณต้น <ton@supplier.example>", to, "Re: อะไหล่"
    made["Message-ID"] = f"<{abs(hash((to, answers, body)))}@supplier.example>"
    if answers:
        made["In-Reply-To"] = answers
    made.set_content(body)
    return made


def read(*mails: EmailMessage) -> int:
    """Read these mails as the mailbox is read."""
    return read_into(channel=Channel.objects.get(kind="email"), inbound=Mailbox(*mails), now=LATER)


@pytest.mark.parametrize("way", ["plus-address", "header"])
def test_an_answer_by_mail_comes_into_the_case_and_makes_no_customer(
    way: str, asked: SideConversation, agent: User
) -> None:
    letter = Letter.objects.get()
    assert (letter.address, letter.token, letter.body) == ("parts@supplier.example", asked.token, "มีของเมื่อไหร่คะ")
    before = (Customer.objects.count(), Conversation.objects.count())
    to = f"care+{asked.token}@localhost" if way == "plus-address" else "care@localhost"
    answer = mail(to=to, answers="" if way == "plus-address" else letter.header_message_id)
    assert [read(answer), read(answer)] == [1, 0]
    run_until_idle()
    (thread,) = side_threads(case_id=asked.case_id)
    assert thread.side.state == "answered"
    assert [(m.body.strip(), m.is_answer) for m in thread.messages][1:] == [("มีวันศุกร์ครับ", True)]
    assert (Customer.objects.count(), Conversation.objects.count()) == before
    assert Notice.objects.filter(user=agent, kind="case_side_mailed").count() == 1
    further = cases.write_aside(
        case_id=asked.case_id, side_id=asked.pk, body="จองไว้เลยค่ะ", author_id=agent.pk, idempotency_key="b", now=LATER
    )
    assert further.letter is not None
    assert further.letter.in_reply_to == answer["Message-ID"]
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_a_mail_that_answers_nothing_of_ours_is_a_customers(asked: SideConversation) -> None:
    assert read(mail(body="แอร์เสียค่ะ")) == 1
    assert SideMessage.objects.count() == 1
    assert Conversation.objects.filter(customer__contact_points__value="ton@supplier.example").exists()


class Post:
    """A way out that answers as a test needs it."""

    def __init__(self, *answers: Exception | None) -> None:
        self.answers, self.mails = list(answers), list[OutboundMail]()

    def deliver(self, mail: OutboundMail) -> None:
        """Take a mail, or refuse it."""
        self.mails.append(mail)
        if self.answers and (answer := self.answers.pop(0)):
            raise answer


def test_a_letter_is_tried_again_with_the_same_mail_and_given_up_when_refused(
    asked: SideConversation, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    letter = Letter.objects.get()
    post = Post(DeliveryFailed("busy"), None)
    monkeypatch.setattr(letters, "transport_of", lambda channel: post)
    with pytest.raises(DeliveryFailed):
        deliver_letter(letter_id=letter.pk, now=LATER)
    deliver_letter(letter_id=letter.pk, now=LATER)
    deliver_letter(letter_id=letter.pk, now=LATER)
    letter.refresh_from_db()
    assert (letter.state, len(post.mails), post.mails[0] == post.mails[1]) == ("sent", 2, True)
    assert post.mails[0].reply_to == f"care+{asked.token}@localhost"
    assert not post.mails[0].is_automatic
    Letter.objects.update(state="queued")
    monkeypatch.setattr(letters, "transport_of", lambda channel: Post(DeliveryRefused("no such box")))
    deliver_letter(letter_id=letter.pk, now=LATER)
    letter.refresh_from_db()
    assert (letter.state, letter.error) == ("failed", "no such box")


def test_a_team_and_a_colleague_are_told_and_so_is_who_asked(opened: OpenCase, agent: User) -> None:
    case, lead, member = opened(), world.user(name="หัวหน้า"), world.user(name="อรทัย วงศ์ดี")
    team = Team.objects.create(name="บัญชี", lead=lead)
    team.members.set([lead, member, agent])
    question = {"case_id": case.pk, "subject": "x", "body": "y", "author_id": agent.pk, "now": clock.now()}
    side = cases.ask_aside(team_id=team.pk, idempotency_key="t", **question)  # type: ignore[arg-type]
    cases.ask_aside(user_id=lead.pk, idempotency_key="u", **question)  # type: ignore[arg-type]
    told = Notice.objects.filter(kind="case_side_asked").order_by("user_id").values_list("user_id", flat=True)
    assert list(told) == sorted([lead.pk, lead.pk, member.pk])
    for _ in range(2):
        cases.write_aside(
            case_id=case.pk, side_id=side.pk, body="ได้", author_id=member.pk, idempotency_key="a", now=LATER
        )
    (answered,) = Notice.objects.filter(kind="case_side_answered", user=agent)
    assert answered.data["name"] == "อรทัย วงศ์ดี"
    assert Event.objects.filter(type="case.side_answered").count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"email": "a@example.com", "team_id": 1}, "nobody_asked"),
        ({"team_id": 999_999}, "nobody_asked"),
        ({"email": "a@example.com", "body": " "}, "empty"),
        ({"email": "a@example.com", "subject": " "}, "empty"),
        ({"email": "a@example.com", "body": "ก" * 10_001}, "too_long"),
    ],
)
def test_a_question_that_reaches_nobody_is_refused(
    change: dict[str, object], code: str, opened: OpenCase, agent: User
) -> None:
    given = {"subject": "x", "body": "y", "author_id": agent.pk, "now": LATER, "idempotency_key": "k"} | change
    with pytest.raises(Refused) as refused:
        cases.ask_aside(case_id=opened().pk, **given)  # type: ignore[arg-type]
    assert refused.value.code == f"cases.side.{code}"
    assert not SideConversation.objects.exists()
