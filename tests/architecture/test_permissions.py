"""Every URL has a row in the permission table, and the table is what happens: each URL x method x role is tried."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse

from samphan.accounts.policies import POLICY, Role
from tests import world
from tests.architecture.doors import PUBLIC, Door, doors, patterns
from tests.architecture.sample_urls import LIBRARY_URLS, sample_arguments

_REFUSED = 403


_DOORS = doors()
_GUARDED = [door for door in _DOORS if door.action != PUBLIC]


def test_every_url_has_a_row_in_the_permission_table() -> None:
    unknown = [
        f"{prefix}{pattern.pattern}"
        for prefix, pattern in patterns(get_resolver())
        if getattr(pattern.callback, "samphan_action", None) not in {*POLICY, PUBLIC}
        and f"{prefix}{pattern.name}" not in LIBRARY_URLS
    ]
    assert unknown == [], "give the view @screen(action) or @public"


def test_every_url_of_ours_has_a_name() -> None:
    assert [door.name for door in _DOORS if "/" in door.name or "<" in door.name] == []


def test_every_action_opens_a_door() -> None:
    """An action nobody asks for is a promise the table cannot keep."""
    assert sorted(set(POLICY) - {door.action for door in _DOORS} - _ASKED_ELSEWHERE) == []


# Asked for inside a page, not by a URL of its own.
_ASKED_ELSEWHERE = {"customers.sensitive"}


@pytest.mark.django_db
@pytest.mark.parametrize("door", _GUARDED, ids=lambda door: door.name)
def test_a_door_opens_to_the_roles_of_the_table_and_to_nobody_else(door: Door) -> None:
    world.organisation()
    url = reverse(door.name, kwargs=sample_arguments(door.arguments))
    for method in door.methods:
        answer = Client().generic(method, url)
        assert answer.status_code in {301, 302}, f"{method} {url} answered a stranger with {answer.status_code}"
        assert answer.headers["Location"].startswith(settings.LOGIN_URL)
        for role in Role:
            client = Client()
            client.force_login(world.user(role))
            answer = client.generic(method, url)
            assert (answer.status_code == _REFUSED) == (role not in POLICY[door.action]), (
                f"{method} {url} answered {role} with {answer.status_code}"
            )
            assert not answer.headers.get("Location", "").startswith(settings.LOGIN_URL)


@pytest.mark.django_db
@pytest.mark.parametrize("door", [door for door in _DOORS if door.action == PUBLIC], ids=lambda door: door.name)
def test_a_public_door_asks_nobody_to_sign_in(door: Door) -> None:
    world.organisation()
    world.user(Role.OWNER)
    url = reverse(door.name, kwargs=sample_arguments(door.arguments))
    answer = Client().get(url)
    assert answer.status_code != _REFUSED
