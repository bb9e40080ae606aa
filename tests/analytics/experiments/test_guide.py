"""The guide's examples run as printed."""

from doctest import DocTestParser, DocTestRunner
from pathlib import Path

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide" / "experiments.md"


def test_the_guides_examples_run_as_printed() -> None:
    examples = DocTestParser().get_doctest(GUIDE.read_text(encoding="utf-8"), {}, GUIDE.name, str(GUIDE), 0)
    told: list[str] = []
    results = DocTestRunner(verbose=False).run(examples, out=told.append)
    assert results.attempted > 20
    assert results.failed == 0, "".join(told)
