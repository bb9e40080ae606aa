"""`samphan worker`: runs the jobs until it is asked to stop."""

import signal
import threading
from typing import Annotated

import typer
from django.conf import settings

from samphan.jobs.rules import LEASE_SECONDS
from samphan.jobs.wake import BELL
from samphan.jobs.worker import run_worker


def worker(
    *,
    threads: Annotated[int, typer.Option(min=1, max=64, help="Jobs at a time.")] = settings.ENVIRONMENT.worker_threads,
    lease_seconds: Annotated[
        float, typer.Option(min=1, help="How long after a crash the jobs of this worker come again.")
    ] = LEASE_SECONDS,
) -> None:
    """Run jobs, timers and periodic work; on SIGTERM finish what is begun and give the rest back."""
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: object) -> None:
        stop.set()
        BELL.rung.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask_to_stop)
    run_worker(threads=threads, stop=stop, lease_seconds=lease_seconds)
