"""A code has one name, on whatever screen it is met."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from samphan.accounts.policies import Role
from samphan.automation.starter import STARTER_TREES
from samphan.cases import services as cases
from samphan.web.case.wording import REASONS
from samphan.web.wording import SURVEY_SKIPS, TOPICS, label, tag_name
from tests import world
from tests.web.conftest import SignIn


def _tags(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        if tree.get("do") == "tag":
            yield tree["tag"]
        tree = list(tree.values())
    if isinstance(tree, list | tuple):
        for part in tree:
            yield from _tags(part)


def test_every_tag_of_the_rules_we_bring_along_has_a_name() -> None:
    tags = set(_tags(STARTER_TREES))
    assert tags
    assert [tag for tag in tags if tag_name(tag) == tag] == []


@pytest.mark.parametrize("tag", ["VIP", "v1.5", "รอ_อะไหล่"])
def test_a_tag_of_the_firm_s_own_is_shown_as_it_was_written(tag: str) -> None:
    assert tag_name(tag) == tag


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["/cases/{}/", "/inbox/?case={}", "/inbox/?tab=unassigned"])
def test_a_case_shows_its_tags_by_name(sign_in: SignIn, place: str) -> None:
    new = cases.NewCase(kind="request", title="x", customer_id=world.customer().pk, tags=("loyal", "VIP"))
    case = cases.open_case(new=new, now=world.NOW)
    page = sign_in(Role.MANAGER).get(place.format(case.pk)).content.decode()
    assert "Loyal customer" in page
    assert ">VIP<" in page


def test_why_somebody_was_not_asked_is_known_to_both_screens() -> None:
    assert set(SURVEY_SKIPS) <= set(REASONS)


def test_a_code_nobody_named_is_shown_readable() -> None:
    with translation.override("en"):
        assert label(TOPICS, "stock") == "Availability"
        assert label(TOPICS, "parking_space") == "parking space"
