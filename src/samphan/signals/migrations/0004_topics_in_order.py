from django.db import migrations


def as_pairs(apps, schema_editor):
    """Keep topics as pairs: an object's keys come back in another order from PostgreSQL."""
    for edition in apps.get_model("signals", "TaxonomyEdition").objects.all():
        if isinstance(edition.body, dict):
            edition.body = [[code, words] for code, words in edition.body.items()]
            edition.save(update_fields=["body"])


class Migration(migrations.Migration):
    dependencies = [("signals", "0003_topics_seen")]

    operations = [migrations.RunPython(as_pairs, migrations.RunPython.noop)]
