"""What would stop `samphan up` later is refused first, with a remedy."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from samphan.cli import preparation


def test_a_free_port_passes() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    preparation.check_port(host="127.0.0.1", port=port)


def test_a_taken_port_is_refused_with_another_to_try() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(preparation.PortTaken) as refused:
            preparation.check_port(host="127.0.0.1", port=port)
    assert f"--port {port + 1}" in refused.value.explain(str)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(preparation.AddressUnusable):
        preparation.check_port(host="203.0.113.9", port=8000)


def test_the_data_folder_is_made_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path / "deep" / "data")
    preparation.prepare_data_folder()
    assert (tmp_path / "deep" / "data").stat().st_mode & 0o077 == 0


def test_a_data_folder_that_cannot_be_made_is_refused_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path / "file" / "data")
    with pytest.raises(preparation.DataFolderNotWritable) as refused:
        preparation.prepare_data_folder()
    assert str(tmp_path) in refused.value.explain(str)


def test_a_verb_on_a_new_installation_says_what_to_do_first(tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        "SAMPHAN_DATA_DIR": str(tmp_path),
        "SAMPHAN_DATABASE_URL": "",
        "LANG": "C.UTF-8",
        "COLUMNS": "200",
    }
    command = [sys.executable, "-m", "samphan.cli", "user", "link", "owner@example.com"]
    told = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert "Run samphan up once" in told.stderr
    assert "Traceback" not in told.stderr
