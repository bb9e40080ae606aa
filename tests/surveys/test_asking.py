from datetime import timedelta

import pytest

from samphan.accounts.models import Organisation
from samphan.customers.models import ConsentRecord, Customer
from samphan.eventlog.events import SYSTEM
from samphan.eventlog.models import Event
from samphan.jobs.models import Job, JobState
from samphan.messaging.models import Message
from samphan.messaging.services import seed_channels
from samphan.signals.rules import comment, rating
from samphan.surveys import services
from samphan.surveys.models import Invitation, Survey
from samphan.surveys.rules import AskingPolicy
from samphan.surveys.selectors import asking_policy, asking_preview, find_invitation, invitation_token
from samphan.surveys.services.sending import SEND
from samphan.surveys.templates import TEMPLATES
from tests import world

pytestmark = pytest.mark.django_db
NOW = world.NOW


@pytest.fixture(autouse=True)
def _firm() -> None:
    world.organisation()
    seed_channels(now=NOW)
    services.seed_surveys(now=NOW)


def survey(code: str) -> Survey:
    return Survey.objects.get(code=code)


def willing(**fields: object) -> Customer:
    made = world.customer(**fields)  # type: ignore[arg-type]
    consent(made, is_granted=True)
    return made


def consent(customer: Customer, *, is_granted: bool, days: int = 0) -> None:
    ConsentRecord.objects.create(
        customer=customer,
        purpose="survey",
        is_granted=is_granted,
        source="form",
        recorded_at=NOW + timedelta(days=days),
    )


def ask(customer: Customer, code: str = "csat", *, hours: int = 0, **fields: object) -> Invitation:
    return services.invite_customer(
        survey_id=survey(code).pk,
        customer_id=customer.pk,
        channel="email",
        now=NOW + timedelta(hours=hours),
        actor=SYSTEM,
        **fields,  # type: ignore[arg-type]
    )


def send_due(*, hours: int = 0) -> int:
    """Send what is due by then, as the jobs do; return how many asks were taken up."""
    now = NOW + timedelta(hours=hours)
    taken = services.send_due_invitations(now=now)
    for job in Job.objects.filter(task=SEND, state=JobState.READY):
        services.send_invitation(invitation_id=job.arguments["invitation_id"], now=now, actor=SYSTEM)
    return taken


def test_an_ask_goes_out_as_a_message_with_its_own_link_and_no_personal_data_in_it() -> None:
    customer = willing()
    made = ask(customer)
    message = Message.objects.get()
    assert made.message == message
    token = invitation_token(made.pk)
    assert f"/s/{token}/" in message.body
    assert "คุณพิม" in message.body
    assert token.split(".")[0] == str(made.pk)
    found = find_invitation(token=token)
    assert found is not None
    assert found.pk == made.pk


def test_a_forged_link_leads_nowhere() -> None:
    made = ask(willing())
    token = invitation_token(made.pk)
    for forged in (token[:-1] + ("A" if token[-1] != "A" else "B"), f"{made.pk + 1}.{token.split('.')[1]}", "x", ""):
        assert find_invitation(token=forged) is None


def test_a_skip_is_stored_with_its_rule_and_an_event_and_sends_nothing() -> None:
    made = ask(world.customer())
    assert made.skipped_reason == "no_consent"
    assert not Message.objects.exists()
    event = Event.objects.get()
    assert (event.type, event.data["rule"]) == ("survey.invitation_skipped", "no_consent")


def test_a_withdrawn_consent_ends_all_asking() -> None:
    customer = willing()
    consent(customer, is_granted=False, days=1)
    assert ask(customer, "verification", hours=48, case_id=1).skipped_reason == "opted_out"


def test_the_budget_counts_every_survey_of_a_customer() -> None:
    customer = willing()
    assert not ask(customer, "csat").skipped_reason
    assert not ask(customer, "nps").skipped_reason
    services.create_survey(draft=TEMPLATES["csat"], now=NOW)
    services.create_survey(draft=TEMPLATES["csat"], now=NOW)
    assert not ask(customer, "csat-2").skipped_reason
    assert ask(customer, "csat-3").skipped_reason == "budget_spent"
    assert not ask(customer, "verification", case_id=4).skipped_reason


def test_an_open_case_pauses_asking_but_not_its_verification() -> None:
    customer = willing()
    services.pause_asking(customer_id=customer.pk, reason="case", reason_id=5, now=NOW)
    assert ask(customer).skipped_reason == "open_case"
    assert not ask(customer, "verification", case_id=5).skipped_reason
    services.resume_asking(reason="case", reason_id=5, now=NOW)
    assert not ask(customer, "nps").skipped_reason


def test_an_unhappy_answer_gives_three_days_of_rest() -> None:
    customer = willing()
    services.record_response(
        survey_id=survey("nps").pk,
        answers=[rating("nps", "nps", 2), comment("comment", "ช้า")],
        now=NOW,
        source="api",
        channel="api",
        customer_id=customer.pk,
    )
    assert ask(customer, hours=1).skipped_reason == "recent_complaint"
    assert not ask(customer, hours=73).skipped_reason


