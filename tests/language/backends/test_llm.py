"""An OpenAI-compatible endpoint as a reader: what is sent, what is believed, and what happens when it fails."""

import json
from collections.abc import Iterator

import numpy as np
import openai
import pytest

from samphan.language.backends.llm import LlmSentiment, LlmUnavailable
from tests.language.backends.openai_server import LABELS, Endpoint, completion, endpoint


@pytest.fixture
def server() -> Iterator[Endpoint]:
    with endpoint() as running:
        yield running


def reader(server: Endpoint, *, suffix: str = "", pauses: list[float] | None = None) -> LlmSentiment:
    kept = pauses if pauses is not None else []
    return LlmSentiment(url=server.url + suffix, key="secret", model="m", timeout_seconds=5, pause=kept.append)


def test_the_server_of_these_tests_speaks_the_format_the_openai_client_reads(server: Endpoint) -> None:
    client = openai.OpenAI(base_url=f"{server.url}/v1", api_key="secret", max_retries=0)
    asked = json.dumps([{"id": 0, "text": "good"}])
    answer = client.chat.completions.create(model="m", messages=[{"role": "user", "content": asked}])
    content = answer.choices[0].message.content
    assert content is not None
    assert json.loads(content)["readings"][0]["positive"] == 0.7
    assert server.keys == ["Bearer secret"]
    client.close()


def test_texts_are_sent_in_batches_and_answered_in_order(server: Endpoint) -> None:
    texts = [f"{'good' if number % 3 else 'bad'} {number}" for number in range(20)]
    shares = reader(server).probabilities(texts)
    assert shares.shape == (20, 4)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert [LABELS[row] for row in shares.argmax(axis=1)] == ["positive" if "good" in t else "negative" for t in texts]
    assert [len(json.loads(body["messages"][-1]["content"])) for body in server.asked] == [8, 8, 4]
    assert server.texts == texts


def test_what_is_sent_is_the_wire_format_with_a_schema(server: Endpoint) -> None:
    reader(server, suffix="/v1/").probabilities(["good"])
    (body,) = server.asked
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert (body["model"], body["temperature"]) == ("m", 0)
    schema = body["response_format"]["json_schema"]["schema"]
    assert set(schema["properties"]["readings"]["items"]["required"]) == {"id", *LABELS}


def test_personal_data_does_not_leave(server: Endpoint) -> None:
    reader(server).probabilities(["โทรกลับ 081-234-5678 หรือ pim@example.com นะคะ"])
    (sent,) = server.texts
    assert "081" not in sent
    assert "pim@" not in sent
    assert "โทรกลับ" in sent


def test_half_a_number_where_a_long_text_is_cut_does_not_leave(server: Endpoint) -> None:
    reader(server).probabilities(["ก" * 1_994 + "0812345678"])
    assert "0812" not in server.texts[0]


def test_a_long_text_is_cut(server: Endpoint) -> None:
    reader(server).probabilities(["ดี" * 5000])
    assert len(server.texts[0]) == 2000


@pytest.mark.parametrize(
    "content",
    [
        "not json",
        "[]",
        '{"readings": "none"}',
        '{"readings": [{"id": 0, "negative": 2, "neutral": 0, "positive": 0, "question": 0}]}',
        '{"readings": [{"id": 0, "negative": 0, "neutral": 0, "positive": 0, "question": 0}]}',
        '{"readings": [{"id": 0, "negative": "a lot", "neutral": 0, "positive": 0, "question": 0}]}',
        '{"readings": [{"id": 7, "negative": 1, "neutral": 0, "positive": 0, "question": 0}]}',
        '{"readings": [{"id": true, "negative": 1, "neutral": 0, "positive": 0, "question": 0}]}',
        '{"readings": [{"id": 0, "negative": 1}, 3]}',
    ],
)
def test_an_answer_that_makes_no_sense_is_no_opinion(server: Endpoint, content: str) -> None:
    server.answers = [(200, completion(content))]
    assert np.isnan(reader(server).probabilities(["good"])).all()


@pytest.mark.parametrize("body", ["<html>", {"choices": []}, {"choices": [{"message": {"content": None}}]}, []])
def test_another_format_is_no_opinion(server: Endpoint, body: object) -> None:
    server.answers = [(200, body)]
    assert np.isnan(reader(server).probabilities(["good"])).all()


def test_a_failing_endpoint_is_tried_three_times_with_growing_pauses(server: Endpoint) -> None:
    pauses: list[float] = []
    server.answers = [(503, {}), (429, {})]
    assert reader(server, pauses=pauses).probabilities(["good"]).argmax() == 2
    assert pauses == [0.5, 1.0]
    server.answers = [(500, {})] * 3
    with pytest.raises(LlmUnavailable, match="500"):
        reader(server).probabilities(["good"])
    assert len(server.asked) == 6


def test_a_refusal_is_not_tried_again_and_tells_no_text(server: Endpoint) -> None:
    server.answers = [(401, {"error": {"message": "bad key"}})]
    with pytest.raises(LlmUnavailable) as refused:
        reader(server).probabilities(["good"])
    assert len(server.asked) == 1
    assert refused.value.facts == {"reason": "HTTP 401"}


def test_an_endpoint_nobody_listens_at_is_said_to_be_unavailable() -> None:
    with endpoint() as gone:
        url = gone.url
    reader = LlmSentiment(url=url, key="", model="m", timeout_seconds=1, pause=lambda _seconds: None)
    with pytest.raises(LlmUnavailable, match="ConnectError"):
        reader.probabilities(["good"])


@pytest.mark.parametrize("url", ["", "ftp://x", "http://x:port", "http://[::1"])
def test_an_address_that_is_none_is_said_to_be_unavailable(url: str) -> None:
    reader = LlmSentiment(url=url, key="", model="m", timeout_seconds=1, pause=lambda _seconds: None)
    with pytest.raises(LlmUnavailable):
        reader.probabilities(["good"])


def test_the_version_names_the_model() -> None:
    one, other = (LlmSentiment(url="http://x", key="", model=model) for model in ("a", "b"))
    assert one.version != other.version
    assert len(one.version) <= 40
