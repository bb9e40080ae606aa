"""`samphan up` in an empty folder ends with a page served and a worker at work, and stops when asked."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

_READY_SECONDS = 400  # a machine busy with the rest of the suite; alone it takes five


def test_up_serves_from_nothing_and_stops_cleanly(tmp_path: Path) -> None:
    process, port, log = _up(tmp_path)
    try:
        body = _page(f"http://127.0.0.1:{port}/", process, log)
        assert "<html" in body
        _wait_for("is ready", process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=60)
    assert code == 0, log.read_text()
    assert (tmp_path / "data" / "samphan.sqlite3").exists()


def test_a_stop_while_the_sample_is_loaded_leaves_nothing_running(tmp_path: Path) -> None:
    process, port, log = _up(tmp_path, "--demo")
    _wait_for("Sign in with", process, log)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) != 0
    assert "is ready" not in log.read_text()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", port))  # nobody listens there any more


def _up(folder: Path, *more: str) -> tuple[subprocess.Popen[bytes], int, Path]:
    """Start the command on a new data folder; return it, its port and what it says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SAMPHAN_", "DJANGO_"))}
    environment |= {"SAMPHAN_DATA_DIR": str(folder / "data"), "LANG": "en_US.UTF-8"}
    command = [sys.executable, "-m", "samphan.cli", "up", "--no-browser", "--port", str(port), *more]
    log = folder / "log"
    with log.open("w") as sink:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=sink, stderr=subprocess.STDOUT)
    return process, port, log


def _wait_for(words: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while words not in log.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(log.read_text())
        time.sleep(0.1)


def _page(url: str, process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(log.read_text())
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    pytest.fail(f"not served in {_READY_SECONDS} s:\n{log.read_text()}")
