"""All writes of imports: take a file, say what its columns mean, check it, run it, take it back."""

from samphan.imports.services.batches import (
    ColumnsMissing,
    Options,
    PresetUnknown,
    WrongState,
    configure_batch,
    create_batch,
    start_batch,
    start_undo,
)
from samphan.imports.services.running import run_batch
from samphan.imports.services.undo import LaterWorkDepends, undo_batch

__all__ = [
    "ColumnsMissing",
    "LaterWorkDepends",
    "Options",
    "PresetUnknown",
    "WrongState",
    "configure_batch",
    "create_batch",
    "run_batch",
    "start_batch",
    "start_undo",
    "undo_batch",
]
