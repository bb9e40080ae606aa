"""Names of dots do not lie on each other, on another dot or outside, wherever the dots are."""

from itertools import combinations

import pytest

from samphan.web.components.curves import NARROW, WIDE
from samphan.web.components.labels import Box, Dot, Place, box_of, places, text_width

# The drivers of the sample business as they stood when two names met: (name, tone, share in per cent).
SAMPLE = [
    ("การติดต่อ", -1.0, 15.1), ("พนักงาน", 0.84, 8.9), ("การติดตั้ง", 0.07, 5.4), ("ราคา", 0.93, 4.4),
    ("การจัดส่ง", 0.27, 4.1), ("คุณภาพ", 0.38, 3.5), ("เวลารอ", -0.42, 3.2), ("ความสะอาด", 0.55, 1.8),
]  # fmt: skip
TOP = 18.0
DOTS = [Dot(name, (tone + 1) / 2, 1 - share / TOP) for name, tone, share in SAMPLE]


def placed(dots: list[Dot], widths: tuple[float, ...], height: float) -> list[Place]:
    """Return the places of names in a drawing with the lines of the sample business."""
    return places(dots, widths=widths, height=height, across=0.68, down=0.6, corner="แก้ก่อน")


@pytest.mark.parametrize(("widths", "height"), [(WIDE, 250.0), (NARROW, 230.0)])
def test_names_keep_apart_and_inside(widths: tuple[float, ...], height: float) -> None:
    found = placed(DOTS, widths, height)
    for width in widths:
        boxes = [box_of(dot, place, width=width, height=height) for dot, place in zip(DOTS, found, strict=True)]
        for one, other in combinations(boxes, 2):
            assert one.shared(other) < 0.1 * min(one.area, other.area), width
        for box in boxes:
            assert box.left >= 0
            assert box.right <= width
            assert box.top >= 0
            assert box.bottom <= height


def test_the_same_dots_have_their_names_in_the_same_places_in_any_order() -> None:
    found = dict(zip(DOTS, placed(DOTS, WIDE, 250.0), strict=True))
    backwards = DOTS[::-1]
    assert dict(zip(backwards, placed(backwards, WIDE, 250.0), strict=True)) == found


def test_a_name_at_the_right_edge_stands_to_the_left_of_its_dot() -> None:
    [place] = placed([Dot("Being reachable", 1.0, 0.3)], NARROW, 230.0)
    assert place.align == "right"


def test_a_name_alone_stands_beside_its_dot() -> None:
    [place] = placed([Dot("Staff", 0.2, 0.85)], WIDE, 250.0)
    assert (place.dy, place.align) == (0, "left")


def test_marks_over_and_under_thai_letters_take_no_room() -> None:
    assert text_width("ที่นี่") == text_width("ทน")


def test_boxes_share_what_both_cover() -> None:
    assert Box(0, 0, 10, 10).shared(Box(5, 5, 20, 8)) == 15
    assert Box(0, 0, 10, 10).shared(Box(11, 0, 20, 10)) == 0
    assert Box(0, 0, 10, 10).distance(13, 14) == 5
