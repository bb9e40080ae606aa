"""A recomputation somebody waits for: asked for once, followed step by step, finished in a process of its own."""

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from samphan.insights.models import Refresh
from samphan.insights.rules.periods import PERIODS
from samphan.insights.services.figures import refresh_figures
from samphan.jobs.services import enqueue
from samphan.kit.errors import N_, Refused

# A recomputation that has not finished by then was killed; a new one may be asked for.
_GIVEN_UP_AFTER = timedelta(hours=2)
_RUN_REFRESH = "samphan.insights.tasks.run_refresh"
# The engine's own steps: tables, state, models, scores, figures, themes.
ENGINE_STEPS = 6
STEPS = len(PERIODS) + 1 + ENGINE_STEPS


class EngineFailed(Refused):
    code = "insights.engine.failed"
    message = N_("The retention figures could not be computed: {reason}")


def request_refresh(*, now: datetime) -> Refresh:
    """Ask for a recomputation in the background and return it; one that already runs is returned instead."""
    with transaction.atomic():
        Refresh.objects.filter(is_running=True, asked_at__lt=now - _GIVEN_UP_AFTER).update(is_running=False)
        running = Refresh.objects.select_for_update().filter(is_running=True).first()
        if running:
            return running
        asked = Refresh.objects.create(asked_at=now, steps_total=STEPS)
        enqueue(task=_RUN_REFRESH, arguments={"refresh_id": asked.pk}, now=now)
        return asked


def run_refresh(*, refresh_id: int, now: datetime) -> None:
    """Recompute for somebody who waits: every step is committed, so that the page can show how far it got."""
    asked = Refresh.objects.filter(pk=refresh_id)
    try:
        refresh_figures(now=now, progress=lambda done, total: note_steps(refresh_id=refresh_id, done=done))
        run_engine(refresh_id=refresh_id)
    except Exception:
        asked.update(is_running=False)  # whoever waits may ask again; the job itself is retried and then shown as dead
        raise
    asked.update(is_running=False, finished_at=now)


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
        raise EngineFailed(reason=last[0])
