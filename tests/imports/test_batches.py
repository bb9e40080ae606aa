"""A file goes in whole, row by row, once; what is wrong comes back with its reason; and all of it can be undone."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.db import IntegrityError
from django.utils import translation

from samphan.customers import services as customers
from samphan.customers.models import ConsentRecord, ContactPoint, Customer, Order, OrderLine, SearchToken
from samphan.customers.rules import Contact
from samphan.eventlog.models import Event
from samphan.imports import readers, selectors, services, workbooks
from samphan.imports.models import ImportBatch
from samphan.imports.services import running
from samphan.kit.errors import Refused
from samphan.reputation.models import Review
from samphan.signals.models import Signal
from samphan.surveys.models import Response
from samphan.surveys.services import SurveyIsAnonymous, SurveyUnknown, create_survey
from samphan.surveys.templates import TEMPLATES
from tests import world

pytestmark = pytest.mark.django_db
PEOPLE = "รหัสลูกค้า,ชื่อลูกค้า,อีเมล,โทรศัพท์,รับข่าวสารทางอีเมล\n"


@pytest.fixture(autouse=True)
def _data_dir(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


def _take(kind: str, text: str | bytes, *, rehearse: bool = False, **options: Any) -> ImportBatch:
    content = text.encode() if isinstance(text, str) else text
    batch = services.create_batch(kind=kind, file_name="f.csv", content=io.BytesIO(content), now=world.NOW, **options)
    return _run(batch, rehearse=rehearse)


def _run(batch: ImportBatch, *, rehearse: bool = False) -> ImportBatch:
    services.start_batch(batch_id=batch.id, now=world.NOW, is_rehearsal=rehearse, queue=False)
    return services.run_batch(batch_id=batch.id, now=world.NOW)


def _counts(batch: ImportBatch) -> tuple[int, int, int, int, int]:
    return (
        batch.created_count, batch.updated_count, batch.unchanged_count, batch.duplicate_count, batch.error_count,
    )  # fmt: skip


def _errors(batch: ImportBatch) -> list[list[str]]:
    raw = Path(batch.error_path).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))


def _undo(batch: ImportBatch) -> ImportBatch:
    services.start_undo(batch_id=batch.id, now=world.NOW)
    return services.undo_batch(batch_id=batch.id, now=world.NOW)


def _tables() -> list[list[dict[str, object]]]:
    models = (Customer, ContactPoint, ConsentRecord, Order, OrderLine, Response, Review, Signal)
    return [[*model.objects.order_by("id").values()] for model in models] + [  # type: ignore[attr-defined]
        [{"t": t} for t in sorted(bytes(t) for t in SearchToken.objects.values_list("token", flat=True))]
    ]


def test_customers_come_in_and_the_same_file_again_changes_nothing() -> None:
    text = PEOPLE + "C1,น.ส. พิมพ์ชนก ศรีสุวรรณ (พิม),PIM@example.com,812345678,yes\nC2,บจก. สุขใจ,,02-123-4567 ต่อ 5,no\n"
    batch = _take("customers", text)
    assert _counts(batch) == (2, 0, 0, 0, 0)
    pim = ContactPoint.objects.get(value="+66812345678").customer
    assert (pim.title, pim.first_name, pim.last_name, pim.nickname) == ("น.ส.", "พิมพ์ชนก", "ศรีสุวรรณ", "พิม")
    assert ConsentRecord.objects.get(customer=pim).is_granted is True
    before = _tables()
    assert _counts(_take("customers", text)) == (0, 0, 2, 0, 0)
    assert _tables() == before


def test_a_rehearsal_counts_everything_and_writes_nothing() -> None:
    _take("customers", PEOPLE + "C1,พิม,pim@example.com,,\n")
    before = _tables()
    text = PEOPLE + (
        "C1,พิม,pim@example.com,,\nC2,นิด,nid@example.com,,\nC3,นิด,nid@example.com,,\n,ต้น,not-an-email,,\n"
        "C1,พิมพ์,pim@example.com,0812345678,\nC4,แอน,,0899999999,\n"
    )
    rehearsed = _take("customers", text, rehearse=True)
    assert rehearsed.state == "checked"
    assert _tables() == before
    real = _run(rehearsed)
    assert _counts(real) == (2, 0, 1, 2, 1)
    assert real.state == "done"


def test_wrong_rows_come_back_as_they_were_with_their_reason() -> None:
    text = PEOPLE + '=cmd(),พิม,bad@,12,\nC2,"นิด, หน่อย",nid@example.com,,maybe\n,ใคร,,,\nC4,ดี,dee@example.com,,yes\n'
    batch = _take("customers", text)
    assert _counts(batch) == (1, 0, 0, 0, 3)
    rows = _errors(batch)
    assert rows[0][-1] == "_error"
    assert rows[1][0] == "'=cmd()"
    assert "อีเมล:" in rows[1][-1]
    assert "โทรศัพท์:" in rows[1][-1]
    assert rows[2][1] == "นิด, หน่อย"
    assert len(rows) == 4


def test_a_mended_error_file_goes_in() -> None:
    batch = _take("orders", "customer id,email,date,quantity,unit price\nC1,,2026-01-01,-1,x\n@2,,2026-01-02,-2,5\n")
    mended = Path(batch.error_path).read_text("utf-8-sig").replace(",x,", ",7,")
    again = _take("orders", mended)
    assert _counts(again) == (1, 0, 0, 0, 0)
    assert OrderLine.objects.filter(quantity=-1, unit_price_satang=700).exists()
    assert "_error" not in again.mapping.values()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_delimiter_is_read(encoding: str, delimiter: str) -> None:
    text = (PEOPLE + "C1,พิมพ์ชนก ศรีสุวรรณ,pim@example.com,0812345678,yes\n" * 3).replace(",", delimiter)
    batch = _take("customers", text.encode(encoding))
    assert batch.error_count == 0
    assert Customer.objects.get().first_name == "พิมพ์ชนก"


def test_a_workbook_is_read_with_its_dates() -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"default_date_format": "d mmm yyyy"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["รหัสลูกค้า", "วันที่ซื้อ", "สินค้า", "จำนวน", "ราคา"])
    sheet.write_row(1, 0, [17850, None, "แอร์", 2, 2500.5])
    sheet.write_datetime(1, 1, world.NOW.replace(tzinfo=None))
    book.close()
    batch = _take("orders", content.getvalue())
    assert _counts(batch) == (1, 0, 0, 0, 0)
    assert Order.objects.get().total_satang == 500_100
    assert ContactPoint.objects.get(kind="external").value == "17850"


def test_lines_of_an_order_may_stand_anywhere_and_count_as_one() -> None:
    world.organisation()
    text = (
        "CustomerID,InvoiceDate,Description,Quantity,UnitPrice,Country\n"
        "1,2026-01-01 10:00,A,2,1.50,UK\n2,2026-01-01 10:00,B,1,9,UK\n1,2026-01-01 10:00,C,-1,0.25,UK\n"
        "1,2026-01-02 10:00,A,1,1.50,UK\n"
    )
    batch = _take("orders", text)
    assert _counts(batch) == (3, 0, 0, 0, 0)
    first = Order.objects.get(customer__contact_points__value="1", ordered_at__day=1)
    assert (first.total_satang, first.lines.count()) == (275, 2)
    assert first.ordered_at.hour == 3
    customer = first.customer
    assert (customer.order_count, customer.spend_satang) == (2, 425)
    assert [c.heading for c in selectors.columns(batch=batch) if c.field is None] == ["Country"]
    assert Event.objects.filter(type="order.placed", customer_id=customer.id).count() == 2


def test_one_wrong_line_leaves_the_whole_order_out() -> None:
    text = "order no,customer id,date,qty,price\nA1,1,2026-01-01,1,10\nA1,1,2026-01-01,1,ten\nA2,1,2026-01-02,1,5\n"
    batch = _take("orders", text)
    assert _counts(batch) == (1, 0, 0, 0, 2)
    assert "3" in _errors(batch)[1][-1]


def test_a_shopify_order_spreads_its_head_over_its_first_line() -> None:
    text = (
        "Name,Email,Financial Status,Paid at,Currency,Total,Created at,"
        "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name\n"
        "#1001,pim@example.com,paid,,THB,230.00,2026-01-05 10:00:00 +0700,1,Sofa,100.00,S1,Pim Sri\n"
        "#1001,pim@example.com,,,,,,2,Lamp,50.00,L1,\n"
        "#1002,pim@example.com,refunded,,THB,10.00,2026-01-06 10:00:00 +0700,1,Cup,10.00,C1,Pim Sri\n"
    )  # fmt: skip
    batch = _take("orders", text)
    assert (batch.preset, _counts(batch)) == ("shopify-orders", (2, 0, 0, 0, 0))
    customer = Customer.objects.get()
    assert (customer.order_count, customer.spend_satang, customer.first_name) == (1, 23_000, "Pim")


def test_a_corrected_order_replaces_what_it_said_and_undo_brings_it_back() -> None:
    head = "order no,customer id,date,item,qty,price\n"
    _take("orders", head + "A1,1,2026-01-01,แอร์,1,100\nA2,1,2026-01-02,พัดลม,1,50\n")
    before = _tables()
    second = _take("orders", head + "A1,1,2026-01-01,แอร์,2,100\nA3,9,2026-01-03,ตู้เย็น,1,70\n")
    assert _counts(second) == (1, 1, 0, 0, 0)
    assert Customer.objects.get(contact_points__value="1").spend_satang == 25_000
    assert _undo(second).state == "undone"
    after = _tables()
    for tables in (before, after):  # lines that were replaced and put back are new rows that say the same
        tables[4] = sorted(({**line, "id": 0} for line in tables[4]), key=str)
    assert after == before


def test_undo_restores_corrected_customers_and_removes_new_ones() -> None:
    _take("customers", PEOPLE + "C1,พิม,pim@example.com,,\n")
    before = _tables()
    second = _take("customers", PEOPLE + "C1,พิมพ์ชนก ศรีสุวรรณ,pim@example.com,0812345678,yes\nC2,นิด,,0899999999,\n")
    assert _counts(second) == (1, 1, 0, 0, 0)
    assert _undo(second).state == "undone"
    assert _tables() == before


def test_undo_is_refused_when_later_work_depends_and_says_which() -> None:
    author = world.user()
    batch = _take("customers", PEOPLE + "C1,พิม,pim@example.com,,\n", actor_id=author.id)
    customers.add_note(
        customer_id=Customer.objects.get().id, author_id=author.id, body="โน้ต", now=world.NOW, idempotency_key="note-1"
    )
    before = _tables()
    refused = _undo(batch)
    assert refused.state == "done"
    assert "note" in refused.failure
    assert _tables() == before


def test_undo_is_refused_when_a_changed_row_changed_again() -> None:
    _take("customers", PEOPLE + "C1,พิม,pim@example.com,,\n")
    second = _take("customers", PEOPLE + "C1,พิมพ์ชนก,pim@example.com,,\n")
    customers.update_customer(
        customer_id=Customer.objects.get().id, birth_date=world.NOW.date(), now=world.NOW + timedelta(1)
    )
    refused = _undo(second)
    assert refused.state == "done"
    assert refused.failure
    assert Customer.objects.get().first_name == "พิมพ์ชนก"


def test_responses_open_signals_once_and_can_be_taken_back() -> None:
    before = _tables()
    text = (
        "email,nps,comment,date\npim@example.com,2,รอนานมาก,1/12/2568\n,9,ดีมาก,25/12/2568\n"
        ",11,ผิด,1/1/2569\n,9,ดีมาก,25/12/2568\n"
    )
    batch = _take("responses", text)
    assert _counts(batch) == (3, 0, 0, 0, 1)
    assert sorted(Signal.objects.filter(scale="nps").values_list("score", flat=True)) == [2, 9, 9]
    assert Response.objects.get(customer__isnull=False).answered_at.year == 2025
    assert _counts(_take("responses", text)) == (0, 0, 3, 0, 1)
    assert _undo(batch).state == "undone"
    assert _tables() == before


def test_an_anonymous_survey_takes_no_file_that_names_people() -> None:
    template = TEMPLATES["nps"]
    survey = create_survey(draft=replace(template, is_anonymous=True, contact_me_offered=False), now=world.NOW)
    with pytest.raises(SurveyIsAnonymous):
        _take("responses", "email,nps\npim@example.com,2\n", survey_id=survey.pk)
    assert _take("responses", "nps,comment\n2,รอนาน\n", survey_id=survey.pk).created_count == 1
    with pytest.raises(SurveyUnknown):
        _take("responses", "nps,comment\n2,รอนาน\n", survey_id=survey.pk + 99)


def test_reviews_come_in_by_their_stars() -> None:
    text = (
        "review id,stars,review,date,author\nR1,2,ช้ามาก,2026-01-01,เอ\nR2,5,,2026-01-02,บี\nR1,2,ช้ามาก,2026-01-01,เอ\n"
    )
    batch = _take("reviews", text, source="google")
    assert _counts(batch) == (2, 0, 0, 1, 0)
    assert Review.objects.get(external_ref="R1").author_name == "เอ"


class _Killed(BaseException):
    pass


def test_a_killed_import_goes_on_where_it_stood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "ROWS_A_CHUNK", 3)
    rows = "".join(f"C{n},ลูกค้า {n},{'bad' if n % 4 == 0 else f'c{n}@example.com'},,\n" for n in range(20))
    batch = services.create_batch(
        kind="customers", file_name="f.csv", content=io.BytesIO((PEOPLE + rows).encode()), now=world.NOW
    )
    services.start_batch(batch_id=batch.id, now=world.NOW, is_rehearsal=False, queue=False)

    def die(at: ImportBatch) -> None:
        if at.rows_done >= 7:
            raise _Killed

    with pytest.raises(_Killed):
        services.run_batch(batch_id=batch.id, now=world.NOW, on_progress=die)
    half = ImportBatch.objects.get(id=batch.id)
    assert 0 < half.rows_done < 20
    with Path(half.file_path).with_name("errors.csv").open("a") as torn:
        torn.write("a line the killed worker did not commit")
    done = services.run_batch(batch_id=batch.id, now=world.NOW)
    assert _counts(done) == (15, 0, 0, 0, 5)
    assert done.rows_done == done.rows_total == 20
    assert len(_errors(done)) == 6
    assert Customer.objects.count() == 15


def test_a_chunk_that_met_a_rival_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    original, calls = running.save_chunk, []

    def rival(**arguments: Any) -> Any:
        saved = original(**arguments)
        calls.append(1)
        if len(calls) == 1:
            raise IntegrityError
        return saved

    monkeypatch.setattr(running, "save_chunk", rival)
    batch = _take("customers", PEOPLE + "C1,พิม,pim@example.com,,\n")
    assert _counts(batch) == (1, 0, 0, 0, 0)


def test_a_finished_batch_is_not_run_twice() -> None:
    batch = _take("customers", PEOPLE + "C1,พิม,pim@example.com,,\n")
    assert _counts(services.run_batch(batch_id=batch.id, now=world.NOW)) == (1, 0, 0, 0, 0)
    with pytest.raises(services.WrongState):
        services.start_batch(batch_id=batch.id, now=world.NOW, is_rehearsal=False)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", readers.FileEmpty),
        (b"\n\n", readers.FileEmpty),
        (b"email,name\n", readers.FileEmpty),
        (b'email,name\n"a@b.co,x\n', readers.BrokenTable),
        (b"PK\x03\x04 not a workbook", workbooks.BrokenWorkbook),
        (",".join(f"c{n}" for n in range(300)).encode() + b"\n1\n", readers.BrokenTable),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_leaves_nothing(
    content: bytes, refusal: type[Refused], tmp_path: Path
) -> None:
    with pytest.raises(refusal) as refused:
        _take("customers", content)
    assert len(refused.value.explain(str)) > 20
    assert ImportBatch.objects.count() == 0
    assert not any((tmp_path / "imports").iterdir())


def test_a_wrong_encoding_is_named_with_its_remedy() -> None:
    with pytest.raises(readers.WrongEncoding) as refused:
        _take("customers", (PEOPLE + "C1,พิม,,,\n").encode("cp874"), encoding="utf-8")
    assert "CP874" in refused.value.explain(str)


def test_a_file_larger_than_the_limit_is_refused(settings: Any) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"max_upload_mb": 1})
    with pytest.raises(readers.FileTooLarge) as refused:
        _take("customers", PEOPLE + "x" * 1024 * 1024)
    assert refused.value.facts == {"limit": "1 MB"}


def test_a_missing_column_is_named_with_an_example() -> None:
    with translation.override("en"), pytest.raises(services.ColumnsMissing) as refused:
        _take("orders", "email,quantity\npim@example.com,2\n")
    assert "Ordered at" in refused.value.explain(str)
    assert "ordered at" in refused.value.explain(str)


def test_a_row_with_too_many_cells_is_an_error_and_not_shifted() -> None:
    batch = _take("customers", "email,name\npim@example.com,Pim\nnid@example.com,Nid,Noi\n")
    assert _counts(batch) == (1, 0, 0, 0, 1)


def test_columns_can_be_mapped_by_hand_and_the_preview_shows_each_problem() -> None:
    content = io.BytesIO(b"who,mail\nPim,pim@example.com\nNid,nid@\n")
    batch = services.create_batch(kind="customers", file_name="f.csv", content=content, now=world.NOW)
    services.configure_batch(batch_id=batch.id, mapping={"full_name": "who", "email": "mail", "nonsense": "who"})
    batch = selectors.get_batch(batch_id=batch.id)
    assert batch.mapping == {"full_name": "who", "email": "mail"}
    rows = selectors.preview(batch=batch)
    assert rows[0].problems == {}
    assert list(rows[1].problems) == ["mail"]
    assert _counts(_run(batch)) == (1, 0, 0, 0, 1)


def test_what_somebody_said_of_the_columns_holds_for_the_next_file_of_that_shape() -> None:
    content = io.BytesIO(b"who,mail,number\nPim,pim@example.com,7\n")
    batch = services.create_batch(kind="customers", file_name="f.csv", content=content, now=world.NOW)
    mapping = {"nickname": "who", "email": "mail", "external_id": "number"}
    services.configure_batch(batch_id=batch.id, mapping=mapping, source="pos")
    _run(batch)
    again = _take("customers", "who,mail,number\nNid,nid@example.com,8\n")
    assert (again.mapping, again.source) == (mapping, "pos")
    assert ContactPoint.objects.filter(kind="external", source="pos", value="8").exists()


def test_a_contact_of_somebody_else_stays_there() -> None:
    customers.identify_customer(contacts=[Contact("phone", "0812345678")], now=world.NOW)
    customers.identify_customer(contacts=[Contact("email", "pim@example.com")], now=world.NOW)
    batch = _take("customers", PEOPLE + ",พิม,pim@example.com,0812345678,\n")
    assert batch.options["clashes"] == 1
    assert ContactPoint.objects.get(kind="phone").customer != ContactPoint.objects.get(kind="email").customer
