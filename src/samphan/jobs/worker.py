"""The worker: takes due jobs under a lease and runs them; killed at any instant it loses and repeats nothing."""

import logging
import os
import threading
import time
from datetime import datetime, timedelta
from queue import SimpleQueue
from typing import cast

from django.db import DatabaseError, close_old_connections, connection
from django.utils.module_loading import autodiscover_modules
from django_tasks import task_backends

from samphan.jobs.backend import LeasedBackend
from samphan.jobs.execution import run_claim
from samphan.jobs.leases import Claim, claim_jobs, extend_leases, give_back, is_any_due
from samphan.jobs.periodic import Scheduler
from samphan.jobs.rules import LEASE_SECONDS
from samphan.jobs.wake import BELL, NOTIFY_GAP_SECONDS, POLL_SECONDS, watch
from samphan.kit import clock
from samphan.kit.ids import new_token
from samphan.kit.memory import keep_what_is_loaded

# Jobs at hand for each thread, so that one claim serves several.
_AHEAD = 4

logger = logging.getLogger(__name__)


def run_until_idle(now: datetime | None = None, *, raise_errors: bool = True) -> int:
    """Relay events and run due jobs in this thread until nothing is due; return how many jobs ran.

    For tests, the command line and flows: deterministic (oldest first), works inside an open transaction. `now` says
    which timers are due (default: the present at each look). A failing job is recorded as a worker would do it, and
    its error is raised at once unless `raise_errors` is off.
    """
    backend, worker, ran = _backend(), _worker_name(), 0
    feeds = backend.feeds()
    while True:
        at = now or clock.now()
        fed = sum(feed(at) for feed in feeds)
        claim = _claim_one(backend, worker, at)
        if claim is not None:
            ran += 1
            error = run_claim(claim, worker=worker)
            if error is not None and raise_errors:
                error.add_note(f"while running {claim.task}({dict(claim.arguments)})")
                raise error
        elif not fed:
            return ran


def run_worker(*, threads: int, stop: threading.Event, lease_seconds: float = LEASE_SECONDS) -> None:
    """Run jobs until `stop` is set; then finish those begun, give the others back, and return."""
    autodiscover_modules("tasks")
    keep_what_is_loaded()
    Worker(threads=threads, stop=stop, lease=timedelta(seconds=lease_seconds)).run()


def _backend() -> LeasedBackend:
    return cast(LeasedBackend, task_backends["default"])


def _worker_name() -> str:
    return f"{os.getpid()}-{new_token(n_bytes=6)}"


def _claim_one(backend: LeasedBackend, worker: str, now: datetime) -> Claim | None:
    for queue in backend.queue_order:
        lease = timedelta(seconds=LEASE_SECONDS)
        if claims := claim_jobs(worker=worker, queue=queue, limit=1, now=now, lease=lease):
            return claims[0]
    return None


class Worker:
    """One thread that claims, some that run, one that holds the leases."""

    def __init__(self, *, threads: int, stop: threading.Event, lease: timedelta) -> None:
        self.name = _worker_name()
        self.threads = threads
        self.stop = stop
        self.lease = lease
        self._queues = _backend().queue_order
        self._feeds = _backend().feeds()
        self._scheduler = Scheduler()
        self._scheduled_at = 0.0
        self._inbox: SimpleQueue[Claim | None] = SimpleQueue()
        self._held: dict[int, Claim] = {}  # claimed, begun or not
        self._unbegun: set[int] = set()
        self._lock = threading.Lock()
        self._patience = POLL_SECONDS

    def run(self) -> None:
        """Work until asked to stop."""
        over = threading.Event()
        pool = [threading.Thread(target=self._work, name=f"samphan-job-{n}") for n in range(self.threads)]
        heart = threading.Thread(target=self._beat, args=(over,), name="samphan-heartbeat")
        bell = watch(over)
        for thread in (*pool, heart):
            thread.start()
        try:
            while not self.stop.is_set():
                if not self._look():
                    self._rest()
        finally:
            self._give_back_unbegun()
            for _ in pool:
                self._inbox.put(None)
            for thread in pool:
                thread.join()
            over.set()
            heart.join()
            bell.join()
            connection.close()

    def _look(self) -> bool:
        """Feed, claim and hand out once; return whether there was anything."""
        free = self.threads * _AHEAD - len(self._held)
        if free <= 0:
            return False
        now = clock.now()
        try:
            if time.monotonic() - self._scheduled_at >= 1:
                self._scheduled_at = time.monotonic()
                self._scheduler.queue_due(now=now)
            fed = sum(feed(now) for feed in self._feeds)
            return bool(self._claim(now, free)) or fed > 0
        except DatabaseError:
            logger.exception("the database does not answer; trying again")
            close_old_connections()
            return False

    def _claim(self, now: datetime, free: int) -> int:
        if not is_any_due(queues=self._queues, now=now):
            return 0
        taken = 0
        for queue in self._queues:
            if taken < free:
                claims = claim_jobs(worker=self.name, queue=queue, limit=free - taken, now=now, lease=self.lease)
                taken += len(claims)
                with self._lock:
                    self._held.update((claim.job_id, claim) for claim in claims)
                    self._unbegun.update(claim.job_id for claim in claims)
                for claim in claims:
                    self._inbox.put(claim)
        return taken

    def _rest(self) -> None:
        # A ring within the gap of another is not sent, so after one we look again soon before waiting long.
        rang = BELL.rung.wait(self._patience)
        BELL.rung.clear()
        self._patience = 2 * NOTIFY_GAP_SECONDS if rang else POLL_SECONDS

    def _work(self) -> None:
        while (claim := self._inbox.get()) is not None:
            with self._lock:
                is_ours = claim.job_id in self._unbegun
                self._unbegun.discard(claim.job_id)
            if not is_ours:
                continue
            try:
                run_claim(claim, worker=self.name)
            except DatabaseError:  # it could not even be recorded; the lease ends and the job comes again
                logger.exception("could not record how job %s went", claim.job_id)
            finally:
                close_old_connections()
                with self._lock:
                    del self._held[claim.job_id]
                    is_hungry = len(self._held) <= self.threads
                if is_hungry:
                    BELL.rung.set()
        connection.close()

    def _beat(self, over: threading.Event) -> None:
        while not over.wait(self.lease.total_seconds() / 3):
            with self._lock:
                job_ids = list(self._held)
            if job_ids:
                try:
                    extend_leases(job_ids=job_ids, worker=self.name, now=clock.now(), lease=self.lease)
                except DatabaseError:
                    logger.exception("could not extend the leases")
                    close_old_connections()
        connection.close()

    def _give_back_unbegun(self) -> None:
        with self._lock:
            claims = [self._held.pop(job_id) for job_id in self._unbegun]
            self._unbegun.clear()
        give_back(claims=claims, worker=self.name, now=clock.now())
