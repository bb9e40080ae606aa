"""The sample loads as the rooms themselves would have written it, and goes without a trace."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models import Count, Max, Q, Sum
from pytest_django import DjangoDbBlocker

from samphan.accounts.models import Branch, Team, User
from samphan.accounts.policies import Role
from samphan.automation.models import Trace
from samphan.automation.services import seed_installation
from samphan.cases.models import OPEN_STATES, Case
from samphan.customers import services as customers
from samphan.customers.models import Customer, Note, Order, OrderStatus
from samphan.customers.selectors import search_customers
from samphan.eventlog.models import Event, OutboxEntry
from samphan.insights import selectors as insights
from samphan.insights.models import Theme
from samphan.insights.rules.tones import matrix
from samphan.insights.selectors.themes import week_themes
from samphan.insights.services.engine import refresh_themes
from samphan.jobs.models import Job
from samphan.messaging.models import DeliveryState, Message, Notice
from samphan.outreach.models import Incident, IncidentNotice
from samphan.promises.models import Clock, ClockState, Credit, CreditEntry, CreditTxn
from samphan.promises.selectors import service_standings
from samphan.promises.services import Shortfall, propose_uptime_credits, sweep_clocks
from samphan.sample import selectors, services
from samphan.sample.loading import log
from samphan.sample.loading.keeper import runs
from samphan.sample.models import LoadState, SampleLoad
from samphan.search.models import Document
from samphan.search.selectors import latest_rebuild
from samphan.search.services import run_rebuild
from samphan.signals.services import current_reader
from tests import world
from tests.shared import shared_world

pytestmark = pytest.mark.django_db
NOW = world.NOW
PEOPLE = 160


def counts() -> dict[str, int]:
    """Return how many rows each table holds; figures and the index are recomputed, and counted by the other tests.

    What reads texts is noted by whoever reads first, with or without a sample.
    """
    current_reader()
    tables = apps.get_models(include_auto_created=True)
    held = {m._meta.label: m._base_manager.count() for m in tables if m._meta.app_label not in {"insights", "search"}}
    return held | {Job._meta.label: Job.objects.exclude(task="samphan.search.tasks.rebuild_index").count()}


@pytest.fixture
def _seeded() -> None:
    world.organisation()
    seed_installation(now=NOW)


def load(seed: int = 5) -> SampleLoad:
    """Load a small sample."""
    return services.load_sample(seed=seed, now=NOW, customers=PEOPLE)


@dataclass(frozen=True)
class Loaded:
    """What was loaded, and what the tables and the outbox held before."""

    load: SampleLoad
    before: dict[str, int]
    waiting: int


@pytest.fixture(scope="class")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Loaded]:
    """Load a small sample into a new installation."""

    def make() -> Loaded:
        world.organisation()
        seed_installation(now=NOW)
        assert not selectors.is_loaded()
        before, waiting = counts(), OutboxEntry.objects.count()
        return Loaded(load(), before, waiting)

    with shared_world(make, blocker=django_db_blocker) as made:
        yield made


@pytest.mark.usefixtures("loaded")
class TestLoaded:
    """What stands after loading, and after removing it."""

    def test_the_customers_figures_equal_their_orders(self) -> None:
        paid = Q(orders__status=OrderStatus.PAID)
        rows = Customer.objects.annotate(
            n=Count("orders", filter=paid), spent=Sum("orders__total_satang", filter=paid),
            last=Max("orders__ordered_at", filter=paid),
        )  # fmt: skip
        assert rows.count() == PEOPLE
        for row in rows:
            assert (row.order_count, row.spend_satang, row.last_order_at) == (row.n, row.spent or 0, row.last)

    def test_orders_sum_their_lines(self) -> None:
        assert Order.objects.count() > PEOPLE
        for order in Order.objects.annotate(lines_total=Sum("lines__total_satang")):
            assert order.total_satang == order.lines_total

    def test_customers_are_found_by_name(self) -> None:
        someone = Customer.objects.exclude(last_name="").order_by("pk").first()
        assert someone is not None
        found = search_customers(query=someone.last_name, limit=50)
        assert someone.pk in {row.pk for row in found}

    def test_every_case_says_by_which_path_it_was_opened(self) -> None:
        cases = Case.objects.all()
        assert cases.count() >= 5
        traced = Trace.objects.in_bulk([case.trace_id for case in cases if case.trace_id])
        assert len(traced) >= 0.9 * len(cases)
        assert all(trace.path for trace in traced.values())

    def test_clocks_are_those_the_sweep_leaves_alone(self) -> None:
        assert Clock.objects.filter(state=ClockState.MET).exists()
        before = list(Clock.objects.order_by("pk").values())
        sweep_clocks(now=NOW)
        assert list(Clock.objects.order_by("pk").values()) == before

    def test_its_incidents_stand_as_the_rooms_would_have_left_them(self) -> None:
        over, now_on = Incident.objects.order_by("started_at")
        assert (over.state, now_on.state) == ("resolved", "open")
        assert now_on.next_update_at is not None
        assert now_on.next_update_at < NOW, "its update is due"
        for one in (over, now_on):
            affected = one.affected.count()
            assert affected >= 8
            assert IncidentNotice.objects.filter(update__incident=one).count() == affected * one.updates.count()
            assert not one.runs.filter(finished_at=None).exists()
        assert over.contacts.filter(case__isnull=False).exists()
        waiting, posted = (Credit.objects.filter(state=state) for state in ("proposed", "posted"))
        assert waiting.exists()
        assert CreditTxn.objects.count() == posted.count() > 1
        assert CreditEntry.objects.aggregate(total=Sum("amount_satang"))["total"] == 0
        booking, delivery = service_standings(since=NOW - timedelta(days=30), until=NOW, now=NOW)
        assert booking.uptime.down == timedelta(hours=5, minutes=20)
        assert not delivery.uptime.down, "a flood is nobody's fault"
        assert delivery.uptime.excused
        again = propose_uptime_credits(
            customer_ids=list(over.affected.values_list("customer_id", flat=True)),
            shortfall=Shortfall(
                cause=f"incident:{over.pk}", service_ids=[booking.service.pk], since=over.started_at,
                until=over.ended_at or NOW, timezone="Asia/Bangkok",
            ),
            now=NOW,
        )  # fmt: skip
        assert again == 0, "everybody has what the terms give already"

    def test_nothing_reacts_to_the_history_and_nobody_of_it_can_sign_in(self, loaded: Loaded) -> None:
        assert Event.objects.filter(type="case.opened").count() == Case.objects.count()
        assert OutboxEntry.objects.count() == loaded.waiting
        own = Job.objects.exclude(task__startswith="samphan.jobs")
        assert list(own.values_list("task", flat=True)) == ["samphan.search.tasks.rebuild_index"], "to be found at all"
        assert not any(user.has_usable_password() for user in User.objects.all())

    def test_the_same_seed_and_instant_load_the_same_story(self, loaded: Loaded) -> None:
        services.remove_sample(now=NOW)
        assert load().digest == loaded.load.digest

    def test_it_is_labelled_and_counted(self) -> None:
        assert selectors.is_loaded()
        assert not selectors.is_busy()
        figure = insights.figure(name="repurchase", scope="all", period="24m")
        assert figure is not None
        assert PEOPLE * 0.9 <= figure.value["n"] <= PEOPLE  # a few came before the first month of the period

    def test_a_second_load_is_refused(self) -> None:
        with pytest.raises(services.SampleAlreadyThere):
            load()

    def test_it_leaves_no_row_behind_events_included(self, loaded: Loaded) -> None:
        assert counts() != loaded.before
        services.remove_sample(now=NOW)
        assert counts() == loaded.before
        assert not selectors.is_loaded()

    def test_nothing_of_it_is_found_any_more(self) -> None:
        rebuild = latest_rebuild()
        assert rebuild is not None, "asked for by the load"
        run_rebuild(rebuild_id=rebuild.pk, now=NOW)
        assert set(Document.objects.values_list("kind", flat=True)) >= {"case", "message"}
        services.remove_sample(now=NOW)
        assert not Document.objects.exists()

    def test_what_a_real_colleague_hung_on_a_sample_customer_goes_with_it(self, loaded: Loaded) -> None:
        sample = Customer.objects.order_by("pk").first()
        assert sample is not None
        colleague = world.user()
        customers.add_note(customer_id=sample.pk, author_id=colleague.pk, body="โน้ต", now=NOW, idempotency_key="note-2")
        services.remove_sample(now=NOW)
        assert counts() == loaded.before | {"accounts.User": loaded.before["accounts.User"] + 1}

    def test_a_sample_branch_a_real_customer_relies_on_stays(self) -> None:
        branch, agent = Branch.objects.first(), User.objects.filter(role="agent").first()
        assert branch is not None
        assert agent is not None
        real = world.customer("สมใจ", branch=branch)
        case = Case.objects.create(
            kind="request", title="จริง", customer=real, owner=agent, opened_at=NOW, last_activity_at=NOW
        )
        services.remove_sample(now=NOW)
        assert list(Branch.objects.all()) == [branch]
        assert User.objects.filter(pk=agent.pk).exists()
        assert not Team.objects.exists()
        case.refresh_from_db()
        assert (case.owner, case.customer) == (agent, real)


@pytest.mark.usefixtures("_seeded")
class TestLoading:
    """What loading and removing do on the way."""

    def test_the_figures_can_be_left_to_a_worker(self) -> None:
        services.load_sample(now=NOW, customers=20, figures_later=True)
        assert insights.figure(name="nps", scope="all", period="24m") is None
        assert Job.objects.filter(task="samphan.insights.tasks.run_refresh").count() == 1

    def test_progress_is_told_step_by_step(self) -> None:
        seen: list[tuple[int, int]] = []
        services.load_sample(now=NOW, customers=20, progress=lambda done, total: seen.append((done, total)))
        assert [done for done, _ in seen] == list(range(1, seen[0][1] + 1))

    def test_real_data_added_meanwhile_stays(self) -> None:
        real = world.customer("สมใจ")
        before = counts()
        load()
        services.remove_sample(now=NOW)
        assert counts() == before
        load()
        meanwhile = world.customer("วิภา", email="wipa@example.org")
        customers.add_note(
            customer_id=meanwhile.pk, author_id=world.user().pk, body="ลูกค้าจริง", now=NOW, idempotency_key="note-1"
        )
        services.remove_sample(now=NOW)
        assert set(Customer.objects.values_list("pk", flat=True)) == {real.pk, meanwhile.pk}
        assert Note.objects.get().body == "ลูกค้าจริง"
        assert Event.objects.filter(customer_id=meanwhile.pk).exists()

    def test_a_load_that_fails_leaves_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = counts()

        def fail(*_: object) -> None:
            raise RuntimeError("the disk is full")

        monkeypatch.setattr(services, "load_log", fail)
        with pytest.raises(RuntimeError, match="disk is full"):
            load()
        assert counts() == before
        monkeypatch.setattr(services, "load_log", log.load_log)
        assert load().state == LoadState.LOADED

    def test_an_interrupted_load_is_cleared_and_begun_again(self) -> None:
        asked = services.request_load(now=NOW, seed=5)
        with pytest.raises(services.SampleBusy):
            services.request_removal(now=NOW)
        assert Job.objects.filter(task="samphan.sample.tasks.load").count() == 1
        assert asked.state == LoadState.LOADING

    def test_removing_nothing_is_refused(self) -> None:
        with pytest.raises(services.NoSample):
            services.remove_sample(now=NOW)


@pytest.fixture(scope="class")
def owner(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[User]:
    """Return the owner of a whole business."""

    def make() -> User:
        world.organisation()
        owner = world.user(Role.OWNER)
        seed_installation(now=NOW)
        services.load_sample(seed=5, now=NOW, customers=2500)
        return owner

    with shared_world(make, blocker=django_db_blocker) as made:
        yield made


@pytest.mark.usefixtures("owner")
class TestBusiness:
    """What a whole business shows."""

    def test_the_desk_of_today_is_full_and_nothing_on_it_is_old(self, owner: User) -> None:
        opened = Case.objects.filter(state__in=OPEN_STATES)
        assert opened.count() >= 8
        assert opened.filter(owner=None).exists()
        assert not opened.filter(opened_at__lt=NOW - timedelta(days=12)).exists()
        assert not opened.filter(due_at__lt=NOW - timedelta(days=4)).exists()
        assert Message.objects.filter(state=DeliveryState.FAILED).exists()
        assert Message.objects.filter(direction="in", created_at__gte=NOW - timedelta(hours=1)).exists()
        assert Notice.objects.filter(user=owner, read_at=None).exists()
        reviews = Case.objects.filter(submission_kind="review")
        assert reviews.exists()
        assert all(case.trace_id for case in reviews)

    def test_the_sample_fills_the_screens_of_what_customers_write(self) -> None:
        refresh_themes(now=NOW)
        found = week_themes()
        assert found is not None
        assert len(found.lines) >= 2
        assert all(line.quotes for line in found.lines)
        figure = insights.figure(name="tones", scope="all", period="12m")
        assert figure is not None
        lines = matrix(figure.value)
        assert sum("share" in line.cells["negative"] for line in lines) >= 4
        services.remove_sample(now=NOW)
        assert week_themes() is None
        assert not Theme.objects.exists()


def test_runs_are_the_unbroken_stretches_of_ids() -> None:
    assert list(runs([5, 1, 2, 3, 9, 10])) == [(1, 3), (5, 5), (9, 10)]
    assert list(runs([])) == []
