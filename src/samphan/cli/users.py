"""`samphan user`: add a colleague, see who may sign in, help somebody who lost their password."""

import json
from typing import Annotated

import typer
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from samphan.accounts import selectors as accounts
from samphan.accounts import services
from samphan.accounts.policies import Role
from samphan.cli.console import out, print_table
from samphan.kit import clock
from samphan.kit.errors import N_, Refused

app = typer.Typer(help="Who may sign in.", no_args_is_help=True)


class NobodyByThatEmail(Refused):
    code = "user.nobody_by_that_email"
    message = N_("Nobody here uses this e-mail address. `samphan user list` shows who does.")


@app.command()
def add(
    email: Annotated[str, typer.Argument(help="What they sign in with.")],
    *,
    name: Annotated[str, typer.Option(help="What colleagues and customers call them.")],
    role: Annotated[Role, typer.Option(help="What they may do; see the permissions page.")] = Role.AGENT,
    language: Annotated[str, typer.Option(help="th or en.")] = "th",
) -> None:
    """Add a colleague and print the link by which they choose their password."""
    user = services.add_user(email=email, display_name=name, role=role.value, language=language, now=clock.now())
    _print_link(user.pk, services.invite_token(user=user))


@app.command()
def link(email: Annotated[str, typer.Argument(help="What they sign in with.")]) -> None:
    """Print a new link to choose a password by, for somebody who lost theirs."""
    user = next((user for user in accounts.staff() if user.email == email.strip().lower()), None)
    if user is None:
        raise NobodyByThatEmail
    _print_link(user.pk, services.invite_token(user=user))


@app.command("list")
def list_users(*, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Show who may sign in, and as what."""
    rows = [
        {"email": user.email, "name": user.display_name, "role": user.role, "is_active": user.is_active}
        for user in accounts.staff()
    ]
    if as_json:
        out.print_json(json.dumps(rows))
        return
    shown = [[str(row["email"]), str(row["name"]), str(row["role"]), "✓" if row["is_active"] else ""] for row in rows]
    print_table([_("E-mail"), _("Name"), _("Role"), _("Active")], shown)


def _print_link(user_id: int, token: str) -> None:
    path = reverse("welcome", kwargs={"user_id": user_id, "token": token})
    text = _("Choose a password here within three days: {url}").format(url=f"{settings.BASE_URL}{path}")
    out.print(text, soft_wrap=True, markup=False)
