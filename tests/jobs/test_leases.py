from datetime import timedelta

import pytest
from django.db import connection

from samphan.jobs import leases
from samphan.jobs.execution import run_claim
from samphan.jobs.models import Job, JobState
from samphan.jobs.services import enqueue
from tests.jobs import sample_tasks as tasks
from tests.world import NOW

pytestmark = pytest.mark.django_db
LEASE = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def _one_job() -> None:
    enqueue(task=tasks.note, arguments={"what": "a"}, now=NOW)


def claim(worker: str, after: timedelta = timedelta()) -> list[leases.Claim]:
    return leases.claim_jobs(worker=worker, queue="default", limit=9, now=NOW + after, lease=LEASE)


def test_a_claimed_job_is_nobody_elses_while_its_lease_runs() -> None:
    assert len(claim("first")) == 1
    assert claim("second", LEASE - timedelta(seconds=1)) == []
    assert not leases.is_any_due(queues=["default"], now=NOW)


def test_a_job_whose_worker_died_is_due_when_its_lease_ends() -> None:
    claim("first")
    (again,) = claim("second", LEASE)
    assert again.attempts == 2


def test_a_heartbeat_holds_the_lease() -> None:
    (held,) = claim("first")
    leases.extend_leases(job_ids=[held.job_id], worker="first", now=NOW + LEASE, lease=LEASE)
    assert claim("second", LEASE) == []


def test_whoever_lost_the_lease_changes_nothing() -> None:
    (held,) = claim("first")
    claim("second", LEASE)
    before = Job.objects.values().get()
    with pytest.raises(leases.LeaseLost):
        leases.finish_job(job_id=held.job_id, worker="first", now=NOW)
    leases.fail_job(claim=held, worker="first", now=NOW, error="late")
    leases.extend_leases(job_ids=[held.job_id], worker="first", now=NOW + 9 * LEASE, lease=LEASE)
    leases.give_back(claims=[held], worker="first", now=NOW)
    assert Job.objects.values().get() == before


def test_a_job_given_back_is_as_if_never_taken() -> None:
    before = Job.objects.values().get()
    leases.give_back(claims=claim("first"), worker="first", now=NOW)
    assert Job.objects.values().get() == before


def test_a_finished_job_is_never_claimed_again() -> None:
    (held,) = claim("first")
    leases.finish_job(job_id=held.job_id, worker="first", now=NOW)
    assert claim("second", 9 * LEASE) == []
    assert Job.objects.get().state == JobState.DONE


def test_a_job_that_ends_its_worker_every_time_becomes_a_dead_letter() -> None:
    Job.objects.update(attempts=70)
    (held,) = claim("w1")

    assert run_claim(held, worker="w1") is None

    job = Job.objects.get()
    assert job.state == JobState.DEAD
    assert "worker ended" in job.error


def test_a_claim_never_takes_more_than_its_limit_whatever_plan_the_database_chooses() -> None:
    for number in range(20):
        enqueue(task=tasks.note, arguments={"what": str(number)}, now=NOW)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # leaves only the plan that runs a sub-select once for each row
            for node in ("hashjoin", "mergejoin", "material", "hashagg", "sort", "memoize", "bitmapscan"):
                cursor.execute(f"SET LOCAL enable_{node} = off")

    taken = leases.claim_jobs(worker="first", queue="default", limit=1, now=NOW, lease=LEASE)

    assert len(taken) == 1
    assert Job.objects.filter(state=JobState.RUNNING).count() == 1
