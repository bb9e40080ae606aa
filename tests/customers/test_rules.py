"""Names and contacts come out in one spelling, however people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.customers.rules import (
    Contact,
    InvalidContact,
    InvalidEmail,
    InvalidPhone,
    PersonName,
    address_as,
    display_name,
    initials,
    name_tokens,
    normalise_contact,
    normalise_email,
    normalise_phone,
    phones_in,
    query_tokens,
    read_full_name,
    show_phone,
    sort_key,
    split_title,
)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("081-234-5678", "+66812345678"),
        ("+66 (0)81 234 5678", "+66812345678"),
        ("๐๘๑ ๒๓๔ ๕๖๗๘", "+66812345678"),
        ("812345678", "+66812345678"),
        ("812345678.0", "+66812345678"),
        ("0812345678", "+66812345678"),
        ("02 123 4567", "+6621234567"),
        ("21234567", "+6621234567"),
        ("02-123-4567 ต่อ 12", "+6621234567;ext=12"),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_a_phone_number_has_one_spelling(written: str, stored: str) -> None:
    assert normalise_phone(written) == stored


@pytest.mark.parametrize("written", ["", "1669", "1112", "hello", "0812", "999999999999999999"])
def test_what_is_no_phone_number_is_refused(written: str) -> None:
    with pytest.raises(InvalidPhone):
        normalise_phone(written)


def test_two_numbers_in_a_cell_are_two_numbers() -> None:
    assert phones_in("081-234-5678, 02-123-4567 และ 0812345678") == ["+66812345678", "+6621234567"]


def test_a_stored_number_is_shown_as_people_read_it() -> None:
    assert show_phone("+66812345678") == "081 234 5678"
    assert show_phone("+442079460958").startswith("+44")
    assert show_phone("+66000006754") == "000 000 6754"  # nobody has it: the library knows no grouping


def test_an_email_has_one_spelling() -> None:
    assert normalise_email(" <mailto:Pim@Example.COM> ") == "pim@example.com"
    for wrong in ("", "pim", "pim@", "@example.com", "pim@example", "a b@example.com", "pim@example.com, x@y.com"):
        with pytest.raises(InvalidEmail):
            normalise_email(wrong)


@given(st.text(max_size=30))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    for kind in ("email", "phone", "line"):
        try:
            once = normalise_contact(Contact(kind, text))
        except InvalidContact:
            continue
        assert normalise_contact(once) == once


@pytest.mark.parametrize(
    ("written", "title", "name"),
    [
        ("น.ส. พิมพ์ชนก ศรีสุวรรณ", "น.ส.", "พิมพ์ชนก ศรีสุวรรณ"),
        ("นางสาวพิมพ์ชนก ศรีสุวรรณ", "นางสาว", "พิมพ์ชนก ศรีสุวรรณ"),
        ("นายสมชาย ใจดี", "นาย", "สมชาย ใจดี"),
        ("คุณพิม", "", "คุณพิม"),
        ("คุณ พิม", "คุณ", "พิม"),
        ("นางนวล", "", "นางนวล"),
        ("ผศ.ดร.กิตติ วงศ์", "ผศ.ดร.", "กิตติ วงศ์"),
        ("บจก. สุขใจก่อสร้าง", "บจก.", "สุขใจก่อสร้าง"),
        ("Mr. James Whitfield", "Mr.", "James Whitfield"),
        ("Mrs Drew", "Mrs", "Drew"),
        ("Drew Barry", "", "Drew Barry"),
    ],
)
def test_a_title_is_no_part_of_a_name(written: str, title: str, name: str) -> None:
    assert split_title(written) == (title, name)


def test_a_full_name_with_a_nickname_is_read_into_parts() -> None:
    assert read_full_name("นางสาวพิมพ์ชนก ศรีสุวรรณ (พิม)") == PersonName("นางสาว", "พิมพ์ชนก", "ศรีสุวรรณ", "พิม")
    assert read_full_name("บริษัท สุขใจ ก่อสร้าง จำกัด").first_name == "สุขใจ ก่อสร้าง จำกัด"


@pytest.mark.parametrize(
    ("call", "nick", "first", "title", "language", "spoken"),
    [
        ("", "พิม", "พิมพ์ชนก", "", "th", "คุณพิม"),
        ("", "", "พิมพ์ชนก", "น.ส.", "th", "คุณพิมพ์ชนก"),
        ("พี่พิม", "พิม", "พิมพ์ชนก", "", "th", "พี่พิม"),
        ("", "", "", "", "th", "คุณลูกค้า"),
        ("", "", "James", "Mr.", "en", "James"),
        ("", "", "สุขใจก่อสร้าง", "บจก.", "th", "บจก. สุขใจก่อสร้าง"),
    ],
)
def test_people_are_spoken_to_by_nickname_or_first_name(
    call: str, nick: str, first: str, title: str, language: str, spoken: str
) -> None:
    assert address_as(call_name=call, nickname=nick, first_name=first, title=title, language=language) == spoken


def test_a_shown_name_leaves_the_title_out_and_an_avatar_skips_leading_vowels() -> None:
    assert display_name(first_name="พิมพ์ชนก", last_name="ศรีสุวรรณ", title="น.ส.") == "พิมพ์ชนก ศรีสุวรรณ"
    assert initials(first_name="เสาวนีย์", last_name="โพธิ์ทอง") == "สพ"


def test_names_sort_as_in_a_thai_dictionary() -> None:
    ordered = ["กมล", "เกษม", "ขจร", "แขไข", "จันทร์", "เสาวนีย์", "อนุชา", "เอก"]
    assert sorted(set(ordered), key=lambda first: sort_key(PersonName(first_name=first))) == ordered


def test_a_search_word_ignores_tones_titles_case_and_phone_spelling() -> None:
    words = name_tokens(PersonName("น.ส.", "น้ำฝน", "ศรีสุวรรณ", "Pim"))
    assert query_tokens("คุณ นํ้าฝน")[0] in words
    assert query_tokens("นำฝน PIM")[-1] in words
    assert query_tokens("081-234 5678") == query_tokens("+66 81 234 5678") == [b"0812345678"]
    assert query_tokens("   ") == []
