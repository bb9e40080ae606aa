from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def as_they_stand(apps, schema_editor):
    """Take what is said of a text today for what people saw: nobody kept it until now."""
    correction, signal = apps.get_model("signals", "Correction"), apps.get_model("signals", "Signal")
    topics = signal.objects.filter(pk=OuterRef("signal_id")).values("topics")
    correction.objects.exclude(what="sentiment").update(topics_seen=Subquery(topics))


class Migration(migrations.Migration):
    dependencies = [("signals", "0002_readings_judged")]

    operations = [
        migrations.AddField(
            model_name="correction",
            name="topics_seen",
            field=models.JSONField(default=list),
        ),
        migrations.RunPython(as_they_stand, migrations.RunPython.noop),
    ]
