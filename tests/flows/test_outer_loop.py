"""A problem of forty cases is fixed, those who reported it are told once, and it comes back less often."""

from datetime import datetime, timedelta

import pytest

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.automation.services import seed_installation
from samphan.cases import services as cases
from samphan.cases.models import Case, CaseKind, CaseState, Cause, Problem
from samphan.cases.selectors import comparison, problem_line, telling_counts
from samphan.cases.services import NewCase, ProblemWords
from samphan.customers.models import Customer
from samphan.eventlog.models import Event
from samphan.jobs.models import Job
from samphan.messaging.models import Message, Suppression
from samphan.messaging.services import deliver_message
from tests import world

pytestmark = pytest.mark.django_db
FIXED = world.NOW
SAID, DID = {"th": "ไม่มีใครโทรกลับ"}, {"th": "ตั้งเวรโทรกลับภายใน 2 ชั่วโมง"}


@pytest.fixture
def lead() -> User:
    world.organisation()
    seed_installation(now=FIXED)
    return world.user(Role.MANAGER)


def report(customer: Customer | None, cause: Cause, *, at: datetime) -> Case:
    """Open a case at a time and find its cause."""
    new = NewCase(kind=CaseKind.REQUEST, title="ไม่มีใครโทรกลับ", customer_id=customer.pk if customer else None)
    case = cases.open_case(new=new, now=at)
    finder = User.objects.values_list("pk", flat=True)[0]
    return cases.record_cause(case_id=case.pk, cause_id=cause.pk, actor_id=finder, now=at)


def fixed(lead: User) -> Problem:
    """Name the problem, own it, fix it now, and write what customers are told."""
    words = ProblemWords(
        title="ไม่มีใครโทรกลับ",
        cause_codes=["waiting.no_reply"],
        owner_id=lead.pk,
        expected_effect="เหลือครึ่งหนึ่ง",
        window_days=30,
    )
    problem = cases.open_problem(words=words, actor_id=lead.pk, now=FIXED)
    for state in ("fixing", "fixed"):
        cases.move_problem(problem_id=problem.pk, state=state, actor_id=lead.pk, now=FIXED)
    cases.save_release(problem_id=problem.pk, you_said=SAID, we_did=DID, actor_id=lead.pk, now=FIXED)
    problem.refresh_from_db()
    return problem


def tell_everybody(problem: Problem, lead: User, *, limit: int) -> list[int]:
    """Start the telling and write batch after batch, as the worker does."""
    cases.start_telling(problem_id=problem.pk, actor_id=lead.pk, now=FIXED)
    sizes = []
    while size := cases.tell_next_reporters(problem_id=problem.pk, now=FIXED, limit=limit):
        sizes.append(size)
    return sizes


def test_forty_cases_are_fixed_told_and_come_back_less_often(lead: User) -> None:
    cause = Cause.objects.get(code="waiting.no_reply")
    people = [world.customer() for _ in range(30)]
    for number, customer in enumerate(people):
        report(customer, cause, at=FIXED - timedelta(days=45))
        if number < 10:
            report(customer, cause, at=FIXED - timedelta(days=10))
    others = [world.customer() for _ in range(30)]
    for customer in others:
        report(customer, cause, at=FIXED - timedelta(days=5))
    report(None, cause, at=FIXED - timedelta(days=5))
    Case.objects.update(state=CaseState.VERIFIED)
    problem = fixed(lead)
    assert problem_line(problem=problem).cases == 71
    assert telling_counts(problem=problem).waiting == 60

    # Told: in batches, each person once, however often it is pressed.
    assert tell_everybody(problem, lead, limit=25) == [25, 25, 10]
    assert Job.objects.filter(task="samphan.cases.tasks.tell_reporters").count() == 3
    with pytest.raises(cases.NobodyToTell):
        cases.start_telling(problem_id=problem.pk, actor_id=lead.pk, now=FIXED)
    letters = Message.objects.filter(body__contains=DID["th"])
    assert letters.count() == 60
    assert letters.values("conversation__customer").distinct().count() == 60
    assert set(letters.values_list("purpose", "author_kind")) == {("service", "system")}
    problem.refresh_from_db()
    assert (problem.state, problem.told_at) == ("told", FIXED)
    assert Event.objects.filter(type="problem.reporters_told", data__customers=60).count() == 1

    # Afterwards one of those who had reported it comes back.
    report(others[0], cause, at=FIXED + timedelta(days=3))
    found = comparison(problem=problem, now=FIXED + timedelta(days=31))
    assert found is not None
    assert (found.again.before, found.again.after) == ((10, 30), (1, 40))
    assert found.again.verdict == "fewer"
    assert found.again.difference is not None
    assert found.again.difference.high < 0
    assert (found.cases_before, found.cases_after) == (41, 1)
    assert problem_line(problem=problem).since_fix == 1


