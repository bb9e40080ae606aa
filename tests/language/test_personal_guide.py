"""The guide's examples are run, so that they stay true."""

from doctest import DocTestParser, DocTestRunner
from pathlib import Path

GUIDE = Path(__file__).resolve().parents[2] / "docs/guide/personal-data-in-text.md"


def test_the_guide_to_personal_data_shows_what_the_code_does() -> None:
    examples = DocTestParser().get_doctest(GUIDE.read_text(encoding="utf-8"), {}, GUIDE.name, str(GUIDE), 0)
    assert examples.examples
    assert DocTestRunner().run(examples).failed == 0
