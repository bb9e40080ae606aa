import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('customers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Component',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_th', models.CharField(max_length=80)),
                ('name_en', models.CharField(blank=True, default='', max_length=80)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
                ('segment', models.JSONField(blank=True, null=True)),
                ('channel', models.CharField(blank=True, default='', max_length=16)),
                ('is_active', models.BooleanField(default=True)),
                ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.branch')),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
            ],
        ),
        migrations.CreateModel(
            name='AgreementVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('targets', models.JSONField()),
                ('on_change', models.CharField(choices=[('keep', 'Keep'), ('recompute', 'Recompute'), ('forward', 'Forward')], default='keep', max_length=16)),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField(blank=True, null=True)),
                ('applied_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='promises.agreement')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agreement', 'number'), name='agreement_version_number'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='agreement_version_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Calendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('is_default', models.BooleanField(default=False)),
                ('branch', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='accounts.branch')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('is_default',), name='calendar_one_default')],
            },
        ),
        migrations.CreateModel(
            name='CalendarVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('timezone', models.CharField(default='Asia/Bangkok', max_length=64)),
                ('week', models.JSONField()),
                ('exceptions', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='promises.calendar')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('calendar', 'number'), name='calendar_version_number')],
            },
        ),
        migrations.CreateModel(
            name='CreditTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tiers', models.JSONField(default=list)),
                ('amount_satang', models.PositiveBigIntegerField()),
                ('cap_satang', models.PositiveBigIntegerField(blank=True, null=True)),
                ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='promises.agreement')),
            ],
        ),
        migrations.CreateModel(
            name='Credit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('uptime', 'Uptime missed'), ('breach', 'Broken promise'), ('goodwill', 'Goodwill')], max_length=8)),
                ('cause', models.CharField(max_length=60)),
                ('fell_at', models.DateTimeField()),
                ('month', models.DateField()),
                ('amount_satang', models.PositiveBigIntegerField()),
                ('is_capped', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('proposed', 'Waits for approval'), ('posted', 'Approved'), ('declined', 'Declined')], default='proposed', max_length=8)),
                ('idempotency_key', models.CharField(max_length=160, unique=True)),
                ('proposed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decline_reason', models.CharField(blank=True, default='', max_length=300)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='credits', to='customers.customer')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('terms', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='credits', to='promises.creditterms')),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-id'], name='credit_state'), models.Index(fields=['cause', 'state', 'id'], name='credit_cause'), models.Index(fields=['customer', 'month'], name='credit_customer_month')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_satang__gt', 0)), name='credit_is_something'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'proposed')), models.Q(('decided_at__isnull', False), ('state__in', ['posted', 'declined'])), _connector='OR'), name='credit_decided_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='CreditTxn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('idempotency_key', models.CharField(max_length=160, unique=True)),
                ('posted_at', models.DateTimeField()),
                ('credit', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='txn', to='promises.credit')),
            ],
        ),
        migrations.CreateModel(
            name='CreditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(choices=[('issued', 'Issued'), ('active', 'Of the customer, to be used')], max_length=8)),
                ('amount_satang', models.BigIntegerField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='credit_entries', to='customers.customer')),
                ('txn', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='promises.credittxn')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('txn', 'account'), name='credit_entry_once_an_account')],
            },
        ),
        migrations.CreateModel(
            name='Outage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('unplanned', 'Unplanned'), ('maintenance', 'Maintenance'), ('customer', "On the customer's side"), ('force_majeure', 'Force majeure')], default='unplanned', max_length=16)),
                ('cause', models.CharField(db_index=True, max_length=60)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('announced_at', models.DateTimeField(blank=True, null=True)),
                ('component', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outages', to='promises.component')),
            ],
            options={
                'indexes': [models.Index(fields=['component', 'started_at'], name='outage_component')],
                'constraints': [models.UniqueConstraint(fields=('component', 'cause'), name='outage_once_a_cause'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='outage_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('work_kind', models.CharField(max_length=16)),
                ('work_id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('customer', 'Waiting for the customer'), ('third_party', 'Waiting for somebody else'), ('agreed_date', 'Agreed date')], max_length=16)),
                ('reason', models.CharField(max_length=300)),
                ('started_at', models.DateTimeField()),
                ('resumes_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['work_kind', 'work_id'], name='pause_work'), models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['resumes_at'], name='pause_resume')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('work_kind', 'work_id'), name='pause_one_open')],
            },
        ),
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('metric', models.CharField(choices=[('acknowledge', 'Acknowledge'), ('first_response', 'First response'), ('next_response', 'Next response'), ('progress', 'Progress update'), ('resolve', 'Resolve'), ('follow_up', 'Follow-up contact')], max_length=16)),
                ('text_th', models.CharField(max_length=300)),
                ('text_en', models.CharField(max_length=300)),
                ('target_minutes', models.PositiveIntegerField(blank=True, null=True)),
                ('target_days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('on_change', models.CharField(choices=[('keep', 'Keep'), ('recompute', 'Recompute'), ('forward', 'Forward')], default='keep', max_length=16)),
                ('tell_owner_after', models.PositiveIntegerField(blank=True, default=0, null=True)),
                ('tell_lead_after', models.PositiveIntegerField(blank=True, default=0, null=True)),
                ('tell_manager_after', models.PositiveIntegerField(blank=True, default=240, null=True)),
                ('is_public', models.BooleanField(default=True)),
                ('is_active', models.BooleanField(default=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('calendar', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='promises.calendar')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('target_days__isnull', True), ('target_minutes__isnull', False)), models.Q(('target_days__isnull', False), ('target_minutes__isnull', True)), _connector='OR'), name='promise_one_target')],
            },
        ),
        migrations.AddField(
            model_name='creditterms',
            name='promise',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='promises.promise'),
        ),
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('work_kind', models.CharField(max_length=16)),
                ('work_id', models.BigIntegerField()),
                ('metric', models.CharField(choices=[('acknowledge', 'Acknowledge'), ('first_response', 'First response'), ('next_response', 'Next response'), ('progress', 'Progress update'), ('resolve', 'Resolve'), ('follow_up', 'Follow-up contact')], max_length=16)),
                ('target_minutes', models.PositiveIntegerField(blank=True, null=True)),
                ('target_days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('priority', models.PositiveSmallIntegerField(default=3)),
                ('channel', models.CharField(blank=True, default='', max_length=16)),
                ('state', models.CharField(choices=[('running', 'Running'), ('paused', 'Paused'), ('met', 'Met'), ('missed', 'Missed'), ('cancelled', 'Cancelled')], default='running', max_length=16)),
                ('started_at', models.DateTimeField()),
                ('counts_from_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('warn_at', models.DateTimeField(null=True)),
                ('warned_percent', models.PositiveSmallIntegerField(default=0)),
                ('told_steps', models.PositiveSmallIntegerField(default=0)),
                ('breached_at', models.DateTimeField(null=True)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('elapsed_minutes', models.PositiveIntegerField(null=True)),
                ('paused_minutes', models.PositiveIntegerField(null=True)),
                ('agreement_version', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='clocks', to='promises.agreementversion')),
                ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.branch')),
                ('calendar_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='promises.calendarversion')),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='customers.customer')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.team')),
                ('promise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='promises.promise')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'running')), fields=['warn_at'], name='clock_sweep'), models.Index(fields=['work_kind', 'work_id'], name='clock_work')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['running', 'paused'])), fields=('work_kind', 'work_id', 'promise'), name='clock_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('target_days__isnull', True), ('target_minutes__isnull', False)), models.Q(('target_days__isnull', False), ('target_minutes__isnull', True)), _connector='OR'), name='clock_one_target'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['running', 'paused']), ('stopped_at__isnull', True)), models.Q(('state__in', ['met', 'missed', 'cancelled']), ('stopped_at__isnull', False)), _connector='OR'), name='clock_stopped_when_over')],
            },
        ),
        migrations.CreateModel(
            name='PublicPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_on', models.BooleanField(default=False)),
                ('is_status_on', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField()),
                ('is_singleton', models.BooleanField(default=True, editable=False, unique=True)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('is_singleton', True)), name='promise_page_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_th', models.CharField(max_length=80)),
                ('name_en', models.CharField(blank=True, default='', max_length=80)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('target_ppm', models.PositiveIntegerField(default=999000)),
                ('is_public', models.BooleanField(default=True)),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('target_ppm__lte', 1000000)), name='service_target_in_millionths')],
            },
        ),
        migrations.AddField(
            model_name='creditterms',
            name='service',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='promises.service'),
        ),
        migrations.AddField(
            model_name='component',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='components', to='promises.service'),
        ),
        migrations.AddConstraint(
            model_name='creditterms',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('promise__isnull', True), ('service__isnull', False)), models.Q(('promise__isnull', False), ('service__isnull', True)), _connector='OR'), name='credit_terms_for_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='creditterms',
            constraint=models.UniqueConstraint(condition=models.Q(('service__isnull', False)), fields=('agreement', 'service'), name='credit_terms_a_service'),
        ),
        migrations.AddConstraint(
            model_name='creditterms',
            constraint=models.UniqueConstraint(condition=models.Q(('agreement__isnull', True), ('service__isnull', False)), fields=('service',), name='credit_terms_a_service_for_all'),
        ),
        migrations.AddConstraint(
            model_name='creditterms',
            constraint=models.UniqueConstraint(condition=models.Q(('promise__isnull', False)), fields=('agreement', 'promise'), name='credit_terms_a_promise'),
        ),
        migrations.AddConstraint(
            model_name='creditterms',
            constraint=models.UniqueConstraint(condition=models.Q(('agreement__isnull', True), ('promise__isnull', False)), fields=('promise',), name='credit_terms_a_promise_for_all'),
        ),
    ]
