"""Warnings and breaches of one sweep are one mail to each owner, and each step of the reporting line hears once."""

from datetime import timedelta

import pytest

from samphan.automation.services import seed_installation
from samphan.cases import services as cases
from samphan.cases.services.opening import NewCase
from samphan.jobs.worker import run_until_idle
from samphan.messaging.models import Notice
from samphan.messaging.services import mail_notices
from samphan.promises.services import sweep_clocks
from tests import world
from tests.messaging.conftest import Postbox

pytestmark = pytest.mark.django_db
NOW = world.NOW  # a Friday, ten o'clock


def open_cases(owner_id: int, number: int) -> None:
    for n in range(number):
        new = NewCase(kind="request", title=f"เรื่องที่ {n}", customer_id=None, promise_codes=["request_first_response"])
        cases.open_case(new=new, now=NOW, owner_id=owner_id)


def test_the_warnings_of_a_sweep_are_one_mail_an_owner(smtp: Postbox) -> None:
    world.organisation()
    seed_installation(now=NOW)
    first, second = world.user(), world.user()
    open_cases(first.pk, 5)
    open_cases(second.pk, 2)
    run_until_idle()
    Notice.objects.all().delete()
    sweep_clocks(now=NOW + timedelta(hours=3, minutes=5))
    run_until_idle()
    for _ in range(7):  # each notice asks for a mail; the first that comes takes them all
        for user in (first, second):
            mail_notices(user_id=user.pk, now=NOW + timedelta(hours=4))
    assert sorted(str(mail["To"]) for mail in smtp.mails) == sorted([first.email, second.email])
    bodies = [part for mail in smtp.mails if isinstance(part := mail.get_payload(decode=True), bytes)]
    assert sorted(body.decode().count(" 50% ") for body in bodies) == [2, 5]


def test_each_step_of_the_line_hears_of_a_breach_once() -> None:
    world.organisation()
    seed_installation(now=NOW)
    manager = world.user(name="ผู้จัดการ")
    lead = world.user(name="หัวหน้า", reports_to=manager)
    agent = world.user(name="เจ้าของเรื่อง", reports_to=lead)
    open_cases(agent.pk, 1)
    for days in (3, 4, 5, 6):
        sweep_clocks(now=NOW + timedelta(days=days))
        run_until_idle()
    heard = Notice.objects.filter(kind__in=["clock_breached", "case_escalated"]).order_by("user_id")
    assert [(notice.user_id, notice.kind) for notice in heard] == [
        (manager.pk, "case_escalated"),
        (lead.pk, "case_escalated"),
        (agent.pk, "clock_breached"),
    ]
