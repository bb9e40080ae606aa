"""What every test stands on. The database is SQLite, or the server at SAMPHAN_TEST_DATABASE_URL."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from samphan.eventlog.services import purging
from samphan.insights import services as insights
from samphan.insights.services import refreshing
from tests.migrated import first_to_migrate, migrated_copy
from tests.sharing import SPARK_TESTS, OneByOne

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = Path(os.environ.get("SAMPHAN_SHARED_DATA") or ROOT.parent / "shared" / "data")

# The same examples in every run: a red build must be red for its own change, and again on the next machine.
settings.register_profile(
    "house", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

_flush = TransactionTestCase._fixture_teardown


def _flush_with_permit(self: TransactionTestCase) -> None:
    """Empty the database after a test that commits; SQLite deletes row by row, which the event log refuses."""
    if connection.vendor == "sqlite":
        with purging():
            _flush(self)
    else:
        _flush(self)


TransactionTestCase._fixture_teardown = _flush_with_permit


def pytest_collectstart() -> None:
    """Collect no garbage while tests are collected: these and what they import live as long as the run."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Begin again, and look for garbage only in what the tests themselves leave."""
    gc.collect()
    gc.freeze()
    gc.enable()


_DATABASE = frozenset({"db", "transactional_db", "live_server"})


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark `once` what a second database would teach nothing.

    That is what touches none, who may pass which door, and pages in a browser: what they call runs on both without one.
    The pages customers and agents write most in are driven on both all the same. Chaos asks its own servers, on both.
    """
    is_page = "browser" in item.path.parts and not item.get_closest_marker("both")
    if is_page or "architecture" in item.path.parts or not (_asks_database(item) or "chaos" in item.path.parts):
        item.add_marker(pytest.mark.once)
    if item.get_closest_marker("spark") and not item.path.is_relative_to(SPARK_TESTS):
        raise pytest.UsageError(f"{item.nodeid} needs Spark, and the run with Spark looks in {SPARK_TESTS} only")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with chaos, which waits more than it computes, and with what needs no database while one is migrated."""
    items.sort(key=lambda item: (_asks_database(item), "chaos" not in item.path.parts))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneByOne:
    """Hand the tests out in that order, one by one."""
    return OneByOne(config, log)


def _asks_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or _DATABASE & set(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session")
def migrated_folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder all workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if hasattr(request.config, "workerinput") else own


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker, migrated_folder: Path
) -> Iterator[None]:
    """Make this worker's test database, migrated once a run: in place of pytest-django's, which migrates each."""
    request.getfixturevalue("django_test_environment")
    request.getfixturevalue("django_db_modify_db_settings")
    with django_db_blocker.unblock(), first_to_migrate(migrated_folder) as must_migrate:
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=(), keepdb=not must_migrate)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def migrated(django_db_setup: None, migrated_folder: Path) -> str:
    """Return a migrated database to copy for an installation of its own (see `migrated_copy`)."""
    return migrated_copy(migrated_folder)


@pytest.fixture(autouse=True)
def engine_runs(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """Keep the engine's own process out of tests: it would look at another database. Returns what it was asked for."""
    asked: list[int | None] = []
    monkeypatch.setattr(refreshing, "run_engine", lambda *, refresh_id=None: asked.append(refresh_id))
    monkeypatch.setattr(insights, "run_engine", refreshing.run_engine)
    return asked


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data sets beside the checkout; a test that needs it is skipped where there is none."""
    if not SHARED_DATA.is_dir():
        pytest.skip("needs the real data sets, which lie beside the checkout (../shared/data) and not in it")
    return SHARED_DATA
