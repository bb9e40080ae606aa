import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0001_initial'),
        ('signals', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomerScore',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='customers.customer')),
                ('frequency', models.PositiveIntegerField()),
                ('recency_days', models.PositiveIntegerField()),
                ('age_days', models.PositiveIntegerField()),
                ('alive_probability', models.FloatField(null=True)),
                ('expected_orders', models.FloatField()),
                ('clv_satang', models.BigIntegerField()),
                ('clv_low_satang', models.BigIntegerField(null=True)),
                ('clv_high_satang', models.BigIntegerField(null=True)),
                ('churn_risk', models.FloatField(null=True)),
                ('expected_loss_satang', models.BigIntegerField()),
                ('reasons', models.JSONField(default=list)),
                ('action', models.CharField(blank=True, max_length=40)),
                ('evidence', models.JSONField(default=dict)),
                ('segment', models.CharField(blank=True, max_length=40)),
                ('attitude', models.CharField(blank=True, max_length=12)),
                ('answered_date', models.DateField(null=True)),
                ('behaviour', models.CharField(blank=True, max_length=8)),
                ('computed_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['-expected_loss_satang', '-customer'], name='score_by_loss'), models.Index(fields=['-clv_satang', '-customer'], name='score_by_value')],
                'constraints': [models.CheckConstraint(condition=models.Q(('alive_probability__isnull', True), models.Q(('alive_probability__gte', 0), ('alive_probability__lte', 1)), _connector='OR'), name='score_alive_is_a_probability'), models.CheckConstraint(condition=models.Q(('churn_risk__isnull', True), models.Q(('churn_risk__gte', 0), ('churn_risk__lte', 1)), _connector='OR'), name='score_risk_is_a_probability')],
            },
        ),
        migrations.CreateModel(
            name='EconomicsAssumption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('margin_percent', models.PositiveSmallIntegerField()),
                ('acquisition_cost_satang', models.BigIntegerField()),
                ('retention_cost_satang_a_year', models.BigIntegerField()),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('margin_percent__gte', 1), ('margin_percent__lte', 100)), name='economics_margin_is_a_percentage'), models.CheckConstraint(condition=models.Q(('acquisition_cost_satang__gte', 0), ('retention_cost_satang_a_year__gte', 0)), name='economics_costs_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('scope', models.CharField(default='all', max_length=60)),
                ('period', models.CharField(max_length=20)),
                ('value', models.JSONField()),
                ('computed_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name', 'scope', 'period'), name='figure_once')],
            },
        ),
        migrations.CreateModel(
            name='FittedModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=20)),
                ('chosen', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField()),
                ('parameters', models.JSONField()),
                ('quality', models.JSONField()),
                ('n', models.PositiveIntegerField()),
                ('since_date', models.DateField()),
                ('until_date', models.DateField()),
                ('fitted_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('purpose', 'version'), name='fitted_model_version_once')],
            },
        ),
        migrations.CreateModel(
            name='Refresh',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('steps_done', models.PositiveSmallIntegerField(default=0)),
                ('steps_total', models.PositiveSmallIntegerField(default=0)),
                ('asked_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('is_running', models.BooleanField(default=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_running', True)), fields=('is_running',), name='refresh_one_running')],
            },
        ),
        migrations.CreateModel(
            name='SatisfactionGoal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target', models.SmallIntegerField()),
                ('by_date', models.DateField(blank=True, null=True)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('target__gte', -100), ('target__lte', 100)), name='satisfaction_goal_on_the_scale')],
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40, unique=True)),
                ('terms', models.JSONField()),
                ('name_th', models.CharField(blank=True, default='', max_length=60)),
                ('name_en', models.CharField(blank=True, default='', max_length=60)),
                ('vector', models.JSONField()),
                ('first_week', models.DateField()),
                ('last_week', models.DateField()),
                ('is_retired', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('first_week__lte', models.F('last_week'))), name='theme_weeks_in_order')],
            },
        ),
        migrations.CreateModel(
            name='ThemeRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField(unique=True)),
                ('weeks', models.PositiveSmallIntegerField()),
                ('texts', models.PositiveIntegerField()),
                ('themed', models.PositiveIntegerField()),
                ('computed_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('themed__lte', models.F('texts'))), name='theme_run_themed_are_texts')],
            },
        ),
        migrations.CreateModel(
            name='ThemeWeek',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.PositiveIntegerField()),
                ('share', models.FloatField()),
                ('tones', models.JSONField()),
                ('quotes', models.JSONField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='themes', to='insights.themerun')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='weeks', to='insights.theme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'theme'), name='theme_week_once'), models.CheckConstraint(condition=models.Q(('share__gte', 0), ('share__lte', 1)), name='theme_week_share_is_a_share')],
            },
        ),
        migrations.CreateModel(
            name='ThemeText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tone', models.CharField(max_length=8)),
                ('signal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='signals.signal')),
                ('theme_week', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='insights.themeweek')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('theme_week', 'signal'), name='theme_text_once')],
            },
        ),
    ]
