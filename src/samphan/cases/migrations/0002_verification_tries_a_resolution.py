"""Count the tries of a verification a resolution: which resolution each was about is read from the event log."""

from bisect import bisect_right

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def number_resolutions(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give each time a customer was asked the number of its resolution, and count its tries anew from 1."""
    asked = apps.get_model("cases", "Verification").objects.filter(case__reopened_count__gt=0)
    events = apps.get_model("eventlog", "Event").objects.filter(type="case.reopened", subject_kind="case")
    for case_id in list(asked.order_by("case_id").values_list("case_id", flat=True).distinct()):
        reopened = list(events.filter(subject_id=case_id).order_by("occurred_at").values_list("occurred_at", flat=True))
        tries: dict[int, int] = {}
        for one in asked.filter(case_id=case_id).order_by("asked_at", "pk"):
            number = bisect_right(reopened, one.asked_at) + 1
            one.resolution_number, one.try_number = number, tries.get(number, 0) + 1
            tries[number] = one.try_number
            one.save(update_fields=["resolution_number", "try_number"])


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0001_initial"),
        ("eventlog", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="verification", name="verification_try"),
        migrations.AddField(
            model_name="verification",
            name="resolution_number",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.RunPython(number_resolutions),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.UniqueConstraint(
                fields=("case", "resolution_number", "try_number"), name="verification_try"
            ),
        ),
    ]
