"""The `orders` table of a folder of exports as a log: what counts as a purchase, and which day holds whose orders."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from samphan.analytics.state.layout import Keys, day_number
from samphan.analytics.state.logs import OrderLog, Partition, may_hold
from samphan.analytics.state.target import Batch
from samphan.analytics.tables.customer_keys import CustomerKeys
from samphan.analytics.tables.partitions import DayFile, read_manifest

TABLE: Final = "orders"
_COLUMNS: Final = ["customer_key", "amount", "status", "currency"]


class OrdersLog(OrderLog):
    """The paid orders of one currency: a purchase when the total is above zero, a refund when it is below.

    An order of nothing is neither, as everywhere in the product. The log is what the folder held when it was opened.

    Raises FileNotFoundError when no orders were exported into the folder.
    """

    def __init__(self, folder: Path | str, *, currency: str = "THB") -> None:
        self.folder = Path(folder) / TABLE
        self.currency = currency
        manifest = read_manifest(self.folder)
        if manifest is None:
            raise FileNotFoundError(f"no orders were exported into {folder}; export the tables first")
        self._manifest = manifest
        self._customers = len(CustomerKeys(folder))

    def partitions(self) -> Sequence[Partition]:
        """Return one part a day."""
        found = []
        for day, file in sorted(self._manifest.days.items()):
            number = day_number(date.fromisoformat(day))
            found.append(
                Partition(name=day, version=self._version(file), rows=file.rows, first_day=number, last_day=number)
            )
        return found

    def batches(self, partitions: Iterable[Partition], wanted: NDArray[np.bool_] | None = None) -> Iterator[Batch]:
        """Yield the purchases and refunds of some days."""
        for partition in partitions:
            yield from self._rows(self._manifest.days[partition.name], partition.first_day, wanted)

    def customers(self) -> int:
        """Return the number of customer keys given so far, to whomever."""
        return self._customers

    def superseded_keys(self, name: str, version: str) -> Keys | None:
        """Return the customers of a day's earlier file while it is kept."""
        for file in self._manifest.superseded:
            if (file.day, self._version(file)) == (name, version) and (self.folder / file.file).is_file():
                keys = [key for key, _, _ in self._rows(file, 1, None)]
                return np.unique(np.concatenate([np.empty(0, np.int32), *keys])).astype(np.int32)
        return None

    def _version(self, file: DayFile) -> str:
        """Return what a day's rows follow from: a state of another currency counted others of the same file."""
        return f"{self.currency} {file.file}"

    def _rows(self, file: DayFile, day: int, wanted: NDArray[np.bool_] | None) -> Iterator[Batch]:
        with pq.ParquetFile(self.folder / file.file, memory_map=True) as parquet:
            groups = [
                group
                for group in range(parquet.num_row_groups)
                if wanted is None or may_hold(parquet, group, _COLUMNS[0], wanted)
            ]
            if not groups:
                return
            rows = parquet.read_row_groups(groups, columns=_COLUMNS, use_threads=False)
        is_counted = pc.and_(
            pc.and_(pc.equal(rows["status"], "paid"), pc.equal(rows["currency"], self.currency)),
            pc.not_equal(rows["amount"], 0),
        )
        kept = rows.filter(is_counted)
        key = kept["customer_key"].to_numpy()
        yield key, np.full(key.size, day, np.int32), kept["amount"].to_numpy()
