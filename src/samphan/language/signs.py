"""Texts of signs alone: the few emoji everybody means the same by."""

import re

# In the order of `reading.LABELS`: unmistakably bad, and unmistakably good. A smile may be polite, irony or habit.
_BAD = "😡🤬😠👎💔🤮😤🖕"
_GOOD = "👍❤😍🥰👏💯😘🙏💖💕💗🤩"
_BAD_SIGN, _GOOD_SIGN = re.compile(f"[{_BAD}]"), re.compile(f"[{_GOOD}]")
_SURE = 0.9


def meant_by_signs(text: str) -> tuple[float, ...]:
    """Return how a text without letters is meant, as shares in the order of `reading.LABELS`; empty: not to be told."""
    bad, good = bool(_BAD_SIGN.search(text)), bool(_GOOD_SIGN.search(text))
    if bad == good:
        return ()
    rest = (1 - _SURE) / 3
    return (_SURE, rest, rest, rest) if bad else (rest, rest, _SURE, rest)
