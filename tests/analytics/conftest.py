"""The engine knows no database: its tests run once, except those of reading a live one."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE) and item.path.name != "test_live.py":
            item.add_marker(pytest.mark.once)
