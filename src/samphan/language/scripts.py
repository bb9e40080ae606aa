"""Which language a text is in, by its letters: th, en, mixed, other or none. No model."""

import re
from importlib.resources import files

_THAI = re.compile("[\u0e01-\u0e5b]")
_LATIN = re.compile("[a-z\u00c0-\u024f\u1e00-\u1eff]")
_ACCENTED = re.compile("[\u00df-\u024f\u1e00-\u1eff]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[a-z']+")
# Frequent in English and in no other common Latin-script language; "in", "no", "on", "me", "a" are in many.
_ENGLISH = frozenset(files("samphan.language").joinpath("data/english_words.txt").read_text(encoding="utf-8").split())
# Frequent where somebody writes another language, or Thai, in few Latin words ("sangat bagus", "aroi mak").
_FOREIGN = frozenset(files("samphan.language").joinpath("data/foreign_words.txt").read_text(encoding="utf-8").split())
_FEWEST_LETTERS = 2  # a lone letter is a slip or what is left of something else
_FEWEST_ENGLISH = 0.12
_FEWEST_WITH_ACCENTS = 0.3


def guess_language(text: str) -> str:
    """Return the language of a normalised text; "other" and "none" mean that nothing should be guessed from words."""
    letters = len(_LETTER.findall(text)) + len(re.findall("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]", text))
    if letters < _FEWEST_LETTERS:
        return "none"
    thai, latin = len(_THAI.findall(text)), len(_LATIN.findall(text))
    if (thai + latin) / letters < 0.5:
        return "other"
    if thai == 0:
        return "en" if _looks_english(text) else "other"
    if thai / (thai + latin) >= 0.75:
        return "th"
    if thai / (thai + latin) < 0.1:
        return "en" if _looks_english(text) else "other"
    return "mixed"


def _looks_english(text: str) -> bool:
    words = _WORD.findall(text)
    if not words:
        return False
    hits = sum(word in _ENGLISH for word in words)
    if len(words) < 4:  # too short for a share: "Lovely!", "fast delivery"
        return not _ACCENTED.search(text) and (hits > 0 or _FOREIGN.isdisjoint(words))
    return hits / len(words) >= (_FEWEST_WITH_ACCENTS if _ACCENTED.search(text) else _FEWEST_ENGLISH)
