"""Make the fonts exported pictures are drawn with (maintainers only, needs fonttools and brotli).

The browser reads two variable WOFF2 files; the library that draws a PNG reads plain TrueType of one weight. Each weight
is cut out of both files and the Thai and Latin halves are joined, so that a line of both needs no second font.
"""

import io
import sys
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).resolve().parents[2] / "src" / "samphan" / "web" / "static" / "vendor" / "fonts"
WEIGHTS = {400: "Regular", 600: "SemiBold"}


def main() -> None:
    """Write one TrueType file a weight."""
    for weight, style in WEIGHTS.items():
        halves = [_cut(FONTS / f"anuphan-{script}.woff2", weight) for script in ("latin", "thai")]
        joined = Merger().merge(halves)
        joined["OS/2"].usWeightClass = weight
        for record in joined["name"].names:
            if record.nameID in {2, 17}:
                record.string = style
        joined["head"].modified = joined["head"].created
        joined.recalcTimestamp = False
        joined.save(FONTS / f"anuphan-{weight}.ttf")


def _cut(path: Path, weight: int) -> io.BytesIO:
    font = instantiateVariableFont(TTFont(path), {"wght": weight})
    font.flavor = None
    buffer = io.BytesIO()
    font.save(buffer)
    buffer.seek(0)
    return buffer


if __name__ == "__main__":
    sys.exit(main())
