"""One click of a person: how a text is meant, and taking that back."""

from datetime import datetime

from django.db import transaction

from samphan.eventlog.events import user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused
from samphan.signals.events import CorrectionTakenBack, ReadingCorrected
from samphan.signals.models import Correction, Signal, SignalType
from samphan.signals.rules.corrections import Drawn, is_held_out, is_sensible, text_key
from samphan.signals.selectors import corrections_of, topic_codes
from samphan.signals.services.reading import settle, store_readings


class NothingToCorrect(Refused):
    code = "signals.correction.no_text"
    message = N_("There is no text to judge any more. Load the page again.")


class CorrectionUnknown(Refused):
    code = "signals.correction.unknown"
    message = N_("Choose one of the offered answers.")


class CorrectionGone(Refused):
    code = "signals.correction.gone"
    message = N_("This correction does not hold any more; somebody has changed it since.")


@transaction.atomic
def correct_reading(
    *, signal_id: int, what: str, value: str, by_id: int, now: datetime, drawn: Drawn = "screen"
) -> Correction:
    """Keep what a person says of a text and let it hold at once; a later one about the same replaces it.

    `what` is "sentiment" or "topic:" and a code; `value` a label, or "yes" or "no". Saying the same as the machine is
    worth keeping too: it is how readings are judged. Raises `NothingToCorrect`, `CorrectionUnknown`.
    """
    row = _locked(signal_id)
    if not is_sensible(what, value, codes=[*topic_codes(), *row.topics]):
        raise CorrectionUnknown
    before = corrections_of([row]).get(row.pk, {}).get(what)
    Correction.objects.filter(signal=row, what=what, ended_at__isnull=True).update(ended_at=now)
    made = Correction.objects.create(
        signal=row,
        what=what,
        value=value,
        text_key=text_key(row.text),
        drawn=drawn,
        is_held_out=is_held_out(row.text, drawn),
        made_by_id=by_id,
        made_at=now,
        replaces=before,
    )
    _let_hold(row)
    made.topics_seen = list(row.topics)
    made.save(update_fields=["topics_seen"])
    event = ReadingCorrected(
        subject_id=row.pk, customer_id=row.customer_id, branch_id=row.branch_id, what=what, value=value
    )
    record(event=event, now=now, actor=user_actor(by_id))
    return made


@transaction.atomic
def take_back_correction(*, correction_id: int, by_id: int, now: datetime) -> Correction:
    """Undo a correction: what it replaced, or what the machine read, holds again. Raises `CorrectionGone`."""
    found = Correction.objects.filter(pk=correction_id, ended_at__isnull=True).select_related("replaces").first()
    if found is None:
        raise CorrectionGone
    row = _locked(found.signal_id)
    if not Correction.objects.filter(pk=found.pk, ended_at__isnull=True).update(ended_at=now):
        raise CorrectionGone
    if found.replaces is not None and found.replaces.text_key == found.text_key:
        Correction.objects.filter(pk=found.replaces.pk).update(ended_at=None)
    _let_hold(row)
    event = CorrectionTakenBack(
        subject_id=row.pk, customer_id=row.customer_id, branch_id=row.branch_id, what=found.what
    )
    record(event=event, now=now, actor=user_actor(by_id))
    return found


def _locked(signal_id: int) -> Signal:
    row = Signal.objects.select_for_update(of=("self",)).filter(pk=signal_id, type=SignalType.TEXT).first()
    if row is None or not row.text:
        raise NothingToCorrect
    return row


def _let_hold(row: Signal) -> None:
    settle(row, corrections_of([row]).get(row.pk, {}).values())
    store_readings([row])
