from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import override_settings


@pytest.fixture(autouse=True)
def _no_feeds() -> Iterator[None]:
    """Test this room without the rooms above it that feed it."""
    with override_settings(TASKS={"default": {**settings.TASKS["default"], "OPTIONS": {}}}):
        yield
