"""What a migration makes of rows that were there before it."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from samphan.accounts.models import User
from samphan.cases import services as cases
from samphan.cases.models import Case, Cause, Verification
from samphan.eventlog.events import SYSTEM
from tests import world

pytestmark = pytest.mark.django_db
# A module whose name begins with a digit has no import statement.
number_resolutions = import_module("samphan.cases.migrations.0002_verification_tries_a_resolution").number_resolutions


def test_tries_counted_over_the_whole_life_of_a_case_are_counted_a_resolution(
    opened: Callable[..., Case], agent: User, cause: Cause
) -> None:
    case, untouched = opened(), opened()
    told = {"actor_id": agent.pk, "cause_id": cause.pk, "action_taken": "นัดช่างใหม่", "told_customer": "โทรแล้ว"}
    at = world.NOW
    for number, asks in enumerate((2, 0, 1), start=1):
        cases.resolve_case(case_id=case.pk, now=at, **told)  # type: ignore[arg-type]
        for _ in range(asks):
            at += timedelta(days=3)
            asked = case.verifications.count() + 1
            Verification.objects.create(case=case, try_number=asked, asked_at=at, outcome="silent")
        if number < 3:
            cases.reopen_case(case_id=case.pk, reason="staff", now=at + timedelta(hours=1), actor=SYSTEM)
    Verification.objects.create(case=untouched, try_number=1, asked_at=at)

    number_resolutions(apps, connection.SchemaEditorClass(connection))

    numbered = Verification.objects.order_by("pk").values_list("case_id", "resolution_number", "try_number")
    assert list(numbered) == [(case.pk, 1, 1), (case.pk, 1, 2), (case.pk, 3, 1), (untouched.pk, 1, 1)]
