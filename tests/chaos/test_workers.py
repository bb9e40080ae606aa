"""Workers killed at random lose no job and run none twice."""

import random
import time
from pathlib import Path
from subprocess import Popen

from tests.chaos.installation import Installation, installation

JOBS = 3000
WORKERS = 3
OURS = "task = 'tests.chaos.tasks.leave_mark'"


def start_worker(house: Installation) -> None:
    house.start("worker", "--threads", "4", "--lease-seconds", "2")


def wait_for(house: Installation, *, more: int) -> bool:
    """Wait until so many more jobs are done; return whether all are."""
    deadline, wanted = time.monotonic() + 90, None
    while True:
        ((done,),) = house.query(f"SELECT count(*) FROM jobs_job WHERE {OURS} AND state = 2")
        wanted = wanted or done + more
        if done == JOBS or done >= wanted:
            return bool(done == JOBS)
        assert time.monotonic() < deadline, f"{done} of {JOBS} jobs are done"
        time.sleep(0.02)


def at_work(house: Installation) -> list[Popen[bytes]]:
    """Return the workers that hold a job; one that has just been started holds none for seconds."""
    holders = house.query(f"SELECT DISTINCT worker FROM jobs_job WHERE {OURS} AND state = 1")
    pids = {int(name.partition("-")[0]) for (name,) in holders}
    return [process for process in house.processes if process.pid in pids]


def test_three_thousand_jobs_survive_workers_killed_at_random(tmp_path: Path, migrated: str) -> None:
    dice = random.Random(7)
    with installation(tmp_path, migrated=migrated) as house:
        house.python("-m", "tests.chaos.queue_jobs", str(JOBS))
        for _ in range(WORKERS):
            start_worker(house)
        kills = 0
        while not wait_for(house, more=dice.randint(200, 500)):
            house.kill(dice.choice(at_work(house) or house.processes))
            start_worker(house)
            kills += 1
        ((marks, marked, most),) = house.query(
            "SELECT count(*), count(DISTINCT subject_id), (SELECT max(attempts) FROM jobs_job) FROM eventlog_event"
            " WHERE type = 'chaos.job_took_effect'"
        )
        assert (marked, marks - marked) == (JOBS, 0)
        assert kills >= 5
        assert most > 1, "no kill struck a running job"
