"""`samphan web`: serves screens and API."""

import os
import sys
from typing import Annotated

import typer

_BACKLOG = 1024


def web(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    processes: Annotated[int, typer.Option(min=1, max=64, help="Server processes; PostgreSQL only beyond 1.")] = 1,
    threads: Annotated[int, typer.Option(min=1, max=64, help="Requests at a time in each process.")] = 4,
) -> None:
    """Serve the screens and the API until it is asked to stop."""
    # In our place, not below us: nothing of this command stays in memory, and signals reach the server itself.
    os.execv(sys.executable, [sys.executable, "-m", "granian", *_arguments(host, port, processes, threads)])  # noqa: S606


def _arguments(host: str, port: int, processes: int, threads: int) -> list[str]:
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(processes),
        "--blocking-threads": str(threads),
        "--backlog": str(_BACKLOG),
        "--http": "1",
        "--log-level": "warning",
    }
    words = [word for pair in options.items() for word in pair]
    return [*words, "--respawn-failed-workers", "samphan.config.wsgi:application"]
