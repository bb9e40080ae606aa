"""Where figures about rooms above come from: such a room registers what insights may read.

Insights lies below cases (cases read risk and value from here), so it cannot import them. Their `exports.py` registers
a reader at start-up instead; `InsightsConfig.ready` loads every room's `exports`.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from samphan.insights.rules.loop import CaseRow

CaseReader = Callable[[datetime], Iterable[CaseRow]]
_case_readers: list[CaseReader] = []


def read_cases_from(reader: CaseReader) -> CaseReader:
    """Register (as a decorator) the reader of cases opened at or after an instant."""
    if reader not in _case_readers:
        _case_readers.append(reader)
    return reader


def cases_since(opened_from: datetime) -> list[CaseRow]:
    """Return every case opened at or after an instant, from all registered readers."""
    return [case for reader in _case_readers for case in reader(opened_from)]
