"""What may be a firm's own word or synonyms; both are written the way search reads them."""

from collections.abc import Sequence

from samphan.kit.errors import N_, Refused
from samphan.language import searching
from samphan.language.normalise import normalise

SHORTEST_WORD, LONGEST_WORD = 2, 60
MOST_WORDS, MOST_SYNONYMS = 2000, 500
_MOST_IN_A_GROUP = 12


class WordInvalid(Refused):
    code = "search.word.invalid"
    message = N_("Give one word of 2 to 60 letters or digits, such as the name of a product.")


class SynonymsInvalid(Refused):
    code = "search.synonyms.invalid"
    message = N_("Give 2 to 12 different words that mean the same, with commas between them.")


def own_word(text: str) -> str:
    """Return a firm's own word as the segmenter will meet it. Raises `WordInvalid`."""
    word = " ".join(normalise(text.replace("\x00", "")).text.split())
    if not SHORTEST_WORD <= len(word) <= LONGEST_WORD or not any(letter.isalnum() for letter in word):
        raise WordInvalid
    return word


def dictionary_word(text: str) -> str:
    """Return a firm's own word that the segmenter can keep whole: it cuts at blanks and signs whatever is listed.

    Raises `WordInvalid`.
    """
    word = own_word(text)
    if "\n" in searching.seg(word):
        raise WordInvalid
    return word


def synonym_group(text: str) -> list[str]:
    """Return the words of a typed list, each once. Raises `SynonymsInvalid`."""
    typed = [piece.strip() for piece in text.replace("=", ",").replace("\n", ",").replace("、", ",").split(",")]
    try:
        words = list(dict.fromkeys(own_word(piece) for piece in typed if piece))
    except WordInvalid as error:
        raise SynonymsInvalid from error
    if not 2 <= len(words) <= _MOST_IN_A_GROUP:
        raise SynonymsInvalid
    return words


def overlapping(group: Sequence[str], others: Sequence[Sequence[str]]) -> str:
    """Return a word of the group that stands in another group already; "" when there is none."""
    taken = {word for other in others for word in other}
    return next((word for word in group if word in taken), "")
