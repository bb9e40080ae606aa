"""The state on disk: read by mapping it into memory, refreshed at a cost that follows the new rows.

A folder holds a base (all records, mapped and never changed) and deltas (records that replace those of the base, one
file a refresh). One small manifest names what counts, and is replaced last: a refresh that dies half-way has changed
nothing, and one that is repeated counts nothing twice. When the deltas grow, a new base takes them in.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from samphan.analytics.durable import only_writer, read_json, write_file, write_json
from samphan.analytics.state.building import build_state
from samphan.analytics.state.customer_state import CustomerState
from samphan.analytics.state.excerpt import Excerpt
from samphan.analytics.state.kernels import KernelName, kernel
from samphan.analytics.state.layout import EXTRA, RECORD, Extras, Keys, Records, day_number
from samphan.analytics.state.logs import OrderLog, Partition, concatenated, rows_after

_FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_MOST_DELTAS: Final = 64
_ROOM_TO_GROW: Final = 1.25  # so many new customers fit into a base; the unwritten end of a file takes no space
_MOST_REPLAYED: Final = 4  # past a quarter of all customers, one pass over the log costs less than replaying them
_SHARE_OF_BASE: Final = 4  # a new base is due when the deltas hold a quarter of its records


class EndMovedBack(ValueError):
    """A stored state can be carried on, not taken back: to an earlier end it is rebuilt."""


@dataclass(frozen=True, kw_only=True)
class Refreshed:
    """What a refresh did: rows read that were new, customers whose record changed, and customers read anew.

    `is_rebuilt` says that the whole log was read, because there was no state or a changed partition's earlier rows
    are no longer known.
    """

    version: int
    new_rows: int
    changed: int
    replayed: int
    is_rebuilt: bool


@dataclass(frozen=True, kw_only=True)
class _Manifest:
    """What counts on disk. `applied` maps a partition's name to its version."""

    version: int
    until: str
    customers: int
    capacity: int
    base: str
    deltas: list[str] = field(default_factory=list)
    delta_records: int = 0
    applied: dict[str, str] = field(default_factory=dict)
    later_rows: int = 0
    format: int = _FORMAT


@dataclass(frozen=True, kw_only=True)
class _Changes:
    """What a log holds that a stored state does not."""

    new: list[Partition]
    changed: list[Partition]
    carried_on: list[Partition]  # counted up to the former end, and reach beyond it
    future: list[Partition]  # begin after the new end
    stale: list[tuple[str, str]]  # name and version of what was counted and changed or went away


