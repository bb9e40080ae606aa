"""Where the names of a scatter's dots stand, so that none covers another, a dot, or a line. Pure and deterministic.

A drawing is as wide as the room it gets, so places are chosen to hold at several widths.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from typing import Literal

_LETTER_WIDTH, _LINE_HEIGHT = 6.2, 13.0  # of 11 px text
_DOT = 6.0  # half of what a dot takes
_LINE = 5.0  # half of the room a line takes
_NEARER = 2.0  # a name as near to another dot is taken for that dot's
_ASTRAY = 60.0  # as bad as a name of five letters crossed by a line
_NAMES_WEIGH = 3  # two names on each other can neither be read
_ROUNDS = 8
Align = Literal["left", "center", "right"]
# In the order they are tried: beside the dot, over and under it, then aslant, near before far.
_PLACES: tuple[tuple[int, int, Align], ...] = (
    (8, 0, "left"), (-8, 0, "right"), (0, -16, "center"), (0, 16, "center"),
    (7, -11, "left"), (7, 11, "left"), (-7, -11, "right"), (-7, 11, "right"),
    (0, -26, "center"), (0, 26, "center"), (7, -23, "left"), (7, 23, "left"), (-7, -23, "right"), (-7, 23, "right"),
)  # fmt: skip


@dataclass(frozen=True)
class Dot:
    """A named dot; `x` and `y` are shares (0 to 1) of the drawing from its left and its top."""

    label: str
    x: float
    y: float


@dataclass(frozen=True)
class Place:
    """Where a name stands: pixels from its dot, and which of its ends that is."""

    dx: int
    dy: int
    align: Align


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def shared(self, other: "Box") -> float:
        """Return how many square pixels both cover."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, wide) * max(0.0, high)

    def distance(self, x: float, y: float) -> float:
        """Return how far a point is from it, 0 inside."""
        return hypot(max(self.left - x, 0.0, x - self.right), max(self.top - y, 0.0, y - self.bottom))

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)


def places(
    dots: Sequence[Dot], *, widths: Sequence[float], height: float, across: float, down: float, corner: str
) -> list[Place]:
    """Return the place of each dot's name.

    `across` and `down` are the lines through the drawing (shares of its height and width), `corner` the text in its
    upper left. Names are moved one after the other to where they cover least and stand near, until none gets better.
    """
    grounds = [_grounds(dots, width, height, across, down, corner) for width in widths]
    found = [Place(*_PLACES[0]) for _dot in dots]
    order = sorted(range(len(dots)), key=lambda at: (dots[at].y, dots[at].x, at))
    for _round in range(_ROUNDS):
        before = list(found)
        for at in order:
            others = [
                [box_of(dots[each], found[each], width=width, height=height) for each in order if each != at]
                for width in widths
            ]
            found[at] = min(  # the first of equals
                (Place(*place) for place in _PLACES),
                key=lambda place: sum(
                    _cost(dots, at, place, [*ground, *_NAMES_WEIGH * names], width, height)
                    for width, ground, names in zip(widths, grounds, others, strict=True)
                ),
            )
        if found == before:
            break
    return found


def box_of(dot: Dot, place: Place, *, width: float, height: float) -> Box:
    """Return what a name covers in a drawing of this size."""
    wide = text_width(dot.label)
    x, y = dot.x * width + place.dx, dot.y * height + place.dy
    left = {"left": x, "center": x - wide / 2, "right": x - wide}[place.align]
    return Box(left, y - _LINE_HEIGHT / 2, left + wide, y + _LINE_HEIGHT / 2)


def text_width(text: str) -> float:
    """Return about how wide a text is; marks above and below Thai letters take no room of their own."""
    return _LETTER_WIDTH * sum(unicodedata.category(letter) != "Mn" for letter in text)


def _grounds(dots: Sequence[Dot], width: float, height: float, across: float, down: float, corner: str) -> list[Box]:
    """Return what is drawn before any name: dots, the two lines, the text in the corner."""
    lines = [
        Box(0, across * height - _LINE, width, across * height + _LINE),
        Box(down * width - _LINE, 0, down * width + _LINE, height),
    ]
    around = [
        Box(dot.x * width - _DOT, dot.y * height - _DOT, dot.x * width + _DOT, dot.y * height + _DOT) for dot in dots
    ]
    return [*lines, *around, Box(0, 0, 8 + 1.15 * text_width(corner), 20)]


def _cost(dots: Sequence[Dot], at: int, place: Place, covered: Sequence[Box], width: float, height: float) -> float:
    """Return what a name there would cover, twice what of it would lie outside, and whether it seems another dot's."""
    box = box_of(dots[at], place, width=width, height=height)
    outside = box.area - box.shared(Box(0, 0, width, height))
    far = [box.distance(dot.x * width, dot.y * height) for dot in dots]
    is_astray = any(other < far[at] + _NEARER for each, other in enumerate(far) if each != at)
    return sum(box.shared(ground) for ground in covered) + 2 * outside + far[at] + _ASTRAY * is_astray
