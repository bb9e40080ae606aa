from samphan.insights.rules.storing import storable


def test_numbers_that_are_none_are_stored_as_unknown_wherever_they_lie() -> None:
    value = {"a": float("nan"), "b": [1, float("inf"), {"c": (-float("inf"), 2.5, "nan", True, None)}]}
    assert storable(value) == {"a": None, "b": [1, None, {"c": [None, 2.5, "nan", True, None]}]}
