"""When somebody who asked for a call may expect it."""

import pytest

from samphan.promises.services import save_agreement
from samphan.web.survey_form.promise import call_back_by
from tests import world
from tests.promises.cast import MONDAY_NINE, at, seed

pytestmark = pytest.mark.django_db


def test_without_a_promise_nothing_is_said() -> None:
    assert call_back_by(now=MONDAY_NINE, branch_id=None) is None


def test_an_agreement_of_the_branch_counts_and_one_of_a_customer_is_not_told() -> None:
    seed()
    branch, customer = world.branch(), world.customer()
    for name, minutes, whom in (("สาขา", 30, {"branch_id": branch.pk}), ("ลูกค้า", 5, {"customer_id": customer.pk})):
        targets = [{"metric": "follow_up", "minutes": minutes}]
        save_agreement(name=name, targets=targets, now=MONDAY_NINE, valid_from=MONDAY_NINE, **whom)
    assert call_back_by(now=MONDAY_NINE, branch_id=branch.pk) == at("2026-04-20 09:30")
    assert call_back_by(now=MONDAY_NINE, branch_id=None) == at("2026-04-20 10:00")
