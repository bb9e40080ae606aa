"""Which recomputation runs, whether the last one failed, and why. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

# A recomputation without an end by then was killed, or no worker takes it; a new one may be asked for.
GIVEN_UP_AFTER = timedelta(hours=2)

_MEMORY_WORDS = ("memoryerror", "out of memory", "outofmemory", "unable to allocate", "bad_alloc")
_DISK_WORDS = (
    "no space left on device", "disk is full", "disk full", "not enough space on the disk", "quota exceeded",
)  # fmt: skip
_KILLED = -9  # on Linux nearly always by the kernel, which was short of memory


class Failure(StrEnum):
    """Why a recomputation failed, as far as the owner of the machine can do something about it."""

    MEMORY = "memory"
    DISK = "disk"
    STOPPED = "stopped"  # its process or the worker ended, or no worker took it
    OTHER = "other"


class Run(Protocol):
    """One recomputation; `failure` is empty while it runs and where it succeeded."""

    asked_at: datetime
    finished_at: datetime | None
    is_running: bool
    failure: str


@dataclass(frozen=True, kw_only=True)
class Failed:
    """When a recomputation failed (where it was stopped: when it was asked for), and why."""

    at: datetime
    failure: Failure


def failure_of(words: str, *, exit_code: int = 1) -> Failure:
    """Return why, by what a process or an exception said and how the process ended (negative: by that signal)."""
    said = words.lower()
    if any(word in said for word in _MEMORY_WORDS) or exit_code == _KILLED:
        return Failure.MEMORY
    if any(word in said for word in _DISK_WORDS):
        return Failure.DISK
    return Failure.STOPPED if exit_code < 0 else Failure.OTHER


def is_given_up(asked_at: datetime, *, now: datetime) -> bool:
    """Say whether a recomputation should have ended long ago."""
    return asked_at < now - GIVEN_UP_AFTER


def last_failed(runs: Sequence[Run], *, now: datetime) -> Failed | None:
    """Return the latest of the failures no success came after, None where there is none."""
    succeeded_at = max((run.finished_at for run in runs if run.finished_at and not run.failure), default=None)
    failures = [failed for run in runs if (failed := _failed(run, now))]
    latest = max(failures, key=lambda failed: failed.at, default=None)
    return latest if latest and (succeeded_at is None or latest.at > succeeded_at) else None


def _failed(run: Run, now: datetime) -> Failed | None:
    if run.finished_at is None:
        return Failed(at=run.asked_at, failure=Failure.STOPPED) if is_given_up(run.asked_at, now=now) else None
    return Failed(at=run.finished_at, failure=Failure(run.failure)) if run.failure else None
