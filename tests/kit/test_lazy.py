import pytest

from samphan.kit.lazy import names_from


def test_a_name_is_found_where_it_lives_and_another_is_refused() -> None:
    find = names_from("shop", {"dumps": "json"})
    assert find("dumps")({"a": 1}) == '{"a": 1}'
    with pytest.raises(AttributeError, match="module 'shop' has no attribute 'loads'"):
        find("loads")
