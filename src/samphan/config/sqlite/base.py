"""Django's SQLite backend, but the transactions of one process wait for each other in line.

SQLite lets one transaction write at a time. Who finds it taken asks again after a while, longer each time, and whoever
asks at the right moment gets it: of fifty threads some wait ten times as long as others, and on a busy machine longer
than the timeout, which is an error for their user (docs/adr/0016). Other processes still have to ask.
"""

from typing import Any

from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.db.utils import OperationalError

from samphan.kit.waiting_line import WaitingLine

_lines: dict[str, WaitingLine] = {}  # by database


class DatabaseWrapper(SQLite):
    """A connection that stands in line before each transaction, and leaves the line when it ends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line: WaitingLine | None = None  # while it is our turn

    def _start_transaction_under_autocommit(self) -> None:
        line = _lines.setdefault(str(self.settings_dict["NAME"]), WaitingLine())  # one step: two may ask at once
        if not line.enter(self.settings_dict["OPTIONS"].get("timeout", 5.0)):
            raise OperationalError("database is locked: other transactions did not end in time")
        self._line = line
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # django-stubs leaves it out
        except BaseException:
            self._leave_line()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc] # django-stubs leaves it out
        self._leave_line()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc] # django-stubs leaves it out
        finally:
            self._leave_line()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc] # django-stubs leaves it out
        finally:
            self._leave_line()

    def _leave_line(self) -> None:
        if self._line is not None:
            self._line.leave()
            self._line = None
