"""`samphan language train` writes the models and says whether they are the ones installed."""

from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner

from samphan.cli import language
from samphan.cli.main import app
from samphan.language.training.data import DataMissing

ENGLISH = {"LANG": "en_US.UTF-8"}
SHIPPED = files("samphan.language").joinpath("data/sentiment_th.bin").read_bytes()


def test_the_models_are_written_and_compared_with_the_installed_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {"sentiment_th.bin": SHIPPED, "sentiment_en.bin": b"another"}
    monkeypatch.setattr(language.training, "train", lambda data: made, raising=False)
    monkeypatch.setattr(
        language.training, "card_files", lambda data, made: {"sentiment-th.md": "# Thai"}, raising=False
    )
    out = tmp_path / "new" / "models"
    answer = CliRunner().invoke(
        app, ["language", "train", "--data", str(tmp_path), "--out", str(out), "--measure"], env=ENGLISH
    )
    assert answer.exit_code == 0, answer.output
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {**made, "sentiment-th.md": b"# Thai"}
    lines = {line.split()[0]: line.split()[-1] for line in answer.stdout.splitlines() if "sentiment_" in line}
    assert lines == {"sentiment_th.bin": "yes", "sentiment_en.bin": "no"}


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["language", "train", "--data", str(tmp_path)], env=ENGLISH)
    assert isinstance(answer.exception, DataMissing)
    assert answer.exit_code == 1
