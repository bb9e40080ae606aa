"""An address is written down in logs, in the history and in the referrer: it holds codes, numbers and tokens only."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT

WEB = ROOT / "src" / "samphan" / "web"
# Every parameter a screen reads from an address, and what it is; free words have no place here: post them.
PARAMETERS = {
    "after": "key of a page", "at": "number", "attitude": "code", "back": "flag", "bar": "flag",
    "before": "key of a page", "branch": "id", "canned": "id", "case": "id", "cause": "id or code", "channel": "code",
    "compose": "code",
    "count": "id", "counted": "code", "days": "number",
    "did": "code", "found": "token", "from": "key of a page", "grid": "code", "high": "number", "kind": "code",
    "label": "id",
    "by": "code", "done": "flag", "filters": "flag", "horizon": "number", "incident": "id", "kept": "flag",
    "lang": "code",
    "low": "number", "metric": "code", "month": "date", "next": "path of ours", "now": "flag", "of": "code",
    "only": "code", "order": "code", "owner": "id", "page": "number", "period": "code",
    "priority": "number", "s": "score", "said": "code", "show": "code",
    "signal": "kind and id", "since": "date",
    "state": "code", "tab": "code", "team": "id", "template": "code", "tone": "code", "topic": "code",
    "trial": "number", "until": "date", "view": "code", "week": "date", "within": "number",
}  # fmt: skip
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_FREE = re.compile(r"""<textarea|{{ field\(|type=["'](?:search|text|email|tel)["']|<input(?![^>]*type=)""")


def _reads(tree: ast.AST) -> Iterator[str]:
    """Yield the name of every parameter that code reads from `….GET`; "?" where the code does not say it plainly."""
    named: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.comprehension)
            and isinstance(node.target, ast.Name)
            and isinstance(node.iter, ast.Tuple)
        ):
            named[node.target.id] = [item.value for item in node.iter.elts if isinstance(item, ast.Constant)]
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=ast.Attribute(attr="GET"), slice=key):
                pass
            case ast.Call(func=ast.Attribute(attr="get" | "getlist", value=ast.Attribute(attr="GET")), args=[key, *_]):
                pass
            case _:
                continue
        match key:
            case ast.Constant(value=name):
                yield str(name)
            case ast.Name(id=name):
                yield from named.get(name, ["?"])
            case _:
                yield "?"


def _read_by(path: Path) -> set[str]:
    return set(_reads(ast.parse(path.read_text())))


def test_screens_read_codes_numbers_and_tokens_from_an_address_and_no_words() -> None:
    unknown = {str(path.relative_to(WEB)): sorted(_read_by(path) - set(PARAMETERS)) for path in WEB.rglob("*.py")}
    assert {path: names for path, names in unknown.items() if names} == {}


def test_the_table_names_no_parameter_nobody_reads() -> None:
    read = set().union(*(_read_by(path) for path in WEB.rglob("*.py")))
    assert sorted(set(PARAMETERS) - read) == []


def test_the_reading_of_code_sees_every_way_of_asking() -> None:
    code = """
a = request.GET.get("one"), request.GET["two"], request.GET.getlist("three"), request.GET.get(name)
b = {x: request.GET.get(x, "") for x in ("four", "five")}
c = request.POST.get("six"), request.GET.lists()
"""
    assert sorted(_reads(ast.parse(code))) == ["?", "five", "four", "one", "three", "two"]


def test_what_is_typed_into_a_form_is_posted() -> None:
    """A form that is not posted writes its fields into the address; menus hold codes, a text field may hold a name."""
    loose = [
        f"{path.relative_to(WEB)}: {attributes.strip()[:60]}"
        for path in WEB.rglob("*.html")
        for attributes, body in _FORM.findall(path.read_text())
        if 'method="post"' not in attributes and _FREE.search(body)
    ]
    assert loose == []


def test_no_script_writes_what_is_typed_into_an_address() -> None:
    scripts = list((WEB / "static" / "js").glob("*.js"))
    assert scripts
    assert [script.name for script in scripts if re.search(r"\?\w+=\$\{|encodeURIComponent", script.read_text())] == []
