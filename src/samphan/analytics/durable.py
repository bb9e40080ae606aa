"""Files that are either old or new, never half: written beside, flushed to the disk, then renamed over."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_UNFINISHED = ".unfinished"


class FolderBusy(RuntimeError):
    """Another process writes to the folder at this moment; what it writes will be there when it is done."""


def write_file(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a file under its name only when all of it is on the disk; an existing one is replaced in one step."""
    write_part(path, write)
    _flush_folder(path.parent)


def write_part(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write one of many files that count only once another in their folder, written by `write_file`, names them.

    That one's flush makes their names last too; a flush a file would take as long as writing them.
    """
    unfinished = path.with_name(path.name + _UNFINISHED)
    with unfinished.open("wb") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def write_json(path: Path, content: Any) -> None:
    """Write a value as JSON in one step."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    write_file(path, lambda file: file.write(text.encode()))


def read_json(path: Path) -> Any:
    """Return the value of a JSON file; None where there is no file."""
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return None


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold a folder for writing, made where it is missing; raise `FolderBusy` when another process holds it.

    The operating system lets go when the process ends, however it ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".writer").open("wb") as file:
        try:
            _lock(file)
        except OSError as error:
            raise FolderBusy(f"another process is writing to {folder}") from error
        yield


def _lock(file: BinaryIO) -> None:
    if sys.platform == "win32":
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _flush_folder(folder: Path) -> None:
    """Make a rename in the folder last, whatever happens to the power; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
