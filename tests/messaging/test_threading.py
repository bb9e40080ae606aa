"""Which conversation a mail belongs to, and which mail no person wrote."""

import pytest

from samphan.messaging.rules.threading import (
    automatic_reason,
    is_closing_thanks,
    message_ids,
    plus_token,
    subject_reference,
)


def test_ids_keep_their_order() -> None:
    assert message_ids("<a@x> <b@y>\r\n <c@z> rubbish") == ["<a@x>", "<b@y>", "<c@z>"]


@pytest.mark.parametrize(
    ("addresses", "token"),
    [
        (["care+AbC-123_xyz90@shop.th"], "AbC-123_xyz90"),
        (["other@shop.th", "care+AbC-123_xyz90@shop.th"], "AbC-123_xyz90"),
        (["care@shop.th"], ""),
        (["care+short@shop.th"], ""),
        ([], ""),
    ],
)
def test_the_plus_address_names_the_conversation(addresses: list[str], token: str) -> None:
    assert plus_token(addresses) == token


def test_a_subject_names_a_case_only_in_brackets() -> None:
    assert subject_reference("Re: แอร์ [SP-1042]") == "SP-1042"
    assert subject_reference("SP-1042 แอร์") == ""


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"from": "Pim <pim@example.com>"}, ""),
        ({"from": "pim@example.com", "auto-submitted": "no"}, ""),
        ({"from": "pim@example.com", "auto-submitted": "auto-replied"}, "auto_reply"),
        ({"from": "pim@example.com", "x-autoreply": "yes"}, "auto_reply"),
        ({"from": "pim@example.com", "precedence": "bulk"}, "list"),
        ({"from": "news@example.com", "list-id": "<n.example.com>"}, "list"),
        ({"from": "x@example.com", "return-path": "<>"}, "bounce"),
        ({"from": "MAILER-DAEMON@example.com"}, "bounce"),
        ({"from": "x@example.com", "content-type": "multipart/report; report-type=delivery-status"}, "bounce"),
        ({"from": "Care <CARE@shop.th>"}, "own_mail"),
        ({"from": "Somebody <mycare@shop.thai.example>"}, ""),
        ({"from": '"care@shop.th" <pim@example.com>'}, ""),
    ],
)
def test_robots_are_not_answered(headers: dict[str, str], reason: str) -> None:
    assert automatic_reason(headers, own_address="care@shop.th") == reason


@pytest.mark.parametrize(
    ("body", "is_thanks"),
    [
        ("ขอบคุณค่ะ", True),
        ("ขอบคุณมาก ๆ นะคะ 🙏", True),
        ("โอเคค่ะ ขอบคุณครับ", True),
        ("Thank you so much!", True),
        ("thanks", True),
        ("👍", True),
        ("ได้ค่ะ", False),
        ("ขอบคุณค่ะ แต่ยังไม่ได้ของ", False),
        ("Thanks, but it is still broken", False),
        ("", False),
    ],
)
def test_only_a_bare_thank_you_is_a_thank_you(body: str, is_thanks: bool) -> None:
    assert is_closing_thanks(body) is is_thanks
