"""A message that opened a case shows how it was read, as a survey's answer does."""

import pytest
from django.test import Client

from samphan.accounts.models import User
from samphan.cases.models import Case
from samphan.customers.models import Customer
from samphan.jobs.worker import run_until_idle
from samphan.kit import clock
from samphan.messaging.models import Channel
from samphan.messaging.services import receive_message
from samphan.signals.models import Signal

pytestmark = pytest.mark.django_db
TEXT = "ช่างรอนานมาก ไม่มีใครโทรกลับเลยค่ะ"


def test_a_message_that_opened_a_case_shows_how_it_was_read(client: Client, agent: User, customer: Customer) -> None:
    User.objects.filter(pk=agent.pk).update(language="en")
    client.force_login(agent)
    channel = Channel.objects.first()
    assert channel is not None
    receive_message(
        channel_id=channel.pk, from_address="pim@example.com", from_name="", subject="ช่าง", body=TEXT,
        header_message_id="<in@example.com>", in_reply_to="", references="", now=clock.now(),
    )  # fmt: skip
    run_until_idle()
    signal = Signal.objects.get(submission_kind="message")
    assert signal.sentiment == "negative"
    body = client.get(f"/cases/{Case.objects.get().pk}/").content.decode()
    assert f'id="reading-{signal.pk}"' in body
    assert '<mark class="rd-topic" title="Waiting time">' in body
    assert customer.pk == signal.customer_id
