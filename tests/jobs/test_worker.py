import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction

from samphan.accounts.models import Branch
from samphan.jobs import periodic
from samphan.jobs.models import Job, JobState
from samphan.jobs.services import NewJob, enqueue, enqueue_many
from samphan.jobs.worker import Worker
from samphan.kit import clock
from tests.jobs import sample_tasks as tasks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks.CALLS.clear()
    monkeypatch.setattr(periodic, "_REGISTERED", {})


@pytest.fixture
def workers() -> Iterator[Callable[[], None]]:
    """Start workers in this process; they stop, gracefully, at the end."""
    stop, threads = threading.Event(), []

    def start() -> None:
        worker = Worker(threads=2, stop=stop, lease=timedelta(seconds=5))
        threads.append(threading.Thread(target=worker.run))
        threads[-1].start()

    yield start
    stop.set()
    for thread in threads:
        thread.join(timeout=10)
        assert not thread.is_alive()


def wait_until(condition: Callable[[], bool], seconds: float = 8) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def done() -> int:
    return Job.objects.filter(state=JobState.DONE).count()


def test_two_workers_share_the_jobs_and_run_each_once(workers: Callable[[], None]) -> None:
    new = [NewJob(task=tasks.open_branch, arguments={"code": str(n)}) for n in range(60)]
    enqueue_many(jobs=new, now=clock.now())
    workers()
    workers()
    wait_until(lambda: done() == 60)
    assert Branch.objects.count() == 60
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_a_job_queued_later_starts_at_once(workers: Callable[[], None]) -> None:
    workers()
    time.sleep(0.3)
    start = time.monotonic()
    enqueue(task=tasks.note, arguments={"what": "a"}, now=clock.now())
    wait_until(lambda: tasks.CALLS == ["a"])
    assert time.monotonic() - start < 0.8


def test_a_periodic_task_runs_once_an_interval_with_two_workers(workers: Callable[[], None]) -> None:
    periodic.every(seconds=3600)(tasks.tick)
    workers()
    workers()
    wait_until(lambda: done() >= 1)
    time.sleep(0.3)
    assert tasks.CALLS in (["tick"], ["tick", "tick"])  # two when the hour turned meanwhile
    assert Job.objects.count() == len(tasks.CALLS)


def test_the_scheduler_queues_each_interval_once_though_it_starts_anew() -> None:
    periodic.every(seconds=60)(tasks.tick)
    now = clock.now()
    for moment in (now, now, now + timedelta(seconds=60)):
        periodic.Scheduler().queue_due(now=moment)
    assert Job.objects.count() == 2
    assert [p.seconds for p in periodic.periodic_tasks()] == [60]


def test_stopping_gives_back_what_was_not_begun() -> None:
    enqueue_many(jobs=[NewJob(task=tasks.note, arguments={"what": str(n)}) for n in range(3)], now=clock.now())
    worker = Worker(threads=1, stop=threading.Event(), lease=timedelta(seconds=30))
    assert worker._claim(clock.now(), 3) == 3
    worker._give_back_unbegun()
    assert set(Job.objects.values_list("state", "attempts", "worker")) == {(JobState.READY, 0, "")}


def test_the_claim_reads_its_index() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "EXPLAIN QUERY PLAN SELECT id FROM jobs_job WHERE state < 2 AND queue = 'default' AND due_at <= 'x'"
                " ORDER BY due_at, id LIMIT 5"
            )
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(
                "EXPLAIN SELECT id FROM jobs_job WHERE state < 2 AND queue = 'default' AND due_at <= now()"
                " ORDER BY due_at, id LIMIT 5"
            )
        assert "job_due" in str(cursor.fetchall())
