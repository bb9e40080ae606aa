"""A recomputation runs once at a time, ends when it ends, and a failed one is remembered until the next success."""

import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from time_machine import TimeMachineFixture

from samphan.insights import selectors, services, tasks
from samphan.insights.models import Figure, Refresh
from samphan.insights.rules.refreshing import Failure
from samphan.insights.selectors.figures import RefreshStanding
from samphan.insights.services import refreshing
from samphan.insights.services.refreshing import run_engine as run_real_engine
from samphan.jobs.models import Job, JobState
from samphan.jobs.worker import run_until_idle
from tests.world import NOW

pytestmark = pytest.mark.django_db
Engine = Callable[..., None]
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at_now(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def with_engine(monkeypatch: pytest.MonkeyPatch) -> Callable[[Engine], None]:
    """Put something in the engine's place."""
    return lambda engine: monkeypatch.setattr(refreshing, "run_engine", engine)


def short_of_disk(**_: object) -> None:
    raise services.EngineFailed(reason="[Errno 28] No space left on device", failure=Failure.DISK)


def standing(now: datetime = NOW) -> RefreshStanding:
    return selectors.refresh_standing(now=now)


def test_one_refresh_runs_at_a_time_and_says_how_far_it_got(engine_runs: list[int | None]) -> None:
    asked = services.request_refresh(now=NOW)
    assert services.request_refresh(now=NOW + timedelta(minutes=1)).pk == asked.pk
    assert Job.objects.filter(task__endswith="run_refresh").count() == 1
    services.run_refresh(refresh_id=asked.pk, now=NOW)
    done = Refresh.objects.get()
    assert done.is_running is False
    assert (done.steps_done, done.steps_total) == (services.STEPS - services.ENGINE_STEPS, services.STEPS)
    assert engine_runs == [asked.pk]
    assert Figure.objects.exists()


def test_its_end_is_when_it_ended_not_when_it_began(
    with_engine: Callable[[Engine], None], time_machine: TimeMachineFixture
) -> None:
    with_engine(lambda **_: time_machine.shift(timedelta(minutes=9)))
    services.run_refresh(refresh_id=services.request_refresh(now=NOW).pk, now=NOW)
    assert Refresh.objects.get().finished_at == NOW + timedelta(minutes=9)


def test_a_refresh_that_fails_is_remembered_and_does_not_block_the_next(
    with_engine: Callable[[Engine], None],
) -> None:
    with_engine(short_of_disk)
    asked = services.request_refresh(now=NOW)
    with pytest.raises(services.EngineFailed, match="No space left"):
        services.run_refresh(refresh_id=asked.pk, now=NOW)
    found = standing()
    assert found.running is None
    assert found.failed is not None
    assert (found.failed.at, found.failed.failure) == (NOW, Failure.DISK)
    assert services.request_refresh(now=NOW).pk != asked.pk


def test_whoever_waits_sees_a_second_try_run_and_no_failure(
    with_engine: Callable[[Engine], None], time_machine: TimeMachineFixture
) -> None:
    seen: list[RefreshStanding] = []
    with_engine(short_of_disk)
    asked = services.request_refresh(now=NOW)
    run_until_idle(raise_errors=False)
    assert standing().failed is not None
    with_engine(lambda **_: seen.append(standing(NOW + 3 * HOUR)))
    time_machine.shift(3 * HOUR)  # longer than a run may take: the second try begins anew
    run_until_idle()
    assert [(each.running, each.failed) for each in seen] == [(asked, None)]
    ended = standing(NOW + 3 * HOUR)
    assert (ended.running, ended.failed) == (None, None)


def test_a_second_try_leaves_alone_what_was_asked_for_meanwhile(with_engine: Callable[[Engine], None]) -> None:
    with_engine(short_of_disk)
    first = services.request_refresh(now=NOW)
    with pytest.raises(services.EngineFailed):
        services.run_refresh(refresh_id=first.pk, now=NOW)
    second = services.request_refresh(now=NOW)
    with_engine(lambda **_: None)
    services.run_refresh(refresh_id=first.pk, now=NOW)
    assert standing().running == second
    assert Refresh.objects.get(pk=first.pk).failure == ""


def test_a_night_that_fails_is_remembered_until_a_try_succeeds(
    with_engine: Callable[[Engine], None], time_machine: TimeMachineFixture
) -> None:
    with_engine(short_of_disk)
    Job.objects.create(task=tasks.refresh_nightly.module_path, queue="bulk", due_at=NOW, max_attempts=3, created_at=NOW)
    run_until_idle(raise_errors=False)
    failed = standing().failed
    assert failed is not None
    assert failed.failure is Failure.DISK
    assert standing().running is None, "nobody waits for the nightly one"
    with_engine(lambda **_: None)
    time_machine.shift(HOUR)
    run_until_idle()
    assert Job.objects.get().state == JobState.DONE
    assert standing(NOW + HOUR).failed is None


def test_the_nightly_one_holds_up_none_that_somebody_asks_for(with_engine: Callable[[Engine], None]) -> None:
    asked: list[Refresh] = []
    with_engine(lambda **_: asked.append(services.request_refresh(now=NOW)))
    tasks.refresh_nightly.call()
    assert standing().running == asked[0]


def test_an_error_of_the_counted_figures_is_remembered_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> int:
        raise MemoryError

    monkeypatch.setattr(refreshing, "refresh_figures", fail)
    with pytest.raises(MemoryError):
        tasks.refresh_nightly.call()
    failed = standing().failed
    assert failed is not None
    assert failed.failure is Failure.MEMORY


@pytest.mark.parametrize(
    ("exit_code", "said", "reason", "failure"),
    [
        (1, "Traceback\n  ...\nMemoryError: 3 GiB", "MemoryError: 3 GiB", "memory"),
        (-9, "", "exit code -9", "memory"),
        (-15, "", "exit code -15", "stopped"),
        (1, "KeyError: 'x'", "KeyError: 'x'", "other"),
    ],
)
def test_how_the_engines_process_ended_says_why(
    monkeypatch: pytest.MonkeyPatch, exit_code: int, said: str, reason: str, failure: str
) -> None:
    ended = subprocess.CompletedProcess([], exit_code, stdout="", stderr=said)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: ended)
    with pytest.raises(services.EngineFailed) as raised:
        run_real_engine()
    assert (raised.value.facts["reason"], raised.value.failure) == (reason, failure)


def test_a_refresh_without_an_end_is_given_up_after_two_hours() -> None:
    asked = services.request_refresh(now=NOW)
    assert standing(NOW + 2 * HOUR).running == asked
    found = standing(NOW + 3 * HOUR)
    assert found.running is None
    assert found.failed is not None
    assert (found.failed.at, found.failed.failure) == (NOW, Failure.STOPPED)
    assert services.request_refresh(now=NOW + 3 * HOUR).pk != asked.pk


def test_where_it_stands_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    services.request_refresh(now=NOW)
    with django_assert_num_queries(1):
        standing()
