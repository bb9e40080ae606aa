"""Writing documents: redacted, cut into words, one row for each thing that can be found."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction

from samphan.language.personal import redact
from samphan.search.models import Document, DocumentKind
from samphan.search.rules.cutting import LONGEST_TEXT, LONGEST_TITLE, index_version, terms_of
from samphan.search.selectors.vocabulary import own_words
from samphan.search.sources import NewDocument

_KEY = ("kind", "object_id")
_BATCH = 200


def index_documents(*, documents: Iterable[NewDocument], now: datetime) -> int:
    """Write documents, each in place of an older one of the same thing; return how many can be found.

    What has no words is not kept. Names, numbers and addresses of people are taken out of the text before it is stored
    or cut; a text is indexed as far as `LONGEST_TEXT` characters.
    """
    extra = own_words()
    version = index_version(extra)
    written = 0
    remaining = iter(documents)
    while batch := list(islice(remaining, _BATCH)):
        rows = [_row(document, extra=extra, version=version, now=now) for document in batch]
        _store([row for row in rows if row.seg])
        empty = [row for row in rows if not row.seg]
        for kind in {row.kind for row in empty}:
            remove_documents(kind=kind, object_ids=[row.object_id for row in empty if row.kind == kind])
        written += len(rows) - len(empty)
    return written


def remove_documents(*, kind: str, object_ids: Collection[int]) -> None:
    """Take things out of the index; those that are not in it change nothing."""
    if object_ids:
        Document.objects.filter(kind=kind, object_id__in=list(object_ids)).delete()


def remove_customer_documents(*, customer_ids: Collection[int]) -> None:
    """Take out everything that is about these customers: for when they are erased or their import is taken back."""
    if customer_ids:
        Document.objects.filter(customer_id__in=list(customer_ids)).delete()


def move_customer_documents(*, branch_ids: Mapping[int, int | None]) -> None:
    """Let what is read on the page of each of these customers, and was their branch's, be their new branch's.

    For whoever moves customers without telling an event. What is the whole firm's stays so.
    """
    theirs = Document.objects.filter(place_kind=DocumentKind.CUSTOMER, kind=DocumentKind.MESSAGE)
    for branch_id in set(branch_ids.values()):
        moved = [customer_id for customer_id, new in branch_ids.items() if new == branch_id]
        theirs.filter(customer_id__in=moved).update(branch_id=branch_id)


@transaction.atomic
def _store(rows: Sequence[Document]) -> None:
    columns = [column.name for column in Document._meta.concrete_fields if not column.primary_key]
    Document.objects.bulk_create(
        sorted(rows, key=lambda row: (row.kind, row.object_id)),  # in one order, so that no two writers wait in a ring
        update_conflicts=True,
        unique_fields=_KEY,
        update_fields=[name for name in columns if name not in _KEY],
    )


def _row(document: NewDocument, *, extra: tuple[str, ...], version: str, now: datetime) -> Document:
    title = _clean(document.title, most=LONGEST_TITLE)
    body = _clean(document.body, most=LONGEST_TEXT)
    terms = terms_of(title=title, body=body, extra=extra)
    return Document(
        kind=document.kind,
        object_id=document.object_id,
        place_kind=document.place_kind,
        place_id=document.place_id,
        branch_id=document.branch_id,
        customer_id=document.customer_id,
        title=title,
        body=body,
        seg=terms.seg,
        title_seg=terms.title_seg,
        grams=terms.grams,
        occurred_at=document.occurred_at,
        version=version,
        indexed_at=now,
    )


def _clean(text: str, *, most: int) -> str:
    return redact(text.replace("\x00", "").strip(), most=most)[:most]
