from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insights", "0001_initial")]

    operations = [
        migrations.AlterField("customerscore", "clv_satang", models.BigIntegerField(null=True)),
        migrations.AlterField("customerscore", "expected_loss_satang", models.BigIntegerField(null=True)),
    ]
