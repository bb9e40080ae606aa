"""Runs web and worker side by side: starts them, brings back the one that falls, stops both together."""

import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_STOP_SECONDS = 15.0
_LONGEST_PAUSE_SECONDS = 30.0
_STEADY_SECONDS = 60.0
_LOOK_SECONDS = 0.2


@dataclass
class _Child:
    command: Sequence[str]
    process: subprocess.Popen[bytes]
    started_at: float
    falls: int = 0
    due_at: float | None = None


@dataclass
class Processes:
    """The children of `samphan up`; each is started again, ever more slowly, when it ends by itself."""

    environment: Mapping[str, str]
    stop: threading.Event = field(default_factory=threading.Event)
    _children: dict[str, _Child] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a child under a name."""
        self._children[name] = _Child(command, self._spawn(command), time.monotonic())

    def is_running(self, name: str) -> bool:
        """Say whether a child runs at this moment."""
        return self._children[name].process.poll() is None

    def run_until_stopped(self) -> None:
        """Keep the children alive until SIGINT or SIGTERM, then stop them."""
        try:
            while not self.stop.wait(_LOOK_SECONDS):
                for child in self._children.values():
                    self._look_after(child)
        finally:
            self.stop_all()

    def break_off_on_signals(self) -> None:
        """Let Ctrl-C and a service manager's stop break off what is being prepared, as KeyboardInterrupt."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.default_int_handler)

    def stop_on_signals(self) -> None:
        """Let Ctrl-C and a service manager's stop end `run_until_stopped`."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda _number, _frame: self.stop.set())

    def stop_all(self) -> None:
        """Ask every child to finish what it does, and end those that do not."""
        for child in self._children.values():
            if child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + _STOP_SECONDS
        for child in self._children.values():
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()

    def _look_after(self, child: _Child) -> None:
        now = time.monotonic()
        if child.process.poll() is None:
            if child.falls and now - child.started_at > _STEADY_SECONDS:
                child.falls = 0
            return
        if child.due_at is None:
            child.due_at = now + min(2.0**child.falls, _LONGEST_PAUSE_SECONDS)
            child.falls += 1
        elif now >= child.due_at:
            child.process, child.started_at, child.due_at = self._spawn(child.command), now, None

    def _spawn(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        # A group of its own: Ctrl-C reaches us only, and we stop the children in order.
        return subprocess.Popen(  # noqa: S603 (our own command)
            command, env=dict(self.environment), stdin=subprocess.DEVNULL, process_group=0
        )
