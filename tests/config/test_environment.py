"""One installation has one signing key, however many of its processes start first."""

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from samphan.config.environment import Environment

STARTS, INSTALLATIONS = 4, 300
# Processes that walk the same installations from one instant on: who is behind catches up and meets the others.
START = """
import sys, time
from pathlib import Path
from samphan.config.environment import Environment
owns = [Environment(data_dir=Path(sys.argv[1]) / str(n), secret_key="") for n in range(int(sys.argv[3]))]
while time.time() < float(sys.argv[2]):
    pass
print(" ".join(own.ensured_secret_key() for own in owns))
"""


def test_processes_that_start_together_for_the_first_time_share_one_key(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", START, str(tmp_path), str(time.time() + 3), str(INSTALLATIONS)]
    started = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, cwd=tmp_path)
        for _ in range(STARTS)
    ]
    said = [process.communicate(timeout=120)[0].split(" ") for process in started]
    assert [process.returncode for process in started] == [0] * STARTS
    stored = [(tmp_path / str(n) / "secret_key").read_text() for n in range(INSTALLATIONS)]
    assert [[key.strip() for key in keys] for keys in said] == [stored] * STARTS
    assert len(set(stored)) == INSTALLATIONS
    left = [path.name for folder in tmp_path.iterdir() for path in folder.iterdir()]
    assert set(left) == {"secret_key"}, "no draft is left behind"


def test_a_start_that_lost_the_race_takes_the_winners_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The race above, made certain: the key appears just after the look."""
    (tmp_path / "secret_key").write_text("the-winner")
    monkeypatch.setattr(Path, "exists", lambda _path, **_options: False)
    assert Environment(data_dir=tmp_path, secret_key="").ensured_secret_key() == "the-winner"


def test_the_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    own = Environment(data_dir=tmp_path, secret_key="")
    assert own.ensured_secret_key() == own.ensured_secret_key()
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_key_that_is_set_is_the_key_and_nothing_is_written(tmp_path: Path) -> None:
    assert Environment(data_dir=tmp_path, secret_key="given").ensured_secret_key() == "given"
    assert not list(tmp_path.iterdir())


def test_no_proxy_is_trusted_unless_named() -> None:
    assert Environment().proxy_networks() == ()


def test_a_proxy_is_an_address_or_a_network() -> None:
    own = Environment(trusted_proxies=" 127.0.0.1, 10.1.2.3/8 ,::1,")
    assert [str(network) for network in own.proxy_networks()] == ["127.0.0.1/32", "10.0.0.0/8", "::1/128"]


def test_a_proxy_that_is_no_address_is_refused() -> None:
    with pytest.raises(ValueError, match=r"proxy\.internal"):
        Environment(trusted_proxies="127.0.0.1,proxy.internal")
