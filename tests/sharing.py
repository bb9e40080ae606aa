"""Which tests stay on one worker, and in which order all are handed out."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

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


class OneByOne(LoadScopeScheduling):  # type: ignore[misc]  # untyped where it comes from
    """Hands tests out in their order, one at a time: no worker is left with a heap of them in the end."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        """Keep the order of tests/conftest.py."""
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return path if path in TOGETHER else nodeid
