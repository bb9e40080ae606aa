"""Lists of cases cost what their page costs."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from samphan.accounts.models import Branch, Team, User
from samphan.cases.models import Case, Cause, CauseTreeVersion
from samphan.cases.selectors import CaseFilter, capped_counts, case_list
from samphan.cases.services import claim_case
from tests import world

pytestmark = pytest.mark.django_db
TABS = ("mine", "unassigned", "near_breach", "open")
VIEWS = (*TABS, "team", "later", "all")
# One of each filter, alone; a number nothing has is the rarest value there is.
RARE_COLUMNS = ("owner", "team", "branch", "cause")
RARE, RARE_ROWS, COMMON = 700_001, 3, 700_002
FILTERS: dict[str, dict[str, object]] = {
    "none": {},
    "an open state": {"state": "waiting"},
    "a closed state": {"state": "resolved"},
    "kind": {"kind": "review"},
    "priority": {"priority": 1},
    **{column: {f"{column}_id": RARE} for column in RARE_COLUMNS},
}


def test_the_number_on_a_tab_is_that_of_its_list(opened: Callable[..., Case], agent: User) -> None:
    User.objects.filter(pk=agent.pk).update(is_available=False)
    made = [opened(title=f"เรื่อง {number}") for number in range(5)]
    for case in made[:2]:
        claim_case(case_id=case.pk, user_id=agent.pk, now=world.NOW)
    Case.objects.filter(pk=made[0].pk).update(due_at=world.NOW + timedelta(minutes=5))
    Case.objects.filter(pk=made[4].pk).update(state="waiting", due_at=None)
    listed = {tab: len(_titles(tab, agent)) for tab in TABS}
    assert capped_counts(user_id=agent.pk, now=world.NOW) == listed
    assert listed["mine"] == 2
    assert listed["open"] == 5


@pytest.mark.parametrize("view", VIEWS)
def test_pages_hold_every_case_once_even_of_one_instant(view: str, opened: Callable[..., Case], agent: User) -> None:
    for number in range(7):
        opened(title=f"เรื่อง {number}")
    Team.objects.create(name="หน้าร้าน").members.add(agent)
    Case.objects.update(last_activity_at=world.NOW, due_at=world.NOW, team=Team.objects.get())
    if view == "later":
        Case.objects.update(owner=agent, is_snoozed=True)
    seen: list[int] = []
    after = ""
    while True:
        page = case_list(shown=CaseFilter(view=view), user_id=agent.pk, now=world.NOW, after=after, limit=2)
        seen += [case.pk for case in page.items]
        after = page.next_after
        if not after:
            break
    assert sorted(seen) == sorted(case.pk for case in case_list_all(view, agent))
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("view", VIEWS)
def test_a_list_walks_an_index_in_its_order_whatever_it_is_filtered_by(view: str, agent: User) -> None:
    for number in range(3):
        Team.objects.create(name=f"ทีม {number}").members.add(agent)
    sorted_by_hand = []
    for name, filters in FILTERS.items():
        for after in ("", f"{world.NOW.isoformat()}~5"):
            plan = plan_of(CaseFilter(view=view, **filters), agent, after=after, may_sort=False)  # type: ignore[arg-type]
            reads_nothing = '"One-Time Filter": "false"' in plan  # mine, and somebody else's
            if not reads_nothing and (not re.search(r"\bcase_\w+", plan) or re.search("TEMP B-TREE|Sort", plan)):
                sorted_by_hand.append((name, after, plan))
    assert sorted_by_hand == []


@pytest.mark.parametrize("column", RARE_COLUMNS)
def test_a_rare_value_is_found_by_an_index_that_begins_with_it(column: str, agent: User) -> None:
    fill_a_desk()
    for view in ("open", "near_breach", "all"):
        plan = plan_of(CaseFilter(view=view, **{f"{column}_id": RARE}), agent)
        assert re.search(rf"\bcase_{column}_\w+", plan), plan


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite says nothing of the rows it has read")
@pytest.mark.parametrize("column", RARE_COLUMNS)
def test_a_page_of_a_rare_value_reads_no_more_than_its_rows(column: str, agent: User) -> None:
    fill_a_desk()
    for view in ("open", "near_breach", "all"):
        (plan,) = json.loads(plan_of(CaseFilter(view=view, **{f"{column}_id": RARE}), agent, run=True))
        scans = [node for node in nodes(plan["Plan"]) if node.get("Relation Name") == "cases_case"]
        assert scans
        assert sum(scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0) for scan in scans) <= RARE_ROWS


def fill_a_desk() -> None:
    """Write 2,000 cases, of which three have the rare value everywhere, and let PostgreSQL know its statistics."""
    tree = CauseTreeVersion.objects.get(is_active=True)
    for number in (RARE, COMMON):
        world.user(pk=number, is_available=False)
        Team.objects.create(pk=number, name=f"ทีม {number}")
        Branch.objects.create(pk=number, code=f"B{number}", name_th=f"สาขา {number}")
        Cause.objects.create(pk=number, tree=tree, code=f"c{number}", name_th="เหตุ", name_en="Cause")
    values = (RARE if number % 700 == 0 else COMMON for number in range(2000))
    Case.objects.bulk_create(
        Case(
            kind="request",
            title="x",
            owner_id=value,
            team_id=value,
            branch_id=value,
            cause_id=value,
            opened_at=world.NOW,
            last_activity_at=world.NOW - timedelta(minutes=number),
            due_at=world.NOW - timedelta(minutes=number),
        )
        for number, value in enumerate(values)
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE cases_case")


def plan_of(shown: CaseFilter, agent: User, *, after: str = "", may_sort: bool = True, run: bool = False) -> str:
    """Return the database's plan for one page.

    PostgreSQL reads a small table whole and sorts it, whatever its indexes; without `may_sort` it does so only where no
    index has the order.
    """
    with CaptureQueriesContext(connection) as captured:
        case_list(shown=shown, user_id=agent.pk, now=world.NOW, after=after)
    sql = captured[-1]["sql"]  # before it, a list of one's teams asks which they are
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            return "\n".join(str(row[-1]) for row in cursor.fetchall())
        for way in ("sort", "incremental_sort", "seqscan", "bitmapscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{way} = {'on' if may_sort else 'off'}")
        cursor.execute(f"EXPLAIN (FORMAT JSON{', ANALYZE' if run else ''}) {sql}")
        return json.dumps(cursor.fetchone()[0])


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a step of PostgreSQL's plan and every step below it."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def case_list_all(view: str, agent: User) -> list[Case]:
    """Return a whole list at once."""
    return case_list(shown=CaseFilter(view=view), user_id=agent.pk, now=world.NOW, limit=100).items


def _titles(view: str, agent: User) -> list[str]:
    return [case.title for case in case_list_all(view, agent)]
