"""A promise that was broken is a fact the risk may learn from, and a debt that comes before every favour."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from samphan.accounts.policies import Role
from samphan.cases.models import CaseState, Cause
from samphan.insights.models import CustomerScore
from samphan.insights.services.engine import leaving, refresh_engine
from samphan.insights.services.engine.history import load_history
from samphan.promises.models import ClockState
from tests import world
from tests.insights.engine.buyers import UNTIL, Business, answer, broken, case
from tests.web.conftest import page
from tests.world import NOW

pytestmark = pytest.mark.django_db
LATELY = UNTIL - timedelta(days=40)


@pytest.fixture
def folder(refreshed: Business, tmp_path: Path) -> Path:
    """Return a copy of the folder the refresh left."""
    return shutil.copytree(refreshed.folder, tmp_path / "again")


def test_who_was_let_down_is_called_first_with_the_promise_as_evidence(refreshed: Business, folder: Path) -> None:
    let_down, waiting, confirmed, happy, long_ago, running = [
        who for who in sorted(refreshed.bought) if who not in refreshed.said
    ][:6]
    slow = Cause.objects.get(code="delivery.slow")
    broken(case(let_down, LATELY, cause=slow), LATELY)
    broken(case(waiting, LATELY, state=CaseState.OPEN), LATELY)
    broken(case(confirmed, LATELY, cause=slow, state=CaseState.VERIFIED), LATELY)
    broken(case(happy, LATELY, cause=slow), LATELY)
    answer(happy, 10, LATELY + timedelta(days=3))
    broken(case(long_ago, UNTIL - timedelta(days=380), cause=slow), UNTIL - timedelta(days=379))
    broken(case(running, LATELY, cause=slow), LATELY, state=ClockState.RUNNING)
    refresh_engine(folder=folder, now=NOW)
    actions = dict(CustomerScore.objects.values_list("customer_id", "action"))
    assert actions[let_down] == "make_good"
    assert actions[waiting] == "finish_case"
    assert {actions[who] for who in (confirmed, happy, long_ago, running)} & {"make_good"} == set()
    score = CustomerScore.objects.get(customer_id=let_down)
    assert score.evidence == {"kind": "promise", "code": "follow_up", "at": LATELY.isoformat()}
    reader = Client()
    reader.force_login(world.user(Role.MANAGER, language="en"))
    shown = page(reader, f"/customers/{let_down}/")
    assert "Make good the broken promise" in shown
    assert "Promise broken: First contact" in shown


def test_promises_broken_in_the_year_before_a_day_are_a_fact(refreshed: Business, folder: Path) -> None:
    who = min(refreshed.bought)
    opened = case(who, UNTIL - timedelta(days=500), state=CaseState.OPEN)
    for days in (10, 200, 366, 450):
        broken(opened, UNTIL - timedelta(days=days))
    refresh_engine(folder=folder, now=NOW)
    history = load_history(folder, until=UNTIL, currency="THB")
    past = leaving._read_past(history)
    assert past is not None
    facts, keys = leaving._facts(past, UNTIL.toordinal())
    row = keys.tolist().index(history.key[history.customer_id.tolist().index(who)])
    assert facts["promise_broken"][row] == 2
    assert facts["promise_broken"].sum() == 2
