"""What the economics assume is kept once, checked, and known to the event log."""

import pytest

from samphan.eventlog.events import user_actor
from samphan.eventlog.models import Event
from samphan.insights.models import EconomicsAssumption
from samphan.insights.services import (
    AcquisitionCostOutOfRange,
    MarginOutOfRange,
    RetentionCostOutOfRange,
    set_economics,
)
from samphan.kit.errors import Refused
from tests import world

pytestmark = pytest.mark.django_db
GOOD = {"margin_percent": 35, "acquisition_cost_satang": 90_000, "retention_cost_satang_a_year": 12_000}


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"margin_percent": 0}, MarginOutOfRange),
        ({"margin_percent": 101}, MarginOutOfRange),
        ({"margin_percent": -5}, MarginOutOfRange),
        ({"acquisition_cost_satang": -1}, AcquisitionCostOutOfRange),
        ({"acquisition_cost_satang": 10**9 + 1}, AcquisitionCostOutOfRange),
        ({"retention_cost_satang_a_year": -1}, RetentionCostOutOfRange),
        ({"retention_cost_satang_a_year": 10**13}, RetentionCostOutOfRange),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(wrong: dict[str, int], refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        set_economics(**GOOD | wrong, now=world.NOW)
    assert not EconomicsAssumption.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("edge", [{"margin_percent": 1}, {"margin_percent": 100}, {"acquisition_cost_satang": 0}])
def test_the_edges_are_kept(edge: dict[str, int]) -> None:
    kept = set_economics(**GOOD | edge, now=world.NOW)
    assert {name: getattr(kept, name) for name in GOOD} == GOOD | edge


def test_a_second_time_replaces_the_first_and_both_are_events() -> None:
    user = world.user()
    set_economics(**GOOD, now=world.NOW, actor=user_actor(user.pk))
    set_economics(**GOOD | {"margin_percent": 40}, now=world.NOW, actor=user_actor(user.pk))
    assert EconomicsAssumption.objects.get().margin_percent == 40
    events = list(Event.objects.order_by("pk").values_list("type", "actor_id", "data"))
    assert [(kind, actor) for kind, actor, _data in events] == [("insights.economics_changed", user.pk)] * 2
    assert [data["margin_percent"] for _kind, _actor, data in events] == [35, 40]
