"""Turn the UCI Online Retail parquet (CC BY 4.0, doi 10.24432/C5BW33) into the CSV that `samphan import orders` takes.

Only lines with a customer are kept; there is no invoice number, so an order is one customer in one minute.

    python bench/export_online_retail.py online_retail_uci.parquet online_retail.csv
    samphan import orders online_retail.csv --source online-retail

The orders are of 2010 and 2011, and the screens look back from today. `--until 2026-11-20` moves all of them by the
same number of weeks, so that the last one lies in the week before that day and weekdays stay what they were.
"""

import argparse
import csv
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet

COLUMNS = ("CustomerID", "InvoiceDate", "Description", "Quantity", "UnitPrice", "Country")
LAST_DAY = date(2011, 12, 9)


def export(source: Path, target: Path, *, later: timedelta = timedelta()) -> int:
    """Write the lines that name a customer, each this much later than it was; return how many."""
    table = pyarrow.parquet.read_table(source, columns=list(COLUMNS))
    written = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for batch in table.to_batches(max_chunksize=20_000):
            for customer, at, *rest in zip(*(batch.column(name).to_pylist() for name in COLUMNS), strict=True):
                if customer is not None:
                    writer.writerow([int(customer), f"{at + later:%Y-%m-%d %H:%M}", *rest])
                    written += 1
    return written


def main() -> None:
    """Read the arguments, export, say how many lines it were."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--until", type=date.fromisoformat, default=LAST_DAY, help="the last order lies before it")
    asked = parser.parse_args()
    weeks = (asked.until - LAST_DAY).days // 7
    print(f"{export(asked.source, asked.target, later=timedelta(weeks=weeks)):,} lines")


if __name__ == "__main__":
    main()
