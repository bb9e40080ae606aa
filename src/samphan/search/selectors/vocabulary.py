"""The firm's own words and synonyms, and whether the index was cut by them."""

import json

from django.db import connection

from samphan.search.models import DictionaryWord, Rebuild, Synonym
from samphan.search.rules.cutting import index_version

_VOCABULARY = """
SELECT word, NULL AS synonyms, 0 AS place FROM search_dictionaryword
UNION ALL SELECT NULL, CAST(words AS TEXT), id FROM search_synonym ORDER BY place, word"""


def dictionary_words() -> list[DictionaryWord]:
    """Return the firm's own words in order."""
    return list(DictionaryWord.objects.order_by("word"))


def synonyms() -> list[Synonym]:
    """Return the firm's own synonyms, oldest first."""
    return list(Synonym.objects.order_by("pk"))


def own_words() -> tuple[str, ...]:
    """Return the firm's own words as the segmenter takes them."""
    return tuple(DictionaryWord.objects.order_by("word").values_list("word", flat=True))


def own_vocabulary() -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the firm's own words and its groups of synonyms: one written statement, because every search asks it."""
    with connection.cursor() as cursor:
        cursor.execute(_VOCABULARY)
        rows = cursor.fetchall()
    words = tuple(word for word, _, _ in rows if word is not None)
    return words, tuple(tuple(json.loads(group)) for _, group, _ in rows if group is not None)


def present_version() -> str:
    """Return the version a document would be written with now."""
    return index_version(own_words())


def is_stale() -> bool:
    """Say whether the index was never written whole, or by other words or rules than the present ones."""
    last = Rebuild.objects.filter(finished_at__isnull=False).order_by("-finished_at", "-pk").first()
    return last is None or last.version != present_version()
