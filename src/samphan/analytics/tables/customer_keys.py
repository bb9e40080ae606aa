"""Dense customer keys: 0, 1, 2 ... for customer ids as they are first met, so that arrays can be indexed by customer.

A key is never given twice and never changes: the dictionary only grows. It holds ids and nothing else about a person.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from samphan.analytics.durable import read_json, write_file, write_json

FOLDER: Final = "customer_keys"
MANIFEST: Final = "manifest.json"
COLUMNS: Final = (("customer_key", "INTEGER"), ("customer_id", "BIGINT"))
_MOST_FILES: Final = 64


def key_files(folder: Path) -> list[Path]:
    """Return the files that hold the keys of a folder of tables, in order of keys."""
    content = read_json(folder / FOLDER / MANIFEST)
    return [folder / FOLDER / name for name in content["files"]] if content else []


class CustomerKeys:
    """The dictionary of one folder of tables: ask with `keys_of`, make new keys last with `commit`."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder) / FOLDER
        files = key_files(Path(folder))
        self._files = [path.name for path in files]
        stored = [pq.read_table(path).column("customer_id").to_numpy() for path in files]
        self._ids: NDArray[np.int64] = np.concatenate([np.empty(0, np.int64), *stored])
        self._committed = self._ids.size
        self._order = np.argsort(self._ids, kind="stable").astype(np.int32)
        self._sorted = self._ids[self._order]

    def __len__(self) -> int:
        return int(self._ids.size)

    def keys_of(self, ids: Sequence[int | None] | NDArray[np.int64]) -> pa.Array:
        """Return the key (int32) of each customer id, null where there is none; new ids get the next keys."""
        given = pa.array(ids, pa.int64())
        known = given.drop_null().to_numpy()
        self._meet(np.unique(known))
        is_null = given.is_null().to_numpy(zero_copy_only=False)
        keys = np.zeros(len(given), np.int32)
        keys[~is_null] = self._order[np.searchsorted(self._sorted, known)]
        return pa.array(keys, mask=is_null)

    def commit(self) -> None:
        """Make the keys given so far last; must come before rows that use them count."""
        if self._committed == self._ids.size:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        merges = len(self._files) >= _MOST_FILES
        start = 0 if merges else self._committed
        name = f"{self._ids.size:010}.parquet"
        keys = pa.array(np.arange(start, self._ids.size, dtype=np.int32))
        part = pa.table({"customer_key": keys, "customer_id": self._ids[start:]})
        write_file(self.folder / name, lambda file: pq.write_table(part, file, compression="zstd"))
        replaced = self._files if merges else []
        self._files = [name] if merges else [*self._files, name]
        write_json(self.folder / MANIFEST, {"files": self._files})
        self._committed = self._ids.size
        for old in replaced:
            (self.folder / old).unlink(missing_ok=True)

    def _meet(self, ids: NDArray[np.int64]) -> None:
        """Give the next keys to those of some ids (sorted, each once) that have none."""
        places = np.searchsorted(self._sorted, ids)
        is_known = np.zeros(ids.size, np.bool_)
        inside = places < self._sorted.size
        is_known[inside] = self._sorted[places[inside]] == ids[inside]
        fresh, places = ids[~is_known], places[~is_known]
        keys = np.arange(self._ids.size, self._ids.size + fresh.size, dtype=np.int32)
        self._ids = np.concatenate([self._ids, fresh])
        self._sorted = np.insert(self._sorted, places, fresh)
        self._order = np.insert(self._order, places, keys)
