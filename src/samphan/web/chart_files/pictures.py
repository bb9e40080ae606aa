"""A chart as a picture that stands alone: its question, its sentence, the light theme, our fonts."""

import base64
import json
import re
import subprocess
import sys
import textwrap
import threading
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from samphan.kit.errors import N_, Refused
from samphan.web.chart_files.colours import in_light_theme
from samphan.web.components.charts import FONT, TEXT, TEXT_2

WIDTH = 760
_PADDING = 20
_LINE_LENGTH = 105  # characters of the sentence that fit the width at 12 px
_SECONDS = 40
_PAINTER = Path(__file__).with_name("painter.py")
_FONTS = Path(__file__).resolve().parents[1] / "static" / "vendor" / "fonts"
_ONE_AT_A_TIME = threading.Semaphore(1)  # each needs some 130 MB while it lasts
_SARA_AM = re.compile("([\u0e48-\u0e4b]?)\u0e33")
_FACES = {
    "anuphan-thai.woff2": "U+0E01-0E5B, U+200C-200D, U+25CC",
    "anuphan-latin.woff2": "U+0000-00FF, U+0131, U+2000-206F, U+20AC, U+2122, U+2212",
}


class PicturesBusy(Refused):
    code = "web.chart_files.busy"
    message = N_("Another picture is being made. Please try again in a moment.")


class PictureFailed(Refused):
    code = "web.chart_files.failed"
    message = N_(
        "The picture could not be made. The numbers can be saved as CSV or XLSX; please tell your administrator."
    )


def picture(drawing: Mapping[str, Any], *, kind: str, title: str, sentence: str) -> bytes:
    """Return a drawing as "png" or "svg"; raises `PicturesBusy` or `PictureFailed`."""
    made = standing_alone(drawing, title, sentence)
    wanted = {"kind": kind, "fonts": str(_FONTS), "specification": made if kind == "svg" else in_two_parts(made)}
    if not _ONE_AT_A_TIME.acquire(timeout=_SECONDS):
        raise PicturesBusy
    try:
        done = subprocess.run(  # noqa: S603 (our own program, nothing of the request is an argument)
            [sys.executable, "-I", str(_PAINTER)],
            input=json.dumps(wanted).encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PictureFailed from error
    finally:
        _ONE_AT_A_TIME.release()
    return with_fonts(done.stdout) if kind == "svg" else done.stdout


def standing_alone(drawing: Mapping[str, Any], title: str, sentence: str) -> dict[str, Any]:
    """Return a specification with a title and a sentence, a white ground, plain colours and a width in pixels."""
    made: dict[str, Any] = in_light_theme(json.loads(json.dumps(drawing)))
    inset = made.get("usermeta", {}).get("inset", 0)
    # Joined views are not fitted by Vega-Lite: what stands around them is taken off here.
    _widen(made, WIDTH - 2 * _PADDING - inset if inset else WIDTH)
    made["padding"] = _PADDING
    made["title"] = {
        "text": title,
        "subtitle": lines(sentence),
        "anchor": "start",
        "frame": "group" if inset else "bounds",
        "offset": 16,
        "font": FONT,
        "fontSize": 16,
        "fontWeight": 600,
        "color": in_light_theme(TEXT),
        "subtitleFont": FONT,
        "subtitleFontSize": 12,
        "subtitleLineHeight": 19,
        "subtitleColor": in_light_theme(TEXT_2),
        "subtitlePadding": 6,
    }
    made["config"] = {**made["config"], "background": "#ffffff"}
    return made


def in_two_parts(value: Any) -> Any:
    """Return a specification whose every sara am is written as nikhahit and sara aa.

    They look the same, and the rasteriser forgets the width of the second half of a single sara am.
    """
    if isinstance(value, str):
        return _SARA_AM.sub("\u0e4d\\1\u0e32", value)
    if isinstance(value, list):
        return [in_two_parts(item) for item in value]
    if isinstance(value, dict):
        return {key: in_two_parts(item) for key, item in value.items()}
    return value


def lines(text: str, longest: int = _LINE_LENGTH) -> list[str]:
    """Return a text broken at spaces; a word longer than a line is cut, never between a letter and its marks."""
    made: list[str] = []
    for line in textwrap.wrap(text, longest, break_long_words=False):
        rest = line
        while len(rest) > longest:
            cut = longest
            while unicodedata.category(rest[cut]) == "Mn" or rest[cut] in "ะาำ":
                cut -= 1
            made.append(rest[:cut])
            rest = rest[cut:]
        made.append(rest)
    return made


def with_fonts(svg: bytes) -> bytes:
    """Return an SVG that carries its fonts, so that Thai looks the same wherever it is opened."""
    faces = "".join(
        "@font-face{font-family:Anuphan;font-weight:100 700;"
        f"src:url(data:font/woff2;base64,{base64.b64encode((_FONTS / name).read_bytes()).decode()}) format('woff2');"
        f"unicode-range:{reach}}}"
        for name, reach in _FACES.items()
    )
    head, opening, rest = svg.partition(b">")
    return head + opening + f"<style>{faces}</style>".encode() + rest


def _widen(part: dict[str, Any], width: int) -> None:
    if part.get("width") == "container":
        part["width"] = width
    for many in ("layer", "vconcat", "hconcat", "concat"):
        for inner in part.get(many, ()):
            _widen(inner, width)
