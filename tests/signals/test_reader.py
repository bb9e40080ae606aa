"""Which reader is in force: built once, built anew after a change, and never in the way when a part is broken."""

from pathlib import Path

import pytest
from django.conf import settings

from samphan.signals import services
from samphan.signals.models import ReadingSetup
from samphan.signals.selectors import reading_setup, stale_groups, topic_codes
from tests import world
from tests.budget import count_queries
from tests.signals.heard import heard

pytestmark = pytest.mark.django_db


def test_the_reader_is_built_once_and_again_after_a_change() -> None:
    first = services.current_reader()
    assert services.current_reader() is first
    assert count_queries(services.current_reader) == 1
    data = {"lift": {"th": ["ลิฟต์"], "en": [], "unless": []}}
    services.save_taxonomy(data=data, by_id=world.user().pk, now=world.NOW)
    second = services.current_reader()
    assert second is not first
    assert second.taxonomy.codes == ("lift",)
    assert reading_setup().versions == {"": second.version_for("survey")}


def test_the_same_words_make_no_new_edition() -> None:
    data = {"lift": {"th": ["ลิฟต์"], "en": [], "unless": []}}
    person = world.user()
    first = services.save_taxonomy(data=data, by_id=person.pk, now=world.NOW)
    assert services.save_taxonomy(data=data, by_id=person.pk, now=world.NOW) == first
    other = services.save_taxonomy(data={**data, "rooms": {"en": ["room"]}}, by_id=person.pk, now=world.NOW)
    assert other.number == 2


def test_topics_stay_in_the_order_of_the_firm() -> None:
    codes = ["waiting_room", "lift", "a_long_code_of_the_firm", "tea"]
    data = {code: {"th": [], "en": [code.replace("_", " ")], "unless": []} for code in codes}
    services.save_taxonomy(data=data, by_id=world.user().pk, now=world.NOW)
    assert topic_codes() == codes
    assert services.current_reader().taxonomy.codes == tuple(codes)


def test_a_broken_folder_leaves_the_model_we_ship_and_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENVIRONMENT", settings.ENVIRONMENT.model_copy(update={"onnx_folder": tmp_path}))
    assert services.current_reader().backend.version.startswith("sentiment-")
    assert reading_setup().trouble["onnx"]["code"] == "language.onnx.unusable"


def test_only_what_another_version_read_is_read_again() -> None:
    for number in range(3):
        heard("ดีมาก", number=number)
    assert stale_groups(reading_setup().versions) == []
    ReadingSetup.objects.update(versions={"": "another"})
    assert [group.count for group in stale_groups(reading_setup().versions)] == [3]
    assert services.read_stale() == 0  # the reader says what it is called before anything is compared
