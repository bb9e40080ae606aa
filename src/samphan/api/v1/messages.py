"""Messages customers wrote elsewhere: a help desk, a form or a mail gateway posts them here."""

from http import HTTPStatus
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AfterValidator, ConfigDict, Field

from samphan.api.keys import let_in
from samphan.api.problems import FieldError, invalid
from samphan.customers.rules.contacts import InvalidContact, normalise_email
from samphan.kit import clock
from samphan.messaging.selectors import active_channel, find_message
from samphan.messaging.services import receive_message

SCOPE = "messages.write"
_LONGEST_BODY = 100_000

router = Router()


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("Remove the NUL characters.")
    return text


def _bracketed(message_id: str) -> str:
    return f"<{message_id.strip('<>')}>"


Words = Annotated[str, AfterValidator(_storable)]
MessageId = Annotated[str, Field(pattern=r"^<?[!-;=?-~]{1,250}>?$"), AfterValidator(_bracketed)]


class MessageIn(Schema):
    """One message a customer wrote."""

    model_config = ConfigDict(extra="forbid")

    message_id: MessageId = Field(description="Its Message-ID, or any id of the sending system: stored once.")
    channel: Literal["email", "file"] = "email"
    from_address: str = Field(min_length=3, max_length=254, description="The customer's e-mail address.")
    from_name: Words = Field("", max_length=200)
    subject: Words = Field("", max_length=400)
    body: Words = Field(min_length=1, max_length=_LONGEST_BODY, description="Plain text.")
    in_reply_to: MessageId | None = Field(None, description="The message it answers; it joins that conversation.")
    references: list[MessageId] = Field([], max_length=50, description="The messages before it in its thread.")
    to: list[Words] = Field([], max_length=20, description="Who it was sent to; our plus-address names a conversation.")


class MessageTaken(Schema):
    """The stored message; `stored` is "before" when its message_id had been sent already."""

    id: int
    conversation_id: int
    customer_id: int
    stored: Literal["now", "before"]


@router.post(
    "/messages",
    response={HTTPStatus.CREATED: MessageTaken, HTTPStatus.OK: MessageTaken},
    url_name="messages",
    summary="Send a message a customer wrote",
)
def post_message(request: HttpRequest, body: MessageIn) -> Status[MessageTaken]:
    """Store one message in its conversation. It is committed before the answer; sent again it is stored once."""
    let_in(request.headers.get("Authorization", ""), scope=SCOPE)
    channel = active_channel(kind=body.channel)
    if channel is None:
        raise invalid([FieldError("channel", "This channel is switched off. Switch it on in Settings > Channels.")])
    made = receive_message(
        channel_id=channel.pk,
        from_address=_address(body.from_address),
        from_name=body.from_name,
        subject=body.subject,
        body=body.body,
        header_message_id=body.message_id,
        in_reply_to=body.in_reply_to or "",
        references=" ".join(body.references),
        to_addresses=body.to,
        now=clock.now(),
    )
    stored = made or find_message(header_message_id=body.message_id)
    taken = MessageTaken(
        id=stored.pk,
        conversation_id=stored.conversation_id,
        customer_id=stored.conversation.customer_id,
        stored="now" if made else "before",
    )
    return Status(HTTPStatus.CREATED if made else HTTPStatus.OK, taken)


def _address(given: str) -> str:
    try:
        return normalise_email(given)
    except InvalidContact as refused:
        raise invalid([FieldError("from_address", refused.explain(str))], code=refused.code) from refused
