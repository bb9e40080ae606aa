"""`samphan up`: from nothing to a served page in one command."""

import os
import sys
import time
import webbrowser
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from samphan.accounts import selectors as accounts
from samphan.automation import services as automation
from samphan.cli import preparation
from samphan.cli.console import is_interactive, notes
from samphan.cli.demo import prepare_demo
from samphan.cli.processes import Processes
from samphan.kit import clock
from samphan.kit.errors import N_, Refused

_READY_SECONDS = 180.0
_LOOK_SECONDS = 0.1
_SAMPHAN = (sys.executable, "-m", "samphan.cli")


class WebDidNotStart(Refused):
    code = "up.web_did_not_start"
    message = N_("The web server did not start; its own words are above. `samphan doctor` looks for the reason.")


def up(
    *,
    demo: Annotated[bool, typer.Option("--demo", help="Load the sample business first (labelled, removable).")] = False,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
) -> None:
    """Set up what is missing, then serve the screens and work the jobs until Ctrl-C."""
    preparation.check_port(host=host, port=port)
    preparation.prepare_data_folder()
    notes.print(_("Preparing the database ..."))
    preparation.migrate()
    automation.seed_installation(now=clock.now())
    is_sample_wanted = demo or _is_sample_wanted()
    url = f"http://{'[' + host + ']' if ':' in host else host}:{port}"
    processes = Processes({"SAMPHAN_BASE_URL": url, **os.environ})
    processes.break_off_on_signals()
    try:
        # Loading the sample and importing the web server take as long as each other, and a machine has two cores.
        processes.start("web", [*_SAMPHAN, "web", "--host", host, "--port", str(port)])
        if is_sample_wanted:
            prepare_demo()
        _serve(processes, host=host, port=port)
    except BaseException:
        processes.stop_all()
        raise
    notes.print(_("Samphan is ready: {url}").format(url=url), style="bold green")
    notes.print(_how_to_sign_in(), markup=False)
    if browser:
        webbrowser.open(url)
    processes.run_until_stopped()
    notes.print(_("Stopped."))


def _is_sample_wanted() -> bool:
    """Ask once, on an installation nobody has set up, when there is somebody to ask."""
    if not is_interactive() or accounts.find_organisation() is not None:
        return False
    text = _("Load the sample business to look around? It is labelled and can be removed in one click.")
    return typer.confirm(text, default=False, err=True)


def _serve(processes: Processes, *, host: str, port: int) -> None:
    """Start the worker beside the web server, and wait until a page comes."""
    processes.stop_on_signals()
    processes.start("worker", [*_SAMPHAN, "worker"])
    _wait_until_ready(processes, host=host, port=port)


def _how_to_sign_in() -> str:
    if accounts.find_organisation() is None:
        return _("First time here: the page asks for your business, your e-mail and a password of your choice.")
    return _("Sign in with your e-mail and password; lost it? samphan user link EMAIL")


def _wait_until_ready(processes: Processes, *, host: str, port: int) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while not processes.stop.is_set() and not _answers(host, port):
        if not processes.is_running("web") or time.monotonic() > deadline:
            raise WebDidNotStart
        time.sleep(_LOOK_SECONDS)


def _answers(host: str, port: int) -> bool:
    """Say whether a page comes back; the server listens well before it can answer."""
    connection = HTTPConnection(host, port, timeout=_READY_SECONDS)
    try:
        connection.request("GET", "/readyz", headers={"Host": f"127.0.0.1:{port}"})
        return connection.getresponse().status < HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
