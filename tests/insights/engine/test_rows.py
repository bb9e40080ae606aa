"""Every number that leads somewhere leads to exactly its rows, on every screen, for every scope and both periods."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from samphan.accounts.policies import Role
from samphan.insights import selectors
from samphan.insights.rules.periods import PERIODS, branch_scope, period
from samphan.web.behaviour import drawings as behaviour
from samphan.web.chart_files.views import CHARTS
from samphan.web.components.cells import Cell
from samphan.web.insights.asked import Asked
from samphan.web.insights.frame import Value
from tests import world
from tests.insights.engine.buyers import TOPICS, ZONE, Business, answer, buy, people
from tests.web.conftest import page
from tests.world import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=5)
# Charts that lead nowhere yet, by design or because their rows are cases' clocks.
LEAD_NOWHERE = {"promises", "model-tracking", "model-weekly"}
MOST = 200
MOST_ASKED = 25


@pytest.fixture
def manager(refreshed: Business) -> Iterator[Client]:
    """Return a manager some hours after the refresh, when more has happened that no figure knows of."""
    client = Client()
    client.force_login(world.user(Role.MANAGER, language="en"))
    with time_machine.travel(LATER, tick=False):
        yield client


def rows_on(client: Client, href: str) -> int:
    """Return how many rows a page of rows lists."""
    shown = page(client, href)
    return len(re.findall(r"<tr>", shown.split("<tbody>")[1])) if "<tbody>" in shown else 0


def leads(code: str, shown: Asked, values: dict[str, Value]) -> Iterator[tuple[str, int, str]]:
    """Yield (what, number, address) of every cell of a chart's table that leads to rows."""
    made = CHARTS[code](shown, values)
    if made is None:
        return
    for row in made.rows:
        head, whole = str(row[0]), _whole(code, row)
        for place, cell in enumerate(row):
            if not isinstance(cell, Cell) or not cell.href or cell.style == "money":
                continue
            if cell.style == "share":
                assert isinstance(cell.value, float)
                yield f"{head}, column {place}", round(cell.value * whole), cell.href
            elif cell.style == "number":
                assert isinstance(cell.value, int)
                yield f"{head}, column {place}", cell.value, cell.href


def _whole(code: str, row: object) -> int:
    """Return of what a row's shares are: the customers of a cohort, the n of a window."""
    place = -1 if code == "repurchase" else 1
    cell = row[place]  # type: ignore[index]
    return cell.value if isinstance(cell, Cell) and isinstance(cell.value, int) else 0


@pytest.mark.parametrize("branch", ["", "B"])
@pytest.mark.parametrize("code", sorted(set(CHARTS) - LEAD_NOWHERE))
def test_a_number_leads_to_as_many_rows(manager: Client, code: str, branch: str) -> None:
    found = 0
    for length in PERIODS if not branch else ("24m",):
        chosen = world.branch(branch).pk if branch else None
        span = period(length, now=LATER, timezone="Asia/Bangkok")
        shown = Asked(span=span, branch_id=chosen, branches=[])
        figures = selectors.figures(scope=branch_scope(chosen) if chosen else "all", period=length)
        values = {name: figure.value for name, figure in figures.items()}
        every = list(leads(code, shown, values))
        for what, number, href in every[:: 1 + len(every) // MOST_ASKED]:
            assert rows_on(manager, href) == min(number, MOST), f"{what}: {href}"
            found += number > 0
    # What is fitted once for the firm is not drawn for a branch; everything else has something to count here.
    assert found or (branch and code in {"model-frequency"}) or code in EMPTY, code


# Charts of this business whose cells lead nowhere: money only, or too few for a stable driver.
EMPTY = {"bad-profit", "churn-drivers", "priorities"}


def test_the_cells_of_the_quadrants_lead_to_their_customers(manager: Client) -> None:
    shown = Asked(span=period("12m", now=LATER, timezone="Asia/Bangkok"), branch_id=None, branches=[])
    value = selectors.figures(scope="all", period="12m")["quadrants"].value
    for cell in value["cells"]:
        assert rows_on(manager, behaviour.behind(shown, cell)) == (cell["customers"] or 0)
    silent = shown.query("insights_quadrant", attitude="none")
    assert rows_on(manager, silent) == sum(value["silent"].values())


def test_what_came_after_a_figure_is_not_among_its_rows(manager: Client) -> None:
    value = selectors.figures(scope="all", period="12m")["economics"].value
    behind = [f"/insights/newcomers/?until={value['until']}", "/insights/answers/?topic=any", "/insights/answers/"]
    before = [rows_on(manager, href) for href in behind]
    [late] = people(1, world.branch("A"))
    buy(late, LATER.astimezone(ZONE).date(), 50_000).save()
    answer(late.pk, 9, LATER.astimezone(ZONE).date() + timedelta(days=1), topic=TOPICS[0], sentiment="positive")
    assert [rows_on(manager, href) for href in behind] == before
