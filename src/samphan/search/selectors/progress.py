"""How the index stands: how much is in it, and how far it is being written afresh."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from samphan.search.models import Document, DocumentKind, Rebuild


@dataclass(frozen=True, kw_only=True)
class IndexState:
    """How many documents of each kind can be found, and when one was written last."""

    counts: dict[str, int]
    written_at: datetime | None


def index_state() -> IndexState:
    """Return what is in the index."""
    rows = Document.objects.values_list("kind").annotate(Count("pk"), Max("indexed_at")).order_by("kind")
    found = list(rows)
    return IndexState(
        counts={kind: count for kind, count, _ in found},
        written_at=max((written for _, _, written in found), default=None),
    )


def latest_rebuild() -> Rebuild | None:
    """Return the rebuild that runs, else the one asked for last."""
    return Rebuild.objects.order_by("-is_running", "-pk").first()


def holds_articles() -> bool:
    """Say whether there are articles to be found."""
    return Document.objects.filter(kind=DocumentKind.ARTICLE).exists()
