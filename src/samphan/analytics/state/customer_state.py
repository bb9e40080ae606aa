"""What is known of every customer from her orders, in 64 bytes each, and the arrays read from it."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from samphan.analytics.state.layout import LOG_SCALE, MONTH_OF_DAY, Extras, Records, date_of, day_number
from samphan.analytics.state.summaries import Summary
from samphan.analytics.state.target import Target

# A summary reads six columns of every record: of so many customers at a time, a megabyte, which stays in the cache.
_AT_ONCE: Final = 2**14
_SUMMARY: Final = {
    "key": np.int32, "frequency": np.int32, "recency": np.int32, "T": np.int32, "monetary_value": np.float64,
    "refunded": np.int64,
}  # fmt: skip
Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True, kw_only=True)
class CustomerState:
    """The purchases of every customer up to and including `until`, one array entry a customer key.

    Attributes
    ----------
    records : structured array, shape (customers,)
        64 bytes a customer, see `layout.RECORD`.
    extras : structured array, shape (customers,)
        What few customers have, see `layout.EXTRA`.
    until : date
        The end of the observation, inclusive.
    later_rows : int
        Rows of the log dated after `until` (or in the future): seen, and not counted.
    replayed : int
        Customers read a second time because their rows did not come in order of days.
    """

    records: Records
    extras: Extras
    until: date
    later_rows: int = 0
    replayed: int = 0

    @property
    def customers(self) -> int:
        """Return the number of customer keys, those without a purchase included."""
        return int(self.records.size)

    @property
    def target(self) -> Target:
        """Return the arrays as a pass writes them."""
        return Target(self.records, self.extras, np.zeros(self.customers, np.bool_))

    @property
    def has_bought(self) -> NDArray[np.bool_]:
        """Return who bought at least once."""
        return np.asarray(self.records["last_day"] > 0)

    @property
    def first(self) -> NDArray[np.int32]:
        """Return the day of the first purchase, in days since 1970-01-01; 0 where there is none."""
        return self.records["first_day"].astype(np.int32)

    @property
    def second(self) -> NDArray[np.int32]:
        """Return the second purchase day, in days since 1970-01-01; 0 where there is none."""
        return self.records["second_day"].astype(np.int32)

    @property
    def last(self) -> NDArray[np.int32]:
        """Return the day of the last purchase, in days since 1970-01-01; 0 where there is none."""
        return self.records["last_day"].astype(np.int32)

    @property
    def x(self) -> NDArray[np.int32]:
        """Return the repeat purchase days: those after the first."""
        return self.records["repeats"].astype(np.int32)

    @property
    def spend(self) -> NDArray[np.int64]:
        """Return the spend of all purchase days in minor units, refunds not taken off."""
        return np.ascontiguousarray(self.records["spend"])

    @property
    def refunded(self) -> NDArray[np.int64]:
        """Return what was given back, in minor units, never negative.

        A refund neither makes nor removes a purchase day, and is not taken off any spend: which purchase it gives back
        is not known here, so whoever wants a net figure must say how.
        """
        return np.ascontiguousarray(self.extras["refunded"])

    @property
    def repeat_spend(self) -> NDArray[np.int64]:
        """Return the spend of the repeat purchase days in minor units, refunds not taken off."""
        return np.asarray(self.records["spend"] - self.records["first_spend"])

    @property
    def log_spend(self) -> NDArray[np.float64]:
        """Return the sum of ln(a day's spend in minor units) over the repeat purchase days; a free day adds nothing."""
        whole = np.log(np.maximum(self.records["spend_product"], 1.0)) + LOG_SCALE * self.extras["spend_scale"]
        whole += np.log(np.maximum(self.records["last_spend"], 1))
        whole -= np.log(np.maximum(self.records["first_spend"], 1))
        whole[self.records["repeats"] == 0] = 0.0
        return np.asarray(whole)

    @property
    def litt(self) -> NDArray[np.float64]:
        """Return the sum of ln(days between neighbouring purchase days): what the regularity of purchases rests on.

        Platzer and Reutterer 2016, "Ticking away the moments", Marketing Science 35(5), call it so.
        """
        return np.asarray(np.log(np.maximum(self.records["gap_product"], 1.0)) + LOG_SCALE * self.extras["gap_scale"])

    @property
    def months(self) -> NDArray[np.uint64]:
        """Return 64 bits a customer: bit k says whether she bought in the k-th month before that of her last."""
        return np.ascontiguousarray(self.records["months"])

    @property
    def days(self) -> NDArray[np.uint64]:
        """Return 64 bits a customer: bit k says whether she bought k days before her last purchase."""
        return np.ascontiguousarray(self.records["days"])

    @property
    def last_month(self) -> NDArray[np.int32]:
        """Return the month of the last purchase, in months since January 1970."""
        return np.asarray(MONTH_OF_DAY[self.records["last_day"]], dtype=np.int32)

    def summary(self, as_of: date | None = None) -> Summary:
        """Return frequency, recency, T and monetary value of everybody who bought, as repeat-buying models take them.

        Parameters
        ----------
        as_of : date, optional
            The day T is counted to; by default `until`. Nothing was seen after `until`, so a later day claims that
            nothing was bought since.

        Raises
        ------
        ValueError
            When `as_of` is before `until`: what was bought by then is no longer known apart. Build the state with an
            earlier `until` instead.
        """
        end = day_number(as_of or self.until)
        if end < day_number(self.until):
            raise ValueError(f"the state runs to {self.until}; build one with until={date_of(end)} to look back to it")
        columns: Columns = {name: np.empty(self.customers, kind) for name, kind in _SUMMARY.items()}
        counted = 0
        for start in range(0, self.customers, _AT_ONCE):
            counted = self._summarise(columns, counted, start, end)
        return Summary(**{name: column[:counted] for name, column in columns.items()})

    def _summarise(self, columns: Columns, counted: int, start: int, end: int) -> int:
        """Write some neighbouring customers below the `counted` ones, and return how many there are then."""
        records, extras = self.records[start : start + _AT_ONCE], self.extras[start : start + _AT_ONCE]
        key = np.flatnonzero(records["last_day"])
        there = slice(None) if key.size == records.size else key  # all of them need not be picked one by one
        place = slice(counted, counted + key.size)
        first = records["first_day"][there].astype(np.int32)
        frequency = records["repeats"][there]
        columns["key"][place] = key + start
        columns["frequency"][place] = frequency
        columns["recency"][place] = records["last_day"][there] - first
        columns["T"][place] = end - first
        columns["monetary_value"][place] = records["spend"][there] - records["first_spend"][there]
        columns["monetary_value"][place] /= np.maximum(frequency, 1)
        columns["refunded"][place] = extras["refunded"][there]
        return place.stop
