"""Settings of reading: what is in force and how well it does, reading again, taking back, the words of topics."""

import re

import pytest

from samphan.accounts.policies import Role
from samphan.jobs.models import Job
from samphan.jobs.worker import run_until_idle
from samphan.signals.models import FirmModel, Reread, Signal, TaxonomyEdition
from samphan.signals.selectors import topic_data
from samphan.signals.services import correct_reading, current_reader
from samphan.signals.services.versions import keep_version
from tests import world
from tests.signals.heard import heard
from tests.web.conftest import SignIn, page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER])
def test_the_page_opens_before_and_after_anything_was_read(sign_in: SignIn, role: Role, language: str) -> None:
    client = sign_in(role, language=language)
    page(client, "/settings/reading/")
    page(client, "/settings/reading/topics/")
    signal = heard("บริการดีมาก")
    body = page(client, "/settings/reading/")
    assert signal.read_with in body


def test_the_diagram_says_whose_it_is(sign_in: SignIn) -> None:
    client, person = sign_in(Role.OWNER), world.user()
    assert "The model as shipped" in page(client, "/settings/reading/")
    for number in range(50):
        signal = heard(f"บริการดีมาก {number}", number=number)
        correct_reading(
            signal_id=signal.pk, what="sentiment", value="positive", by_id=person.pk, now=world.NOW, drawn="lot"
        )
    assert "Judged by your people" in page(client, "/settings/reading/")


def test_everything_is_read_again_by_one_button_with_progress(sign_in: SignIn) -> None:
    for number in range(3):
        heard("บริการดีมาก", number=number)
    client = sign_in(Role.MANAGER)
    assert "Every text was read by the version in force" in page(client, "/settings/reading/")
    Signal.objects.update(read_with="older")
    assert "3 texts were read by another version" in page(client, "/settings/reading/")
    for _ in range(2):
        client.post("/settings/reading/again/")
    assert Reread.objects.get().texts_total == 3
    assert "Reading again: 0 of 3" in client.get("/settings/reading/progress/").content.decode()
    assert Job.objects.filter(task="samphan.signals.tasks.run_reread").count() == 1
    run_until_idle()
    done = Reread.objects.get()
    assert (done.texts_done, done.is_running) == (3, False)
    assert not Signal.objects.filter(read_with="older").exists()
    assert "Every text was read" in client.get("/settings/reading/progress/").content.decode()


def test_taking_back_needs_something_in_force(sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    assert client.post("/settings/reading/back/", {"kind": "sentiment"}).status_code == 409
    assert not FirmModel.objects.exists()


def form(data: dict[str, dict[str, list[str]]]) -> dict[str, str]:
    fields = {}
    for number, (code, entry) in enumerate(data.items()):
        fields[f"code-{number}"] = code
        fields |= {f"{name}-{number}": "\n".join(entry[name]) for name in ("th", "en", "unless")}
    return fields


def test_words_are_edited_as_plain_words_and_count_for_old_texts(sign_in: SignIn) -> None:
    signal = heard("ลิฟต์ขึ้นช้าจัง")
    assert "lift" not in signal.topics
    fields = form(topic_data())
    number = len(topic_data())
    fields |= {f"code-{number}": "lift", f"th-{number}": "ลิฟต์, บันไดเลื่อน", f"name-en-{number}": "Lifts"}
    fields |= {"gone-0": "on"}
    client = sign_in(Role.MANAGER)
    assert client.post("/settings/reading/topics/", fields).status_code == 302
    edition = TaxonomyEdition.objects.get()
    assert edition.topics["lift"]["th"] == ["ลิฟต์", "บันไดเลื่อน"]
    assert edition.topics["lift"]["name"] == {"en": "Lifts"}
    assert len(edition.body) == number
    client.post("/settings/reading/again/")
    run_until_idle()
    signal.refresh_from_db()
    assert "lift" in signal.topics
    assert re.search(r"<b[^>]*>Lifts</b>", page(client, "/settings/reading/topics/"))


def test_a_code_typed_again_adds_its_words_and_loses_none(sign_in: SignIn) -> None:
    data = topic_data()
    code, known = next(iter(data.items()))
    fields = form(data) | {f"code-{len(data)}": code, f"th-{len(data)}": "คำใหม่ของเรา"}
    assert sign_in(Role.MANAGER).post("/settings/reading/topics/", fields).status_code == 302
    body = TaxonomyEdition.objects.get().topics
    assert list(body) == list(data)
    assert body[code]["th"] == [*known["th"], "คำใหม่ของเรา"]


@pytest.mark.parametrize(("words", "told"), [("", "has no words"), ("ก", "too short"), ("x" * 61, "too long")])
def test_words_that_will_not_do_are_refused_and_kept_in_the_form(sign_in: SignIn, words: str, told: str) -> None:
    client = sign_in(Role.OWNER)
    answer = client.post("/settings/reading/topics/", {"code-0": "parking", "th-0": words})
    assert answer.status_code == 422
    body = answer.content.decode()
    assert told in body
    assert 'value="parking"' in body
    assert not TaxonomyEdition.objects.exists()


def test_a_version_that_does_not_read_is_not_said_to(sign_in: SignIn) -> None:
    """A release, or other topics, can make it useless until the night."""
    made = FirmModel(kind="topics", body=b"of another release", reason="better", learnt_from=200, judged_by=50)
    made.made_at = world.NOW
    keep_version(made, is_taken=True, now=world.NOW)
    current_reader()
    said = page(sign_in(Role.MANAGER), "/settings/reading/")
    assert "Set aside until it is learnt anew" in said


def test_agents_judge_but_do_not_manage(sign_in: SignIn) -> None:
    client = sign_in(Role.AGENT)
    assert client.get("/readings/check/").status_code == 200
    for url in ("/settings/reading/again/", "/settings/reading/back/", "/settings/reading/topics/"):
        assert client.post(url).status_code == 403
