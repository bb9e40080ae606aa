from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.models import Model
from msgspec.structs import replace

from samphan.customers.models import Customer
from samphan.customers.rules import Contact, InvalidEmail, PersonName
from samphan.eventlog.models import Event, OutboxEntry
from samphan.signals.models import Signal
from samphan.signals.rules import chosen, comment, rating
from samphan.surveys.models import Response, Survey
from samphan.surveys.services import (
    AlreadyAnswered,
    BranchUnknown,
    FieldAnsweredTwice,
    Intake,
    NothingAnswered,
    SurveyIsAnonymous,
    SurveyUnknown,
    intake,
    take_response,
)
from tests import world
from tests.world import NOW

pytestmark = pytest.mark.django_db
UNHAPPY = Intake(answers=[rating("nps", "nps", 2), comment("comment", "รอนานมาก")], source="pos", channel="api")
EMAIL = Contact("email", "pim@example.com")
PHONE = Contact("phone", "+66812345678")

by_statement = pytest.mark.skipif(connection.vendor != "postgresql", reason="the one statement is PostgreSQL's")


def survey(**fields: Any) -> Survey:
    return Survey.objects.create(
        name_th="หลังการขาย", name_en="After", purpose="transactional", created_at=NOW, updated_at=NOW, **fields
    )


def rows(model: type[Model], *without: str) -> list[dict[str, Any]]:
    found = list(model._default_manager.order_by("pk").values())
    for row in found:
        for column in ("id", "submission_id", "subject_id", "external_ref", *without):
            row.pop(column, None)
    return found


def everything() -> list[list[dict[str, Any]]]:
    return [rows(Response), rows(Signal), rows(Event), [{"n": OutboxEntry.objects.count()}]]


