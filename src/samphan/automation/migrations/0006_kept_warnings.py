from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("automation", "0005_waits")]

    operations = [
        migrations.AddField(
            model_name="ruletreeversion",
            name="warnings",
            field=models.JSONField(null=True),
        ),
    ]
