"""Writing many rows in short transactions, and remembering which they were."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db import transaction
from django.db.models import Model

from samphan.sample.models import SampleLoad, SampleRows

Progress = Callable[[int, int], None]
# Short enough that a writer of real data never waits long, on SQLite too.
ROWS_A_TRANSACTION = 4000


class Keeper:
    """Writes rows of the sample and keeps the ids they got, in the same transaction."""

    def __init__(self, load: SampleLoad, *, steps: int, progress: Progress | None) -> None:
        self._load, self._progress = load, progress
        self._load.steps_total = steps

    def add(self, rows: Sequence[Model]) -> list[int]:
        """Insert rows of one model and return their ids, in order."""
        ids: list[int] = []
        for start in range(0, len(rows), ROWS_A_TRANSACTION):
            chunk = rows[start : start + ROWS_A_TRANSACTION]
            with transaction.atomic():
                made = type(chunk[0])._base_manager.bulk_create(chunk)
                keys = [int(row.pk) for row in made]
                SampleRows.objects.bulk_create(
                    SampleRows(load=self._load, model=chunk[0]._meta.label, first_id=first, last_id=last)
                    for first, last in runs(keys)
                )
            ids += keys
        return ids

    def step(self) -> None:
        """Note that one more part is written, for whoever waits."""
        self._load.steps_done += 1
        self._load.save(update_fields=["steps_done", "steps_total"])
        if self._progress:
            self._progress(self._load.steps_done, self._load.steps_total)


def runs(ids: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the unbroken runs of a set of ids as (first, last)."""
    first = last = None
    for key in sorted(ids):
        if last is not None and key == last + 1:
            last = key
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = key
    if first is not None and last is not None:
        yield first, last
