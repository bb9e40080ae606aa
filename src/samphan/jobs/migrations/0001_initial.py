from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('queue', models.CharField(default='default', max_length=32)),
                ('task', models.CharField(max_length=200)),
                ('arguments', models.JSONField(default=dict)),
                ('state', models.SmallIntegerField(choices=[(0, 'Ready'), (1, 'Running'), (2, 'Done'), (3, 'Dead')], default=0)),
                ('due_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('max_attempts', models.PositiveSmallIntegerField(default=8)),
                ('worker', models.CharField(blank=True, default='', max_length=64)),
                ('dedupe_key', models.CharField(max_length=200, null=True, unique=True)),
                ('error', models.TextField(blank=True, default='')),
                ('result', models.JSONField(null=True)),
                ('created_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__lt', 2)), fields=['queue', 'due_at'], name='job_due'), models.Index(condition=models.Q(('state__gte', 2)), fields=['state', 'finished_at'], name='job_finished')],
            },
        ),
    ]
