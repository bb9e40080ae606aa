from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from samphan.accounts.models import Branch
from samphan.jobs import selectors, services
from samphan.jobs.models import Job, JobState
from samphan.jobs.worker import run_until_idle
from samphan.kit import clock
from tests.jobs import sample_tasks as tasks
from tests.world import NOW

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _calls() -> Iterator[None]:
    tasks.CALLS.clear()
    yield
    tasks.CALLS.clear()


def test_a_queued_job_runs_and_is_done() -> None:
    services.enqueue(task=tasks.note, arguments={"what": "a"}, now=NOW)
    assert run_until_idle() == 1
    job = Job.objects.get()
    assert (job.state, job.result, job.attempts) == (JobState.DONE, "A", 1)
    assert tasks.CALLS == ["a"]


def test_a_task_may_be_named_by_its_path() -> None:
    services.enqueue(task="tests.jobs.sample_tasks.note", arguments={"what": "a"}, now=NOW)
    run_until_idle()
    assert tasks.CALLS == ["a"]


def test_a_path_that_is_no_task_is_refused() -> None:
    with pytest.raises(TypeError):
        services.enqueue(task="os.getcwd", arguments={}, now=NOW)


def test_arguments_that_do_not_fit_are_refused_when_queued() -> None:
    with pytest.raises(TypeError):
        services.enqueue(task=tasks.note, arguments={"wat": "a"}, now=NOW)


def test_jobs_run_oldest_first_and_queues_in_their_order() -> None:
    services.enqueue(task=tasks.note_later, arguments={"what": "bulk"}, now=NOW)
    for what, age in (("second", 1), ("first", 2), ("third", 0)):
        services.enqueue(task=tasks.note, arguments={"what": what}, now=NOW, due_at=NOW - timedelta(minutes=age))
    run_until_idle(NOW)
    assert tasks.CALLS == ["first", "second", "third", "bulk"]


def test_a_timer_waits_for_its_time() -> None:
    services.enqueue(task=tasks.note, arguments={"what": "a"}, now=NOW, due_at=NOW + LATER)
    assert run_until_idle(NOW) == 0
    assert run_until_idle(NOW + LATER) == 1


def test_the_same_dedupe_key_queues_once() -> None:
    for _ in range(3):
        services.enqueue(task=tasks.note, arguments={"what": "a"}, now=NOW, dedupe_key="once")
    assert run_until_idle() == 1


def test_a_job_rolls_back_with_its_transaction() -> None:
    with transaction.atomic():
        services.enqueue(task=tasks.note, arguments={"what": "a"}, now=NOW)
        transaction.set_rollback(True)
    assert run_until_idle() == 0


def test_a_failing_job_is_raised_in_a_test_and_named() -> None:
    services.enqueue(task=tasks.fail, arguments={"what": "broken"}, now=NOW)
    with pytest.raises(ValueError, match="broken") as caught:
        run_until_idle()
    assert "sample_tasks.fail({'what': 'broken'})" in caught.value.__notes__[0]


def test_a_failing_job_waits_longer_and_then_is_a_dead_letter() -> None:
    services.enqueue(task=tasks.fail, arguments={"what": "broken"}, now=NOW)
    assert run_until_idle(raise_errors=False) == 1
    job = Job.objects.get()
    assert job.state == JobState.READY
    assert timedelta(0) < job.due_at - clock.now() < timedelta(seconds=3)
    assert "ValueError: broken" in job.error
    run_until_idle(clock.now() + LATER, raise_errors=False)
    assert [dead.pk for dead in selectors.dead_jobs()] == [job.pk]
    assert selectors.dead_count() == 1


def test_a_dead_letter_can_be_retried_once() -> None:
    services.enqueue(task=tasks.fail, arguments={"what": "broken"}, now=NOW)
    for _ in range(2):
        run_until_idle(clock.now() + LATER, raise_errors=False)
    job = Job.objects.get()
    services.retry_dead(job_id=job.pk, now=NOW)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.READY, 0)
    with pytest.raises(services.JobNotDead):
        services.retry_dead(job_id=job.pk, now=NOW)


def test_a_failed_atomic_job_leaves_nothing_behind() -> None:
    services.enqueue(task=tasks.open_branch, arguments={"code": "A", "must_fail": True}, now=NOW)
    services.enqueue(task=tasks.open_branch, arguments={"code": "B"}, now=NOW)
    run_until_idle(raise_errors=False)
    assert list(Branch.objects.values_list("code", flat=True)) == ["B"]


def test_an_error_is_kept_without_the_values_a_database_quotes() -> None:
    Branch.objects.create(code="pim@example.com", name_th="")
    services.enqueue(task=tasks.open_branch, arguments={"code": "pim@example.com"}, now=NOW)
    run_until_idle(raise_errors=False)
    error = Job.objects.get().error
    assert "IntegrityError" in error
    assert "pim@example.com" not in error


def test_the_backlog_is_counted_by_queue() -> None:
    services.enqueue(task=tasks.note, arguments={"what": "a"}, now=NOW)
    services.enqueue(task=tasks.note_later, arguments={"what": "a"}, now=NOW, due_at=NOW + LATER)
    assert selectors.waiting_by_queue(now=NOW) == {"default": (1, NOW)}


def test_old_done_jobs_are_pruned_and_dead_ones_kept() -> None:
    old = NOW - services.KEEP_DONE - LATER
    for state in (JobState.DONE, JobState.DEAD):
        Job.objects.create(task="x", state=state, due_at=old, created_at=old, finished_at=old)
    Job.objects.create(task="x", state=JobState.DONE, due_at=NOW, created_at=NOW, finished_at=NOW)
    assert services.prune_done(now=NOW) == 1
    assert set(Job.objects.values_list("state", "finished_at")) == {(JobState.DEAD, old), (JobState.DONE, NOW)}


def test_sessions_that_have_run_out_are_deleted_with_what_was_searched_for() -> None:
    for key, expires in (("old", NOW - LATER), ("new", NOW + LATER)):
        Session.objects.create(session_key=key, session_data="x", expire_date=expires)
    assert services.prune_sessions(now=NOW) == 1
    assert [session.session_key for session in Session.objects.all()] == ["new"]


def test_the_standard_api_queues_and_reports() -> None:
    result = tasks.note.enqueue("a")
    assert result.status == TaskResultStatus.READY
    run_until_idle()
    result.refresh()
    assert (result.status, result.return_value, result.attempts) == (TaskResultStatus.SUCCESSFUL, "A", 1)
    deferred = tasks.note.using(run_after=clock.now() + LATER).enqueue(what="b")
    assert run_until_idle() == 0
    assert tasks.note.get_result(deferred.id).kwargs == {"what": "b"}


def test_a_result_nobody_queued_does_not_exist() -> None:
    with pytest.raises(TaskResultDoesNotExist):
        tasks.note.get_result("77")


def test_a_task_can_ask_for_its_context() -> None:
    tasks.note_attempt.enqueue("a")
    run_until_idle()
    assert tasks.CALLS == [("a", 1)]
