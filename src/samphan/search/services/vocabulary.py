"""The firm's own words and synonyms. A word changes how texts are cut, so the index is then written afresh."""

from datetime import datetime

from django.db import transaction

from samphan.kit.errors import N_, Refused
from samphan.search.models import DictionaryWord, Synonym
from samphan.search.rules.words import MOST_SYNONYMS, MOST_WORDS, dictionary_word, overlapping, synonym_group
from samphan.search.services.rebuilding import request_rebuild


class TooManyWords(Refused):
    code = "search.words.too_many"
    message = N_("There are {most} of them already. Take away what nobody uses first.")


class SynonymTaken(Refused):
    code = "search.synonyms.taken"
    message = N_("“{word}” has synonyms already. Take those away first, or add to them.")


@transaction.atomic
def add_word(*, word: str, now: datetime) -> DictionaryWord:
    """Keep a word of the firm's own whole from now on; the same word again changes nothing."""
    cleaned = dictionary_word(word)
    if DictionaryWord.objects.count() >= MOST_WORDS:
        raise TooManyWords(most=MOST_WORDS)
    made, is_new = DictionaryWord.objects.get_or_create(word=cleaned, defaults={"created_at": now})
    if is_new:
        request_rebuild(now=now)
    return made


@transaction.atomic
def remove_word(*, word_id: int, now: datetime) -> None:
    """Forget a word of the firm's own; one that is gone already changes nothing."""
    removed, _ = DictionaryWord.objects.filter(pk=word_id).delete()
    if removed:
        request_rebuild(now=now)


@transaction.atomic
def add_synonyms(*, words: str, now: datetime) -> Synonym:
    """Count words as one: whoever looks for one finds the others. They hold at once; nothing is written afresh."""
    group = synonym_group(words)
    groups = list(Synonym.objects.values_list("words", flat=True))
    if len(groups) >= MOST_SYNONYMS:
        raise TooManyWords(most=MOST_SYNONYMS)
    taken = overlapping(group, groups)
    if taken:
        raise SynonymTaken(word=taken)
    return Synonym.objects.create(words=group, created_at=now)


def remove_synonyms(*, synonym_id: int) -> None:
    """Let words go their own ways again; those that are gone already change nothing."""
    Synonym.objects.filter(pk=synonym_id).delete()
