"""Finds the browser the browser tests drive, and installs one where the machine lets us."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# The shell first: the same engine without the windows and menus around it, which Playwright drives headless by itself.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_INSTALL_SECONDS = 600


def find_chromium() -> str | None:
    """Return the path of a Chromium: SAMPHAN_TEST_CHROMIUM, the system's, or Playwright's own; None without one."""
    named = os.environ.get("SAMPHAN_TEST_CHROMIUM")
    if named:
        return named
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install_chromium() -> str | None:
    """Install a Chromium, by Playwright or else (as root) by apt, and return its path; None when neither can."""
    _try([sys.executable, "-m", "playwright", "install", "chromium"])
    found = find_chromium()
    if found is None and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        _try(["apt-get", "update", "-qq"])
        for name in _NAMES[:2]:  # Debian has the shell as a package of its own, Ubuntu has not
            if found is None:
                _try(["apt-get", "install", "-qq", "-y", "--no-install-recommends", name, "fonts-thai-tlwg"])
                found = find_chromium()
    return found


def _try(command: list[str]) -> None:
    print("$", *command, flush=True)
    try:
        subprocess.run(
            command,
            check=False,
            timeout=_INSTALL_SECONDS,
            stdin=subprocess.DEVNULL,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        )
    except subprocess.TimeoutExpired:
        print(f"gave up after {_INSTALL_SECONDS} s", flush=True)
