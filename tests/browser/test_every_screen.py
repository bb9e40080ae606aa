"""Every screen of the table is quiet, fits, and is accessible: in each language, theme and width."""

import pytest

from samphan.accounts.policies import Role
from samphan.automation.services import seed_installation
from samphan.kit.clock import now
from samphan.sample.services import load_sample
from tests import world
from tests.browser.conftest import OpenHouse
from tests.browser.house import JUDGED_LOOKS, LOOKS
from tests.browser.screens import SCREENS, Screen, cast_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.looks]
CUSTOMERS = 60
# A slice of the table for each test: one furnished world serves several screens.
SLICES = [SCREENS[start::6] for start in range(6)]


@pytest.mark.parametrize("screens", SLICES, ids=lambda screens: "+".join(screen.name for screen in screens))
def test_every_screen_is_quiet_fits_and_is_accessible(open_house: OpenHouse, screens: tuple[Screen, ...]) -> None:
    world.organisation()
    owner = world.user(Role.OWNER)
    seed_installation(now=now())
    load_sample(now=now(), customers=CUSTOMERS)
    cast = cast_of(owner)
    for language, theme, width in LOOKS:
        with open_house(user=owner, language=language, theme=theme, width=width) as seen:
            seen.is_judged = (language, theme, width) in JUDGED_LOOKS
            for screen in screens:
                is_missing = screen.name == "not-found"
                seen.go(screen.address(cast), expect=404 if is_missing else 200)
                if is_missing:
                    seen.complaints.clear()  # the browser logs the very status we asked for
                try:
                    seen.assert_healthy()
                except AssertionError as failure:
                    raise AssertionError(f"{screen.name} {language} {theme} {width}: {failure}") from failure
