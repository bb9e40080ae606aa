"""Where documents come from: rooms above this one, named in the settings because they could not be imported here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, kw_only=True)
class NewDocument:
    """One thing to be found: what it is, where it is read, whose it is, and its words as they were written.

    `branch_id` is the branch whose people may find it, None for the whole firm's. `customer_id` is whom it is about.
    """

    kind: str
    object_id: int
    place_kind: str
    place_id: int
    title: str
    body: str
    occurred_at: datetime
    branch_id: int | None = None
    customer_id: int | None = None


class Source(Protocol):
    """All documents of one kind, in the order of their ids."""

    kind: str

    def count(self) -> int:
        """Return about how many documents there are."""

    def documents_after(self, *, after_id: int, limit: int) -> tuple[Sequence[NewDocument], int]:
        """Return the documents of the next `limit` ids after one, and the last id looked at (0: there are no more)."""


def sources() -> tuple[Source, ...]:
    """Return the sources named by the setting `SEARCH_SOURCES`, in a fixed order."""
    return tuple(cast(Source, import_string(path)) for path in settings.SEARCH_SOURCES)
