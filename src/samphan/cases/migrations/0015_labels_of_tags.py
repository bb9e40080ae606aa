from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_labels(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give every case that carries tags the rows it is found by; two spellings of one word become one label."""
    case_model, label_model = apps.get_model("cases", "Case"), apps.get_model("cases", "Label")
    row_model = apps.get_model("cases", "CaseLabel")
    known = {label.name.casefold(): label.pk for label in label_model.objects.all()}
    rows = case_model.objects.exclude(tags=[]).order_by("pk").values_list("pk", "tags", "opened_at")
    for case_id, tags, opened_at in rows.iterator(chunk_size=2000):
        numbers = []
        for name in (tag.strip()[:40] for tag in tags if tag.strip()):
            if name.casefold() not in known:
                known[name.casefold()] = label_model.objects.create(name=name, made_at=opened_at).pk
            numbers.append(known[name.casefold()])
        made = [row_model(case_id=case_id, label_id=number) for number in dict.fromkeys(numbers)]
        row_model.objects.bulk_create(made, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_desk_lists"),
    ]

    operations = [migrations.RunPython(make_labels, migrations.RunPython.noop)]
