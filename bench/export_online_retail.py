"""Turn the UCI Online Retail parquet (CC BY 4.0, doi 10.24432/C5BW33) into the CSV that `samphan import orders` takes.

Only lines with a customer are kept; there is no invoice number, so an order is one customer in one minute.

    python bench/export_online_retail.py online_retail_uci.parquet online_retail.csv
    samphan import orders online_retail.csv --source online-retail
"""

import argparse
import csv
from pathlib import Path

import pyarrow.parquet

COLUMNS = ("CustomerID", "InvoiceDate", "Description", "Quantity", "UnitPrice", "Country")


def export(source: Path, target: Path) -> int:
    """Write the lines that name a customer; return how many."""
    table = pyarrow.parquet.read_table(source, columns=list(COLUMNS))
    written = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for batch in table.to_batches(max_chunksize=20_000):
            for customer, at, *rest in zip(*(batch.column(name).to_pylist() for name in COLUMNS), strict=True):
                if customer is not None:
                    writer.writerow([int(customer), f"{at:%Y-%m-%d %H:%M}", *rest])
                    written += 1
    return written


def main() -> None:
    """Read the arguments, export, say how many lines it were."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    asked = parser.parse_args()
    print(f"{export(asked.source, asked.target):,} lines")


if __name__ == "__main__":
    main()
