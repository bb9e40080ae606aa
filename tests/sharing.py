"""Which tests stay on one worker, and in which order all are handed out."""

from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# Where the tests are that need Spark: they run in a process of their own, which need not look for them elsewhere.
SPARK_TESTS = Path(__file__).resolve().parent / "analytics" / "metrics"
# What these make once for all their tests takes seconds, and every worker that gets one of them would make it anew.
TOGETHER = frozenset(
    {
        "tests/analytics/risk/test_estimator.py",
        "tests/insights/engine/test_figures.py",
        "tests/insights/engine/test_promises.py",
        "tests/insights/engine/test_rows.py",
        "tests/insights/test_table_export.py",
        "tests/sample/test_loading.py",
        "tests/sample/test_story.py",
    }
)
# These parse the whole source, which takes as long: one worker for all of them.
OF_THE_SOURCE = frozenset(f"tests/architecture/test_{what}.py" for what in ("docstrings", "memory", "owners", "sizes"))


class OneByOne(LoadScopeScheduling):  # type: ignore[misc]  # untyped where it comes from
    """Hands tests out in their order, one at a time: no worker is left with a heap of them in the end."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        """Keep the order of tests/conftest.py."""
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        if path in OF_THE_SOURCE:
            return "the source"
        return path if path in TOGETHER else nodeid
