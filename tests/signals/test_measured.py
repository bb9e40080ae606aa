"""Reading what an import brought, stored and all: as fast as somebody waits for."""

import gzip
import json
from pathlib import Path

import pytest

from samphan.signals import services
from samphan.signals.models import Signal
from samphan.signals.rules import Submission, comment
from tests import world
from tests.pace import costs_at_most

pytestmark = pytest.mark.django_db


def test_2404_imported_messages_are_read_and_kept_in_seconds(shared_data: Path) -> None:
    with gzip.open(shared_data / "nlp/wisesight/valid.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["texts"].replace("\x00", "") for line in lines]
    services.store_submissions(
        submissions=[
            services.AnsweredSubmission(
                submission=Submission(kind="review", id=number),
                answers=[comment("text", text[:10_000])],
                source="file",
                channel="social",
                customer_id=None,
                branch_id=None,
                occurred_at=world.NOW,
            )
            for number, text in enumerate(texts)
        ]
    )
    services.current_reader()
    with costs_at_most(seconds=3.0):
        assert services.read_stale() == 2404
    assert not Signal.objects.filter(read_with="").exists()
