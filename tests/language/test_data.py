import tomllib
from importlib.resources import files

from samphan.language.topics import default_taxonomy
from samphan.language.urgency import urgency_codes
from samphan.web.wording import TOPICS

DATA = files("samphan.language").joinpath("data")


def test_every_topic_has_a_name_for_people() -> None:
    assert set(default_taxonomy().codes) == set(TOPICS)


def test_urgency_rules_have_a_level() -> None:
    rules = tomllib.loads(DATA.joinpath("urgency.toml").read_text(encoding="utf-8"))
    assert set(urgency_codes()) == set(rules)
    assert {rule["level"] for rule in rules.values()} <= {1, 2, 3}
