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
_SHORTEST = 8  # letters a piece needs to be a thought of its own


def segments_of(text: str) -> tuple[tuple[int, int], ...]:
    """Return the thoughts of a normalised text as (start, end), in order, none overlapping.

    A thought ends at a line's end or a full stop, before แต่, ส่วน, "but" and their like, and at a space between two
    Thai phrases when both sides are long enough to say something; what is shorter belongs to its neighbour before it.
    White space at the ends of a thought is left out. An empty text has none.
    """
    pieces: list[tuple[int, int]] = []
    start = 0
    for end in (*_cuts(text), len(text)):
        if pieces and (_is_short(text, start, end) or _is_short(text, *pieces[-1])):
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((start, end))
        start = end
    return tuple(span for piece in pieces if (span := _trimmed(text, *piece)))


def _cuts(text: str) -> list[int]:
    turns = {match.start() for match in _TURN.finditer(text)}
    stops = {match.end() for match in _STOP.finditer(text)}
    spaces = {match.end() for match in _SPACE.finditer(text)}
    return sorted((turns | stops | spaces) - {0, len(text)})


def _is_short(text: str, start: int, end: int) -> bool:
    return len(_LETTER.findall(text[start:end])) < _SHORTEST


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return None
    start += len(piece) - len(piece.lstrip())
    return start, start + len(stripped)
