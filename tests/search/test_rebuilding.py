"""The index is written afresh: when words change, resumable, without losing or keeping anything it should not."""

from datetime import timedelta

import pytest

from samphan.jobs.models import Job
from samphan.jobs.worker import run_until_idle
from samphan.kit.errors import Refused
from samphan.search.models import Document, Rebuild
from samphan.search.selectors import dictionary_words, is_stale, latest_rebuild, present_version
from samphan.search.services import (
    SynonymTaken,
    add_synonyms,
    add_word,
    rebuild_if_stale,
    rebuilding,
    remove_word,
    request_rebuild,
    run_rebuild,
)
from tests.search.library import Shelf, document, found, shelve
from tests.world import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """Return the only source there is, of seven cases; three are written in one step."""
    made = Shelf(document(n, f"แอร์ไม่เย็น {n}", kind="case") for n in range(1, 8))
    monkeypatch.setattr(rebuilding, "sources", lambda: (made,))
    monkeypatch.setattr(rebuilding, "_STEP", 3)
    return made


def test_everything_is_written_and_what_is_gone_goes(shelf: Shelf) -> None:
    shelve(document(99, "แอร์", kind="case"), document(5, "บทความเรื่องแอร์"))
    told: list[tuple[int, int]] = []
    run_rebuild(
        rebuild_id=request_rebuild(now=LATER).pk, now=LATER, progress=lambda done, total: told.append((done, total))
    )
    assert set(Document.objects.values_list("kind", "object_id")) == {
        *(("case", n) for n in range(1, 8)), ("article", 5),
    }  # fmt: skip
    assert [done for done, total in told if total == 7][:3] == [3, 6, 7]
    rebuild = latest_rebuild()
    assert rebuild is not None
    assert (rebuild.is_running, rebuild.finished_at) == (False, LATER)
    assert not is_stale()


def test_a_rebuild_that_was_stopped_goes_on_where_it_was(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    given = shelf.documents_after

    def killed(*, after_id: int, limit: int) -> object:
        asked.append(after_id)
        if after_id == 3 and asked.count(3) == 1:
            raise KeyboardInterrupt
        return given(after_id=after_id, limit=limit)

    monkeypatch.setattr(shelf, "documents_after", killed)
    rebuild_id = request_rebuild(now=LATER).pk
    with pytest.raises(KeyboardInterrupt):
        run_rebuild(rebuild_id=rebuild_id, now=LATER)
    run_rebuild(rebuild_id=rebuild_id, now=LATER)
    assert asked == [0, 0, 3, 3, 3, 6, 6, 7]  # each looked at twice, but what was killed and what held nothing
    assert sorted(found("แอร์")) == list(range(1, 8))


def test_what_changes_or_goes_while_it_is_written_is_put_right(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    given = shelf.documents_after

    def changing(*, after_id: int, limit: int) -> object:
        found = given(after_id=after_id, limit=limit)
        shelf.documents[2] = document(2, "ตู้เย็นไม่เย็น", kind="case", branch_id=7)
        shelf.documents.pop(6, None)
        return found

    monkeypatch.setattr(shelf, "documents_after", changing)
    run_rebuild(rebuild_id=request_rebuild(now=LATER).pk, now=LATER)
    row = Document.objects.get(object_id=2)
    assert (row.body, row.branch_id) == ("ตู้เย็นไม่เย็น", 7)
    assert set(Document.objects.values_list("object_id", flat=True)) == {1, 2, 3, 4, 5, 7}


def test_asking_twice_is_asking_once_and_an_end_is_an_end(shelf: Shelf) -> None:
    first = request_rebuild(now=LATER)
    assert request_rebuild(now=LATER).pk == first.pk
    assert Job.objects.filter(task="samphan.search.tasks.rebuild_index").count() == 1
    run_rebuild(rebuild_id=first.pk, now=LATER)
    run_rebuild(rebuild_id=first.pk, now=LATER + timedelta(hours=1))
    assert Rebuild.objects.get().finished_at == LATER


def test_another_word_starts_another_rebuild_in_the_place_of_one_that_runs(shelf: Shelf) -> None:
    first = request_rebuild(now=LATER)
    add_word(word="เรือนดีโปร", now=LATER)
    running = Rebuild.objects.get(is_running=True)
    assert running.pk != first.pk
    run_rebuild(rebuild_id=first.pk, now=LATER)
    assert not Document.objects.exists(), "the first was given up"
    run_until_idle()
    assert set(Document.objects.values_list("version", flat=True)) == {present_version()}


def test_it_begins_by_itself_when_the_rules_change(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_stale(), "never written"
    started = rebuild_if_stale(now=LATER)
    assert started is not None
    run_rebuild(rebuild_id=started.pk, now=LATER)
    assert rebuild_if_stale(now=LATER) is None
    monkeypatch.setattr("samphan.search.rules.cutting._SHAPE", "another")
    assert rebuild_if_stale(now=LATER + timedelta(hours=1)) is not None


def test_one_that_never_ended_is_given_up(shelf: Shelf) -> None:
    first = request_rebuild(now=NOW)
    second = request_rebuild(now=NOW + timedelta(hours=13))
    assert second.pk != first.pk
    assert Rebuild.objects.get(is_running=True).pk == second.pk


def test_a_word_again_or_one_that_is_gone_changes_nothing(shelf: Shelf) -> None:
    word = add_word(word="เรือนดีโปร", now=NOW)
    assert add_word(word="เรือนดีโปร ", now=NOW).pk == word.pk
    assert Rebuild.objects.count() == 1
    remove_word(word_id=word.pk, now=NOW)
    remove_word(word_id=word.pk, now=NOW)
    assert dictionary_words() == []
    assert Rebuild.objects.count() == 2


def test_a_word_stands_in_one_group_of_synonyms() -> None:
    add_synonyms(words="แอร์, เครื่องปรับอากาศ", now=NOW)
    with pytest.raises(SynonymTaken) as refused:
        add_synonyms(words="AC, แอร์", now=NOW)
    assert refused.value.facts["word"] == "แอร์"


def test_there_is_an_end_to_words(monkeypatch: pytest.MonkeyPatch, shelf: Shelf) -> None:
    monkeypatch.setattr("samphan.search.services.vocabulary.MOST_WORDS", 1)
    add_word(word="หนึ่ง", now=NOW)
    with pytest.raises(Refused, match="too_many"):
        add_word(word="สอง", now=NOW)
