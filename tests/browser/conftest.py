"""What a browser test gets.

`open_house` is a factory: `with open_house(user=owner, theme="dark", language="en", width=390) as visit:` gives a
`Visit` (see house.py): `visit.go("/cases/")`, `visit.page` (Playwright), `visit.assert_healthy()`.
`each_look` checks a path in each language, theme and width: `each_look(owner, "/cases/")`.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from samphan.accounts.models import User
from tests.browser.house import CHROMIUM_ARGUMENTS, FEW_LOOKS, Visit, visit
from tests.chromium import find_chromium

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread; the tests wait for it anyway
expect.set_options(timeout=20_000)  # a crowded machine is slow, and no page is wrong for it
OpenHouse = Callable[..., AbstractContextManager[Visit]]
EachLook = Callable[..., None]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a running Chromium, one for the whole session."""
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("needs a Chromium (SAMPHAN_TEST_CHROMIUM names one)")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def open_house(browser: Browser, live_server: LiveServer) -> OpenHouse:
    """Return a factory of visits to the served house."""
    return partial(visit, browser, live_server.url)


@pytest.fixture
def each_look(open_house: OpenHouse) -> EachLook:
    """Return a check of one path in the few looks, each judged by axe."""

    def check(user: User | None, path: str, *, expect: int = 200) -> None:
        for language, theme, width in FEW_LOOKS:
            with open_house(user=user, language=language, theme=theme, width=width) as seen:
                seen.go(path, expect=expect)
                if expect >= 400:
                    seen.complaints.clear()  # the browser logs the very status we asked for
                seen.assert_healthy()

    return check
