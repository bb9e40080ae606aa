"""The tokens' colours in the light theme, as plain sRGB: a saved picture has no style sheet to ask."""

import math
import re
from functools import cache
from pathlib import Path
from typing import Any

_TOKENS = Path(__file__).resolve().parents[1] / "static" / "css" / "tokens.css"
_LIGHT = re.compile(r"--([\w-]+):\s*light-dark\(oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)")
_NAME = re.compile(r"^var\(--([\w-]+)\)$")


def in_light_theme(value: Any) -> Any:
    """Return a specification with every `var(--name)` replaced; raises KeyError for a token that is not a colour."""
    if isinstance(value, str):
        found = _NAME.match(value)
        return tokens()[found.group(1)] if found else value
    if isinstance(value, list | tuple):
        return [in_light_theme(item) for item in value]
    if isinstance(value, dict):
        return {key: in_light_theme(item) for key, item in value.items()}
    return value


@cache
def tokens() -> dict[str, str]:
    """Return the light theme's colours by token, as #rrggbb."""
    found = _LIGHT.findall(_TOKENS.read_text())
    return {name: srgb(float(lightness), float(chroma), float(hue)) for name, lightness, chroma, hue in found}


def srgb(lightness: float, chroma: float, hue: float) -> str:
    """Return an oklch() colour as #rrggbb, clipped to sRGB (B. Ottosson, "A perceptual color space", 2020)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _gamma(min(1.0, max(0.0, part)))):02x}" for part in linear)


def _gamma(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
