"""An import in a real browser: from the file to the result, watched while it runs."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from samphan.accounts.policies import Role
from samphan.customers.models import Customer
from samphan.imports import services
from samphan.jobs.worker import run_until_idle
from samphan.kit import clock
from tests import world
from tests.browser.conftest import EachLook, OpenHouse

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "รหัสลูกค้า,ชื่อลูกค้า,อีเมล,โทรศัพท์,ของแถม\nC1,น.ส. พิมพ์ชนก ศรีสุวรรณ,pim@example.com,812345678,x\nC2,นิด,nid@,081,y\n"


@pytest.fixture(autouse=True)
def _data_dir(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.mark.looks
def test_every_step_looks_right_to_everybody(each_look: EachLook, tmp_path: Path) -> None:
    world.organisation()
    owner = world.user(Role.OWNER)
    path = tmp_path / "ลูกค้า.csv"
    path.write_text(TEXT)
    with path.open("rb") as content:
        batch = services.create_batch(
            kind="customers", file_name=path.name, content=content, now=clock.now(), actor_id=owner.pk
        )
    each_look(owner, f"/imports/{batch.pk}/")
    services.start_batch(batch_id=batch.pk, now=clock.now(), is_rehearsal=True)
    run_until_idle()
    each_look(owner, f"/imports/{batch.pk}/")
    services.start_batch(batch_id=batch.pk, now=clock.now(), is_rehearsal=False)
    run_until_idle()
    each_look(owner, f"/imports/{batch.pk}/")
    each_look(owner, "/imports/")


def test_a_file_is_brought_in_and_the_page_follows_the_work(open_house: OpenHouse, tmp_path: Path) -> None:
    world.organisation()
    path = tmp_path / "customers.csv"
    path.write_text(TEXT)
    with open_house(user=world.user(Role.MANAGER), language="en") as visit:
        page = visit.go("/imports/")
        page.set_input_files("#f-file", path)
        page.get_by_role("button", name="Go on").click()
        page.get_by_role("button", name="Check the file").click()
        expect(page.locator("#progress")).to_contain_text("Being checked")
        run_until_idle()
        page.get_by_role("button", name="Import now").click()
        expect(page.locator("#progress")).to_contain_text("Being imported")
        run_until_idle()
        expect(page.locator("#progress")).to_contain_text("Undo this import")
        visit.assert_quiet()
    assert Customer.objects.count() == 1
