from collections.abc import Callable

import pytest

from samphan.accounts.models import User
from samphan.automation.services import seed_installation
from samphan.cases.models import Case, Cause
from samphan.cases.services import NewCase, open_case
from tests import world


@pytest.fixture
def seeded() -> None:
    """An installation with its seeds, and nobody at work yet."""
    world.organisation()
    seed_installation(now=world.NOW)


@pytest.fixture
def agent(seeded: None) -> User:
    return world.user()


@pytest.fixture
def opened(agent: User) -> Callable[..., Case]:
    """Open a feedback case of a new customer."""

    def make(**facts: object) -> Case:
        defaults: dict[str, object] = {
            "kind": "feedback",
            "title": "รอนานมาก",
            "customer_id": world.customer().pk,
            "promise_codes": ("feedback_follow_up", "feedback_resolve"),
        }
        return open_case(new=NewCase(**{**defaults, **facts}), now=world.NOW)  # type: ignore[arg-type]

    return make


@pytest.fixture
def cause(seeded: None) -> Cause:
    return Cause.objects.get(code="waiting.no_reply")
