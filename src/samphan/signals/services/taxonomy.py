"""The firm edits the words its topics are found by."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from samphan import language
from samphan.eventlog.events import user_actor
from samphan.eventlog.services import record
from samphan.signals.events import TaxonomyChanged
from samphan.signals.models import ReadingSetup, TaxonomyEdition
from samphan.signals.services.setup import change_setup, lock_setup


@transaction.atomic
def save_taxonomy(*, data: Mapping[str, Any], by_id: int, now: datetime) -> TaxonomyEdition:
    """Keep an edition and put it in force; texts are read again by it in the background.

    `data` is what `language.Taxonomy.from_data` takes; its refusals name the topic and the word that will not do. The
    same words once more make no new edition.
    """
    body = [[code, words] for code, words in language.Taxonomy.from_data(data).to_data().items()]
    lock_setup()  # two people who save at once make two editions, one after the other
    newest = TaxonomyEdition.objects.order_by("-number").first()
    if newest is not None and newest.body == body:
        return newest
    made = TaxonomyEdition.objects.create(
        number=newest.number + 1 if newest else 1, body=body, made_by_id=by_id, made_at=now
    )

    def put_in_force(row: ReadingSetup) -> None:
        row.taxonomy = made

    change_setup(put_in_force)
    record(event=TaxonomyChanged(subject_id=made.pk, number=made.number), now=now, actor=user_actor(by_id))
    return made
