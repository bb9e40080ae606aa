"""Thai is complete: every visible string is collected, translated, and compiled as committed."""

from tools import messages


def test_every_visible_string_has_its_thai() -> None:
    assert list(messages.problems()) == []
