"""The cases and promises listed behind a figure of the loop are those it counted."""

from datetime import timedelta

import pytest

from samphan.cases.models import Case, CaseState, Cause, CauseTreeVersion, Verification
from samphan.cases.selectors.counted import COUNTED, counted_cases, counted_clocks
from samphan.insights import selectors, services
from samphan.insights.rules.periods import period
from samphan.promises.models import ClockState
from tests import world
from tests.insights.engine.buyers import UNTIL, broken, case, noon

pytestmark = pytest.mark.django_db
NOW = world.NOW
SINCE = period("12m", now=NOW, timezone="Asia/Bangkok")
DAY = timedelta(days=1)


def opened(days_ago: int, **fields: object) -> Case:
    """Store a case of somebody, opened so many days before the last whole day."""
    tree, _ = CauseTreeVersion.objects.get_or_create(number=1, defaults={"created_at": NOW})
    fields["cause"], _ = Cause.objects.get_or_create(tree=tree, code="late", defaults={"name_th": "ช้า"})
    return case(world.customer().pk, UNTIL - days_ago * DAY, **fields)  # type: ignore[arg-type]


def asked(of: Case, *outcomes: str) -> Case:
    """Have the customer of a case been asked whether it is solved, once for each outcome."""
    for number, outcome in enumerate(outcomes, start=1):
        Verification.objects.create(case=of, try_number=number, outcome=outcome, asked_at=NOW)
    return of


@pytest.fixture
def loop() -> None:
    """Furnish a period with cases at every stage, and one of the period before."""
    here = world.branch("A")
    done = {"first_contact_at": NOW - DAY, "resolved_at": NOW - DAY, "branch": here}
    for n in range(6):
        opened(n, state=CaseState.OPEN, branch=here)
        opened(10 + n, **done)
        asked(opened(20 + n, **done), "failed", "silent")
        Case.objects.filter(pk=asked(opened(30 + n, **done), "failed", "confirmed").pk).update(state=CaseState.VERIFIED)
        asked(opened(40 + n, state=CaseState.OPEN, reopened_count=1), "confirmed", "pending")
    opened(500, **done)
    for number, of in enumerate(Case.objects.order_by("id")):
        broken(of, UNTIL - DAY, state=[ClockState.MET, ClockState.MISSED, ClockState.RUNNING][number % 3])
    services.refresh_figures(now=NOW)


def times(scope: str) -> dict[str, dict[str, int]]:
    """Return the stored figure of the loop."""
    figure = selectors.figure(name="case_times", scope=scope, period="12m")
    assert figure is not None
    return figure.value  # type: ignore[return-value]


@pytest.mark.usefixtures("loop")
@pytest.mark.parametrize("branch", ["", "A"])
def test_as_many_cases_are_listed_as_a_figure_counts(branch: str) -> None:
    chosen = world.branch(branch) if branch else None
    value = times(f"branch:{chosen.pk}" if chosen else "all")
    within = {
        "opened_from": SINCE.starts_at(SINCE.since), "opened_until": NOW, "branch_ids": [chosen.pk] if chosen else None
    }  # fmt: skip
    found = {counted: counted_cases(counted=counted, **within).page().total for counted in COUNTED}
    assert found == {
        "": value["n"],
        "open": value["open"],
        "contacted": value["first_contact"]["n"],
        "solved": value["close"]["n"],
        "asked": value["verified"]["n"],
        "confirmed": value["verified"]["successes"],
        "ended": value["reopened"]["n"],
        "reopened": value["reopened"].get("successes", 0),
    }
    assert found["confirmed"] == 6
    assert found["asked"] == 12, "who was asked and has not answered yet is not counted"
    kept, every = counted_clocks(**within, only_kept=True).page().total, counted_clocks(**within).page().total
    assert (kept, every) == (value["kept"]["successes"], value["kept"]["n"])
    assert counted_clocks(**within, metric="follow_up").page().total == every
    assert counted_clocks(**within, metric="resolve").page().total == 0


@pytest.mark.usefixtures("loop")
def test_what_happened_after_a_figure_was_computed_is_not_listed() -> None:
    before = {"opened_from": SINCE.starts_at(SINCE.since), "opened_until": NOW - DAY}
    every = counted_cases(counted="", **before).page().total
    assert counted_cases(counted="contacted", **before).page().total == 0
    later = opened(-3)
    broken(later, UNTIL + 4 * DAY)
    assert counted_cases(counted="", **before).page().total == every
    assert later.opened_at == noon(UNTIL + 3 * DAY)
