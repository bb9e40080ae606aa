"""What a file brought is read together, by a job of its own, before its rows meet rules."""

import io
from pathlib import Path
from typing import Any

import pytest

from samphan.imports import services
from samphan.jobs.models import Job
from samphan.signals import tasks
from samphan.signals.models import Signal
from tests import world

pytestmark = pytest.mark.django_db
MENTIONS = "review id,review\nM1,ช้ามาก\nM2,ดีมาก\nM3,แย่มาก\n"


def _take(kind: str, text: str) -> None:
    batch = services.create_batch(kind=kind, file_name="f.csv", content=io.BytesIO(text.encode()), now=world.NOW)
    services.start_batch(batch_id=batch.id, now=world.NOW, is_rehearsal=False, queue=False)
    services.run_batch(batch_id=batch.id, now=world.NOW)


def test_what_a_file_says_is_read_together_before_rules_meet_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    settings.DATA_DIR = tmp_path
    _take("reviews", MENTIONS)
    asked = Job.objects.filter(task="samphan.signals.tasks.read_new_texts")
    assert asked.count() == Job.objects.count() == 1, "rules come later, by the events"
    monkeypatch.setattr(tasks, "_TEXTS_A_RUN", 2)
    for _ in range(2):  # as many as one job reads: another looks whether there are more
        tasks.read_new_texts.call()
        assert (Signal.objects.filter(read_with="").count(), asked.count()) == (0, 2)
    _take("reviews", MENTIONS)
    _take("customers", "รหัสลูกค้า,ชื่อลูกค้า\nC1,พิม\n")
    assert asked.count() == 2, "nothing was brought that could be read"