def test_a_problem_opened_again_stops_its_letters_and_the_next_fix_tells_only_who_was_not_told(lead: User) -> None:
    cause = Cause.objects.get(code="waiting.no_reply")
    for _ in range(3):
        report(world.customer(), cause, at=FIXED - timedelta(days=5))
    problem = fixed(lead)
    cases.start_telling(problem_id=problem.pk, actor_id=lead.pk, now=FIXED)
    assert cases.tell_next_reporters(problem_id=problem.pk, now=FIXED, limit=1) == 1
    cases.move_problem(problem_id=problem.pk, state="open", actor_id=lead.pk, now=FIXED)
    assert cases.tell_next_reporters(problem_id=problem.pk, now=FIXED, limit=1) == 0
    for state in ("fixing", "fixed"):
        cases.move_problem(problem_id=problem.pk, state=state, actor_id=lead.pk, now=FIXED)
    problem.refresh_from_db()
    assert tell_everybody(problem, lead, limit=10) == [2]
    assert Message.objects.filter(body__contains=DID["th"]).count() == 3


def test_the_send_gate_has_its_word_and_the_page_says_how_the_letters_stand(lead: User) -> None:
    cause = Cause.objects.get(code="waiting.no_reply")
    reached, mourning, unreachable = world.customer(), world.customer(), world.customer()
    unreachable.contact_points.all().delete()
    for customer in (reached, mourning, unreachable):
        report(customer, cause, at=FIXED - timedelta(days=5))
    Suppression.objects.create(customer=mourning, reason="bereavement", purposes=["service"], started_at=FIXED)
    problem = fixed(lead)
    tell_everybody(problem, lead, limit=10)
    for message_id in Message.objects.values_list("pk", flat=True):
        deliver_message(message_id=message_id, now=FIXED)
    counts = telling_counts(problem=problem)
    assert (counts.waiting, counts.written, counts.by_state) == (0, 3, {"sent": 1, "refused": 2})


def test_nobody_is_told_of_what_is_not_fixed_or_not_written(lead: User) -> None:
    words = ProblemWords(title="ไม่มีใครโทรกลับ", cause_codes=["waiting.no_reply"])
    problem = cases.open_problem(words=words, actor_id=lead.pk, now=FIXED)
    with pytest.raises(cases.NotFixed):
        cases.start_telling(problem_id=problem.pk, actor_id=lead.pk, now=FIXED)
    with pytest.raises(cases.ReleaseEmpty):
        cases.save_release(problem_id=problem.pk, you_said=SAID, we_did={"en": "x"}, actor_id=lead.pk, now=FIXED)
    assert cases.tell_next_reporters(problem_id=problem.pk, now=FIXED) == 0


def test_a_customer_reads_it_in_their_language_or_in_the_one_that_is_written(lead: User) -> None:
    problem = fixed(lead)
    subject, body = cases.letter_to(problem.release, name="Pim", language="en")
    assert subject == "You said, we did"
    assert body.startswith("Dear Pim,\n\nYou said:\nไม่มีใครโทรกลับ\n\nWe did:\nตั้งเวร")
    cases.save_release(
        problem_id=problem.pk, you_said={**SAID, "en": "Nobody called"}, we_did={**DID, "en": "We call back"},
        actor_id=lead.pk, now=FIXED,
    )  # fmt: skip
    problem.release.refresh_from_db()
    assert "Nobody called" in cases.letter_to(problem.release, name="Pim", language="en")[1]
    assert "ไม่มีใครโทรกลับ" in cases.letter_to(problem.release, name="พิม", language="th")[1]
