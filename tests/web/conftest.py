"""What a test of a screen gets: a firm, and a client signed in as any role."""

from collections.abc import Callable

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from tests import world

SignIn = Callable[..., Client]


@pytest.fixture
def firm() -> None:
    """Set the firm up, so that no page leads to first run."""
    world.organisation()


@pytest.fixture
def sign_in(firm: None) -> SignIn:
    """Return a factory of clients: `sign_in(Role.AGENT)` or `sign_in(user=somebody)`; English pages by default."""

    def make(role: Role = Role.OWNER, *, user: User | None = None, language: str = "en") -> Client:
        client = Client()
        client.force_login(user or world.user(role, language=language))
        return client

    return make


@pytest.fixture
def at_now(time_machine: TimeMachineFixture) -> None:
    """Stop the clock at the world's present."""
    time_machine.move_to(world.NOW, tick=False)


def page(client: Client, path: str) -> str:
    """Return a page's text; it must be there."""
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer.content.decode()
