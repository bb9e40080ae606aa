"""The look: contrasts computed from the tokens, vendored files as hashed, charts that speak."""

import hashlib
import json
import math
import re
from pathlib import Path

import pytest

import samphan.web
from samphan.web.components import charts

STATIC = Path(samphan.web.__file__).parent / "static"
PAIR = re.compile(r"--([\w-]+): light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\)")
PAIRS = [
    *(("text", ground) for ground in ("bg", "surface", "sunk", "raised", "fill", "accent-soft", "gold-soft")),
    *(("text-2", ground) for ground in ("bg", "surface", "sunk", "fill", "accent-soft", "gold-soft", "warn-soft")),
    *(("text-2", ground) for ground in ("bad-soft", "good-soft")),
    *(("text-3", ground) for ground in ("bg", "surface", "sunk")),
    ("on-accent", "accent"), ("on-accent", "accent-hover"), ("accent", "surface"), ("accent", "accent-soft"),
    ("good", "good-soft"), ("warn", "warn-soft"), ("bad", "bad-soft"), ("gold-ink", "gold-soft"),
    *((f"h{number}-ink", f"h{number}") for number in range(6)),
]  # fmt: skip


def _luminance(oklch: str) -> float:
    """Return the relative luminance of an oklch() colour (CSS Color 4, clipped to sRGB)."""
    lightness, chroma, hue = (float(part) for part in re.findall(r"[\d.]+", oklch.split("(")[1])[:3])
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    clip = [min(1.0, max(0.0, part)) for part in (red, green, blue)]
    return 0.2126 * clip[0] + 0.7152 * clip[1] + 0.0722 * clip[2]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_every_text_colour_is_readable_on_its_ground(ink: str, ground: str, theme: int) -> None:
    tokens = {name: (light, dark) for name, light, dark in PAIR.findall((STATIC / "css" / "tokens.css").read_text())}
    lighter, darker = sorted((_luminance(tokens[ink][theme]), _luminance(tokens[ground][theme])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_vendored_files_are_the_ones_that_were_hashed() -> None:
    vendor = STATIC / "vendor"
    listed = dict(reversed(line.split("  ")) for line in (vendor / "hashes.txt").read_text().splitlines())
    present = {str(path.relative_to(vendor)) for path in vendor.rglob("*") if path.is_file()} - {"hashes.txt"}
    assert set(listed) == present
    for name, digest in listed.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest, name


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "vendor" / "icons.svg").read_text()))
    named = set()
    for template in STATIC.parent.rglob("*.html"):
        named |= set(re.findall(r'\bicon(?:_name)?(?:\(|=)"([\w-]+)"', template.read_text()))
    assert named - sprite == set()


def test_no_line_box_is_too_low_for_thai_marks() -> None:
    for sheet in (STATIC / "css").rglob("*.css"):
        for size, height in re.findall(r"\b(\d+)px/(\d+)px", sheet.read_text()):
            assert int(height) / int(size) >= 1.38, f"{sheet.name}: {size}px/{height}px"


def test_a_chart_is_a_drawing_a_sentence_and_a_table() -> None:
    rows = [
        {"label": "ม.ค.", "value": 31, "low": 25, "high": 37},
        {"label": "ก.พ.", "value": 42, "low": 36, "high": 48},
    ]
    made = charts.Chart(
        name="nps", sentence="NPS </script> rose", heads=["Month", "NPS"], rows=[["ม.ค.", 31]], wide=charts.trend(rows)
    )
    packed = str(made.specification_json)
    assert "</script" not in packed
    assert json.loads(packed)["wide"]["config"]["font"].startswith("Anuphan")
    assert "var(--accent)" in packed
    assert "http" not in packed.replace("https://vega.github.io/schema", ""), "nothing is fetched"


def test_bars_leave_the_room_their_longest_texts_need_at_any_width() -> None:
    def needed(**texts: str) -> int:
        drawing = charts.ranked([{"label": "a", "value": 1830, **texts}, {"label": "b", "value": 3}])
        ends = drawing["layer"][0]["encoding"]["x"]["scale"]["rangeMax"]["expr"]
        return int(re.fullmatch(r"max\(24, width - (\d+)\)", ends).group(1))  # type: ignore[union-attr]

    assert needed() < needed(share="92%") < needed(share="92%", text="1,830 of 2,000")
    assert "1,830" in json.dumps(charts.ranked([{"label": "a", "value": 1830}]))
