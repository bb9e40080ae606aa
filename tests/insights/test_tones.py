"""Each cell of topics by tone counts exactly the texts that are listed behind it."""

from datetime import date, timedelta
from itertools import product

import pytest

from samphan.accounts.selectors import branch_ids_below
from samphan.insights import selectors, services
from samphan.insights.rules.periods import PERIODS, period
from samphan.insights.rules.tones import ALL_TEXTS, TONES, matrix
from samphan.insights.selectors.tones import texts_behind
from samphan.signals.services import correct_reading
from tests import world
from tests.insights.texts import say
from tests.world import NOW

pytestmark = pytest.mark.django_db


def furnish() -> dict[str, int]:
    """Store texts of every tone, topic, branch, channel and age; return the branches by code."""
    region, shop = world.branch("BKK", "กรุงเทพ"), world.branch("LPR")
    shop.parent = region
    shop.save()
    said = product((2, 200, 400, 600, 900), ("web", "email", "line"), (None, region, shop), (*TONES, "unknown"))
    for at, (days, channel, branch, tone) in enumerate(said):
        topics = [{}, {"price": tone}, {"price": "negative", "staff": tone}, {"price_tag": "positive"}][at % 4]
        say("x", NOW - timedelta(days=days), sentiment=tone, topics=topics, branch=branch, channel=channel)
    say("not read yet", NOW - timedelta(days=1), read_with="", topics={"price": "negative"})
    say("", NOW - timedelta(days=1), topics={"price": "negative"})
    return {"BKK": region.pk, "LPR": shop.pk}


def test_every_cell_leads_to_exactly_its_texts() -> None:
    branches = furnish()
    services.refresh_figures(now=NOW)
    checked = 0
    for code, branch in product(PERIODS, ("", "BKK", "LPR")):
        scope = f"branch:{branches[branch]}" if branch else "all"
        ids = branch_ids_below(branch_id=branches[branch]) if branch else None
        figure = selectors.figure(name="tones", scope=scope, period=code)
        assert figure is not None
        since = period(code, now=NOW, timezone="Asia/Bangkok").starts_at(date.fromisoformat(figure.value["since"]))
        for channel in ("", "web", "email", "line"):
            for line in matrix(figure.value, channel=channel):
                wanted = {"topic": line.topic, "since": since, "until": NOW, "branch_ids": ids, "channel": channel}
                assert texts_behind(**wanted, tone="").page().total == line.n
                for tone in TONES:
                    rows = list(texts_behind(**wanted, tone=tone))
                    shown = line.cells[tone].get("successes")
                    assert shown is None or len(rows) == shown, (code, branch, channel, line.topic, tone)
                    assert all(row.tone == tone for row in rows)
                    checked += shown is not None
    assert checked > 100


def test_what_was_said_in_several_ways_is_listed_where_it_is_counted() -> None:
    signal = say("แพงแต่ดี", NOW - timedelta(days=1), sentiment="positive")
    signal.topics = ["price"]
    signal.topic_spans = [{"code": "price", "sentiment": "positive"}, {"code": "price", "sentiment": "negative"}]
    signal.save()
    wanted = {"since": NOW - timedelta(days=9), "until": NOW}
    assert [row.tone for row in texts_behind(topic="price", tone="negative", **wanted)] == ["negative"]
    assert list(texts_behind(topic="price", tone="positive", **wanted)) == []
    assert [row.tone for row in texts_behind(topic=ALL_TEXTS, tone="positive", **wanted)] == ["positive"]


def test_a_code_that_is_part_of_another_is_not_taken_for_it() -> None:
    say("x", NOW - timedelta(days=1), topics={"price_tag": "neutral"})
    assert list(texts_behind(topic="price", tone="", since=NOW - timedelta(days=9), until=NOW)) == []
    assert list(texts_behind(topic='"', tone="", since=NOW - timedelta(days=9), until=NOW)) == []


def test_the_figure_names_the_models_that_read() -> None:
    for model in ("model-1", "model-1", "model-2"):
        say("x", NOW - timedelta(days=3), read_with=model)
    services.refresh_figures(now=NOW)
    figure = selectors.figure(name="tones", scope="all", period="12m")
    assert figure is not None
    assert figure.value["read_with"] == {"model-1": 2, "model-2": 1}
    assert (figure.value["n"], figure.value["unknown"], figure.value["corrected"]) == (3, 0, 0)


def test_what_a_person_corrected_counts_as_they_said_and_is_said_to_be_corrected() -> None:
    signal = say("รอนาน", NOW - timedelta(days=3), sentiment="positive", topics={"wait_time": "positive"})
    person = world.user()
    correct_reading(signal_id=signal.pk, what="sentiment", value="negative", by_id=person.pk, now=NOW)
    correct_reading(signal_id=signal.pk, what="topic:wait_time", value="no", by_id=person.pk, now=NOW)
    services.refresh_figures(now=NOW)
    figure = selectors.figure(name="tones", scope="all", period="12m")
    assert figure is not None
    assert figure.value["corrected"] == 1
    assert figure.value["channels"][""] == {"*": [[1, 0, 0, 0], [0] * 4], "-": [[1, 0, 0, 0], [0] * 4]}
