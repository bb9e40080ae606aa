"""A recomputation: at night, or asked for once and followed step by step; how it ended is kept for who reads it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from samphan.insights.models import Refresh
from samphan.insights.rules.periods import PERIODS
from samphan.insights.rules.refreshing import GIVEN_UP_AFTER, Failure, failure_of
from samphan.insights.services.figures import refresh_figures
from samphan.jobs.services import enqueue
from samphan.kit import clock
from samphan.kit.errors import N_, Refused

_RUN_REFRESH = "samphan.insights.tasks.run_refresh"
# The engine's own steps: tables, state, models, scores, figures, themes.
ENGINE_STEPS = 6
STEPS = len(PERIODS) + 1 + ENGINE_STEPS


class EngineFailed(Refused):
    code = "insights.engine.failed"
    message = N_("The retention figures could not be computed: {reason}")

    def __init__(self, *, reason: str, failure: Failure = Failure.OTHER) -> None:
        super().__init__(reason=reason)
        self.failure = failure


def request_refresh(*, now: datetime) -> Refresh:
    """Ask for a recomputation in the background and return it; one that already runs is returned instead."""
    with transaction.atomic():
        Refresh.objects.filter(is_running=True, asked_at__lt=now - GIVEN_UP_AFTER).update(is_running=False)
        asked, is_new = Refresh.objects.get_or_create(is_running=True, defaults={"asked_at": now, "steps_total": STEPS})
        if is_new:
            enqueue(task=_RUN_REFRESH, arguments={"refresh_id": asked.pk}, now=now)
        return asked


def begin_refresh(*, now: datetime) -> Refresh:
    """Begin a recomputation nobody waits for: it holds up none that somebody asks for, and only its end is kept."""
    return Refresh.objects.create(asked_at=now, is_running=False)


def run_refresh(*, refresh_id: int, now: datetime) -> None:
    """Recompute everything; every step is committed, so that whoever waits sees how far it got."""
    _try_again(refresh_id)
    with end_kept(refresh_id=refresh_id):
        refresh_figures(now=now, progress=lambda done, total: note_steps(refresh_id=refresh_id, done=done))
        run_engine(refresh_id=refresh_id)


@contextmanager
def end_kept(*, refresh_id: int) -> Iterator[None]:
    """Keep when and how a recomputation ends; what it raises is raised again."""
    try:
        yield
    except Exception as error:  # the job is tried again and at last shown as dead; whoever waits may ask again at once
        _end(refresh_id, _failure(error))
        raise
    _end(refresh_id)


def _try_again(refresh_id: int) -> None:
    """Take back that an earlier try failed; who waits sees it run from now, where no other recomputation does."""
    failed = Refresh.objects.filter(pk=refresh_id).exclude(failure="")
    with suppress(IntegrityError), transaction.atomic():  # one runs that was asked for meanwhile
        failed.update(is_running=True, asked_at=clock.now(), finished_at=None, steps_done=0, failure="")


def _end(refresh_id: int, failure: str = "") -> None:
    # The clock is read here, because the end is minutes after the `now` it computes for.
    Refresh.objects.filter(pk=refresh_id).update(is_running=False, finished_at=clock.now(), failure=failure)


def _failure(error: Exception) -> Failure:
    if isinstance(error, EngineFailed):
        return error.failure
    return failure_of(f"{type(error).__name__}: {error}")


def note_steps(*, refresh_id: int, done: int) -> None:
    """Note how far a recomputation is; one that was given up meanwhile keeps its end."""
    Refresh.objects.filter(pk=refresh_id, is_running=True).update(steps_done=done, steps_total=STEPS)


def analytics_folder() -> Path:
    """Return where the tables and the state lie: in the data folder, so that one copy is a backup of everything."""
    return Path(settings.ENVIRONMENT.data_dir) / "analytics"


def run_engine(*, refresh_id: int | None = None) -> None:
    """Have `samphan analyze refresh` do the retention engine's part.

    In a process of its own: the numerical libraries cost some 200 MB, which a worker would keep for the whole day to
    use them for a minute a night, and their sums would hold up its other jobs. Raises `EngineFailed` with its words.
    """
    command = [sys.executable, "-m", "samphan.cli", "analyze", "refresh", "--engine-only", "--quiet"]
    if refresh_id is not None:
        command += ["--request", str(refresh_id)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own command)
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        raise EngineFailed(reason=last[0], failure=failure_of(done.stderr, exit_code=done.returncode))
