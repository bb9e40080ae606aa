"""The weekly mail as it arrives: in the reader's language, with pictures and their words, once, until it is stopped."""

from datetime import datetime, timedelta
from email.header import decode_header, make_header
from email.message import Message as MimeMessage
from urllib.parse import urlsplit

import pytest
from django.test import Client

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.cases.models import Case, Cause, CauseTreeVersion
from samphan.digest import services
from samphan.digest.rules import due_week
from samphan.digest.services import queue_digests, send_digests
from samphan.insights.models import Figure
from samphan.insights.services import set_goal
from samphan.jobs.models import Job
from samphan.messaging.channels.protocol import DeliveryFailed
from samphan.messaging.models import Channel, Notice
from samphan.web.chart_files.pictures import PictureFailed
from tests import world
from tests.messaging.conftest import Postbox, channel, smtp

__all__ = ["channel", "smtp"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel")]
MONDAY = world.NOW + timedelta(days=3)  # ten o'clock
WEEK = due_week(MONDAY, timezone="Asia/Bangkok")
assert WEEK is not None


def reader(role: Role, language: str, **fields: object) -> User:
    """Return somebody who was here before the week ended."""
    made = world.user(role, language=language, **fields)
    User.objects.filter(pk=made.pk).update(created_at=world.NOW - timedelta(days=90))
    return made


def index_by_month() -> None:
    """Store the index of twelve months, as the nightly computation leaves it, and a goal."""
    months = [
        {"month": f"2026-{number:02d}-01", "n": 60, "shown": "full", "nps": 30.0 + number, "low": 20.0, "high": 55.0,
         "promoters": 36, "passives": 6, "detractors": 18}
        for number in (8, 9, 10, 11)
    ]  # fmt: skip
    total = {"n": 240, "shown": "full", "nps": 41.0, "low": 31.0, "high": 50.0, "before": {"n": 0}}
    for name, value in (("nps", total), ("nps_by_month", {"n": 240, "months": months})):
        Figure.objects.create(name=name, scope="all", period="12m", value=value, computed_at=world.NOW)
    set_goal(target=45, by_date=None, now=world.NOW)


def recovered(owner: User, at: datetime) -> Case:
    """Return an unhappy case of the owner's that the customer confirmed as solved."""
    tree, _ = CauseTreeVersion.objects.get_or_create(number=1, defaults={"is_active": True, "created_at": at})
    cause = Cause.objects.create(tree=tree, code="late", name_th="มาช้า", name_en="Came late", position=1)
    return Case.objects.create(
        kind="feedback", state="verified", title="one", customer=world.customer(), owner=owner, cause=cause,
        action_taken="called", opened_at=at, resolved_at=at, closed_at=at, last_activity_at=at,
    )  # fmt: skip


def parts(mail: MimeMessage, kind: str) -> list[bytes]:
    """Return the decoded parts of a type."""
    found = [part.get_payload(decode=True) for part in mail.walk() if part.get_content_type() == kind]
    return [part for part in found if isinstance(part, bytes)]


def test_each_reads_what_matters_in_their_language_with_charts_once(smtp: Postbox) -> None:
    agent = reader(Role.AGENT, "th", name="มานี ใจดี")
    lead = reader(Role.MANAGER, "en", name="Piti")
    reader(Role.AGENT, "en", digest_on=False)
    world.user(Role.AGENT, created_at=MONDAY)  # came this morning: the week was not theirs
    index_by_month()
    won = recovered(agent, world.NOW)
    assert WEEK is not None
    assert send_digests(week=WEEK, now=MONDAY) == 2
    assert send_digests(week=WEEK, now=MONDAY + timedelta(hours=1)) == 0, "nobody gets a second one"
    mails = {str(mail["To"]): mail for mail in smtp.mails}
    assert set(mails) == {agent.email, lead.email}
    mine, theirs = mails[agent.email], mails[lead.email]
    assert str(make_header(decode_header(theirs["Subject"]))) == "Your week until 22 November 2026"
    (text,), (html,) = parts(mine, "text/plain"), parts(mine, "text/html")
    assert won.number in text.decode()
    assert "+41" in text.decode(), "the table stands in the text"
    (picture,) = parts(mine, "image/png")
    assert picture.startswith(b"\x89PNG")
    assert 'src="cid:loyalty"' in html.decode()
    assert 'alt="' in html.decode()
    (english,) = parts(theirs, "text/plain")
    for words in ("Came late", "thanks to มานี ใจดี", "New cases: 1", "+41 · Goal: +45"):
        assert words in english.decode()
    assert len(parts(theirs, "image/png")) == 2
    assert mine["Auto-Submitted"] == "auto-generated"


def test_a_picture_that_fails_leaves_its_table_and_a_retry_is_the_same_mail(
    smtp: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_named: object) -> bytes:
        raise PictureFailed

    monkeypatch.setattr(services, "picture", fail)
    lead = reader(Role.ANALYST, "en")
    index_by_month()
    assert WEEK is not None
    smtp.answer = "451 try again"
    with pytest.raises(DeliveryFailed):
        send_digests(week=WEEK, now=MONDAY)
    smtp.answer = "250 OK"
    assert send_digests(week=WEEK, now=MONDAY + timedelta(minutes=5)) == 1
    (mail,) = smtp.mails
    (html,) = parts(mail, "text/html")
    assert "<table>" in html.decode()
    assert "cid:" not in html.decode()
    assert Notice.objects.get(user=lead).mailed_at == MONDAY + timedelta(minutes=5)


def test_one_click_stops_it_and_preferences_start_it_again(smtp: Postbox) -> None:
    lead = reader(Role.MANAGER, "en")
    assert WEEK is not None
    send_digests(week=WEEK, now=MONDAY)
    link = urlsplit(smtp.mails[0]["List-Unsubscribe"].strip("<>")).path
    stranger = Client()
    assert "Stop the weekly mail?" in stranger.get(link).content.decode()
    lead.refresh_from_db()
    assert lead.digest_on, "a look changes nothing"
    assert stranger.post("/digest/stop/1.forged/").status_code == 200
    lead.refresh_from_db()
    assert lead.digest_on, "a forged link stops nothing"
    stranger.post(link, {"List-Unsubscribe": "One-Click"})
    lead.refresh_from_db()
    assert not lead.digest_on
    client = Client()
    client.force_login(lead)
    client.post("/preferences/digest/", {"digest_on": "on"})
    lead.refresh_from_db()
    assert lead.digest_on


def test_a_week_is_queued_once(channel: Channel) -> None:
    for hours in (-4, 0, 1, 24):
        queue_digests(now=MONDAY + timedelta(hours=hours))
    jobs = Job.objects.filter(task="samphan.digest.tasks.send_week")
    assert [job.arguments for job in jobs] == [{"week": "2026-11-23"}]
