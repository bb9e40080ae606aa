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
            name='FirmModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('sentiment', 'Sentiment'), ('topics', 'Topics')], max_length=9)),
                ('number', models.PositiveIntegerField()),
                ('body', models.BinaryField()),
                ('state', models.CharField(choices=[('active', 'In force'), ('retired', 'Replaced by a newer one'), ('declined', 'No better than what was in force'), ('back', 'Taken back')], max_length=8)),
                ('reason', models.CharField(max_length=20)),
                ('learnt_from', models.PositiveIntegerField()),
                ('judged_by', models.PositiveIntegerField()),
                ('score', models.FloatField(null=True)),
                ('score_before', models.FloatField(null=True)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'number'), name='firm_model_number_once'), models.UniqueConstraint(condition=models.Q(('state', 'active')), fields=('kind',), name='firm_model_one_active')],
            },
        ),
        migrations.CreateModel(
            name='Reread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('texts_done', models.PositiveIntegerField(default=0)),
                ('texts_total', models.PositiveIntegerField(default=0)),
                ('asked_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('is_running', models.BooleanField(default=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_running', True)), fields=('is_running',), name='reread_one_running')],
            },
        ),
        migrations.CreateModel(
            name='Signal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission_kind', models.CharField(max_length=16)),
                ('submission_id', models.BigIntegerField()),
                ('field', models.CharField(max_length=40)),
                ('type', models.CharField(choices=[('rating', 'Rating'), ('choice', 'Choice'), ('text', 'Text')], max_length=8)),
                ('scale', models.CharField(blank=True, choices=[('nps', 'NPS 0-10'), ('csat', 'CSAT 1-5'), ('stars', 'Stars 1-5'), ('', 'None')], default='', max_length=8)),
                ('score', models.SmallIntegerField(null=True)),
                ('choices', models.JSONField(default=list)),
                ('text', models.TextField(blank=True, default='')),
                ('source', models.CharField(max_length=40)),
                ('channel', models.CharField(default='web', max_length=16)),
                ('occurred_at', models.DateTimeField()),
                ('read_with', models.CharField(blank=True, default='', max_length=120)),
                ('language', models.CharField(blank=True, default='', max_length=8)),
                ('sentiment', models.CharField(blank=True, default='', max_length=8)),
                ('sentiment_score', models.FloatField(null=True)),
                ('probabilities', models.JSONField(default=list)),
                ('confidence', models.FloatField(null=True)),
                ('second_opinion', models.JSONField(null=True)),
                ('topics', models.JSONField(default=list)),
                ('topic_spans', models.JSONField(default=list)),
                ('urgency', models.SmallIntegerField(default=0)),
                ('urgency_rule', models.CharField(blank=True, default='', max_length=40)),
                ('urgency_spans', models.JSONField(default=list)),
                ('personal_spans', models.JSONField(default=list)),
                ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='accounts.branch')),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='signals', to='customers.customer')),
            ],
            options={
                'indexes': [models.Index(fields=['scale', 'occurred_at', 'score'], name='signal_scale_time'), models.Index(fields=['customer', '-occurred_at'], name='signal_customer'), models.Index(condition=models.Q(('type', 'text')), fields=['submission_kind', 'channel', 'read_with'], name='signal_text_read_with'), models.Index(condition=models.Q(('type', 'text')), fields=['confidence', 'id'], name='signal_text_confidence')],
                'constraints': [models.UniqueConstraint(fields=('submission_kind', 'submission_id', 'field'), name='signal_field_once')],
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=60)),
                ('value', models.CharField(max_length=8)),
                ('text_key', models.CharField(max_length=16)),
                ('drawn', models.CharField(max_length=8)),
                ('is_held_out', models.BooleanField()),
                ('topics_seen', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='signals.correction')),
                ('signal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='signals.signal')),
            ],
            options={
                'indexes': [models.Index(fields=['what', 'made_at'], name='correction_what_time')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('signal', 'what'), name='correction_one_holds')],
            },
        ),
        migrations.CreateModel(
            name='TaxonomyEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('body', models.JSONField()),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ReadingSetup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stamp', models.CharField(max_length=24)),
                ('priors', models.JSONField(default=dict)),
                ('versions', models.JSONField(default=dict)),
                ('usual', models.JSONField(default=dict)),
                ('trouble', models.JSONField(default=dict)),
                ('taxonomy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='signals.taxonomyedition')),
            ],
        ),
    ]
