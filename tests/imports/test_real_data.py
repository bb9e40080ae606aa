"""Two real files go in whole, and the figures equal those computed without us."""

import csv
import importlib.util
from collections import defaultdict
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.db.models import Sum

from samphan.customers.models import Customer, Order, OrderLine
from samphan.imports import services
from samphan.imports.models import ImportBatch
from samphan.signals.models import Signal
from samphan.surveys.models import Response
from tests import world

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
RETAIL = DATA / "online_retail_uci.parquet"
WISESIGHT = DATA / "nlp" / "wisesight" / "valid.jsonl.gz"


@pytest.fixture(autouse=True)
def _data_dir(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "bench" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _import(kind: str, path: Path, source: str) -> ImportBatch:
    with path.open("rb") as content:
        batch = services.create_batch(kind=kind, file_name=path.name, content=content, now=world.NOW, source=source)
    services.start_batch(batch_id=batch.id, now=world.NOW, is_rehearsal=False, queue=False)
    return services.run_batch(batch_id=batch.id, now=world.NOW)


def _month_of(path: Path, month: str) -> Path:
    """Write the lines of one month to a file of its own; no order reaches over its end."""
    kept = path.with_name("month.csv")
    with path.open(encoding="utf-8", newline="") as source, kept.open("w", encoding="utf-8", newline="") as target:
        rows, writer = csv.reader(source), csv.writer(target)
        writer.writerow(next(rows))
        writer.writerows(row for row in rows if row[1].startswith(month))
    return kept


@pytest.mark.skipif(not RETAIL.exists(), reason="the UCI Online Retail file is not beside the checkout")
def test_a_year_of_a_real_shop_goes_in_once_with_the_right_figures(tmp_path: Path) -> None:
    pyarrow_parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    csv_file = tmp_path / "online_retail.csv"
    lines = _script("export_online_retail").export(RETAIL, csv_file)
    batch = _import("orders", csv_file, "online-retail")

    orders: dict[tuple[int, datetime], int] = defaultdict(int)
    table = pyarrow_parquet.read_table(RETAIL)
    columns = [table.column(name).to_pylist() for name in ("CustomerID", "InvoiceDate", "Quantity", "UnitPrice")]
    for customer, at, quantity, price in zip(*columns, strict=True):
        if customer is not None:
            pence = (Decimal(str(price)) * 100).quantize(Decimal(1), ROUND_HALF_UP)
            orders[int(customer), at.replace(second=0, microsecond=0)] += int(pence) * quantity
    bought: dict[int, int] = defaultdict(int)
    spent: dict[int, int] = defaultdict(int)
    for (customer, _), total in orders.items():
        bought[customer] += total > 0
        spent[customer] += total

    assert (batch.state, batch.error_count, batch.rows_done) == ("done", 0, lines)
    assert Order.objects.count() == batch.created_count == len(orders)
    assert OrderLine.objects.count() == lines
    assert Order.objects.aggregate(sum=Sum("total_satang"))["sum"] == sum(orders.values())
    stored = Customer.objects.values_list("contact_points__value", "order_count", "spend_satang")
    assert {int(c): (n, s) for c, n, s in stored} == {c: (bought[c], spent[c]) for c in spent}
    repurchase = (
        Customer.objects.filter(order_count__gte=2).count() / Customer.objects.filter(order_count__gte=1).count()
    )
    assert repurchase == sum(n >= 2 for n in bought.values()) / sum(n >= 1 for n in bought.values())

    # Again with one month, for speed; bench/imports.py does it with the whole file.
    month = _month_of(csv_file, "2010-12")
    again = _import("orders", month, "online-retail")
    seen = sum(f"{at:%Y-%m}" == "2010-12" for _, at in orders)
    assert seen > 1000
    assert (again.created_count, again.updated_count, again.unchanged_count) == (0, 0, seen)
    assert OrderLine.objects.count() == lines


@pytest.mark.skipif(not WISESIGHT.exists(), reason="the Wisesight corpus is not beside the checkout")
def test_real_thai_comments_become_responses_once(tmp_path: Path) -> None:
    csv_file = tmp_path / "comments.csv"
    assert _script("export_wisesight").export(WISESIGHT, csv_file) == 2404
    batch = _import("responses", csv_file, "wisesight")
    assert (batch.created_count, batch.error_count) == (2404, 0)
    assert Response.objects.count() == 2404
    assert Signal.objects.filter(scale="nps").count() == 2404
    assert _import("responses", csv_file, "wisesight").unchanged_count == 2404
