import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(max_length=64)),
                ('subject_kind', models.CharField(max_length=32)),
                ('subject_id', models.BigIntegerField()),
                ('customer_id', models.BigIntegerField(null=True)),
                ('branch_id', models.BigIntegerField(null=True)),
                ('actor_kind', models.CharField(default='system', max_length=16)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('data', models.JSONField(default=dict)),
                ('occurred_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['customer_id', '-occurred_at'], name='event_customer'), models.Index(fields=['subject_kind', 'subject_id', 'id'], name='event_subject'), models.Index(fields=['type', 'occurred_at'], name='event_type')],
            },
        ),
        migrations.CreateModel(
            name='OutboxEntry',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='eventlog.event')),
            ],
        ),
    ]
