import pytest
from django.test import Client

from samphan.accounts.policies import Role
from samphan.automation.services import seed_rule_trees
from samphan.kit import clock
from samphan.promises.services import seed_promises
from tests import world
from tests.web.rules.furnished import signed_in


@pytest.fixture
def lead() -> Client:
    """A manager's browser with the starter trees in place; it reads English and must send CSRF tokens."""
    world.organisation()
    seed_rule_trees(now=clock.now())
    seed_promises()
    return signed_in(Role.MANAGER)
