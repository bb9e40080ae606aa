"""Typed with the keyboard in the other language: "l;ylfu" is "สวัสดี", "้ำสสน" is "hello".

The layouts are Kedmanee (TIS 820-2538, as Windows lays it out) and US QWERTY, key by key with and without shift, so the
way there and back is the same text again.
"""

import re
from functools import lru_cache
from importlib.resources import files

from samphan.language.normalise import normalise
from samphan.language.searching.normal import seg

_QWERTY = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./" + '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'
_KEDMANEE = "_ๅ/-ภถุึคตจขชๆไำพะัีรนยบลฃฟหกดเ้่าสวงผปแอิืทมใฝ" + '%+๑๒๓๔ู฿๕๖๗๘๙๐"ฎฑธํ๊ณฯญฐ,ฅฤฆฏโฌ็๋ษศซ.()ฉฮฺ์?ฒฬฦ'
_TO_THAI = str.maketrans(_QWERTY, _KEDMANEE)
_TO_LATIN = str.maketrans(_KEDMANEE, _QWERTY)

_THAI = re.compile("[\u0e01-\u0e5b]")
_LATIN = re.compile("[A-Za-z]")
_CHUNK = re.compile(r"\S+")
_ENGLISH = re.compile(r"[\"'(]*([A-Za-z]+(?:['/-][A-Za-z]+)*)[\"').,:;!?]*")
_LETTERS = re.compile("[a-z]+")
_LONGEST = 200  # nobody types more before looking up; every word costs a look into the list
_FEWEST_LETTERS = 3
_FEWEST_IN_PART = 5  # a short part of a text that is well otherwise is more often a name or a number than a slip
_CONVINCES = 0.75  # share of a repaired text's letters that must be in known words
_DOUBTFUL = 0.5  # share under which a text as typed may be a slip


def to_thai(text: str) -> str:
    """Return what the same keys give on the Thai layout; characters that are on no key stay."""
    return text.translate(_TO_THAI)


def to_latin(text: str) -> str:
    """Return what the same keys give on the US layout; `to_latin(to_thai(text))` is the text again."""
    return text.translate(_TO_LATIN)


def layout_slip(text: str, *, extra: tuple[str, ...] = ()) -> str | None:
    """Return what was meant where a question, or a part of it between spaces, was typed in the other layout.

    None where it was not: a repair is only proposed where hardly any of the text is known words as it stands (the word
    list and the firm's own, `extra`; for English what is spelt as English is) and most of it is when repaired.
    """
    if len(text) > _LONGEST:
        return None
    whole = _repaired(text, extra)
    if whole != text:
        return whole
    parts = _CHUNK.sub(lambda chunk: _repaired(chunk.group(), extra, fewest=_FEWEST_IN_PART), text)
    return parts if parts != text else None


def _repaired(text: str, extra: tuple[str, ...], *, fewest: int = _FEWEST_LETTERS) -> str:
    thai, latin = _THAI.search(text), _LATIN.search(text)
    if (thai and latin) or len("".join(text.split())) < fewest:
        return text
    if thai:
        meant = to_latin(text)
        is_slip = _known_english(meant, extra) >= _CONVINCES and _known_thai(text, extra) < _DOUBTFUL
    else:
        meant = to_thai(text)
        is_slip = _known_english(text, extra) < _DOUBTFUL and _known_thai(meant, extra) >= _CONVINCES
    return meant if is_slip else text


def _known_thai(text: str, extra: tuple[str, ...]) -> float:
    """Return the share of a text's characters that stand in known Thai words of two letters and more."""
    whole = "".join(normalise(text).text.split())
    known = [word for word in seg(text, extra=extra).split() if len(word) > 1 and (word in extra or _is_listed(word))]
    return sum(map(len, known)) / max(1, len(whole))


def _known_english(text: str, extra: tuple[str, ...]) -> float:
    """Return the share of a text's characters that stand in what is spelt as English words are."""
    chunks = text.split()
    known = sum(len(chunk) for chunk in chunks if chunk.lower() in extra or _is_spelt_english(chunk))
    return known / max(1, sum(map(len, chunks)))


def _is_listed(word: str) -> bool:
    """Look a word up by halving: the lines of the list are in the order of their bytes."""
    lines, wanted = _word_list(), word.encode()
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high) // 2
        start = lines.rfind(b"\n", 0, middle) + 1
        end = lines.index(b"\n", middle)
        if lines[start:end] == wanted:
            return True
        low, high = (end + 1, high) if lines[start:end] < wanted else (low, start)
    return False


def _is_spelt_english(chunk: str) -> bool:
    whole = _ENGLISH.fullmatch(chunk)
    if whole is None:
        return False
    words = [word for word in _LETTERS.findall(whole[1].lower()) if len(word) > 1]
    return all(_triples_of(word) <= _triples() for word in words) if words else whole[1].lower() in ("a", "i")


def _triples_of(word: str) -> set[str]:
    edged = f" {word} "
    return {edged[i : i + 3] for i in range(len(edged) - 2)}


@lru_cache(maxsize=1)
def _word_list() -> bytes:
    # As bytes, 1.5 MB: a set of the words would take ten times as much in every process, for a rare question.
    lines = files("samphan.language").joinpath("data/words_th.txt").read_bytes().split()
    return b"\n".join(sorted(lines)) + b"\n"


@lru_cache(maxsize=1)
def _triples() -> frozenset[str]:
    """Return three neighbouring letters of English words; " " stands before the first and after the last."""
    lines = files("samphan.language").joinpath("data/english_spelling.txt").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if not line.startswith("#")]
    return frozenset(row[:2] + after for row in rows for after in row[3:])
