"""Collects every visible string into the .po file and compiles it: `python tools/messages.py collect|check`.

English is written in the code, so only Thai has a catalogue. The compiled .mo is committed beside it: running Samphan
needs no tool, and a test refuses a .mo that is not its .po.
"""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "samphan"
PO = PACKAGE / "locale" / "th" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")

_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
_METHODS = [("**/migrations/**.py", "ignore"), ("**.py", "python"), ("**/static/**", "ignore"), ("**.html", "jinja2")]
_OPTIONS = {"**.html": {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "newstyle_gettext": "true", "silent": "false"}}
_KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
_FIELDS = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)[^{}]*\}")


def extracted() -> Catalog:
    """Return a catalogue of every string marked in Python and Jinja, without translations."""
    catalog = _empty()
    found = extract_from_dir(
        PACKAGE, method_map=_METHODS, options_map=_OPTIONS, keywords=_KEYWORDS, comment_tags=("Translators:",)
    )
    for file, _line, message, comments, context in sorted(found, key=lambda row: (row[0], row[1])):
        catalog.add(message, locations=[(file, 0)], auto_comments=comments, context=context)
    return catalog


def stored() -> Catalog:
    """Return the committed catalogue, or an empty one."""
    if not PO.exists():
        return _empty()
    with PO.open("rb") as file:
        return read_po(file, locale="th", domain="django")


def updated() -> Catalog:
    """Return the strings of the code with the translations known; nothing is guessed, nothing obsolete kept."""
    known = {_key(message): message.string for message in stored() if message.id}
    catalog = extracted()
    for message in catalog:
        if message.id and _key(message) in known:
            message.string = known[_key(message)]
    return catalog


def save(catalog: Catalog) -> None:
    """Write the .po and its .mo."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(_po_bytes(catalog))
    MO.write_bytes(compiled(stored()))


def compiled(catalog: Catalog) -> bytes:
    """Return a catalogue as gettext reads it: the same bytes whenever it is compiled."""
    catalog.creation_date = _NO_DATE  # the .po says none, and Babel would then write the present minute
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def problems() -> Iterator[str]:
    """Yield everything that is wrong with the committed catalogue, in words."""
    known = {_key(message): message for message in stored() if message.id}
    wanted = {_key(message): message for message in extracted() if message.id}
    yield from (f"not collected (make messages): {key[1]!r}" for key in wanted if key not in known)
    yield from (f"no longer in the code (make messages): {key[1]!r}" for key in known if key not in wanted)
    for key, message in known.items():
        texts = message.string if isinstance(message.string, tuple | list) else [message.string]
        if message.fuzzy or not all(texts):
            yield f"not translated: {key[1]!r}"
        elif "%" in "".join(texts) and "%" not in "".join(_ids(message)):
            yield f"the translation has a % the text does not have, which a template takes for a field: {key[1]!r}"
        elif any(_fields(text) - _fields(*_ids(message)) for text in texts):
            yield f"the translation names a field the text does not have: {key[1]!r}"
        elif not message.pluralizable and _fields(*texts) != _fields(*_ids(message)):
            yield f"the translation leaves out a field: {key[1]!r}"
    if not MO.exists() or MO.read_bytes() != compiled(stored()):
        yield f"{MO.name} is not {PO.name} compiled (make messages)"


def _empty() -> Catalog:
    # No creation date: it would change the file whenever somebody looks at it.
    catalog = Catalog(locale="th", domain="django", project="Samphan", charset="utf-8", fuzzy=False)
    catalog.mime_headers  # noqa: B018 (fills the headers once)
    return catalog


def _po_bytes(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=120, omit_header=True, include_lineno=False, sort_by_file=False)
    header = (
        '# Thai texts of Samphan. Collected by `make messages`; translate here.\nmsgid ""\nmsgstr ""\n'
        '"Language: th\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    )
    return header.encode() + buffer.getvalue().lstrip()


def _ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, tuple | list) else (message.id,)


def _key(message: Message) -> tuple[str | None, str]:
    return message.context, _ids(message)[0]


def _fields(*texts: str) -> set[str]:
    return {match.group(0) for text in texts for match in _FIELDS.finditer(text)}


def main(verb: str) -> int:
    """Run one verb; `check` prints what is wrong and fails."""
    if verb == "collect":
        save(updated())
    found = list(problems())
    print("\n".join(found) or "Messages: complete.")
    return 1 if found and verb == "check" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
