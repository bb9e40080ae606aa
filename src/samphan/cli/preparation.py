"""What must stand before the first page can be shown: an address to serve on, the data folder, the tables."""

import errno
import os
import socket
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from samphan.kit.errors import N_, Refused


class DataFolderNotWritable(Refused):
    code = "up.data_folder_not_writable"
    message = N_("The data folder {folder} cannot be written to. Give write permission, or set SAMPHAN_DATA_DIR.")


class TablesNotReady(Refused):
    code = "up.tables_not_ready"
    message = N_(
        "The tables of this installation are not those of this version yet. Run samphan up once, then again this."
    )


class PortTaken(Refused):
    code = "up.port_taken"
    message = N_("Port {port} is in use by another program. Stop that program, or choose another: --port {other}.")


class AddressUnusable(Refused):
    code = "up.address_unusable"
    message = N_("This machine cannot listen on {host}:{port}. Use --host 127.0.0.1 and a --port above 1023.")


def check_port(*, host: str, port: int) -> None:
    """Refuse an address we could not serve on, before anything else is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(port=port, other=port + 1) from error
            raise AddressUnusable(host=host, port=port) from error


def prepare_data_folder() -> None:
    """Make the data folder, readable by its owner only; refuse one that cannot be written."""
    folder = Path(settings.DATA_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / f".write-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise DataFolderNotWritable(folder=folder) from error


def migrate() -> None:
    """Bring the tables to this version."""
    call_command("migrate", interactive=False, verbosity=0)


def waiting_migrations() -> int:
    """Return how many migrations stand between the tables and this version. Raises DatabaseError."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
