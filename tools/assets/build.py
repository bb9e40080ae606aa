"""Rebuild the vendored browser files from the locked npm list: `make assets` (maintainers only, needs npm,
fonttools and brotli).

Copies what the pages load, never more; strips source-map lines (the maps are not shipped); turns the one ES module that
has no browser build into a plain script; draws the icon sprite; writes a .gz beside each big file for the web server;
and lists every hash in `hashes.txt`, which a test compares with the files.
"""

import gzip
import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
VENDOR = HERE.parents[1] / "src" / "samphan" / "web" / "static" / "vendor"
PLEX = "@fontsource/ibm-plex-sans-thai-looped/files/ibm-plex-sans-thai-looped"
ANUPHAN = "@fontsource-variable/anuphan/files/anuphan"
FILES = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "vega.js": "vega/build/vega.min.js",
    "vega-lite.js": "vega-lite/build/vega-lite.min.js",
    "vega-interpreter.js": "vega-interpreter/build/vega-interpreter.js",
    "fonts/anuphan-thai.woff2": f"{ANUPHAN}-thai-wght-normal.woff2",
    "fonts/anuphan-latin.woff2": f"{ANUPHAN}-latin-wght-normal.woff2",
    "fonts/plex-looped-thai-400.woff2": f"{PLEX}-thai-400-normal.woff2",
    "fonts/plex-looped-thai-600.woff2": f"{PLEX}-thai-600-normal.woff2",
    "licences/anuphan.txt": "@fontsource-variable/anuphan/LICENSE",
    "licences/plex-looped.txt": "@fontsource/ibm-plex-sans-thai-looped/LICENSE",
    "licences/htmx.txt": "htmx.org/LICENSE",
    "licences/lucide.txt": "lucide-static/LICENSE",
    "licences/vega.txt": "vega/LICENSE",
    "licences/vega-interpreter.txt": "vega-interpreter/LICENSE",
    "licences/vega-lite.txt": "vega-lite/LICENSE",
}
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def main() -> None:
    """Install the locked list, then copy, convert, draw, compress and hash."""
    subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=HERE, check=True)
    shutil.rmtree(VENDOR, ignore_errors=True)
    for target, source in FILES.items():
        _write(target, _prepared(target, (MODULES / source).read_bytes()))
    _write("icons.svg", _sprite())
    subprocess.run([sys.executable, HERE / "picture_fonts.py"], check=True)
    for big in ("vega.js", "vega-lite.js", "htmx.js", "icons.svg"):
        packed = gzip.compress((VENDOR / big).read_bytes(), compresslevel=9, mtime=0)
        (VENDOR / f"{big}.gz").write_bytes(packed)
    _write_hashes()


def _prepared(target: str, content: bytes) -> bytes:
    if not target.endswith(".js"):
        return content
    text = SOURCE_MAP.sub("", content.decode())
    if target == "vega-interpreter.js":
        text = _as_script(text)
    return text.encode()


def _as_script(module: str) -> str:
    """Return the interpreter as a script that takes its three helpers from the loaded `vega`."""
    body, found = re.subn(r"^import \{([^}]*)\} from 'vega-util';", r"const {\1} = globalThis.vega;", module, count=1)
    body, exported = re.subn(
        r"^export \{ (\w+) as (\w+) \};", r"globalThis.vegaInterpreter = { \2: \1 };", body, flags=re.MULTILINE
    )
    if found != 1 or exported != 1:
        raise SystemExit("vega-interpreter changed its imports or exports; adapt _as_script")
    return f'(() => {{\n"use strict";\n{body}\n}})();\n'


def _sprite() -> bytes:
    symbols = []
    for name in (HERE / "icons.txt").read_text().split():
        found = DRAWING.search((MODULES / "lucide-static" / "icons" / f"{name}.svg").read_text())
        if found is None:
            raise SystemExit(f"no drawing in the icon {name}")
        drawing = re.sub(r"\s+", " ", found.group(1)).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>')
    return ('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n").encode()


def _write(target: str, content: bytes) -> None:
    path = VENDOR / target
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _write_hashes() -> None:
    files = sorted(path for path in VENDOR.rglob("*") if path.is_file())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(VENDOR)}" for path in files]
    (VENDOR / "hashes.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
