"""Writes docs/reference from the code: `python tools/reference.py`; a test compares the two."""

import dataclasses
import importlib
import inspect
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import typer.main

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
_NOTE = "<!-- Written by `make reference` from the code; edit the code. -->\n"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samphan.config.settings")
from samphan.accounts.policies import POLICY, Role  # noqa: E402
from samphan.cli.main import app  # noqa: E402
from samphan.config.environment import Environment  # noqa: E402
from samphan.eventlog.events import DomainEvent, registry  # noqa: E402
from samphan.imports.rules.fields import FIELDS, REQUIRED  # noqa: E402


def pages() -> dict[str, str]:
    """Return the text of each reference page by file name."""
    return {
        "events.md": _page("Events", _EVENTS_INTRO, _events()),
        "settings.md": _page("Settings", _SETTINGS_INTRO, _settings()),
        "cli.md": _page("Commands", _CLI_INTRO, _commands()),
        "import-columns.md": _page("Import columns", _COLUMNS_INTRO, _columns()),
        "permissions.md": _page("Permissions", _PERMISSIONS_INTRO, _permissions()),
    }


_EVENTS_INTRO = (
    "What the event log can hold. Every event also carries its subject, customer, branch, actor and time; the fields "
    "below are its own data: ids and codes, never words."
)
_SETTINGS_INTRO = (
    "Set in the environment or in a file `.env` in the working folder; the environment wins. "
    "`samphan config show --origin` tells what is in force and from where, without secrets."
)
_CLI_INTRO = (
    "`./samphan` in a checkout, `samphan` once installed. Exit codes: 0 done, 1 failed or refused, 2 wrong usage, "
    "3 done in part (an error file was written)."
)
_COLUMNS_INTRO = (
    "Headings are matched in any case and without punctuation, in Thai or English; a column that is not known can be "
    "mapped on the screen. Of each group named under *needed*, one column must be there."
)
_PERMISSIONS_INTRO = "Who may do what. What is not in the table is refused; a test tries every URL with every role."


def event_classes() -> list[type[DomainEvent]]:
    """Return every event of every room, by type."""
    for file in sorted((ROOT / "src" / "samphan").glob("*/events.py")):
        importlib.import_module(f"samphan.{file.parent.name}.events")
    return [kind for kind in registry().values() if kind.__module__.startswith("samphan.")]


def _events() -> Iterator[str]:
    common = {field.name for field in dataclasses.fields(DomainEvent)}
    yield "| type | means | data |\n|---|---|---|"
    for kind in event_classes():
        own = [field.name for field in dataclasses.fields(kind) if field.name not in common]
        means = " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())
        yield f"| `{kind.type}` | {means} | {', '.join(f'`{name}`' for name in own)} |"


def _settings() -> Iterator[str]:
    yield "| setting | default | means |\n|---|---|---|"
    for name, field in Environment.model_fields.items():
        default = f"`{field.default}`" if str(field.default) else ""
        yield f"| `SAMPHAN_{name.upper()}` | {default} | {field.description or ''} |"


def _commands() -> Iterator[str]:
    for path, command in _walk(typer.main.get_command(app), "samphan"):
        yield f"## `{path}`\n\n{(command.help or '').strip()}\n"
        rows = [row for parameter in command.params if (row := _parameter_row(parameter))]
        if rows:
            yield "| argument | means |\n|---|---|"
            yield "\n".join(rows) + "\n"


def _walk(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    children = getattr(command, "commands", {})
    if not children:
        yield path, command
    for name in sorted(children):
        yield from _walk(children[name], f"{path} {name}")


def _parameter_row(parameter: click.Parameter) -> str:
    names = ", ".join(f"`{name}`" for name in [*parameter.opts, *parameter.secondary_opts])
    shown = f"`{(parameter.name or '').upper()}`" if isinstance(parameter, click.Argument) else names
    text = getattr(parameter, "help", "") or ""
    return "" if parameter.name == "help" else f"| {shown} | {text} |"


def _columns() -> Iterator[str]:
    for kind, fields in FIELDS.items():
        labels = {field.name: field.label for field in fields}
        needed = "; ".join(" or ".join(labels[name] for name in group) for group in REQUIRED[kind])
        yield f"## {kind}\n\nNeeded: {needed}.\n\n| field | headings known |\n|---|---|"
        yield "\n".join(f"| {field.label} | {', '.join(field.aliases)} |" for field in fields) + "\n"


def _permissions() -> Iterator[str]:
    yield "| action | " + " | ".join(Role) + " |\n|---|" + "---|" * len(Role)
    for action in sorted(POLICY):
        yield f"| `{action}` | " + " | ".join("yes" if role in POLICY[action] else "" for role in Role) + " |"


def _page(title: str, intro: str, lines: Iterator[str]) -> str:
    return f"{_NOTE}# {title}\n\n{intro}\n\n" + "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Write every page."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
