"""A page says how old the oldest of its figures is; a failed computation is seen on every tab, with what helps."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from samphan.accounts.policies import Role
from samphan.insights import selectors, services
from samphan.insights.models import Figure, Refresh
from samphan.insights.rules.refreshing import Failure
from samphan.insights.selectors.figures import StoredFigure
from samphan.insights.services.figures import NAMES as COUNTED
from samphan.web.insights.frame import SHOWN, TABS
from tests.web import figures
from tests.web.conftest import SignIn, page
from tests.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
PATHS = {
    "insights": "/insights/",
    "insights_retention": "/insights/retention/",
    "insights_value": "/insights/value/",
    "insights_behaviour": "/insights/behaviour/",
    "insights_drivers": "/insights/drivers/",
    "insights_topics": "/insights/topics/",
    "insights_themes": "/insights/themes/",
    "insights_economics": "/insights/economics/",
}
# Their figures are all counted by the database. Retention has one of those too, beside the engine's.
COUNTED_TABS = ("insights", "insights_topics")
ENGINES = timedelta(days=3)
FAILED = "The last computation failed on"


def store_every_figure() -> None:
    """Keep figures for every tab: the counted ones of now, the engine's of three days ago."""
    services.refresh_figures(now=NOW)
    figures.store(**figures.every_figure())
    Figure.objects.exclude(name__in=COUNTED).update(computed_at=NOW - ENGINES)


def ended(*, failure: str = "", at: datetime = NOW) -> None:
    Refresh.objects.create(asked_at=at, finished_at=at, is_running=False, failure=failure)


class Watched(dict[str, Any]):
    """A figure's value that notes who reads it."""

    def __init__(self, name: str, value: dict[str, Any], read: set[str]) -> None:
        super().__init__(value)
        self._note = lambda: read.add(name)

    def __getitem__(self, key: str) -> Any:
        self._note()
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self._note()
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self._note()
        return super().__contains__(key)

    def __iter__(self) -> Iterator[str]:
        self._note()
        return super().__iter__()


@pytest.mark.parametrize("tab", TABS)
def test_the_age_of_a_tab_is_that_of_the_figures_it_draws(
    tab: str, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_every_figure()
    stored, read = selectors.figures, set[str]()

    def watched(**asked: str) -> dict[str, StoredFigure]:
        return {
            name: StoredFigure(name=name, value=Watched(name, one.value, read), computed_at=one.computed_at)
            for name, one in stored(**asked).items()
        }

    monkeypatch.setattr(selectors, "figures", watched)
    page(sign_in(), PATHS[tab])
    # Every tab about buying looks up where the figures about buying end, to say so.
    assert read - {"repurchase"} == set(SHOWN[tab]) - {"repurchase"}


@pytest.mark.parametrize("tab", [tab for tab in TABS if SHOWN[tab]])
def test_a_computation_that_failed_half_way_does_not_make_old_figures_new(tab: str, sign_in: SignIn) -> None:
    store_every_figure()
    day = 20 if tab in COUNTED_TABS else 17
    assert f"Updated {day} Nov 2026" in page(sign_in(), PATHS[tab])


def test_without_the_engine_the_form_of_economics_is_there_and_no_age_is_claimed(sign_in: SignIn) -> None:
    services.refresh_figures(now=NOW)
    shown = page(sign_in(), PATHS["insights_economics"])
    assert 'id="assumptions"' in shown
    assert "Updated" not in shown
    assert "Updated" not in page(sign_in(), PATHS["insights_themes"])


@pytest.mark.parametrize("tab", TABS)
def test_a_failure_is_told_on_every_tab_until_the_next_success(tab: str, sign_in: SignIn) -> None:
    store_every_figure()
    ended(failure=Failure.DISK)
    reader = sign_in(Role.MANAGER)
    shown = page(reader, PATHS[tab])
    assert f"{FAILED} 20 Nov 2026 10:00: the disk is full." in shown
    assert "Free space on the disk, then press Refresh." in shown
    assert ("The figures are those of 20 Nov 2026" in shown) is (tab in COUNTED_TABS)
    assert ("The figures are those of 17 Nov 2026" in shown) is (tab not in {*COUNTED_TABS, "insights_themes"})
    assert shown.count('action="/insights/refresh/"') == 2
    ended(at=NOW + timedelta(minutes=1))
    assert FAILED not in page(reader, PATHS[tab])


def test_a_failed_first_computation_is_told_where_there_is_nothing_else(sign_in: SignIn) -> None:
    ended(failure=Failure.MEMORY)
    shown = page(sign_in(), "/insights/")
    assert f"{FAILED} 20 Nov 2026 10:00: the machine ran out of memory." in shown
    assert "The figures are those of" not in shown
    assert "have not been computed yet" in shown


def test_who_may_not_refresh_is_told_and_given_no_task(sign_in: SignIn) -> None:
    ended(failure=Failure.OTHER)
    shown = page(sign_in(Role.AGENT), "/insights/")
    assert "an error that was not foreseen." in shown
    assert "Failed work" not in shown
    assert "/insights/refresh/" not in shown
    assert "Failed work" in page(sign_in(Role.OWNER), "/insights/")


def test_it_is_told_in_thai(sign_in: SignIn) -> None:
    ended(failure=Failure.STOPPED)
    shown = page(sign_in(language="th"), "/insights/")
    assert "การคำนวณครั้งล่าสุดเมื่อ 20 พ.ย. 2569" in shown
    assert "The last computation" not in shown


def test_whoever_asked_sees_the_failure_when_the_page_reloads(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise services.EngineFailed(reason="x")

    monkeypatch.setattr(services.refreshing, "run_engine", fail)
    reader = sign_in(Role.MANAGER)
    reader.post("/insights/refresh/")
    with pytest.raises(services.EngineFailed):
        services.run_refresh(refresh_id=Refresh.objects.get().pk, now=NOW)
    assert reader.get("/insights/progress/").headers["HX-Refresh"] == "true"
    assert FAILED in page(reader, "/insights/")


def test_one_that_does_not_end_is_followed_for_two_hours_and_then_offered_again(
    sign_in: SignIn, time_machine: TimeMachineFixture
) -> None:
    reader: Client = sign_in(Role.MANAGER)
    reader.post("/insights/refresh/")
    assert 'action="/insights/refresh/"' not in page(reader, "/insights/")
    time_machine.shift(timedelta(hours=2, seconds=1))
    assert reader.get("/insights/progress/").headers["HX-Refresh"] == "true"
    shown = page(reader, "/insights/")
    assert f"{FAILED} 20 Nov 2026 10:00: it was stopped before it was done." in shown
    assert "See that a worker is running" in shown
    reader.post("/insights/refresh/")
    assert Refresh.objects.filter(is_running=True).get().asked_at == NOW + timedelta(hours=2, seconds=1)
    assert FAILED in page(reader, "/insights/"), "until it succeeds"