def take(what: Intake, ref: str | None, *, by_service: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        if by_service:
            patch.setattr(intake, "_insert_at_once", lambda database, checked, now: None)
        else:
            patch.setattr(intake, "_take_by_service", lambda checked, now: pytest.fail("took the long way"))
        assert take_response(intake=replace(what, external_ref=ref), now=NOW).is_new


@by_statement
@pytest.mark.parametrize("ref", ["1", None])
@pytest.mark.parametrize("has_survey", [True, False])
@pytest.mark.parametrize(
    "contacts", [[], [EMAIL], [PHONE, EMAIL]], ids=["nobody", "one contact", "two contacts and a name"]
)
def test_the_statement_stores_what_the_service_stores(
    ref: str | None, has_survey: bool, contacts: Sequence[Contact], monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = world.customer(email=EMAIL.value)
    customer.contact_points.create(kind="phone", value="+66812345678", created_at=NOW)
    what = replace(
        UNHAPPY,
        answers=[*UNHAPPY.answers, rating("csat", "csat", 1), chosen("why", ["price", "wait"])],
        contacts=contacts,
        name=PersonName(first_name="คนอื่น") if len(contacts) > 1 else UNHAPPY.name,
        survey_id=survey().pk if has_survey else None,
        branch_code=world.branch().code if has_survey else "",
        wants_contact=has_survey,
    )
    take(what, ref, by_service=False, monkeypatch=monkeypatch)
    by_one_statement = everything()
    take(what, ref and "2", by_service=True, monkeypatch=monkeypatch)
    both = everything()
    assert [kind[: len(kind) // 2] for kind in both[:3]] == by_one_statement[:3]
    assert [kind[len(kind) // 2 :] for kind in both[:3]] == by_one_statement[:3]
    assert both[3] == [{"n": 2 * by_one_statement[3][0]["n"]}] == [{"n": 4}]


def test_a_response_is_stored_once_however_often_it_is_sent() -> None:
    what = replace(UNHAPPY, external_ref="r-1", contacts=[EMAIL])
    first = take_response(intake=what, now=NOW)
    before = everything()
    again = take_response(intake=what, now=NOW)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.response_id == first.response_id
    assert everything() == before


def test_other_answers_under_the_same_reference_are_refused() -> None:
    take_response(intake=replace(UNHAPPY, external_ref="r-1"), now=NOW)
    with pytest.raises(AlreadyAnswered):
        take_response(intake=replace(UNHAPPY, external_ref="r-1", answers=[rating("nps", "nps", 9)]), now=NOW)


def test_without_a_reference_every_response_is_its_own() -> None:
    assert take_response(intake=UNHAPPY, now=NOW) != take_response(intake=UNHAPPY, now=NOW)


def test_a_new_customer_is_made_from_the_contacts() -> None:
    name = PersonName(first_name="พิมพ์ชนก")
    for ref in ("1", "2"):
        what = replace(UNHAPPY, external_ref=ref, contacts=[PHONE, EMAIL], name=name)
        take_response(intake=what, now=NOW)
    customer = Customer.objects.get()
    assert customer.first_name == "พิมพ์ชนก"
    assert set(Response.objects.values_list("customer_id", flat=True)) == {customer.pk}
    assert set(customer.contact_points.values_list("value", flat=True)) == {EMAIL.value, "+66812345678"}


def test_a_known_customer_gains_the_contact_that_is_new() -> None:
    customer = world.customer(email=EMAIL.value)
    take_response(intake=replace(UNHAPPY, contacts=[EMAIL, PHONE]), now=NOW)
    assert Response.objects.get().customer_id == customer.pk
    assert customer.contact_points.filter(kind="phone").exists()


def test_a_blank_in_the_name_is_filled() -> None:
    customer = world.customer(email=EMAIL.value, first_name="")
    take_response(intake=replace(UNHAPPY, contacts=[EMAIL], name=PersonName(first_name="พิม")), now=NOW)
    customer.refresh_from_db()
    assert customer.first_name == "พิม"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"survey_id": 77}, SurveyUnknown),
        ({"branch_code": "NOWHERE"}, BranchUnknown),
        ({"answers": []}, NothingAnswered),
        ({"answers": [comment("comment", "  ")]}, NothingAnswered),
        ({"answers": [rating("nps", "nps", 2), comment("nps", "x")]}, FieldAnsweredTwice),
        ({"contacts": [Contact("email", "nobody")]}, InvalidEmail),
    ],
)
def test_what_cannot_be_stored_is_refused_and_nothing_is_written(
    changes: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        take_response(intake=replace(UNHAPPY, **changes), now=NOW)
    assert everything() == [[], [], [], [{"n": 0}]]
    assert not Customer.objects.exists()


def test_an_anonymous_survey_takes_no_customer() -> None:
    asked = survey(is_anonymous=True)
    world.customer(email=EMAIL.value)
    with pytest.raises(SurveyIsAnonymous):
        take_response(intake=replace(UNHAPPY, survey_id=asked.pk, contacts=[EMAIL]), now=NOW)
    assert take_response(intake=replace(UNHAPPY, survey_id=asked.pk), now=NOW).is_new


@by_statement
def test_the_usual_request_is_one_statement(django_assert_num_queries: Any) -> None:
    world.customer(email=EMAIL.value)
    with django_assert_num_queries(0):  # and that one goes below Django's cursor
        assert take_response(intake=replace(UNHAPPY, contacts=[EMAIL]), now=NOW).is_new
    assert connection.vendor == "postgresql"


@pytest.fixture
def own_connection() -> Iterator[None]:
    """Begin and end without the connection that serves the intake of this process, whichever thread asks."""
    intake.TOGETHER.close()
    yield
    intake.TOGETHER.close()


def at_work() -> list[int]:
    """Return the server processes whose last statement stored a response: those that serve the intake."""
    ran = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%surveys_response%'"
    with connection.cursor() as cursor:
        cursor.execute(f"{ran} AND pid <> pg_backend_pid()")
        return [pid for (pid,) in cursor.fetchall()]


@by_statement
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_connection")
def test_outside_a_transaction_all_threads_share_a_connection_and_it_may_be_lost() -> None:
    def is_taken(ref: str) -> bool:
        try:
            return take_response(intake=replace(UNHAPPY, external_ref=ref), now=NOW).is_new
        finally:
            connection.close()  # this thread's, which told the workers

    for ref in ("1", "2"):
        with ThreadPoolExecutor(1) as thread:
            assert thread.submit(is_taken, ref).result()
    (served,) = at_work()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [served])
    with pytest.raises(psycopg.OperationalError):
        is_taken("3")
    assert is_taken("3")
    assert at_work() not in ([], [served])
    assert sorted(Response.objects.values_list("external_ref", flat=True)) == ["1", "2", "3"]
