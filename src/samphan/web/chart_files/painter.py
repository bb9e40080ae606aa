"""Paints one Vega-Lite specification: `python painter.py`, JSON in, a picture out.

A program of its own, never imported by the web process: the library carries a JavaScript engine that would stay in
memory for ever after the first picture. Knows nothing of the rest of the house.
"""

import json
import sys
from typing import Any

import vl_convert


def paint(wanted: dict[str, Any]) -> bytes:
    """Return a PNG (twice the size, for print and dense screens) or an SVG of `wanted["specification"]`."""
    vl_convert.register_font_directory(str(wanted["fonts"]))
    specification = wanted["specification"]
    if wanted["kind"] == "svg":
        return vl_convert.vegalite_to_svg(specification).encode()
    return bytes(vl_convert.vegalite_to_png(specification, scale=2))


if __name__ == "__main__":
    sys.stdout.buffer.write(paint(json.load(sys.stdin)))
