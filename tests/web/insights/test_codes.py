"""What the engine's codes are called."""

import pytest
from django.utils.translation import override

from samphan.web.insights import codes


@pytest.mark.parametrize(
    ("row", "en"),
    [
        ({"code": "age_days", "side": "low"}, "A customer for a short time"),
        ({"code": "age_days", "side": "high"}, "A customer for a long time"),
        ({"code": "age_days", "side": "none"}, "Time as a customer"),
        ({"code": "age_days"}, "Time as a customer"),
        ({"code": "last_score", "side": "none"}, "Has never given a score"),
        ({"code": "not_named_yet", "side": "low"}, "not_named_yet"),
    ],
)
def test_a_reason_is_told_with_its_direction_where_that_is_known(row: dict[str, str], en: str) -> None:
    with override("en"):
        assert codes.in_language(row) == en
    with override("th"):
        assert codes.in_language(row) != en or row["code"] == "not_named_yet"


def test_every_fact_with_a_direction_has_a_name_without_one_too() -> None:
    assert codes.SIDES.keys() <= codes.DRIVERS.keys()
