import tomllib
from importlib.resources import files

from samphan.language.topics import default_taxonomy
from samphan.language.urgency import urgency_codes
from samphan.web.wording import TOPICS

DATA = files("samphan.language").joinpath("data")


def test_no_word_is_listed_with_two_weights() -> None:
    lexicon = tomllib.loads(DATA.joinpath("lexicon.toml").read_text(encoding="utf-8"))
    for part in ("th", "en"):
        words = [word for listed in lexicon[part].values() for word in listed]
        assert sorted({word for word in words if words.count(word) > 1}) == []


def test_every_topic_has_a_name_for_people() -> None:
    assert set(default_taxonomy().codes) == set(TOPICS)


def test_urgency_rules_have_a_level() -> None:
    rules = tomllib.loads(DATA.joinpath("urgency.toml").read_text(encoding="utf-8"))
    assert set(urgency_codes()) == set(rules)
    assert {rule["level"] for rule in rules.values()} <= {1, 2, 3}
