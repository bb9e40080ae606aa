import django.db.models.deletion
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
            name='AskingSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('most_asks', models.PositiveSmallIntegerField()),
                ('budget_days', models.PositiveSmallIntegerField()),
                ('complaint_hours', models.PositiveSmallIntegerField()),
                ('incident_hours', models.PositiveSmallIntegerField()),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('name_th', models.CharField(max_length=120)),
                ('name_en', models.CharField(max_length=120)),
                ('purpose', models.CharField(choices=[('verification', 'Verification'), ('transactional', 'Transactional'), ('relationship', 'Relationship'), ('campaign', 'Campaign')], default='relationship', max_length=16)),
                ('is_anonymous', models.BooleanField(default=False)),
                ('is_active', models.BooleanField(default=True)),
                ('contact_me_offered', models.BooleanField(default=True)),
                ('review_url', models.URLField(blank=True, default='', max_length=500)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_id', models.BigIntegerField(blank=True, db_index=True, null=True)),
                ('channel', models.CharField(default='email', max_length=16)),
                ('created_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('delayed_reason', models.CharField(blank=True, default='', max_length=60)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField()),
                ('skipped_reason', models.CharField(blank=True, default='', max_length=60)),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='customers.customer')),
                ('message', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='invitation', to='messaging.message')),
                ('order', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='customers.order')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='surveys.survey')),
            ],
            options={
                'indexes': [models.Index(fields=['customer', '-created_at'], name='invitation_customer'), models.Index(fields=['survey', '-created_at'], name='invitation_survey'), models.Index(condition=models.Q(('due_at__isnull', False), ('sent_at', None), ('skipped_reason', '')), fields=['due_at'], name='invitation_due')],
            },
        ),
        migrations.CreateModel(
            name='AskingPause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=24)),
                ('reason_id', models.BigIntegerField()),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asking_pauses', to='customers.customer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('customer', 'reason', 'reason_id'), name='asking_pause_once')],
            },
        ),
        migrations.CreateModel(
            name='Response',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(default='link', max_length=40)),
                ('external_ref', models.CharField(blank=True, max_length=160, null=True)),
                ('channel', models.CharField(default='web', max_length=16)),
                ('wants_contact', models.BooleanField(default=False)),
                ('answered_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('import_batch_id', models.BigIntegerField(blank=True, db_index=True, null=True)),
                ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='accounts.branch')),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='responses', to='customers.customer')),
                ('invitation', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='surveys.invitation')),
                ('order', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='customers.order')),
                ('survey', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='surveys.survey')),
            ],
            options={
                'indexes': [models.Index(fields=['survey', '-answered_at'], name='response_survey'), models.Index(fields=['customer', '-answered_at'], name='response_customer')],
                'constraints': [models.UniqueConstraint(fields=('source', 'external_ref'), name='response_once')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('field', models.CharField(max_length=40)),
                ('kind', models.CharField(choices=[('nps', 'NPS 0-10'), ('csat', 'CSAT 1-5'), ('choice', 'Choices'), ('text', 'Open comment')], max_length=8)),
                ('text_th', models.CharField(max_length=300)),
                ('text_en', models.CharField(max_length=300)),
                ('low_th', models.CharField(blank=True, default='', max_length=80)),
                ('low_en', models.CharField(blank=True, default='', max_length=80)),
                ('high_th', models.CharField(blank=True, default='', max_length=80)),
                ('high_en', models.CharField(blank=True, default='', max_length=80)),
                ('options', models.JSONField(blank=True, default=list)),
                ('is_required', models.BooleanField(default=False)),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='surveys.survey')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('survey', 'position'), name='question_position'), models.UniqueConstraint(fields=('survey', 'field'), name='question_field')],
            },
        ),
    ]
