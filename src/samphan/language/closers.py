"""Messages that only close a conversation: thanks, "ok", a sticker. Nobody needs to answer them."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from samphan.language.normalise import normalise

_LONGEST = 120


def is_closer(text: str) -> bool:
    """Whether a text, as typed, only thanks, agrees or says goodbye, so that it opens nothing and asks nothing.

    Anything else beside it (a "but", a question, an angry sign, one more word of content) makes it no closer; so is an
    empty text. Only texts up to 120 characters can be one.
    """
    if len(text) > _LONGEST:
        return False
    plain = normalise(text).text.strip()
    said, whole = _patterns()
    return said.search(plain) is not None and whole.fullmatch(plain) is not None


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = tomllib.loads(files("samphan.language").joinpath("data/closers.toml").read_text(encoding="utf-8"))
    said = "|".join(data["said"])
    # Atomic: a run of laughs must not be tried in every way it can be cut.
    return re.compile(said), re.compile(f"(?>{said}|{'|'.join(data['beside'])})++")
