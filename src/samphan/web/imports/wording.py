"""What the kinds, states and counts of imports are called on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from samphan.imports.models import ImportBatch

KINDS = [
    ("customers", _("Customers")),
    ("orders", _("Orders")),
    ("responses", _("Survey responses")),
    ("reviews", _("Reviews")),
]
STATES = {
    "uploaded": (_("To be checked"), "o"),
    "checking": (_("Being checked"), "acc"),
    "checked": (_("Ready to import"), "acc"),
    "running": (_("Being imported"), "acc"),
    "done": (_("Imported"), "good"),
    "failed": (_("Stopped"), "bad"),
    "undoing": (_("Being undone"), "warn"),
    "undone": (_("Undone"), "o"),
}
ENCODINGS = [
    ("utf-8", "UTF-8"),
    ("utf-8-sig", _("UTF-8 with BOM (Excel)")),
    ("cp874", _("CP874 / TIS-620 (old Thai files)")),
    ("utf-16", "UTF-16"),
    ("cp1252", _("Windows 1252 (Western)")),
]
DELIMITERS = [(",", _("Comma")), (";", _("Semicolon")), ("tab", _("Tab")), ("|", _("Bar"))]


def outcome_pairs(batch: ImportBatch) -> list[tuple[object, int, str]]:
    """Return label, count and tone of everything a run or a check counted."""
    return [
        (_("New"), batch.created_count, "good"),
        (_("Updated"), batch.updated_count, ""),
        (_("Unchanged"), batch.unchanged_count, ""),
        (_("Duplicates"), batch.duplicate_count, ""),
        (_("Rows with errors"), batch.error_count, "bad"),
    ]
