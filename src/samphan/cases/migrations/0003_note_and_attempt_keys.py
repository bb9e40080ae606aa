from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_verification_tries_a_resolution'),
    ]

    operations = [
        migrations.AddField(
            model_name='attempt',
            name='idempotency_key',
            field=models.CharField(blank=True, max_length=160, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='casenote',
            name='idempotency_key',
            field=models.CharField(blank=True, max_length=160, null=True, unique=True),
        ),
    ]
