"""Which words are about an incident, when the next update is due, how long surveys are silent."""

from datetime import UTC, datetime, timedelta

import pytest

from samphan.kit.errors import Refused
from samphan.outreach.rules import Matter, is_calm, next_update_at, why_linked
from samphan.outreach.services import LONGEST_WORDING, check_notice_words
from samphan.outreach.services.wordings import NoticeSlotUnknown, NoticeWordingEmpty, NoticeWordingTooLong
from samphan.outreach.templates import DRAFTS

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
MATTER = Matter(words=("แอปล่ม", "app", "QR"), topics=("app_web",), parts=("ชำระเงิน", "Payment"))


@pytest.mark.parametrize(
    ("text", "topics", "is_answer", "reason"),
    [
        ("แอปล่มตั้งแต่เช้า", (), False, "words"),
        ("The App is down", (), False, "words"),
        ("I am happy", (), False, ""),  # no "app" in it
        ("สแกน qr ไม่ได้", (), False, "words"),
        ("จ่ายไม่ได้ หน้าชำระเงินค้าง", (), False, "component"),
        ("payment fails", (), False, "component"),
        ("เข้าเว็บไม่ได้", ("app_web", "contact"), False, "topic"),
        ("ช่างมาช้า", ("installation",), False, ""),
        ("ได้ครับ", (), True, "answer"),
        ("", (), False, ""),
    ],
)
def test_what_an_affected_customer_says_is_about_it(
    text: str, topics: tuple[str, ...], is_answer: bool, reason: str
) -> None:
    assert why_linked(MATTER, text=text, topics=topics, is_answer=is_answer) == reason


def test_an_incident_that_nothing_narrows_takes_all_they_say() -> None:
    assert why_linked(Matter(words=("",)), text="อะไรก็ได้", topics=(), is_answer=False) == ""
    assert why_linked(Matter(), text="อะไรก็ได้", topics=(), is_answer=False) == "any"


def test_the_promised_update_and_the_calm() -> None:
    assert next_update_at(now=NOW, every_minutes=60) == NOW + timedelta(hours=1)
    assert next_update_at(now=NOW, every_minutes=None) is None
    hour = timedelta(hours=1)
    cases = [(True, None), (False, NOW + hour), (False, NOW), (False, None)]
    assert [is_calm(is_open=is_open, calm_until=until, now=NOW) for is_open, until in cases] == [
        True,
        True,
        False,
        False,
    ]


def test_every_draft_names_what_happened_in_both_languages() -> None:
    values = {"title": "แอปล่ม", "since": "20 พ.ย. 2569 10:00 น."}
    for draft in DRAFTS.values():
        th, en = draft.filled(th=values, en=values)
        assert "แอปล่ม" in th
        assert "แอปล่ม" in en
        assert "{" not in th + en


@pytest.mark.parametrize(
    ("th", "en", "refused"),
    [
        ("เรื่อง {title} ตั้งแต่ {since}", "", None),
        ("", " {since}: {title} ", None),
        (" ", "\r\n", NoticeWordingEmpty),
        ("เรื่อง {titel}", "", NoticeSlotUnknown),
        ("ได้ {title}", "{name}", NoticeSlotUnknown),
        ("ก" * (LONGEST_WORDING + 1), "", NoticeWordingTooLong),
    ],
)
def test_words_of_a_notice_hold_only_fields_we_can_fill(th: str, en: str, refused: type[Refused] | None) -> None:
    if refused is None:
        assert check_notice_words(body_th=th, body_en=en) == (th.strip(), en.strip())
        return
    with pytest.raises(refused) as told:
        check_notice_words(body_th=th, body_en=en)
    if refused is NoticeSlotUnknown:
        assert "{title}, {since}" in told.value.explain(str)
