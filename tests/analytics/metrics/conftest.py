"""Every test of a metric runs on DuckDB and on Spark: one body, one parameter."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from samphan.analytics.backends import connect, missing_for_spark
from tests.analytics.metrics.engines import Engine

HERE = Path(__file__).parent

# What other people's code says about itself when a test runs on an engine; our own warnings stay errors.
THEIR_WARNINGS = (
    # Ibis 12 reads DuckDB 1.5 by a method DuckDB has renamed.
    r"ignore:fetch_arrow_table\(\) is deprecated:DeprecationWarning",
    # pyspark leaves the sockets it reads results from to the garbage collector.
    r"ignore:unclosed <socket\.socket:ResourceWarning",
)
# Each query runs once on a few rows: to compile it twice, the second time well, costs more than it can win.
QUICK = {"spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
SPARK = pytest.param("spark", marks=pytest.mark.spark)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            for warning in THEIR_WARNINGS:
                item.add_marker(pytest.mark.filterwarnings(warning))


@pytest.fixture(scope="session", params=["duckdb", SPARK])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Return the engine under test; Spark's one session lasts as long as the tests do."""
    folder = tmp_path_factory.mktemp("tables")
    if request.param == "spark":
        if missing := missing_for_spark():
            pytest.skip(missing)
        connection = connect("spark", master="local[2]", memory="2g", shuffle_partitions=2, settings=QUICK)
    else:
        connection = connect("duckdb", threads=2)
    yield Engine(connection=connection, folder=folder)
    connection.disconnect()