class StateStore:
    """A customer state kept in a folder; one process writes at a time, any number read."""

    def __init__(self, folder: Path | str, *, kernel_name: KernelName | None = None) -> None:
        self.folder = Path(folder)
        self.kernel_name = kernel_name

    @property
    def version(self) -> int:
        """Return the number of the last refresh that changed anything; 0 before the first."""
        manifest = self._manifest()
        return manifest.version if manifest else 0

    def load(self) -> CustomerState:
        """Return the state as last refreshed, mapped into memory: changes to its arrays stay with the caller.

        Raises FileNotFoundError when nothing was stored yet.
        """
        for _ in range(3):  # a refresh may take files away between the reading of the manifest and of them
            manifest = self._manifest()
            if manifest is None:
                break
            try:
                return self._state(manifest)
            except FileNotFoundError:
                continue
        raise FileNotFoundError(f"no state is stored in {self.folder}; refresh it from a log first")

    def refresh(self, log: OrderLog, *, until: date) -> Refreshed:
        """Bring the state up to the end of the day `until` and return what that took.

        Rows of new partitions are added; of a partition that changed or went away, and where a row comes before a
        customer's last one, the customers concerned are replayed from all their rows.

        Raises
        ------
        EndMovedBack
            When `until` is before the stored end.
        FolderBusy
            When another process refreshes it.
        ValueError
            When a row cannot be kept, see `build_state`; the stored state stays as it was.
        """
        with only_writer(self.folder):
            manifest = self._manifest()
            if manifest is None:
                return self._rebuild(log, until, version=1)
            if until < date.fromisoformat(manifest.until):
                raise EndMovedBack(f"the stored state runs to {manifest.until}; rebuild it to end on {until}")
            changes = _changes(manifest, log.partitions(), until)
            dirty = _customers_concerned(log, changes)
            if dirty is None or dirty.size > manifest.customers // _MOST_REPLAYED:
                return self._rebuild(log, until, version=manifest.version + 1)
            return self._carry_on(manifest, log, changes, dirty, until)

    def rebuild(self, log: OrderLog, *, until: date) -> Refreshed:
        """Make the state anew from the whole log, which may end earlier; raises what else `refresh` does."""
        with only_writer(self.folder):
            manifest = self._manifest()
            return self._rebuild(log, until, version=1 if manifest is None else manifest.version + 1)

    def _rebuild(self, log: OrderLog, until: date, *, version: int) -> Refreshed:
        state = build_state(log, until=until, kernel_name=self.kernel_name)
        counted = [part for part in log.partitions() if part.first_day <= day_number(until)]
        self._publish(self._based(state, version, {part.name: part.version for part in counted}))
        return Refreshed(
            version=version,
            new_rows=sum(part.rows for part in counted),
            changed=state.customers,
            replayed=state.replayed,
            is_rebuilt=True,
        )

    def _carry_on(self, manifest: _Manifest, log: OrderLog, changes: _Changes, dirty: Keys, until: date) -> Refreshed:
        """Add what is new to the records it touches, and store those alone."""
        former_end = day_number(date.fromisoformat(manifest.until))
        read = concatenated([*log.batches(changes.new), *rows_after(log.batches(changes.carried_on), former_end)])
        is_due = read[1] <= day_number(until)
        rows = read[0][is_due], read[1][is_due], read[2][is_due]
        later = int(np.count_nonzero(~is_due)) + sum(part.rows for part in changes.future)
        held = self._state(manifest, customers=max(manifest.customers, log.customers()))
        part = Excerpt.of(held, np.union1d(rows[0], dirty))
        replayed = part.update(rows, dirty, log, until=until, using=kernel(self.kernel_name))
        applied = manifest.applied | {one.name: one.version for one in (*changes.new, *changes.changed)}
        for name in {name for name, _ in changes.stale} - {one.name for one in changes.changed}:
            del applied[name]
        following = replace(
            manifest, version=manifest.version + 1, until=until.isoformat(), applied=applied, later_rows=later,
            customers=held.customers, deltas=[*manifest.deltas], delta_records=manifest.delta_records + part.keys.size,
        )  # fmt: skip
        if following == replace(manifest, version=following.version):
            following = manifest
        elif _needs_new_base(following):
            part.write_into(held)
            state = replace(held, until=until, later_rows=later)
            following = self._based(state, following.version, applied)
        elif part.keys.size:
            name = f"delta-{following.version:06}.npz"
            following.deltas.append(name)
            _write_excerpt(self.folder / name, part.keys, part.target.records, part.target.extras)
        self._publish(following)
        return Refreshed(
            version=following.version,
            new_rows=int(rows[0].size),
            changed=int(part.keys.size),
            replayed=replayed,
            is_rebuilt=False,
        )

    def _state(self, manifest: _Manifest, *, customers: int | None = None) -> CustomerState:
        """Map the base and lay the deltas over it; keys beyond the stored ones get empty records."""
        count = manifest.customers if customers is None else customers
        path = self.folder / f"{manifest.base}.records"
        records: Records = np.asarray(np.memmap(path, dtype=RECORD, mode="c", shape=(manifest.capacity,)))
        if count > manifest.capacity:
            records = np.concatenate([records, np.zeros(count - manifest.capacity, RECORD)])
        extras = np.zeros(count, EXTRA)
        with np.load(self.folder / f"{manifest.base}.extras.npz") as rare:
            extras[rare["keys"]] = rare["extras"]
        for name in manifest.deltas:
            with np.load(self.folder / name) as delta:
                records[delta["keys"]] = delta["records"]
                extras[delta["keys"]] = delta["extras"]
        return CustomerState(
            records=records[:count],
            extras=extras,
            until=date.fromisoformat(manifest.until),
            later_rows=manifest.later_rows,
        )

    def _based(self, state: CustomerState, version: int, applied: dict[str, str]) -> _Manifest:
        """Write a state as a base of its own and return the manifest that names it."""
        base = f"base-{version:06}"
        capacity = int(state.customers * _ROOM_TO_GROW) + 1

        def write_records(file: BinaryIO) -> None:
            state.records.tofile(file)
            file.truncate(capacity * RECORD.itemsize)

        write_file(self.folder / f"{base}.records", write_records)
        rare = np.flatnonzero(state.extras != np.zeros(1, EXTRA)).astype(np.int32)
        _write_excerpt(self.folder / f"{base}.extras.npz", rare, np.empty(0, RECORD), state.extras[rare])
        return _Manifest(
            version=version,
            until=state.until.isoformat(),
            customers=state.customers,
            capacity=capacity,
            base=base,
            applied=applied,
            later_rows=state.later_rows,
        )

    def _manifest(self) -> _Manifest | None:
        content = read_json(self.folder / _MANIFEST)
        if content is None or content["format"] != _FORMAT:  # a state is made from the log: another format is made anew
            return None
        return _Manifest(**content)

    def _publish(self, manifest: _Manifest) -> None:
        """Make a manifest the one that counts, then take away the files it does not name."""
        write_json(self.folder / _MANIFEST, asdict(manifest))
        for path in self.folder.iterdir():
            is_ours = path.name.startswith(("base-", "delta-"))
            if is_ours and not path.name.startswith(f"{manifest.base}.") and path.name not in manifest.deltas:
                path.unlink()


def _changes(manifest: _Manifest, partitions: Sequence[Partition], until: date) -> _Changes:
    """Compare a log with what was counted of it."""
    end, former_end = day_number(until), day_number(date.fromisoformat(manifest.until))
    counted = manifest.applied
    current = {part.name: part.version for part in partitions}
    due = [part for part in partitions if part.first_day <= end]
    return _Changes(
        new=[part for part in due if part.name not in counted],
        changed=[part for part in due if counted.get(part.name, part.version) != part.version],
        carried_on=[part for part in due if counted.get(part.name) == part.version and part.last_day > former_end],
        future=[part for part in partitions if part.first_day > end],
        stale=[(name, version) for name, version in counted.items() if current.get(name) != version],
    )


def _customers_concerned(log: OrderLog, changes: _Changes) -> Keys | None:
    """Return the customers of partitions that changed or went away, before and after; None when not known."""
    keys = [key for key, _, _ in log.batches(changes.changed)]
    for name, version in changes.stale:
        before = log.superseded_keys(name, version)
        if before is None:
            return None
        keys.append(before)
    return np.unique(np.concatenate([np.empty(0, np.int32), *keys])).astype(np.int32)


def _needs_new_base(manifest: _Manifest) -> bool:
    return (
        manifest.customers > manifest.capacity
        or len(manifest.deltas) >= _MOST_DELTAS
        or manifest.delta_records > manifest.customers // _SHARE_OF_BASE
    )


def _write_excerpt(path: Path, keys: Keys, records: Records, extras: Extras) -> None:
    write_file(path, lambda file: np.savez(file, keys=keys, records=records, extras=extras))
