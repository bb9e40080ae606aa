"""Where one thought of a text ends and the next begins, so that each can be meant differently."""

import re

# Words that turn to another thought, and longer words that only look like them.
_TURN = re.compile(
    r"(?<!ตั้ง)แต่(?!ละ|ง|ก่อน|เดิม|แรก|เช้า|ปี|เด็ก|วัน)"
    r"|(?<![เ็])(?<!บาง)(?<!ชิ้น)(?<!หุ้น)(?<!เป็น)(?<!เชิง)(?<!สัด)(?<!อะไหล่)ส่วน(?!ลด|ตัว|ใหญ่|มาก|ผสม|ประกอบ|เกิน|แบ่ง|กลาง|ต่าง|หนึ่ง|สูง|น้อย|ร่วม|ราชการ)"
    r"|\b(?:but|however|although|though|whereas|while|yet)\b"
)
_STOP = re.compile(r"[\n;!?]+|\.{2,}|(?<!\d)[.,](?=\s|$)|\s+(?=[-–•*]\s)|[.](?=[\u0e01-\u0e4e])(?<![\u0e01-\u0e2e][.])")
_SPACE = re.compile(r"(?<=[\u0e01-\u0e4e\u0e46!)])\s+(?=[\u0e01-\u0e4e])")
_LETTER = re.compile(r"[^\W_]")
# Letters a piece needs to be a thought of its own: fewer where a word like "but" says that another one begins.
_SHORTEST, _SHORTEST_AT_TURN = 8, 4


def segments_of(text: str) -> tuple[tuple[int, int], ...]:
    """Return the thoughts of a normalised text as (start, end), in order, none overlapping.

    A thought ends at a line's end or a full stop, before แต่, ส่วน, "but" and their like, and at a space between two
    Thai phrases, when both sides are long enough to say something; what is shorter belongs to its neighbour before it.
    White space at the ends of a thought is left out. An empty text has none.
    """
    pieces: list[tuple[int, int]] = []
    start, needed = 0, _SHORTEST
    for end, needed_next in (*_cuts(text), (len(text), _SHORTEST)):
        if pieces and min(_letters(text, start, end), _letters(text, *pieces[-1])) < needed:
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((start, end))
        start, needed = end, needed_next
    return tuple(span for piece in pieces if (span := _trimmed(text, *piece)))


def _cuts(text: str) -> list[tuple[int, int]]:
    """Return where a thought may end, and how many letters both sides need there."""
    turns = {match.start() for match in _TURN.finditer(text)}
    stops = {match.end() for match in _STOP.finditer(text)}
    spaces = {match.end() for match in _SPACE.finditer(text)}
    places = sorted((turns | stops | spaces) - {0, len(text)})
    return [(place, _SHORTEST_AT_TURN if place in turns else _SHORTEST) for place in places]


def _letters(text: str, start: int, end: int) -> int:
    return len(_LETTER.findall(text[start:end]))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return None
    start += len(piece) - len(piece.lstrip())
    return start, start + len(stripped)
