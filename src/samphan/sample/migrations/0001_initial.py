import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='SampleLoad',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seed', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('loading', 'Being loaded'), ('loaded', 'Loaded'), ('removing', 'Being removed')], default='loading', max_length=8)),
                ('steps_done', models.PositiveSmallIntegerField(default=0)),
                ('steps_total', models.PositiveSmallIntegerField(default=0)),
                ('digest', models.CharField(blank=True, default='', max_length=64)),
                ('told_until_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('is_singleton', models.BooleanField(default=True, editable=False, unique=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('is_singleton', True)), name='sample_load_one_row')],
            },
        ),
        migrations.CreateModel(
            name='SampleRows',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=60)),
                ('first_id', models.BigIntegerField()),
                ('last_id', models.BigIntegerField()),
                ('load', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='sample.sampleload')),
            ],
        ),
    ]
