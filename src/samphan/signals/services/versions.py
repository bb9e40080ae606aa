"""The versions learnt from the firm's corrections: all kept, one of each kind in force, taken back one by one."""

from datetime import datetime

from django.db import transaction

from samphan.eventlog.events import SYSTEM, Actor, user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused
from samphan.signals.events import FirmModelDecided
from samphan.signals.models import FirmModel, FirmModelState
from samphan.signals.services.setup import change_setup


class NothingInForce(Refused):
    code = "signals.firm_model.none_in_force"
    message = N_("Nothing learnt from corrections is in force, so there is nothing to take back.")


def active_version(kind: str) -> FirmModel | None:
    """Return the version of a kind in force, or None."""
    return FirmModel.objects.filter(kind=kind, state=FirmModelState.ACTIVE).first()


def newest_version(kind: str) -> FirmModel | None:
    """Return the version of a kind that was learnt last, in force or not, or None."""
    return FirmModel.objects.filter(kind=kind).order_by("-number").first()


@transaction.atomic
def keep_version(made: FirmModel, *, is_taken: bool, now: datetime) -> FirmModel:
    """Number and store a version; one that is taken retires the one before and has all texts read again."""
    change_setup(lambda _row: None)
    newest = newest_version(made.kind)
    made.number = newest.number + 1 if newest else 1
    made.state = FirmModelState.ACTIVE if is_taken else FirmModelState.DECLINED
    if is_taken:
        FirmModel.objects.filter(kind=made.kind, state=FirmModelState.ACTIVE).update(state=FirmModelState.RETIRED)
    made.save(force_insert=True)
    _tell(made, now=now)
    return made


@transaction.atomic
def roll_back(*, kind: str, now: datetime, reason: str = "by_hand", by_id: int | None = None) -> FirmModel:
    """Take back the version in force; the one before it holds again, or none. Raises `NothingInForce`."""
    change_setup(lambda _row: None)  # locks: two people cannot both take one version back
    active = active_version(kind)
    if active is None:
        raise NothingInForce
    before = FirmModel.objects.filter(kind=kind, state=FirmModelState.RETIRED).order_by("-number").first()
    active.state, active.reason = FirmModelState.BACK, reason
    active.save(update_fields=["state", "reason"])
    if before is not None:
        before.state = FirmModelState.ACTIVE
        before.save(update_fields=["state"])
    _tell(active, now=now, actor=SYSTEM if by_id is None else user_actor(by_id))
    return active


def _tell(model: FirmModel, *, now: datetime, actor: Actor = SYSTEM) -> None:
    event = FirmModelDecided(
        subject_id=model.pk, kind=model.kind, number=model.number, state=model.state, reason=model.reason
    )
    record(event=event, now=now, actor=actor)
