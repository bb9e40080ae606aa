"""Driving the real pages in a real browser, and what every page must be: quiet, accessible, inside its width."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import axe_playwright_python
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, BrowserContext, Page, Request

from samphan.accounts.models import User

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
]
WIDE, PHONE = 1440, 390
HEIGHTS = {WIDE: 900, PHONE: 844}
EVERY_LOOK = tuple(product(("th", "en"), ("light", "dark"), (WIDE, PHONE)))
# Half of them hold every pair of language, theme and width; SAMPHAN_TEST_LOOKS=all visits all eight.
PAIRED_LOOKS = (("th", "light", WIDE), ("th", "dark", PHONE), ("en", "dark", WIDE), ("en", "light", PHONE))
LOOKS = EVERY_LOOK if os.environ.get("SAMPHAN_TEST_LOOKS") == "all" else PAIRED_LOOKS
# axe takes as long as all else, and finds the same in both languages: the Thai pair holds each theme and width.
JUDGED_LOOKS = frozenset(LOOKS if LOOKS is EVERY_LOOK else PAIRED_LOOKS[:2])
# Each language, theme and width once: for further states of a screen whose every look the table of screens visits.
FEW_LOOKS = LOOKS if LOOKS is EVERY_LOOK else (("th", "light", WIDE), ("en", "dark", PHONE))
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
THAI_MARKS_CLIPPED = """
() => [...document.querySelectorAll('body *')].filter((element) => {
  const marks = /[\\u0E31\\u0E34-\\u0E3A\\u0E47-\\u0E4E]/;
  const own = [...element.childNodes].some((node) => node.nodeType === 3 && marks.test(node.data));
  if (!own || !element.offsetParent) return false;
  const style = getComputedStyle(element);
  const cuts = style.overflowY !== 'visible' && style.overflowY !== 'auto';
  return parseFloat(style.lineHeight) < parseFloat(style.fontSize) * (cuts ? 1.38 : 1.3);
}).map((element) => element.outerHTML.slice(0, 120))
"""
OVERFLOWING = """
() => document.documentElement.scrollWidth > innerWidth
  ? [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
      .map((e) => e.outerHTML.slice(0, 120)).slice(0, 5)
  : []
"""
# Words of a drawing that stand on each other or are cut at its edge; a line of text is higher than its letters.
CROWDED = """
() => [...document.querySelectorAll('.drawn svg')].flatMap((drawing) => {
  const edge = drawing.getBoundingClientRect();
  const texts = [...drawing.querySelectorAll('text')]
    .filter((each) => each.textContent.trim() && each.getAttribute('opacity') !== '0')
    .map((each) => ({ words: each.textContent, box: each.getBoundingClientRect() }));
  const cut = texts.filter(({ box }) => box.left < edge.left - 2 || box.right > edge.right + 2)
    .map(({ words }) => `cut: ${words}`);
  const on = texts.flatMap((one, at) => texts.slice(at + 1).filter((other) =>
    Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left) > 1
    && Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top) > 6)
    .map((other) => `on each other: ${one.words} | ${other.words}`));
  return [...cut, ...on];
})
"""


@dataclass
class Visit:
    """One page open in the browser, with everything it complained about."""

    page: Page
    base_url: str
    complaints: list[str] = field(default_factory=list)
    is_judged: bool = True

    def go(self, path: str, *, expect: int = 200) -> Page:
        """Open a path and wait until the page and its fonts and charts are there."""
        answer = self.page.goto(self.base_url + path)
        assert answer is not None
        assert answer.status == expect, f"{path}: {answer.status}"
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait for styles, scripts, fonts, charts, and what the page asks for once it is there."""
        self.page.wait_for_load_state("load")
        self.page.evaluate("() => document.fonts.ready.then(() => true)")
        if self.page.locator("[data-chart]").count():
            self.page.wait_for_selector("[data-chart][data-drawn]")
        if self.page.locator('[hx-trigger="load"]').count():
            self.page.wait_for_selector('[hx-trigger="load"]', state="detached")

    def assert_quiet(self) -> None:
        """Fail on any console error, blocked resource, failed request or uncaught exception."""
        assert self.complaints == []

    def assert_fits(self) -> None:
        """Fail when the page is wider than the window, a line too low for Thai tone marks, or a drawing crowded."""
        assert self.page.evaluate(OVERFLOWING) == [], "wider than the window"
        assert self.page.evaluate(THAI_MARKS_CLIPPED) == [], "line too low for Thai marks"
        assert self.page.evaluate(CROWDED) == [], "words of a drawing are crowded"

    def assert_accessible(self) -> None:
        """Fail on any axe violation, naming rule and element."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        said = [
            f"{violation['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]
        assert said == [], json.dumps(said, indent=1, ensure_ascii=False)

    def assert_healthy(self) -> None:
        """All of it: quiet, inside its width, accessible (in the looks that axe judges)."""
        self.assert_quiet()
        self.assert_fits()
        if self.is_judged:
            self.assert_accessible()


@contextmanager
def visit(
    browser: Browser,
    base_url: str,
    *,
    user: User | None = None,
    theme: str = "light",
    language: str = "th",
    width: int = WIDE,
    scale: float = 1,
    scripts: bool = True,
) -> Iterator[Visit]:
    """Open a window for one reader; a signed-in reader's language and theme are stored with the account."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS.get(width, 900)},
        device_scale_factor=scale,
        color_scheme="dark" if theme == "dark" else "light",
        locale=language,
        has_touch=width <= PHONE,
        reduced_motion="reduce",
        java_script_enabled=scripts,
    )
    if user is not None:
        User.objects.filter(pk=user.pk).update(language=language, theme=theme)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": _session(user), "url": base_url}])
    else:
        context.add_cookies([{"name": "language", "value": language, "url": base_url}])
    try:
        yield _watched(context, base_url)
    finally:
        context.close()


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _note_failure(said: Callable[[str], None], request: Request) -> None:
    """Keep a failed request; one the page itself gave up by going on is no failure."""
    if request.failure != "net::ERR_ABORTED":
        said(f"failed: {request.url} {request.failure}")


def _watched(context: BrowserContext, base_url: str) -> Visit:
    page = context.new_page()
    page.set_default_timeout(30_000)
    made = Visit(page, base_url)
    said = made.complaints.append
    page.on("console", lambda message: said(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said(f"uncaught: {error}"))
    page.on("requestfailed", lambda request: _note_failure(said, request))
    page.on("response", lambda answer: said(f"{answer.status}: {answer.url}") if answer.status >= 500 else None)
    return made
