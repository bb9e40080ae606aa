"""Lists of cases cost what their page costs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samphan.accounts.models import User
from samphan.cases.models import Case
from samphan.cases.selectors import CaseFilter, capped_counts, case_list
from samphan.cases.services import claim_case
from tests import world

pytestmark = pytest.mark.django_db
TABS = ("mine", "unassigned", "near_breach", "open")


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


@pytest.mark.parametrize("view", [*TABS, "all"])
def test_pages_hold_every_case_once_even_of_one_instant(view: str, opened: Callable[..., Case], agent: User) -> None:
    for number in range(7):
        opened(title=f"เรื่อง {number}")
    Case.objects.update(last_activity_at=world.NOW, due_at=world.NOW)
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


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small table is read whole there, whatever its indexes")
@pytest.mark.parametrize("view", [*TABS, "all"])
@pytest.mark.parametrize("after", ["", f"{world.NOW.isoformat()}~5"])
def test_a_list_walks_an_index_in_its_order(view: str, after: str, agent: User) -> None:
    with CaptureQueriesContext(connection) as captured:
        case_list(shown=CaseFilter(view=view), user_id=agent.pk, now=world.NOW, after=after)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + captured[0]["sql"])
        steps = [str(row[-1]) for row in cursor.fetchall()]
    assert any("cases_case USING INDEX case_" in step for step in steps), steps
    assert not any("TEMP B-TREE" in step for step in steps), steps


def case_list_all(view: str, agent: User) -> list[Case]:
    """Return a whole list at once."""
    return case_list(shown=CaseFilter(view=view), user_id=agent.pk, now=world.NOW, limit=100).items


def _titles(view: str, agent: User) -> list[str]:
    return [case.title for case in case_list_all(view, agent)]
