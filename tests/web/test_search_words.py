"""Search words in Settings: who may see and change them, what is refused, and how far the index is."""

import pytest

from samphan.accounts.policies import Role
from samphan.jobs.worker import run_until_idle
from samphan.search.models import DictionaryWord, Rebuild, Synonym
from tests.search.library import document, shelve
from tests.web.conftest import SignIn, page

pytestmark = pytest.mark.django_db
PLACE = "/settings/search/"


def test_a_firms_own_word_is_added_and_taken_away_and_the_index_follows(sign_in: SignIn) -> None:
    client = sign_in(Role.OWNER)
    assert client.post(f"{PLACE}word/", {"word": "เรือนดีโปร"}).status_code == 302
    word = DictionaryWord.objects.get()
    shown = page(client, PLACE)
    assert "เรือนดีโปร" in shown
    assert "being written afresh" in shown
    run_until_idle()
    assert "being written afresh" not in page(client, PLACE)
    client.post(f"{PLACE}word/{word.pk}/remove/")
    assert not DictionaryWord.objects.exists()


def test_synonyms_are_added_and_taken_away_and_hold_at_once(sign_in: SignIn) -> None:
    client = sign_in(Role.OWNER)
    client.post(f"{PLACE}synonyms/", {"words": "AC, แอร์"})
    assert "ac = แอร์" in page(client, PLACE)
    assert not Rebuild.objects.exists()
    client.post(f"{PLACE}synonyms/{Synonym.objects.get().pk}/remove/")
    assert not Synonym.objects.exists()


@pytest.mark.parametrize(
    ("place", "typed", "said"),
    [
        ("word/", {"word": "!"}, "Give one word"),
        ("synonyms/", {"words": "แอร์"}, "Give 2 to 12 different words"),
    ],
)
def test_what_cannot_be_used_comes_back_with_the_reason(
    sign_in: SignIn, place: str, typed: dict[str, str], said: str
) -> None:
    answer = sign_in(Role.OWNER).post(PLACE + place, typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{next(iter(typed.values()))}"' in answer.content.decode()


def test_a_manager_reads_and_changes_nothing(sign_in: SignIn) -> None:
    shelve(document(1, "แอร์"))
    client = sign_in(Role.MANAGER)
    shown = page(client, PLACE)
    assert "What can be found" in shown
    assert f'action="{PLACE}' not in shown
    assert client.post(f"{PLACE}rebuild/").status_code == 403


def test_whoever_waits_sees_how_far_it_is(sign_in: SignIn) -> None:
    client = sign_in(Role.OWNER)
    client.post(f"{PLACE}rebuild/")
    assert Rebuild.objects.get().is_running
    fragment = client.get(PLACE, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert 'hx-trigger="every 1s"' in fragment
