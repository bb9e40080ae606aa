"""`samphan config show`: every setting, its value and where it came from; secrets stay hidden."""

import json
import os
import re
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils.translation import gettext as _
from dotenv import dotenv_values

from samphan.cli.console import out, print_table

app = typer.Typer(help="Settings of this installation.", no_args_is_help=True)
_SECRET_FIELDS = {"secret_key", "llm_key"}
_URL_PASSWORD = re.compile(r"(?<=://)([^/@:]*):[^/@]*@")


@app.callback()
def _settings() -> None:
    """Settings of this installation."""


@app.command()
def show(
    *,
    origin: Annotated[bool, typer.Option("--origin", help="Also tell where each value came from.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show every setting; passwords and keys are hidden."""
    dotenv = {name.upper() for name in dotenv_values(".env")} if Path(".env").exists() else set()
    rows = [
        {"name": f"SAMPHAN_{field.upper()}", "value": _shown(field), "origin": _origin(field, dotenv)}
        for field in type(settings.ENVIRONMENT).model_fields
    ]
    if as_json:
        out.print_json(json.dumps(rows))
        return
    columns = [_("Setting"), _("Value")] + ([_("From")] if origin else [])
    print_table(columns, [[row["name"], row["value"]] + ([row["origin"]] if origin else []) for row in rows])


def _shown(field: str) -> str:
    value = str(getattr(settings.ENVIRONMENT, field))
    if field in _SECRET_FIELDS:
        return "********" if value else ""
    return _URL_PASSWORD.sub(r"\1:********@", value)


def _origin(field: str, dotenv: set[str]) -> str:
    name = f"SAMPHAN_{field.upper()}"
    if name in {key.upper() for key in os.environ}:
        return "environment"
    return ".env" if name in dotenv else "default"
