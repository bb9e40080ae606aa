"""A small library to look things up in: documents of every kind, two branches, one firm."""

from collections.abc import Iterable

from samphan.search.rules.sight import Sight
from samphan.search.selectors import Findings, search
from samphan.search.services import index_documents
from samphan.search.sources import NewDocument
from tests.world import NOW

EVERYTHING = Sight(kinds=frozenset({"customer", "case", "message", "article"}), branch_ids=None)


def document(object_id: int, body: str, **facts: object) -> NewDocument:
    """Return a document of one's own making, an article of the whole firm unless it says otherwise."""
    kind = str(facts.get("kind", "article"))
    given: dict[str, object] = {
        "kind": kind, "object_id": object_id, "place_kind": kind, "place_id": object_id, "title": "", "body": body,
        "occurred_at": NOW,
    }  # fmt: skip
    return NewDocument(**{**given, **facts})  # type: ignore[arg-type]


def shelve(*documents: NewDocument) -> None:
    """Write documents into the index."""
    index_documents(documents=documents, now=NOW)


def found(query: str, *, sight: Sight = EVERYTHING, kind: str = "", limit: int = 20) -> list[int]:
    """Return the ids of what a search finds, best first."""
    return [one.object_id for one in findings(query, sight=sight, kind=kind, limit=limit).found]


def findings(query: str, *, sight: Sight = EVERYTHING, kind: str = "", limit: int = 20) -> Findings:
    """Return all that a search says."""
    return search(query=query, sight=sight, now=NOW, kind=kind, limit=limit)


class Shelf:
    """A source of documents kept in memory, for rebuilds."""

    def __init__(self, documents: Iterable[NewDocument], kind: str = "case") -> None:
        self.kind = kind
        self.documents = {one.object_id: one for one in documents}

    def count(self) -> int:
        """Return how many there are."""
        return len(self.documents)

    def documents_after(self, *, after_id: int, limit: int) -> tuple[list[NewDocument], int]:
        """Return the next documents by id."""
        ids = sorted(one for one in self.documents if one > after_id)[:limit]
        return [self.documents[one] for one in ids], ids[-1] if ids else 0
