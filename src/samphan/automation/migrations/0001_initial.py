import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('cases', '0001_initial'),
        ('journeys', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RuleTree',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('name_th', models.CharField(max_length=120)),
                ('name_en', models.CharField(max_length=120)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RuleTreeVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('active', 'Active'), ('retired', 'Retired')], default='draft', max_length=8)),
                ('body', models.JSONField()),
                ('warnings', models.JSONField(null=True)),
                ('created_at', models.DateTimeField()),
                ('activated_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('tree', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='automation.ruletree')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tree', 'number'), name='rule_version_number'), models.UniqueConstraint(condition=models.Q(('state', 'active')), fields=('tree',), name='rule_version_one_active')],
            },
        ),
        migrations.CreateModel(
            name='BackTest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.JSONField()),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('after_kind', models.CharField(blank=True, default='', max_length=16)),
                ('after_id', models.BigIntegerField(default=0)),
                ('expected', models.PositiveIntegerField()),
                ('total', models.PositiveIntegerField(default=0)),
                ('unmatched', models.PositiveIntegerField(default=0)),
                ('cases', models.PositiveIntegerField(default=0)),
                ('by_branch', models.JSONField(default=dict)),
                ('compared_unmatched', models.PositiveIntegerField(default=0)),
                ('compared_cases', models.PositiveIntegerField(default=0)),
                ('asked_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('compared', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='automation.ruletreeversion')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='back_tests', to='automation.ruletreeversion')),
            ],
        ),
        migrations.CreateModel(
            name='Trace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission_kind', models.CharField(max_length=16)),
                ('submission_id', models.BigIntegerField()),
                ('path', models.JSONField(default=list)),
                ('facts', models.JSONField(default=dict)),
                ('evaluated_at', models.DateTimeField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='traces', to='automation.ruletreeversion')),
            ],
            options={
                'indexes': [models.Index(fields=['version', 'evaluated_at'], name='trace_hits')],
                'constraints': [models.UniqueConstraint(fields=('version', 'submission_kind', 'submission_id'), name='trace_once_a_version')],
            },
        ),
        migrations.CreateModel(
            name='Trigger',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('measure', models.CharField(max_length=10)),
                ('side', models.CharField(max_length=5)),
                ('level', models.FloatField()),
                ('window_days', models.PositiveSmallIntegerField()),
                ('channel', models.CharField(blank=True, default='', max_length=16)),
                ('topic', models.CharField(blank=True, default='', max_length=60)),
                ('opens', models.CharField(blank=True, default='', max_length=8)),
                ('cause_code', models.CharField(blank=True, default='', max_length=60)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
                ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.branch')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('touchpoint', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journeys.touchpoint')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('opens', 'problem'), _negated=True), models.Q(('cause_code', ''), _negated=True), _connector='OR'), name='trigger_problem_has_cause')],
            },
        ),
        migrations.CreateModel(
            name='TriggerEpisode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.CharField(blank=True, default='', max_length=8)),
                ('n', models.PositiveIntegerField()),
                ('estimate', models.FloatField()),
                ('low', models.FloatField()),
                ('high', models.FloatField()),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cases.case')),
                ('problem', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cases.problem')),
                ('trigger', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='episodes', to='automation.trigger')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('trigger',), name='trigger_episode_one_open')],
            },
        ),
        migrations.CreateModel(
            name='TriggerReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('n', models.PositiveIntegerField()),
                ('estimate', models.FloatField(null=True)),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('is_on', models.BooleanField()),
                ('read_at', models.DateTimeField()),
                ('trigger', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='automation.trigger')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('trigger', 'day'), name='trigger_reading_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='WaitStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tree_branch', models.CharField(max_length=80)),
                ('position', models.PositiveSmallIntegerField()),
                ('step', models.JSONField()),
                ('started_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Its time has not come'), ('acted', 'What it waited for did not happen: it acted'), ('not_needed', 'What it waited for has happened'), ('cancelled', 'The case was closed before')], default='waiting', max_length=10)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('facts', models.JSONField(default=dict)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                ('trace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waits', to='automation.trace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'tree_branch', 'position'), name='wait_step_once_a_case')],
            },
        ),
    ]