def test_the_same_question_is_not_asked_again_while_it_is_open() -> None:
    customer = willing()
    ask(customer)
    assert ask(customer, hours=1).skipped_reason == "already_asked"


def test_each_case_may_be_verified_on_its_own_and_asked_again_after_a_silence() -> None:
    customer = willing()
    assert not ask(customer, "verification", case_id=1).skipped_reason
    assert not ask(customer, "verification", case_id=2).skipped_reason
    assert not ask(customer, "verification", case_id=2).skipped_reason


def test_an_ask_at_night_goes_out_in_the_morning() -> None:
    customer = willing()
    made = ask(customer, hours=12)  # 22:00 in Bangkok
    assert made.delayed_reason == "quiet_hours"
    assert send_due(hours=20) == 0
    assert not Message.objects.exists()
    assert send_due(hours=23) == 1
    made.refresh_from_db()
    assert made.message == Message.objects.get()
    assert send_due(hours=23) == 0


def test_a_reason_that_comes_up_while_an_ask_waits_stops_it() -> None:
    customer = willing()
    made = ask(customer, hours=12)
    services.pause_asking(customer_id=customer.pk, reason="case", reason_id=5, now=NOW + timedelta(hours=13))
    assert send_due(hours=23) == 1
    made.refresh_from_db()
    assert made.skipped_reason == "open_case"
    assert not Message.objects.exists()


def test_the_firms_quiet_hours_are_honoured() -> None:
    Organisation.objects.update(quiet_from="00:00", quiet_until="00:00")
    assert ask(willing(), hours=12).message is not None


def test_a_list_is_reserved_and_sent_by_the_job_and_the_preview_says_the_same() -> None:
    asked = [willing().pk for _ in range(3)] + [world.customer().pk]
    preview = asking_preview(survey=survey("csat"), customer_ids=asked, channel="email", now=NOW)
    summary = services.invite_customers(
        survey_id=survey("csat").pk, customer_ids=asked, channel="email", now=NOW, actor=SYSTEM
    )
    assert (preview.ask_count, preview.skipped) == (3, {"no_consent": 1})
    assert (summary.reserved_count, dict(summary.skipped)) == (3, {"no_consent": 1})
    assert send_due() == 3
    assert Message.objects.count() == 3


def test_a_preview_takes_a_constant_number_of_queries(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    ids = [willing().pk for _ in range(12)]
    with django_assert_max_num_queries(9):
        asking_preview(survey=survey("csat"), customer_ids=ids, channel="email", now=NOW)


def test_an_anonymous_survey_sends_the_link_everybody_gets() -> None:
    Survey.objects.filter(code="nps").update(is_anonymous=True)
    made = ask(willing(), "nps")
    body = Message.objects.get().body
    assert "/s/a/" in body
    assert invitation_token(made.pk) not in body


def test_a_survey_that_is_switched_off_is_not_sent() -> None:
    services.switch_survey(survey_id=survey("nps").pk, is_active=False, now=NOW)
    with pytest.raises(services.SurveyInactive):
        ask(willing(), "nps")


def test_a_survey_switched_off_while_its_asks_wait_is_not_sent() -> None:
    made = ask(willing(), hours=12)
    services.switch_survey(survey_id=made.survey_id, is_active=False, now=NOW + timedelta(hours=13))
    assert send_due(hours=23) == 1
    made.refresh_from_db()
    assert made.skipped_reason == "survey_off"
    assert not Message.objects.exists()


def test_one_letter_is_enough_and_the_more_important_ask_is_sent() -> None:
    person = willing()
    waiting = ask(person, "nps", hours=11)  # at night: it goes out in the morning
    assert waiting.delayed_reason == "quiet_hours"
    wanted = ask(person, "csat", hours=12)
    waiting.refresh_from_db()
    assert (waiting.skipped_reason, wanted.skipped_reason) == ("merged", "")
    assert ask(person, "nps", hours=13).skipped_reason == "merged"
    assert list(Event.objects.filter(type="survey.invitation_skipped").values_list("data__rule", flat=True)) == [
        "merged",
        "merged",
    ]
    assert send_due(hours=24) == 1
    assert Message.objects.count() == 1


def test_the_firm_says_how_much_a_customer_is_asked() -> None:
    person = willing()
    services.set_asking_policy(policy=AskingPolicy(most_asks=1, budget_days=10), now=NOW)
    services.set_asking_policy(policy=AskingPolicy(most_asks=1, budget_days=20), now=NOW)
    assert asking_policy() == AskingPolicy(most_asks=1, budget_days=20)
    assert ask(person, "nps").skipped_reason == ""
    assert ask(person, "csat", hours=24 * 19).skipped_reason == "budget_spent"
    assert ask(person, "csat", hours=24 * 21).skipped_reason == ""


@pytest.mark.parametrize("setting", ["most_asks", "budget_days", "complaint_hours", "incident_hours"])
def test_a_setting_outside_its_limits_is_refused(setting: str) -> None:
    for wrong in (-1, 9999):
        with pytest.raises(services.AskingPolicyInvalid):
            services.set_asking_policy(policy=AskingPolicy(**{setting: wrong}), now=NOW)
    assert asking_policy() == AskingPolicy()
