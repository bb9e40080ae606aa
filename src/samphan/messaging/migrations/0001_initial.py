import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('customers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('email', 'E-mail'), ('file', 'File (local use)')], max_length=16)),
                ('name', models.CharField(max_length=80)),
                ('settings', models.JSONField(default=dict)),
                ('is_active', models.BooleanField(default=True)),
                ('last_ok_at', models.DateTimeField(blank=True, null=True)),
                ('last_error_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.CharField(blank=True, default='', max_length=300)),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(db_index=True, max_length=32)),
                ('direction', models.CharField(choices=[('in', 'From the customer'), ('out', 'To the customer')], max_length=4)),
                ('address', models.CharField(max_length=254)),
                ('subject', models.CharField(blank=True, default='', max_length=200)),
                ('body', models.TextField()),
                ('state', models.CharField(choices=[('received', 'Received'), ('queued', 'Queued'), ('delayed', 'Delayed by the gate'), ('sending', 'Being sent'), ('sent', 'Sent'), ('refused', 'Refused by the gate'), ('failed', 'Failed')], max_length=16)),
                ('header_message_id', models.CharField(max_length=255, unique=True)),
                ('in_reply_to', models.CharField(blank=True, default='', max_length=255)),
                ('from_name', models.CharField(blank=True, default='', max_length=120)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('error', models.CharField(blank=True, default='', max_length=300)),
                ('created_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('dropped_attachments', models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(blank=True, default='', max_length=200)),
                ('token', models.CharField(max_length=32, unique=True)),
                ('reference', models.CharField(blank=True, db_index=True, default='', max_length=32)),
                ('last_message_at', models.DateTimeField()),
                ('created_at', models.DateTimeField()),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='messaging.channel')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conversations', to='customers.customer')),
            ],
            options={
                'indexes': [models.Index(fields=['customer', '-last_message_at'], name='conversation_customer')],
            },
        ),
        migrations.CreateModel(
            name='MailboxMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.CharField(max_length=120)),
                ('uid_validity', models.BigIntegerField(default=0)),
                ('last_uid', models.BigIntegerField(default=0)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='messaging.channel')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('channel', 'folder'), name='mailbox_mark_one')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(choices=[('in', 'From the customer'), ('out', 'To the customer')], max_length=4)),
                ('author_kind', models.CharField(choices=[('customer', 'Customer'), ('human', 'Member of staff'), ('system', 'Automatic')], max_length=16)),
                ('purpose', models.CharField(choices=[('reply', 'Reply to the customer'), ('service', 'Service'), ('survey', 'Survey'), ('marketing', 'Marketing')], default='reply', max_length=16)),
                ('subject', models.CharField(blank=True, default='', max_length=200)),
                ('body', models.TextField()),
                ('address', models.CharField(blank=True, default='', max_length=254)),
                ('state', models.CharField(choices=[('received', 'Received'), ('queued', 'Queued'), ('delayed', 'Delayed by the gate'), ('sending', 'Being sent'), ('sent', 'Sent'), ('refused', 'Refused by the gate'), ('failed', 'Failed')], max_length=16)),
                ('reason', models.CharField(blank=True, default='', max_length=60)),
                ('idempotency_key', models.CharField(max_length=160, unique=True)),
                ('header_message_id', models.CharField(max_length=255, null=True, unique=True)),
                ('in_reply_to', models.CharField(blank=True, default='', max_length=255)),
                ('created_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('error', models.CharField(blank=True, default='', max_length=300)),
                ('dropped_attachments', models.PositiveSmallIntegerField(default=0)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='messaging.conversation')),
            ],
            options={
                'indexes': [models.Index(fields=['conversation', 'created_at'], name='message_thread'), models.Index(fields=['address', '-created_at'], name='message_address'), models.Index(condition=models.Q(('state', 'failed')), fields=['author', '-id'], name='message_failed')],
            },
        ),
        migrations.CreateModel(
            name='GateDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(max_length=8)),
                ('step', models.CharField(max_length=40)),
                ('until_at', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField()),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='messaging.message')),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('subject_kind', models.CharField(max_length=32)),
                ('subject_id', models.BigIntegerField()),
                ('data', models.JSONField(default=dict)),
                ('dedupe_key', models.CharField(max_length=160, unique=True)),
                ('created_at', models.DateTimeField()),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['user', '-created_at'], name='notice_user')],
            },
        ),
        migrations.CreateModel(
            name='SkippedMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.CharField(max_length=120)),
                ('uid', models.BigIntegerField()),
                ('reason', models.CharField(max_length=40)),
                ('skipped_at', models.DateTimeField()),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='messaging.channel')),
            ],
            options={
                'indexes': [models.Index(fields=['channel', '-skipped_at'], name='skipped_mail_recent')],
            },
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=40)),
                ('purposes', models.JSONField()),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suppressions', to='customers.customer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('customer', 'reason'), name='suppression_one_open')],
            },
        ),
    ]
