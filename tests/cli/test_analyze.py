"""`samphan analyze`: backtests on a folder of public data say where the tables are; themes say how many there are."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from time_machine import TimeMachineFixture
from typer.testing import CliRunner

from samphan.analytics.backtest import BacktestDataMissing, Backtests
from samphan.cli import analyze
from samphan.cli.main import app
from samphan.insights.models import Figure, Refresh, ThemeRun
from samphan.insights.rules.tones import EVERY_CHANNEL, matrix
from tests.insights.texts import DELIVERY, write
from tests.world import NOW

ENGLISH = {"LANG": "en_US.UTF-8"}


@pytest.fixture
def _at_now(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


def test_the_verdicts_are_counted_and_what_was_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Path, Path]] = []

    def instead(data: Path, out: Path, **_: object) -> Backtests:
        asked.append((data, out))
        return Backtests(purchases=(), subscriptions=None, missing=("CDNOW_master.txt.gz",))

    monkeypatch.setattr(analyze.analytics, "run_backtests", instead, raising=False)
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")  # so that it is put back as it was
    monkeypatch.delenv("OMP_WAIT_POLICY")
    answer = CliRunner().invoke(
        app, ["analyze", "backtest", "--data", str(tmp_path), "--out", str(tmp_path / "x.md")], env=ENGLISH
    )
    assert answer.exit_code == 0, answer.output
    assert asked == [(tmp_path, tmp_path / "x.md")]
    assert "Worse beyond noise" in answer.stdout
    assert "CDNOW_master.txt.gz is missing" in answer.stderr
    assert os.environ["OMP_WAIT_POLICY"] == "PASSIVE", "threads that wait leave the processor to the server"


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["analyze", "backtest", "--data", str(tmp_path)], env=ENGLISH)
    assert isinstance(answer.exception, BacktestDataMissing)
    assert answer.exit_code == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("_at_now")
def test_themes_are_found_and_counted() -> None:
    write(DELIVERY, 62, NOW - timedelta(days=9))
    answer = CliRunner().invoke(app, ["analyze", "themes"], env=ENGLISH)
    assert answer.exit_code == 0, answer.output
    found = ThemeRun.objects.order_by("-week")[0]
    assert f"The latest full week has {found.themes.count()} themes." in answer.stderr
    assert found.themed > 0


@pytest.mark.django_db
@pytest.mark.usefixtures("_at_now")
def test_a_refresh_counts_what_needs_no_customer_too() -> None:
    write(DELIVERY, 62, NOW - timedelta(days=9))
    answer = CliRunner().invoke(app, ["analyze", "refresh"], env=ENGLISH)
    assert answer.exit_code == 0, answer.output
    assert "Scores of 0 customers and all figures are up to date." in answer.stderr
    tones = Figure.objects.get(name="tones", scope="all", period="12m")
    assert matrix(tones.value, channel=EVERY_CHANNEL)[0].n == 62


@pytest.mark.django_db
@pytest.mark.usefixtures("_at_now")
def test_how_a_refresh_by_hand_ended_is_told_on_insights_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(analyze.engine, "refresh_engine", fail, raising=False)
        assert CliRunner().invoke(app, ["analyze", "refresh"], env=ENGLISH).exit_code == 1
    assert CliRunner().invoke(app, ["analyze", "refresh"], env=ENGLISH).exit_code == 0
    ends = Refresh.objects.order_by("pk").values_list("failure", "finished_at", "is_running")
    assert list(ends) == [("disk", NOW, False), ("", NOW, False)]
