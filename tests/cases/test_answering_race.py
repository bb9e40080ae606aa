"""Taking an answer back while it is being delivered: it goes, or it never was."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import LazySettings
from django.db import connection

from samphan.cases import services as cases
from samphan.messaging.models import Message
from samphan.messaging.services import MessageHasLeft, deliver_message, seed_channels
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 12


def test_an_answer_either_goes_or_is_taken_back(settings: LazySettings, tmp_path: Path) -> None:
    settings.OUTBOX_DIR = tmp_path
    world.organisation()
    seed_channels(now=world.NOW)
    agent, customer = world.user(), world.customer()
    case = cases.open_case(new=cases.NewCase(kind="request", title="x", customer_id=customer.pk), now=world.NOW)
    both = Barrier(2)

    def take_back(message_id: int) -> bool:
        both.wait()
        try:
            cases.take_back_answer(case_id=case.pk, message_id=message_id, actor_id=agent.pk, now=world.NOW)
        except (MessageHasLeft, cases.NothingToTakeBack):
            return False
        finally:
            connection.close()
        return True

    def deliver(message_id: int) -> None:
        both.wait()
        deliver_message(message_id=message_id, now=world.NOW)
        connection.close()

    for number in range(ROUNDS):
        held = cases.answer_customer(
            case_id=case.pk, author_id=agent.pk, body="ค่ะ", idempotency_key=f"{number}", now=world.NOW
        )
        with ThreadPoolExecutor(2) as pool:
            taken, _gone = pool.submit(take_back, held.pk), pool.submit(deliver, held.pk)
            is_taken = taken.result()
            _gone.result()
        left = Message.objects.filter(pk=held.pk).values_list("state", flat=True).first()
        assert left == (None if is_taken else "sent")
        assert len(list(tmp_path.glob("*"))) == Message.objects.filter(state="sent").count()
