import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('customers', '0001_initial'),
        ('messaging', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CauseDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nodes', models.JSONField()),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ClosingPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('feedback', 'Feedback'), ('request', 'Request'), ('review', 'Review')], max_length=16, unique=True)),
                ('required_fields', models.JSONField(default=list)),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='VerificationPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tries', models.PositiveSmallIntegerField()),
                ('patience_days', models.PositiveSmallIntegerField()),
                ('solved_from', models.PositiveSmallIntegerField()),
                ('on_silence', models.CharField(max_length=8)),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('feedback', 'Feedback'), ('request', 'Request'), ('review', 'Review')], max_length=16)),
                ('state', models.CharField(choices=[('open', 'Open'), ('waiting', 'Waiting'), ('resolved', 'Resolved, to be confirmed'), ('verified', 'Confirmed by the customer'), ('silent', 'No answer from the customer'), ('merged', 'Merged into another')], default='open', max_length=16)),
                ('priority', models.PositiveSmallIntegerField(choices=[(1, 'Urgent'), (2, 'High'), (3, 'Normal'), (4, 'Low')], default=3)),
                ('title', models.CharField(max_length=200)),
                ('submission_kind', models.CharField(blank=True, default='', max_length=16)),
                ('submission_id', models.BigIntegerField(blank=True, null=True)),
                ('trace_id', models.BigIntegerField(blank=True, null=True)),
                ('routing', models.JSONField(blank=True, default=dict)),
                ('assigned_at', models.DateTimeField(blank=True, null=True)),
                ('skills', models.JSONField(blank=True, default=list)),
                ('score', models.SmallIntegerField(blank=True, null=True)),
                ('scale', models.CharField(blank=True, default='', max_length=8)),
                ('excerpt', models.CharField(blank=True, default='', max_length=300)),
                ('tags', models.JSONField(blank=True, default=list)),
                ('action_taken', models.CharField(blank=True, default='', max_length=500)),
                ('told_customer', models.CharField(blank=True, default='', max_length=500)),
                ('cost_satang', models.BigIntegerField(default=0)),
                ('opened_at', models.DateTimeField()),
                ('first_contact_at', models.DateTimeField(blank=True, null=True)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('reopened_count', models.PositiveSmallIntegerField(default=0)),
                ('is_snoozed', models.BooleanField(default=False)),
                ('wakes_at', models.DateTimeField(blank=True, null=True)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('last_activity_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('branch', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to='accounts.branch')),
                ('conversation', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='case', to='messaging.conversation')),
                ('customer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='cases', to='customers.customer')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='taken_in', to='cases.case')),
                ('order', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='customers.order')),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cases', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cases', to='accounts.team')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ('open', 'waiting'))), fields=['-last_activity_at', '-id', 'state', 'kind', 'priority', 'team', 'is_snoozed'], name='case_open_list'), models.Index(condition=models.Q(('state__in', ('open', 'waiting'))), fields=['owner', '-last_activity_at', '-id', 'state', 'kind', 'priority', 'team', 'is_snoozed'], name='case_owner_open_list'), models.Index(condition=models.Q(('state__in', ('open', 'waiting'))), fields=['due_at', 'id', 'owner', 'state', 'kind', 'priority', 'team', 'is_snoozed'], name='case_near_breach'), models.Index(condition=models.Q(('state__in', ('open', 'waiting'))), fields=['owner', 'due_at', 'id', 'is_snoozed'], name='case_owner_due'), models.Index(condition=models.Q(('is_snoozed', True)), fields=['owner', '-last_activity_at', '-id'], name='case_snoozed'), models.Index(condition=models.Q(('is_snoozed', True)), fields=['wakes_at'], name='case_wakes'), models.Index(condition=models.Q(('due_at__isnull', False), ('state__in', ('open', 'waiting'))), fields=['team', 'due_at', 'id'], name='case_team_due'), models.Index(condition=models.Q(('due_at__isnull', False), ('state__in', ('open', 'waiting'))), fields=['branch', 'due_at', 'id'], name='case_branch_due'), models.Index(fields=['-last_activity_at', '-id', 'state', 'kind', 'priority', 'team'], name='case_all_list'), models.Index(condition=models.Q(('owner__isnull', True), ('state__in', ('open', 'waiting'))), fields=['-last_activity_at', '-id', 'state', 'kind', 'priority', 'team', 'is_snoozed'], name='case_unassigned'), models.Index(fields=['owner', '-last_activity_at', '-id'], name='case_owner_list'), models.Index(fields=['team', '-last_activity_at', '-id'], name='case_team_list'), models.Index(fields=['branch', '-last_activity_at', '-id', 'state', 'owner'], name='case_branch_list'), models.Index(fields=['customer', '-opened_at'], name='case_customer'), models.Index(fields=['-opened_at', '-id'], name='case_opened'), models.Index(fields=['submission_kind', 'submission_id'], name='case_submission')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into__isnull', True)), _connector='OR'), name='case_merged_into_another'), models.CheckConstraint(condition=models.Q(models.Q(('is_snoozed', False), ('wakes_at__isnull', True)), models.Q(('is_snoozed', True), ('state__in', ('open', 'waiting'))), _connector='OR'), name='case_snoozed_while_open'), models.UniqueConstraint(condition=models.Q(('submission_id__isnull', False)), fields=('submission_kind', 'submission_id'), name='case_one_a_submission')],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=16)),
                ('outcome', models.CharField(choices=[('reached', 'Reached'), ('no_answer', 'No answer'), ('wrong_contact', 'Wrong contact'), ('left_message', 'Left a message')], max_length=16)),
                ('note', models.CharField(blank=True, default='', max_length=300)),
                ('idempotency_key', models.CharField(blank=True, max_length=160, null=True, unique=True)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='CaseNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField()),
                ('idempotency_key', models.CharField(blank=True, max_length=160, null=True, unique=True)),
                ('created_at', models.DateTimeField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='Cause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('name_th', models.CharField(max_length=120)),
                ('name_en', models.CharField(max_length=120)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='cases.cause')),
            ],
        ),
        migrations.AddField(
            model_name='case',
            name='cause',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='cases.cause'),
        ),
        migrations.CreateModel(
            name='CauseMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old_code', models.CharField(max_length=60, unique=True)),
                ('new_code', models.CharField(max_length=60)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('old_code', models.F('new_code')), _negated=True), name='cause_mapping_to_another')],
            },
        ),
        migrations.CreateModel(
            name='CauseTreeVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('is_active', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('is_active',), name='cause_tree_one_active')],
            },
        ),
        migrations.AddField(
            model_name='cause',
            name='tree',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='causes', to='cases.causetreeversion'),
        ),
        migrations.CreateModel(
            name='ChecklistItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('feedback', 'Feedback'), ('request', 'Request'), ('review', 'Review')], max_length=16)),
                ('position', models.PositiveSmallIntegerField()),
                ('text_th', models.CharField(blank=True, default='', max_length=160)),
                ('text_en', models.CharField(blank=True, default='', max_length=160)),
                ('is_required', models.BooleanField(default=False)),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('is_active', True)), fields=['kind', 'position'], name='checklist_item_kind')],
            },
        ),
        migrations.CreateModel(
            name='ChecklistTick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ticked_at', models.DateTimeField()),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='ticks', to='cases.case')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ticks', to='cases.checklistitem')),
                ('ticked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'item'), name='checklist_tick_once')],
            },
        ),
        migrations.CreateModel(
            name='Idea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160)),
                ('body', models.CharField(blank=True, default='', max_length=1000)),
                ('state', models.CharField(choices=[('new', 'To be looked at'), ('open', 'Open for votes'), ('planned', 'Planned'), ('done', 'Done'), ('declined', 'Not now')], default='open', max_length=8)),
                ('answer', models.CharField(blank=True, default='', max_length=500)),
                ('suggested_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ideas', to='customers.customer')),
                ('suggested_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='IdeaVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('voted_at', models.DateTimeField()),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='cases.idea')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('idea', 'user'), name='idea_vote_once_a_colleague'), models.UniqueConstraint(fields=('idea', 'customer'), name='idea_vote_once_a_customer'), models.CheckConstraint(condition=models.Q(models.Q(('customer__isnull', False), ('user__isnull', True)), models.Q(('customer__isnull', True), ('user__isnull', False)), _connector='OR'), name='idea_vote_of_one_person')],
            },
        ),
        migrations.CreateModel(
            name='Label',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='label_name_any_case')],
            },
        ),
        migrations.CreateModel(
            name='CaseLabel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='label_rows', to='cases.case')),
                ('label', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='case_rows', to='cases.label')),
            ],
            options={
                'indexes': [models.Index(fields=['label', 'case'], name='case_label_find')],
                'constraints': [models.UniqueConstraint(fields=('case', 'label'), name='case_label_once')],
            },
        ),
        migrations.CreateModel(
            name='Problem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160)),
                ('description', models.TextField(blank=True, default='')),
                ('state', models.CharField(choices=[('open', 'Known'), ('fixing', 'Being fixed'), ('fixed', 'Fixed'), ('told', 'Customers told'), ('dropped', 'Let go')], default='open', max_length=8)),
                ('expected_effect', models.CharField(blank=True, default='', max_length=500)),
                ('reason', models.CharField(blank=True, default='', max_length=300)),
                ('window_days', models.PositiveSmallIntegerField(default=90)),
                ('opened_at', models.DateTimeField()),
                ('fixed_at', models.DateTimeField(blank=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField()),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='problems', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['-changed_at', '-id'], name='problem_recent')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['fixed', 'told']), _negated=True), ('fixed_at__isnull', False), _connector='OR'), name='problem_fixed_at_a_time')],
            },
        ),
        migrations.AddField(
            model_name='idea',
            name='problem',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ideas', to='cases.problem'),
        ),
        migrations.CreateModel(
            name='ProblemCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('collected_at', models.DateTimeField()),
                ('is_by_hand', models.BooleanField(default=False)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='collected_by', to='cases.case')),
                ('problem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='collected', to='cases.problem')),
            ],
        ),
        migrations.CreateModel(
            name='ProblemCause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('is_live', models.BooleanField(default=True)),
                ('problem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='causes', to='cases.problem')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('problem', 'code'), name='problem_cause_once'), models.UniqueConstraint(condition=models.Q(('is_live', True)), fields=('code',), name='problem_cause_one_live_problem')],
            },
        ),
        migrations.CreateModel(
            name='ProblemRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('you_said_th', models.CharField(blank=True, default='', max_length=500)),
                ('you_said_en', models.CharField(blank=True, default='', max_length=500)),
                ('we_did_th', models.CharField(blank=True, default='', max_length=1000)),
                ('we_did_en', models.CharField(blank=True, default='', max_length=1000)),
                ('written_at', models.DateTimeField()),
                ('telling_since', models.DateTimeField(blank=True, null=True)),
                ('problem', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='release', to='cases.problem')),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ProblemTelling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('written_at', models.DateTimeField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('message', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='messaging.message')),
                ('problem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tellings', to='cases.problem')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('problem', 'customer'), name='problem_told_once_a_person')],
            },
        ),
        migrations.CreateModel(
            name='RoutingSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ramp_limit', models.PositiveSmallIntegerField(default=5)),
                ('ramp_minutes', models.PositiveSmallIntegerField(default=10)),
                ('silence_minutes', models.PositiveIntegerField(default=0)),
                ('is_singleton', models.BooleanField(default=True, editable=False, unique=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('is_singleton', True)), name='routing_settings_one_row')],
            },
        ),
        migrations.CreateModel(
            name='RoutingTrial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('plan', models.JSONField()),
                ('cases_done', models.PositiveIntegerField(default=0)),
                ('cases_total', models.PositiveIntegerField(default=0)),
                ('result', models.JSONField(blank=True, null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('query', models.JSONField()),
                ('is_shared', models.BooleanField(default=False)),
                ('saved_at', models.DateTimeField()),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='case_views', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('owner', 'name'), name='saved_view_name')],
            },
        ),
        migrations.CreateModel(
            name='SideConversation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_email', models.CharField(blank=True, default='', max_length=254)),
                ('subject', models.CharField(max_length=160)),
                ('state', models.CharField(choices=[('waiting', 'Waiting for an answer'), ('answered', 'Answered'), ('done', 'Done')], default='waiting', max_length=8)),
                ('opened_at', models.DateTimeField()),
                ('last_message_at', models.DateTimeField()),
                ('token', models.CharField(max_length=32, unique=True)),
                ('asked_team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.team')),
                ('asked_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='side_conversations', to='cases.case')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('asked_email', ''), ('asked_team__isnull', False), ('asked_user__isnull', True)), models.Q(('asked_email', ''), ('asked_team__isnull', True), ('asked_user__isnull', False)), models.Q(('asked_team__isnull', True), ('asked_user__isnull', True), models.Q(('asked_email', ''), _negated=True)), _connector='OR'), name='side_conversation_asks_one')],
            },
        ),
        migrations.CreateModel(
            name='SideMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_answer', models.BooleanField(default=False)),
                ('body', models.TextField()),
                ('idempotency_key', models.CharField(blank=True, max_length=160, null=True, unique=True)),
                ('created_at', models.DateTimeField()),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('letter', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='messaging.letter')),
                ('side', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='cases.sideconversation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('author__isnull', False), ('letter__isnull', False), _connector='OR'), name='side_message_from_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Story',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160)),
                ('body', models.TextField()),
                ('language', models.CharField(choices=[('th', 'ไทย'), ('en', 'English')], default='th', max_length=2)),
                ('name_shown', models.CharField(blank=True, default='', max_length=80)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('asked', 'Consent asked'), ('agreed', 'The customer agrees'), ('published', 'Published'), ('refused', 'The customer does not agree')], default='draft', max_length=12)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('written_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='story', to='cases.case')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['agreed', 'published']), _negated=True), ('agreed_at__isnull', False), _connector='OR'), name='story_shown_with_consent')],
            },
        ),
        migrations.CreateModel(
            name='Verification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('resolution_number', models.PositiveSmallIntegerField(default=1)),
                ('try_number', models.PositiveSmallIntegerField()),
                ('channel', models.CharField(default='email', max_length=16)),
                ('invitation_id', models.BigIntegerField(blank=True, null=True, unique=True)),
                ('outcome', models.CharField(choices=[('pending', 'Asked'), ('confirmed', 'Solved'), ('failed', 'Not solved'), ('silent', 'No answer')], default='pending', max_length=16)),
                ('score', models.SmallIntegerField(blank=True, null=True)),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verifications', to='cases.case')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'resolution_number', 'try_number'), name='verification_try')],
            },
        ),
        migrations.CreateModel(
            name='CannedReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seed', models.CharField(blank=True, default='', max_length=40)),
                ('name_th', models.CharField(blank=True, default='', max_length=80)),
                ('name_en', models.CharField(blank=True, default='', max_length=80)),
                ('body_th', models.TextField(blank=True, default='')),
                ('body_en', models.TextField(blank=True, default='')),
                ('labels', models.JSONField(blank=True, default=list)),
                ('gives_to', models.CharField(blank=True, default='', max_length=8)),
                ('cause_code', models.CharField(blank=True, default='', max_length=60)),
                ('action_taken', models.CharField(blank=True, default='', max_length=500)),
                ('then', models.CharField(blank=True, default='', max_length=8)),
                ('is_active', models.BooleanField(default=True)),
                ('changed_at', models.DateTimeField()),
                ('new_owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.team')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('team__isnull', True), ('owner__isnull', True), _connector='OR'), name='canned_reply_one_circle'), models.CheckConstraint(condition=models.Q(models.Q(('body_th', ''), _negated=True), models.Q(('body_en', ''), _negated=True), _connector='OR'), name='canned_reply_has_words'), models.UniqueConstraint(condition=models.Q(('seed', ''), _negated=True), fields=('seed',), name='canned_reply_seed_once')],
            },
        ),
        migrations.CreateModel(
            name='CaseLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('related', 'Belongs together'), ('split', 'Split off')], max_length=8)),
                ('made_at', models.DateTimeField()),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='links_to_later', to='cases.case')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_to_earlier', to='cases.case')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'other'), name='case_link_once'), models.CheckConstraint(condition=models.Q(('case__lt', models.F('other'))), name='case_link_in_order')],
            },
        ),
        migrations.CreateModel(
            name='CasePresence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField(db_index=True)),
                ('typed_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'user'), name='case_presence_once')],
            },
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('due_at__isnull', False), ('state__in', ('open', 'waiting'))), fields=['cause', 'due_at', 'id'], name='case_cause_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['cause', '-last_activity_at', '-id', 'state', 'owner'], name='case_cause_list'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'feedback'), ('state__in', ['resolved', 'verified', 'silent']), _negated=True), models.Q(('cause__isnull', False), models.Q(('action_taken', ''), _negated=True)), _connector='OR'), name='case_feedback_closed_with_cause_and_action'),
        ),
        migrations.AddConstraint(
            model_name='cause',
            constraint=models.UniqueConstraint(fields=('tree', 'code'), name='cause_code_in_tree'),
        ),
    ]
