from pathlib import Path

import pytest

from samphan.kit.lazy import homes_in, names_from


def test_a_name_is_found_where_it_lives_and_another_is_refused() -> None:
    find = names_from("shop", {"dumps": "json"})
    assert find("dumps")({"a": 1}) == '{"a": 1}'
    with pytest.raises(AttributeError, match="module 'shop' has no attribute 'loads'"):
        find("loads")


def test_a_stub_says_where_its_names_are_from(tmp_path: Path) -> None:
    stub = tmp_path / "shop.pyi"
    stub.write_text('"""Names."""\n\nfrom json import dumps as dumps\nfrom math import pi as tau\n__all__: list[str]\n')
    assert homes_in(stub) == {"dumps": "json"}
