import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from samphan.accounts.services import make_api_key
from samphan.api import keys
from samphan.eventlog.models import Event
from samphan.messaging.models import Channel, Conversation, Message
from samphan.messaging.services import seed_channels
from tests import world
from tests.world import NOW

pytestmark = pytest.mark.django_db
MESSAGE = {
    "message_id": "<a1@helpdesk.example>",
    "from_address": "Pim@Example.com",
    "from_name": "พิมพ์ชนก ใจดี",
    "subject": "ของยังไม่มา",
    "body": "สั่งไปเมื่อวันจันทร์ค่ะ",
}
Send = Callable[..., tuple[int, Any]]


@pytest.fixture(autouse=True)
def _strangers() -> Iterator[None]:
    keys.forget_keys()
    yield
    keys.forget_keys()


@pytest.fixture
def send() -> Send:
    seed_channels(now=NOW)
    world.organisation()
    tokens = {
        scope: make_api_key(name=scope, scopes=[scope], created_by_id=world.user().pk, now=NOW).token
        for scope in ("messages.write", "cases.read")
    }

    def post(body: object, *, scope: str = "messages.write") -> tuple[int, Any]:
        client = Client(headers={"Authorization": f"Bearer {tokens[scope]}"} if scope else {})
        found = client.post("/v1/messages", json.dumps(body), content_type="application/json")
        if found.status_code >= 400:
            assert found.headers["Content-Type"] == "application/problem+json"
        return found.status_code, found.json()

    return post


def test_a_message_opens_a_conversation_of_its_writer(send: Send) -> None:
    status, taken = send(MESSAGE)
    message = Message.objects.select_related("conversation__customer").get()
    assert (status, taken["stored"], taken["id"]) == (201, "now", message.pk)
    assert (taken["conversation_id"], taken["customer_id"]) == (
        message.conversation_id,
        message.conversation.customer_id,
    )
    assert (message.body, message.address) == (MESSAGE["body"], "pim@example.com")
    assert message.conversation.customer.first_name == "พิมพ์ชนก"
    assert Event.objects.filter(type="message.received", subject_id=message.pk).count() == 1


def test_a_message_sent_again_is_stored_once(send: Send) -> None:
    _, first = send(MESSAGE)
    status, again = send({**MESSAGE, "message_id": "a1@helpdesk.example"})
    assert (status, again) == (200, {**first, "stored": "before"})
    assert Message.objects.count() == Event.objects.filter(type="message.received").count() == 1


@pytest.mark.parametrize("link", [{"in_reply_to": "a1@helpdesk.example"}, {"references": ["<a1@helpdesk.example>"]}])
def test_an_answer_joins_the_conversation_it_answers(send: Send, link: dict[str, Any]) -> None:
    _, first = send(MESSAGE)
    _, answer = send({**MESSAGE, "message_id": "a2@helpdesk.example", **link})
    assert answer["conversation_id"] == first["conversation_id"]
    _, other = send({**MESSAGE, "message_id": "a3@helpdesk.example"})
    assert other["conversation_id"] != first["conversation_id"]
    assert Conversation.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"message_id": ""}, "message_id"),
        ({"message_id": "a b"}, "message_id"),
        ({"from_address": "nobody"}, "from_address"),
        ({"body": ""}, "body"),
        ({"body": "a\x00b"}, "body"),
        ({"subject": "a\x00b"}, "subject"),
        ({"channel": "fax"}, "channel"),
        ({"references": ["a b"]}, "references[0]"),
        ({"priority": 1}, "priority"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(send: Send, changes: dict[str, Any], field: str) -> None:
    status, problem = send({**MESSAGE, **changes})
    assert (status, [error["field"] for error in problem["errors"]]) == (422, [field])
    assert not Message.objects.exists()


def test_an_empty_message_is_refused(send: Send) -> None:
    status, problem = send({**MESSAGE, "body": "  "})
    assert (status, problem["code"]) == (422, "messaging.message.empty")


def test_a_channel_that_is_off_takes_nothing(send: Send) -> None:
    Channel.objects.update(is_active=False)
    status, problem = send(MESSAGE)
    assert (status, problem["errors"][0]["field"]) == (422, "channel")


@pytest.mark.parametrize(
    ("scope", "status", "code"), [("", 401, "key.unknown"), ("cases.read", 403, "key.scope_missing")]
)
def test_only_a_key_with_the_scope_is_let_in(send: Send, scope: str, status: int, code: str) -> None:
    found, problem = send(MESSAGE, scope=scope)
    assert (found, problem["code"]) == (status, code)
    assert not Message.objects.exists()
