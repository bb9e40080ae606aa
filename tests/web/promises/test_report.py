"""How promises were kept: the numbers, what lies behind each, the ledger of a clock, and the page for customers."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from samphan.accounts.models import Team
from samphan.accounts.policies import Role
from samphan.kit import clock
from samphan.promises.models import Promise, PublicPage
from samphan.promises.selectors import clocks_behind, region_attainment, regions
from samphan.promises.services import (
    pause_work,
    resume_work,
    save_agreement,
    seed_calendars,
    seed_promises,
    start_clock,
    stop_clock,
    switch_public_page,
)
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> Client:
    world.organisation()
    seed_calendars(now=clock.now(), years=[clock.now().year])
    seed_promises()
    client = Client()
    client.force_login(world.user(Role.MANAGER, language="en"))
    return client


def week_ago() -> datetime:
    return clock.now() - timedelta(days=7)


def keep(number: int, *, late: int = 0, **fields: Any) -> list[int]:
    """Let so many promises be kept a week ago, and some be broken; return their clocks."""
    made = []
    for work_id in range(number + late):
        row = start_clock(
            work_kind="case", work_id=work_id, promise_code="feedback_follow_up", now=week_ago(), **fields
        )
        after = timedelta(days=6) if work_id >= number else timedelta(0)
        stop_clock(work_kind="case", work_id=work_id, metric="follow_up", now=week_ago() + after)
        made.append(row.pk)
    return made


def test_below_thirty_there_are_counts_and_from_thirty_a_share_with_its_interval(lead: Client) -> None:
    keep(20, late=2)
    page = lead.get("/promise-report/").content.decode()
    assert "fewer than 30: counts only" in page
    assert ">20<" in page
    keep(28, late=2)
    page = lead.get("/promise-report/").content.decode()
    # 48 of 52: Wilson gives 81.8 to 97.0 %.
    for words in ("92", "82", "97"):
        assert words in page
    assert "counts only" not in page


@pytest.mark.parametrize("group", ["promise", "branch", "team", "owner", "week"])
def test_every_number_opens_the_clocks_behind_it_and_their_ledgers(lead: Client, group: str) -> None:
    branch, team = world.branch(), Team.objects.create(name="บริการ")
    owner = world.user(name="อรทัย")
    made = keep(3, branch_id=branch.pk, team_id=team.pk, owner_id=owner.pk)
    page = lead.get(f"/promise-report/?view={group}&days=30").content.decode()
    start = page.index("/promise-report/clocks/?")
    address = page[start : page.index('"', start)].replace("&amp;", "&")
    behind = lead.get(address).content.decode()
    assert all(f"/promise-clocks/{pk}/" in behind for pk in made)
    assert lead.get(f"/promise-clocks/{made[0]}/").status_code == 200


def test_a_region_is_its_branches_together_with_their_clocks_added_up(lead: Client) -> None:
    land, north = world.branch("LAND", "ภาคเหนือตอนบน"), world.branch("NORTH")
    shop, other, alone = world.branch("CNX"), world.branch("CEI"), world.branch("BKK")
    for branch, parent in ((north, land), (shop, north), (other, north)):
        branch.parent = parent
        branch.save()
    alone.parent = None
    keep(30, late=10, branch_id=shop.pk)
    keep(3, late=3, branch_id=other.pk, owner_id=world.user(name="อรทัย").pk)
    keep(2, branch_id=land.pk)
    keep(5, branch_id=alone.pk)
    keep(1)
    now = clock.now()
    period = {"since": now - timedelta(days=30), "until": now, "timezone": "Asia/Bangkok"}
    known = regions()
    assert [(one.branch.pk, one.depth, len(one.branch_ids)) for one in known] == [(land.pk, 0, 4), (north.pk, 1, 3)]
    rows = {row.key: (row.kept.met, row.kept.missed) for row in region_attainment(within=known, **period)}
    assert rows == {land.pk: (35, 13), north.pk: (33, 13), None: (6, 0)}
    for key, number in ((land.pk, 48), (north.pk, 46), (None, 6), (shop.pk, 0)):
        assert len(clocks_behind(group="region", key=key, within=known, **period)) == min(number, 51)

    page = lead.get("/promise-report/?view=region&days=30").content.decode()
    assert "In no region" in page
    page = lead.get(f"/promise-report/?view=branch&days=30&branch={north.pk}").content.decode()
    for words in ("CNX", "CEI", "NORTH together", "72%", ">33<", ">13<", "อรทัย"):  # 33 of 46, no mean of 75 and 50 %
        assert words in page
    assert "BKK" not in page
    promise = Promise.objects.get(code="feedback_follow_up").pk
    address = f"/promise-report/clocks/?view=promise&days=30&branch={north.pk}&at={promise}"
    assert f"branch={north.pk}&amp;at=" in page
    assert lead.get(address).content.decode().count("/promise-clocks/") == 46
    assert "BKK" in lead.get("/promise-report/?view=branch&days=30&branch=999999").content.decode()


def test_the_ledger_says_when_it_ran_waited_why_and_by_which_edition(lead: Client) -> None:
    agent = world.user(name="อรทัย")
    save_agreement(
        name="องค์กร",
        targets=[{"metric": "resolve", "minutes": 600}],
        now=week_ago(),
        valid_from=week_ago(),
    )
    row = start_clock(work_kind="case", work_id=7, promise_code="feedback_resolve", now=week_ago())
    pause_work(
        work_kind="case",
        work_id=7,
        kind="third_party",
        reason="รออะไหล่",
        now=week_ago() + timedelta(days=1),
        actor_id=agent.pk,
    )
    resume_work(work_kind="case", work_id=7, now=week_ago() + timedelta(days=4))
    page = lead.get(f"/promise-clocks/{row.pk}/").content.decode()
    for words in ("รออะไหล่", "อรทัย", "waiting for somebody else", "agreement “องค์กร”, edition 1", "edition 1, Asia"):
        assert words in page


def test_the_pause_share_of_each_owner_is_shown(lead: Client) -> None:
    owner = world.user(name="อรทัย")
    keep(3, owner_id=owner.pk)
    page = lead.get("/promise-report/").content.decode()
    assert "How much of the time was spent waiting" in page
    assert "อรทัย" in page


def test_an_empty_period_leads_on_and_a_wrong_address_is_not_found(lead: Client) -> None:
    assert "No promise ended in this period." in lead.get("/promise-report/?view=nonsense&days=7").content.decode()
    assert "There are no clocks here any more." in lead.get("/promise-report/clocks/?at=5").content.decode()
    assert lead.get("/promise-report/clocks/?at=x").status_code == 404
    assert lead.get("/promise-clocks/999999/").status_code == 404


def test_the_report_costs_the_same_whatever_the_number_of_clocks(
    lead: Client, django_assert_max_num_queries: Any
) -> None:
    keep(40)
    with django_assert_max_num_queries(15):
        lead.get("/promise-report/?view=owner")
    with django_assert_max_num_queries(12):
        lead.get("/promise-report/clocks/?view=owner")


def test_the_page_for_customers_is_off_until_it_is_switched_on(lead: Client) -> None:
    assert Client().get("/our-promises/").status_code == 404
    assert lead.post("/promise-report/public/", {"on": "1"}).status_code == 302
    assert PublicPage.objects.get().changed_by is not None
    assert Client().get("/our-promises/").status_code == 200
    lead.post("/promise-report/public/", {"on": "0"})
    assert Client().get("/our-promises/").status_code == 404


def test_customers_read_the_share_with_number_and_interval_in_both_languages(lead: Client) -> None:
    keep(28, late=2)
    switch_public_page(is_on=True, actor_id=None, now=clock.now())
    page = Client().get("/our-promises/?lang=en").content.decode()
    for words in ("We will contact you within 1 business hour", "93%", "28 of 30", "79%", "98%"):
        assert words in page
    assert "เราจะติดต่อกลับภายใน 1 ชั่วโมงทำการ" in Client().get("/our-promises/?lang=th").content.decode()


def test_customers_read_counts_below_thirty_and_nothing_that_is_not_public(lead: Client) -> None:
    keep(5)
    switch_public_page(is_on=True, actor_id=None, now=clock.now())
    page = Client().get("/our-promises/?lang=en").content.decode()
    assert "5 of 5. That is too few for a percentage." in page
    assert "%" not in page.split("<main")[1].replace("95%", "")
    Promise.objects.update(is_public=False)
    page = Client().get("/our-promises/?lang=en").content.decode()
    assert "There is nothing to show yet" in page
