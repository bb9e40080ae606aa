import re
from collections import Counter

import pytest

from samphan.language.labels import LABELS
from samphan.language.training.grammar import load_grammar


@pytest.mark.parametrize("language", ["th", "en"])
def test_sentences_are_the_same_every_time_whole_and_of_every_label(language: str) -> None:
    texts, labels = load_grammar(language).sentences()
    assert (texts, labels) == load_grammar(language).sentences()
    assert len(texts) == len(set(texts)) == len(labels)
    assert [text for text in texts if not text or re.search(r"[{}]|  ", text)] == []
    counts = Counter(labels)
    assert sorted(counts) == list(range(len(LABELS)))
    assert min(counts.values()) > 300


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_slot_is_used_and_every_used_slot_is_there(language: str) -> None:
    grammar = load_grammar(language)
    frames = [frame for rule in grammar.rules for frame in rule.frames]
    used = {
        slot
        for text in [*frames, *(w for words in grammar.slots.values() for w in words)]
        for slot in re.findall(r"\{(\w+)\}", text)
    }
    assert used == set(grammar.slots)
