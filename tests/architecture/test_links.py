"""What the documents point to is there."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT

_LINK = re.compile(r"\]\(([^)\s]+)\)")


def _documents() -> Iterator[Path]:
    yield from ROOT.glob("*.md")
    yield from (ROOT / "docs").rglob("*.md")


def _targets(document: Path) -> Iterator[str]:
    """Yield what a document links to inside the house, without the place on the page."""
    for target in _LINK.findall(document.read_text()):
        if not re.match(r"[a-z]+:|#", target):
            yield target.partition("#")[0]


def test_every_link_between_documents_leads_somewhere() -> None:
    gone = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in _documents()
        for target in _targets(document)
        if not (document.parent / target).exists()
    ]
    assert gone == []


def test_links_are_seen() -> None:
    assert "docs/screenshots/case-en-light-1440.webp" in set(_targets(ROOT / "README.md"))
