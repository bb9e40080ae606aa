"""`make screenshots`: a picture of every screen in both languages, both themes and both widths, into docs/screenshots/.

Runs on a data folder of its own with the sample business. Pictures are WebP, encoded by the browser itself.
Arguments are names of screens; none means all.
"""

import base64
import os
import sys
import tempfile
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ["SAMPHAN_DATA_DIR"] = tempfile.mkdtemp(prefix="samphan-pictures-")
os.environ["SAMPHAN_DATABASE_URL"] = ""
os.environ["DJANGO_SETTINGS_MODULE"] = "samphan.config.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from pytest_django.live_server_helper import LiveServer  # noqa: E402

from samphan.accounts.models import User  # noqa: E402
from samphan.accounts.services import set_up_organisation  # noqa: E402
from samphan.automation.services import seed_installation  # noqa: E402
from samphan.cases.models import Case, CaseState  # noqa: E402
from samphan.insights.services import analytics_folder, engine  # noqa: E402
from samphan.kit.clock import now  # noqa: E402
from samphan.sample.services import load_sample  # noqa: E402
from tests.browser.house import CHROMIUM_ARGUMENTS, EVERY_LOOK, visit  # noqa: E402
from tests.browser.screens import SCREENS, Cast, Screen, cast_of  # noqa: E402
from tests.chromium import find_chromium  # noqa: E402

PICTURES = ROOT / "docs" / "screenshots"
CUSTOMERS = 3000
OWNED_CASES = 8
ENCODE = """
async (png) => {
  const image = await createImageBitmap(await (await fetch('data:image/png;base64,' + png)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({type: 'image/webp', quality: 0.8})).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
"""


def main(names: list[str]) -> None:
    """Furnish a house, serve it, picture it."""
    owner = furnish()
    cast = cast_of(owner)
    PICTURES.mkdir(parents=True, exist_ok=True)
    wanted = [screen for screen in SCREENS if not names or screen.name in names]
    with override_settings(ALLOWED_HOSTS=["*"]), sync_playwright() as playwright:
        server = LiveServer("127.0.0.1:0")
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS)
        encoder = browser.new_page()
        for screen, (language, theme, width) in product(wanted, EVERY_LOOK):
            picture(browser, encoder, server.url, screen, cast, language, theme, width)
        browser.close()
        server.stop()
    total = sum(path.stat().st_size for path in PICTURES.glob("*.webp"))
    sys.stdout.write(f"{len(list(PICTURES.glob('*.webp')))} pictures, {total / 1e6:.1f} MB, in {PICTURES}\n")


def furnish() -> User:
    """Return the owner of a firm with the sample business and a few cases of their own."""
    call_command("migrate", verbosity=0)
    owner = set_up_organisation(
        name="เรือนดี โฮม",
        language="th",
        industry="retail",
        owner_name="พิชญา เรือนงาม",
        email="owner@example.com",
        password="a picture of every room",
        now=now(),
    )
    seed_installation(now=now())
    load_sample(now=now(), customers=CUSTOMERS)
    engine.refresh_engine(folder=analytics_folder(), now=now())
    engine.refresh_themes(now=now())
    open_cases = Case.objects.filter(state__in=[CaseState.OPEN, CaseState.WAITING]).order_by("-opened_at")
    Case.objects.filter(pk__in=list(open_cases.values_list("pk", flat=True)[:OWNED_CASES])).update(owner=owner)
    return owner


def picture(
    browser: Browser, encoder: Page, base_url: str, screen: Screen, cast: Cast, language: str, theme: str, width: int
) -> None:
    """Picture one screen in one look."""
    reader = None if screen.is_public else cast.owner
    with visit(browser, base_url, user=reader, language=language, theme=theme, width=width) as seen:
        answer = seen.page.goto(base_url + screen.address(cast))
        seen.settle()
        packed = base64.b64encode(seen.page.screenshot()).decode()
    name = f"{screen.name}-{language}-{theme}-{width}.webp"
    (PICTURES / name).write_bytes(base64.b64decode(encoder.evaluate(ENCODE, packed)))
    sys.stdout.write(f"{answer.status if answer else '?'} {name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
