"""Second opinions: only of unsure recent texts, only with an endpoint, never in the way of the first reading."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings

from samphan.signals import services
from samphan.signals.models import Signal
from samphan.signals.selectors import reading_setup, second_opinion_count
from samphan.signals.services import second
from tests import world
from tests.language.backends.openai_server import Endpoint, completion, endpoint
from tests.signals.heard import heard

pytestmark = pytest.mark.django_db
NOW = world.NOW


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """Run an endpoint and have the settings name it; every text is unsure enough."""
    with endpoint() as running:
        values = {"llm_url": running.url, "llm_key": "k", "llm_model": "m", "llm_below": 1.0}
        monkeypatch.setattr(settings, "ENVIRONMENT", settings.ENVIRONMENT.model_copy(update=values))
        yield running


def test_without_an_endpoint_nothing_is_asked() -> None:
    heard("แย่มาก")
    assert services.ask_second_opinions(now=NOW) == 0
    assert Signal.objects.get().second_opinion is None


def test_an_unsure_text_gets_a_second_opinion_that_survives_a_reading_again(server: Endpoint) -> None:
    signal = heard("แย่มาก จาก pim@example.com good")
    assert services.ask_second_opinions(now=NOW) == 1
    signal.refresh_from_db()
    assert (signal.sentiment, signal.confidence) == ("positive", 0.7)
    assert signal.second_opinion is not None
    assert signal.second_opinion["by"].startswith("llm-")
    assert "pim@" not in server.texts[0]
    assert services.ask_second_opinions(now=NOW) == 0  # asked once
    Signal.objects.update(read_with="older")
    services.read_stale()
    signal.refresh_from_db()
    assert signal.sentiment == "positive"
    assert second_opinion_count() == 1
    assert len(server.asked) == 1


def test_a_sure_text_an_old_text_and_an_unreadable_text_are_not_sent(
    server: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ENVIRONMENT", settings.ENVIRONMENT.model_copy(update={"llm_below": 0.5}))
    sure = heard("แย่มาก ห่วยแตก ผิดหวังสุดๆ", number=1, score=0)
    heard("とても悪い", number=2)
    heard("โทรกลับหน่อย", number=3, at=NOW - timedelta(days=8))
    assert sure.confidence is not None
    assert sure.confidence > 0.5
    assert services.ask_second_opinions(now=NOW) == 0
    assert server.asked == []


def test_a_failing_endpoint_leaves_the_reading_and_says_so_until_it_works(
    server: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    signal = heard("แย่มาก")
    server.answers = [(401, {})]
    assert services.ask_second_opinions(now=NOW) == 0
    assert Signal.objects.get().sentiment == signal.sentiment
    assert Signal.objects.get().second_opinion is None
    assert reading_setup().trouble == {"llm": {"code": "language.llm.unavailable", "reason": "HTTP 401"}}
    assert services.ask_second_opinions(now=NOW) == 1
    assert reading_setup().trouble == {}


def test_answers_given_before_the_endpoint_failed_are_kept(server: Endpoint) -> None:
    for number in range(20):
        heard(f"แย่มาก ครั้งที่ {number} good", number=number)
    server.failing_after = 1
    assert services.ask_second_opinions(now=NOW) == 8
    assert Signal.objects.filter(second_opinion__isnull=True).count() == 12
    assert reading_setup().trouble["llm"]["reason"] == "HTTP 401"
    server.failing_after = None
    assert services.ask_second_opinions(now=NOW) == 12
    assert reading_setup().trouble == {}
    assert len(set(server.texts)) == 20


def test_a_text_is_not_asked_about_twice_at_once(server: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    heard("แย่มาก")
    usual = second.llm_backend()
    assert usual is not None
    meanwhile: list[int] = []

    class Slow:
        version = usual.version

        def probabilities(self, texts: list[str], channels: list[str]) -> object:
            monkeypatch.setattr(second, "llm_backend", lambda: usual)
            meanwhile.append(services.ask_second_opinions(now=NOW))
            return usual.probabilities(texts, channels)

    monkeypatch.setattr(second, "llm_backend", Slow)
    assert services.ask_second_opinions(now=NOW) == 1
    assert meanwhile == [0]
    assert len(server.asked) == 1


def test_nonsense_is_not_asked_for_again(server: Endpoint) -> None:
    signal = heard("แย่มาก")
    server.answers = [(200, completion("no idea"))]
    assert services.ask_second_opinions(now=NOW) == 0
    kept = Signal.objects.get()
    assert (kept.sentiment, kept.probabilities) == (signal.sentiment, signal.probabilities)
    assert services.ask_second_opinions(now=NOW) == 0
    assert len(server.asked) == 1


def test_a_person_has_the_last_word(server: Endpoint) -> None:
    signal = heard("แย่มาก good")
    services.correct_reading(signal_id=signal.pk, what="sentiment", value="neutral", by_id=world.user().pk, now=NOW)
    services.ask_second_opinions(now=NOW)
    signal.refresh_from_db()
    assert signal.sentiment == "neutral"


def test_new_words_are_a_new_question(server: Endpoint) -> None:
    heard("แย่มาก good")
    services.ask_second_opinions(now=NOW)
    again = heard("อีกเรื่องหนึ่ง")
    assert again.second_opinion is None
    services.ask_second_opinions(now=NOW)
    assert len(server.texts) == 2
