"""What only few cases have, told in one question, so that a page does not ask for each of it."""

from dataclasses import dataclass

from django.db import connection

from samphan.cases.models import Attempt, Case, CaseLink, CaseNote, ChecklistItem, SideConversation, Verification


@dataclass(frozen=True, kw_only=True)
class Rare:
    """Which of these a case has at all.

    `family` are cases merged into it or linked with it; `checklist`: things to do before closing, of some kind of case.
    """

    notes: bool
    attempts: bool
    verifications: bool
    sides: bool
    family: bool
    checklist: bool

    @classmethod
    def everything(cls) -> "Rare":
        """Return the answer that leaves nothing out."""
        return cls(notes=True, attempts=True, verifications=True, sides=True, family=True, checklist=True)


def rare_of(*, case_id: int) -> Rare:
    """Return what a case has: one written statement, because to compile a query costs more than to run it."""
    tables = (CaseNote, Attempt, Verification, SideConversation)
    questions = [f"SELECT 1 FROM {table._meta.db_table} WHERE case_id = %s" for table in tables]  # noqa: S608 (constants)
    questions += [
        f"SELECT 1 FROM {Case._meta.db_table} WHERE merged_into_id = %s",  # noqa: S608 (constants)
        f"SELECT 1 FROM {CaseLink._meta.db_table} WHERE case_id = %s",  # noqa: S608 (constants)
        f"SELECT 1 FROM {CaseLink._meta.db_table} WHERE other_id = %s",  # noqa: S608 (constants)
    ]
    with connection.cursor() as cursor:
        asked = ", ".join(f"EXISTS({question})" for question in questions)
        things = f"EXISTS(SELECT 1 FROM {ChecklistItem._meta.db_table} WHERE is_active)"  # noqa: S608 (constants)
        cursor.execute(f"SELECT {things}, {asked}", [case_id] * len(questions))
        checklist, notes, attempts, verifications, sides, *family = map(bool, cursor.fetchone())
    return Rare(
        notes=notes,
        attempts=attempts,
        verifications=verifications,
        sides=sides,
        family=any(family),
        checklist=checklist,
    )
