"""The index holds exactly what the documents say, whatever is written, changed and taken out; and nothing personal."""

from collections.abc import Iterable

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from samphan.search.models import Census, Document, TermCount
from samphan.search.rules.cutting import LONGEST_TERM, LONGEST_TEXT
from samphan.search.selectors import index_state, present_version
from samphan.search.services import (
    index_documents,
    remove_customer_documents,
    remove_documents,
    take_census,
    take_census_if_due,
)
from tests.search.library import document, found, shelve
from tests.world import NOW

pytestmark = pytest.mark.django_db
_WORDS = ("แอร์", "เย็น", "รองเท้า", "ส่งของ", "late", "refund", "๑๒๓")


def _holding(term: str) -> set[int]:
    """Return the documents the database's own full-text index says hold a term."""
    sql = {
        "sqlite": "SELECT object_id FROM search_document WHERE id IN (SELECT rowid FROM search_index(%s))",
        "postgresql": "SELECT object_id FROM search_document WHERE terms @@ %s::tsquery",
    }[connection.vendor]
    quoted = f'"{term}"' if connection.vendor == "sqlite" else f"'{term}'"
    with connection.cursor() as cursor:
        cursor.execute(sql, [quoted])
        return {row[0] for row in cursor.fetchall()}


def _index_is_whole() -> None:
    for term in {term for row in Document.objects.all() for term in (*row.seg.split(), *row.grams.split())}:
        expected = {row.object_id for row in Document.objects.all() if term in {*row.seg.split(), *row.grams.split()}}
        assert _holding(term) == expected, term


class TestChanges(TestCase):
    """The index equals the documents after any changes."""

    @settings(max_examples=25)
    @given(
        steps=st.lists(
            st.tuples(st.integers(1, 4), st.lists(st.sampled_from(_WORDS), max_size=4), st.booleans()), max_size=8
        )
    )
    def test_the_index_equals_the_documents_after_any_changes(self, steps: list[tuple[int, list[str], bool]]) -> None:
        expected: dict[int, str] = {}
        for object_id, words, is_removed in steps:
            if is_removed:
                remove_documents(kind="article", object_ids=[object_id])
                expected.pop(object_id, None)
            else:
                shelve(document(object_id, " ".join(words)))
                expected[object_id] = " ".join(words)
                if not words:
                    del expected[object_id]
        assert dict(Document.objects.values_list("object_id", "body")) == expected
        _index_is_whole()
        for word in _WORDS:
            assert set(found(word)) >= {pk for pk, body in expected.items() if word in body.split()}


def test_a_thing_is_written_in_place_of_its_older_self() -> None:
    shelve(document(1, "แอร์ไม่เย็น"))
    shelve(document(1, "รองเท้าผิดสี"))
    assert (found("แอร์"), found("รองเท้า")) == ([], [1])
    assert Document.objects.count() == 1


def test_many_are_written_in_few_statements(django_assert_max_num_queries: object) -> None:
    documents = [document(n, f"แอร์ไม่เย็น {n}") for n in range(1, 401)]
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert index_documents(documents=documents, now=NOW) == 400


@pytest.mark.parametrize("secret", ["081-234-5678", "pim@example.com", "1-1017-00230-70-8"])
def test_what_is_personal_stands_neither_in_the_text_nor_in_the_index(secret: str) -> None:
    shelve(document(1, f"ติดต่อกลับที่ {secret} นะคะ แอร์ไม่เย็น", title=f"โทร {secret}"))
    row = Document.objects.get()
    assert secret not in row.title + row.body
    held = f"{row.seg} {row.grams}".replace("\n", " ")
    digits = "".join(letter for letter in secret if letter.isdigit())
    assert "example" not in held
    assert not digits or digits[:6] not in held
    assert found("แอร์") == [1]


def test_half_a_number_where_a_long_text_is_cut_is_not_kept() -> None:
    shelve(document(1, "ก " * (LONGEST_TEXT // 2 - 4) + "0812345678"))
    row = Document.objects.get()
    assert "0812" not in row.body + row.seg
    assert len(row.body) <= LONGEST_TEXT


def test_what_is_about_a_customer_goes_with_them() -> None:
    shelve(document(1, "แอร์", customer_id=5), document(2, "แอร์", customer_id=6), document(3, "แอร์"))
    remove_customer_documents(customer_ids=[5])
    assert sorted(found("แอร์")) == [2, 3]
    _index_is_whole()


def test_texts_and_words_without_end_are_cut() -> None:
    shelve(document(1, "x" * 300 + " แอร์ " + "ก " * LONGEST_TEXT), document(2, "\x00แอร์\x00"))
    row = Document.objects.get(object_id=1)
    assert len(row.body) <= LONGEST_TEXT
    assert max(map(len, row.seg.split())) <= LONGEST_TERM
    assert sorted(found("แอร์")) == [1, 2]
    _index_is_whole()


def test_a_document_names_the_words_and_rules_it_was_cut_by() -> None:
    shelve(document(1, "แอร์"))
    assert Document.objects.get().version == present_version()
    assert index_state().counts == {"article": 1}


class TestCensus:
    """Counting terms."""

    def _counts(self, terms: Iterable[str]) -> dict[str, int]:
        return dict(TermCount.objects.filter(term__in=terms).values_list("term", "documents"))

    def test_every_term_is_counted_once_a_document(self) -> None:
        shelve(document(1, "แอร์ แอร์ เย็น"), document(2, "แอร์"))
        take_census(now=NOW)
        assert self._counts(["แอร์", "เย็น", "_แอร"]) == {"แอร์": 2, "เย็น": 1, "_แอร": 2}
        census = Census.objects.get()
        assert (census.documents, census.mean_words) == (2, 2.0)

    def test_a_term_that_is_gone_is_forgotten(self) -> None:
        shelve(document(1, "แอร์"), document(2, "เย็น"))
        take_census(now=NOW)
        remove_documents(kind="article", object_ids=[1])
        take_census(now=NOW)
        assert self._counts(["แอร์", "เย็น"]) == {"เย็น": 1}

    def test_an_empty_index_can_be_counted(self) -> None:
        assert take_census(now=NOW).documents == 0

    def test_it_is_taken_when_enough_has_changed(self) -> None:
        shelve(*(document(n, "แอร์") for n in range(1, 41)))
        assert take_census_if_due(now=NOW)
        assert not take_census_if_due(now=NOW)
        shelve(document(41, "แอร์"), document(42, "แอร์"))
        assert not take_census_if_due(now=NOW), "a twentieth"
        shelve(document(43, "แอร์"))
        assert take_census_if_due(now=NOW)
        assert take_census_if_due(now=NOW.replace(day=22)), "a day"
