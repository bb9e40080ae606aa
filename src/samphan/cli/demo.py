"""`samphan demo load|clear`: the sample business, labelled and removable; `up --demo` uses it too."""

import secrets
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from samphan.accounts import selectors as accounts
from samphan.accounts.services import set_up_organisation
from samphan.cli.console import notes
from samphan.kit import clock
from samphan.sample import selectors, services

app = typer.Typer(help="The sample business: load it to look around, clear it when you have seen enough.")

DEMO_NAME = "เรือนดี โฮม"
DEMO_OWNER = "พิชญา เรือนงาม"
DEMO_EMAIL = "owner@demo.example.com"


@app.command()
def load(
    *, seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same business.")] = services.DEFAULT_SEED
) -> None:
    """Load the sample business: 8 000 customers over 24 months, ending now."""
    load_with_progress(seed=seed)
    notes.print(_("The sample business is loaded. Take it away with: samphan demo clear"), markup=False)


@app.command()
def clear() -> None:
    """Remove the sample business and everything that hangs on it; your own data stays."""
    services.remove_sample(now=clock.now())
    notes.print(_("The sample business is gone; your own data is untouched."), markup=False)


def prepare_demo() -> None:
    """Make an installation to look around in: an owner who can sign in, if there is nobody yet, and the sample."""
    now = clock.now()
    if accounts.find_organisation() is None:
        password = secrets.token_urlsafe(12)
        set_up_organisation(
            name=DEMO_NAME,
            language="th",
            industry="retail",
            owner_name=DEMO_OWNER,
            email=DEMO_EMAIL,
            password=password,
            now=now,
        )
        notes.print(_("Sign in with {email} and {password}").format(email=DEMO_EMAIL, password=password), markup=False)
    if selectors.is_busy():  # a load that was killed: what it left goes before it begins again
        services.remove_sample(now=now)
    if not selectors.is_loaded():
        load_with_progress(seed=services.DEFAULT_SEED, figures_later=True)


def load_with_progress(*, seed: int, figures_later: bool = False) -> None:
    """Load the sample with a bar that shows how far it is."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=notes, transient=True) as shown:
        bar = shown.add_task(_("Loading the sample business"), total=None)
        services.load_sample(
            seed=seed,
            now=clock.now(),
            figures_later=figures_later,
            progress=lambda done, total: shown.update(bar, completed=done, total=total),
        )
