"""Every number that leads somewhere leads to exactly its rows, on every screen, for every scope and both periods."""

import re
from collections.abc import Iterator
from datetime import timedelta
from math import ceil

import pytest
import time_machine
from django.test import Client

from samphan.accounts.policies import Role
from samphan.insights import selectors
from samphan.insights.rules.periods import PERIODS, branch_scope, period
from samphan.insights.selectors.paging import Rows
from samphan.web.behaviour import drawings as behaviour
from samphan.web.chart_files.views import CHARTS, TABLES
from samphan.web.components.cells import Cell
from samphan.web.insights.asked import Asked
from samphan.web.insights.frame import Value
from samphan.web.insights.strip import five_numbers
from tests import world
from tests.insights.engine.buyers import TOPICS, ZONE, Business, answer, buy, people
from tests.web.conftest import page
from tests.world import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=5)
MADE = {**CHARTS, **TABLES}
PAGE_SIZES = {200, 50}
MOST_ASKED = 25
SCREENS = ("", "retention/", "value/", "economics/")
# Numbers that stand outside of tables, as a link writes them: "n 1,061", "3 open", "See all 1,061".
_TOLD = re.compile(r"n ([\d,]+)|([\d,]+) open|See (?:the|all|the whole list:) ([\d,]+)( .*)?")
_LINK = re.compile(r'<a [^>]*?href="([^"]+)"[^>]*>([^<]*)')
_TABLE = re.compile(r"<table.*?</table>", re.DOTALL)


@pytest.fixture
def manager(refreshed: Business) -> Iterator[Client]:
    """Return a manager some hours after the refresh, when more has happened that no figure knows of."""
    client = Client()
    client.force_login(world.user(Role.MANAGER, language="en"))
    with time_machine.travel(LATER, tick=False):
        yield client


def rows_on(client: Client, href: str) -> int:
    """Return how many rows a page of rows says there are; it lists all of them, or as many as fit."""
    shown = page(client, href)
    listed = len(re.findall(r"<tr>", shown.split("<tbody>")[1])) if "<tbody>" in shown else 0
    total = rows_told(shown)
    assert listed == total or (listed in PAGE_SIZES and listed < total), href
    return total


def rows_told(shown: str) -> int:
    """Return how many rows a page of rows says there are."""
    return _number(re.findall(r"([\d,]+) (?:row|customer)s?(?: ·|</p>|</span>)", shown)[0])


def leads(code: str, shown: Asked, values: dict[str, Value]) -> Iterator[tuple[str, int, str]]:
    """Yield (what, number, address) of every cell of a chart's or another table that leads to rows."""
    made = MADE[code](shown, values)
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
    place = -1 if code in {"repurchase", "economics-results"} else 1
    cell = row[place]  # type: ignore[index]
    return cell.value if isinstance(cell, Cell) and isinstance(cell.value, int) else 0


@pytest.mark.parametrize("branch", ["", "B"])
@pytest.mark.parametrize("code", sorted(MADE))
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
            assert rows_on(manager, href) == number, f"{what}: {href}"
            found += number > 0
    # Everything has something to count here.
    assert found or (branch and code in OF_THE_FIRM) or code in EMPTY, code


# What is fitted once for the firm, and how many earlier customers stay: a branch has too few of them.
OF_THE_FIRM = {"model-frequency", "model-tracking", "model-weekly", "economics-results"}
# What of this business leads nowhere: money only, scores of a model, too few for a stable driver, and no promises:
# what is listed of those is counted in tests/cases/test_counted.py.
EMPTY = {"bad-profit", "churn-drivers", "priorities", "clv-quality", "risk-quality", "promises"}


def told(shown: str) -> Iterator[tuple[int, str]]:
    """Yield (number, address) of every link outside of tables that tells how many rows it leads to."""
    for href, text in _LINK.findall(_TABLE.sub("", shown)):
        if found := _TOLD.fullmatch(text.strip()):
            yield _number(next(part for part in found.groups() if part)), href.replace("&amp;", "&")


def _number(text: str) -> int:
    return int(text.replace(",", ""))


@pytest.mark.parametrize("branch", ["", "B"])
@pytest.mark.parametrize("screen", SCREENS)
def test_a_number_beside_the_charts_leads_to_as_many_rows(manager: Client, screen: str, branch: str) -> None:
    chosen = f"?branch={world.branch(branch).pk}" if branch else ""
    found = list(told(page(manager, f"/insights/{screen}{chosen}")))
    for number, href in found:
        assert rows_on(manager, href) == number, href
    assert branch or len(found) >= {"": 2, "retention/": 1, "value/": 4, "economics/": 1}[screen], found


def test_the_shares_on_top_lead_to_those_they_count(manager: Client) -> None:
    shown = Asked(span=period("12m", now=LATER, timezone="Asia/Bangkok"), branch_id=None, branches=[])
    values = {name: figure.value for name, figure in shown.figures.items()}
    _nps, _kept, repurchase, _confirmed, _contact = five_numbers(shown, values)
    assert rows_on(manager, repurchase.href) == values["repurchase"]["windows"]["90"]["successes"]
    top = rows_on(manager, shown.query("insights_top"))
    assert top == ceil(values["clv"]["n"] / 10)


def test_every_row_is_reached_page_by_page(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rows.page, "__kwdefaults__", {"size": 7})
    shown = page(manager, "/insights/retention/lost/?now=1&did=all")
    first, total = shown, rows_told(shown)
    seen = re.findall(r"/customers/(\d+)/\" data-row", shown)
    while following := re.search(r'href="(\?[^"]+)"[^>]*rel="next"|rel="next"[^>]*href="(\?[^"]+)"', shown):
        address = next(part for part in following.groups() if part).replace("&amp;", "&")
        shown = page(manager, f"/insights/retention/lost/{address}")
        seen += re.findall(r"/customers/(\d+)/\" data-row", shown)
    assert len(seen) == len(set(seen)) == total > 7
    assert "1 to 7 here" in first
    assert 'rel="prev"' in shown


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
