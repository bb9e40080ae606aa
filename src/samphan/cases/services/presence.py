"""Noting who has a case open: short-lived signs beside the case, which itself is not written."""

from datetime import datetime, timedelta

from samphan.cases.models import Case, CasePresence
from samphan.cases.rules.presence import is_worth_writing

KEEP_SIGNS = timedelta(minutes=10)


def note_presence(*, case_id: int, user_id: int, is_typing: bool, now: datetime) -> bool:
    """Note that somebody has a case open, and whether they type; tell whether it had to be written.

    One statement, without a lock: of two pages of one person the later sign stands. Raises Case.DoesNotExist.
    """
    last = CasePresence.objects.filter(case_id=case_id, user_id=user_id).values_list("seen_at", "typed_at").first()
    seen_at, typed_at = last or (None, None)
    if not is_worth_writing(seen_at=seen_at, typed_at=typed_at, types_now=is_typing, now=now):
        return False
    if last is None and not Case.objects.filter(pk=case_id).exists():
        raise Case.DoesNotExist
    sign = CasePresence(case_id=case_id, user_id=user_id, seen_at=now, typed_at=now if is_typing else None)
    CasePresence.objects.bulk_create(
        [sign], update_conflicts=True, unique_fields=["case", "user"], update_fields=["seen_at", "typed_at"]
    )
    return True


def sweep_presence(*, now: datetime) -> int:
    """Throw away signs that mean nothing any more; return how many."""
    swept, _ = CasePresence.objects.filter(seen_at__lt=now - KEEP_SIGNS).delete()
    return swept
