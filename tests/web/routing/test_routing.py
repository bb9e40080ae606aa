"""Trying other routing: the form keeps what was typed, progress is watched, the outcome is shown beside what was."""

import pytest

from samphan.accounts.policies import Role
from samphan.automation.services import seed_installation
from samphan.cases import services as cases
from samphan.cases.models import RoutingTrial
from samphan.jobs.worker import run_until_idle
from samphan.kit import clock
from tests import world
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["th", "en"])
def test_last_week_is_tried_watched_and_shown(sign_in: SignIn, language: str) -> None:
    seed_installation(now=world.NOW)
    agent = world.user(name="Narin")
    manager = world.user(Role.MANAGER, language=language)
    lead = sign_in(user=manager)
    for number in range(2):
        new = cases.NewCase(kind="request", title=f"{number}", customer_id=None)
        cases.open_case(new=new, now=clock.now())
    assert lead.get("/routing/").status_code == 200
    form = {f"capacity-{user.pk}": "3" for user in (agent, manager)}
    form |= {"extra": "1", "extra_capacity": "4", "hours": "", "ramp_limit": "5", "ramp_minutes": "10"}

    assert lead.post("/routing/try/", form).status_code == 302
    trial = RoutingTrial.objects.get()
    assert 'hx-trigger="every 1s"' in lead.get("/routing/").content.decode()
    run_until_idle()

    shown = lead.get(f"/routing/{trial.pk}/").content.decode()
    assert "hx-trigger" not in shown
    assert "Narin" in shown
    page = lead.get("/routing/").content.decode()
    assert shown.split("<section", 1)[1][:200] in page
    refused = lead.post("/routing/try/", form | {"hours": "18:00-09:00"})
    assert refused.status_code == 422
    assert 'value="18:00-09:00"' in refused.content.decode()


def test_a_trial_nobody_asked_for_is_missing_and_agents_try_nothing(sign_in: SignIn) -> None:
    world.organisation()
    assert sign_in(Role.MANAGER).get("/routing/999/").status_code == 404
    assert sign_in(Role.AGENT).get("/routing/").status_code == 403
