"""docs/reference says what the code does, and every event says what it means."""

import pytest

from tools import reference

_PAGES = ("events.md", "settings.md", "cli.md", "import-columns.md", "permissions.md")


@pytest.mark.parametrize("name", _PAGES)
def test_a_reference_page_is_what_the_code_says(name: str) -> None:
    assert (reference.REFERENCE / name).read_text() == reference.pages()[name], "run `make reference`"


def test_every_event_says_what_it_means() -> None:
    # A dataclass without words of its own is given its signature as docstring.
    events = reference.event_classes()
    assert [kind.type for kind in events if (kind.__doc__ or "").startswith(f"{kind.__name__}(")] == []
