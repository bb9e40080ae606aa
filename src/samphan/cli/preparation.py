"""What must stand before the first page can be shown: data folder, tables, browser files, seeds. Safe to repeat."""

import hashlib
import os
import socket
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from samphan.kit.errors import N_, Refused


class DataFolderNotWritable(Refused):
    code = "up.data_folder_not_writable"
    message = N_("The data folder {folder} cannot be written to. Give write permission, or set SAMPHAN_DATA_DIR.")


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
        if probe.connect_ex((host, port)) == 0:
            raise PortTaken(port=port, other=port + 1)
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
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


def collect_static() -> None:
    """Gather, hash and compress the browser files, unless they are those of the last time."""
    root = Path(settings.STATIC_ROOT)
    marker, fingerprint = root / ".collected", _static_fingerprint()
    if marker.exists() and marker.read_text() == fingerprint:
        return
    call_command("collectstatic", interactive=False, clear=False, verbosity=0)
    root.mkdir(parents=True, exist_ok=True)
    marker.write_text(fingerprint)


def _static_fingerprint() -> str:
    """Return a digest over every browser file's name, size and time, and the version of Django that hashes them."""
    digest = hashlib.sha256(version("Django").encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            file = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{file.st_size}\0{file.st_mtime_ns}\n".encode())
    return digest.hexdigest()
