"""Web and worker live and die together, and the one that falls is brought back."""

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from samphan.cli.processes import Processes


def _until(happened: Callable[[], bool], *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def _script(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "child.py"
    file.write_text(text)
    return [sys.executable, "-S", str(file)]


def test_a_child_that_falls_is_started_again(tmp_path: Path) -> None:
    log = tmp_path / "starts"
    command = _script(tmp_path, f"open({str(log)!r}, 'a').write('x')\n")
    processes = Processes(os.environ)
    processes.start("web", command)
    runner = threading.Thread(target=processes.run_until_stopped)
    runner.start()
    _until(lambda: log.exists() and len(log.read_text()) >= 2)
    processes.stop.set()
    runner.join(timeout=20)
    assert not runner.is_alive()


def test_stopping_ends_every_child(tmp_path: Path) -> None:
    command = _script(tmp_path, "import time\ntime.sleep(600)\n")
    processes = Processes(os.environ)
    processes.start("web", command)
    processes.start("worker", command)
    assert processes.is_running("web")
    processes.stop_all()
    assert not processes.is_running("web")
    assert not processes.is_running("worker")
