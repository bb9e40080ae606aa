import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('cases', '0001_initial'),
        ('customers', '0001_initial'),
        ('messaging', '0001_initial'),
        ('promises', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('unplanned', 'Unplanned'), ('maintenance', 'Maintenance'), ('customer', "On the customer's side"), ('force_majeure', 'Force majeure')], default='unplanned', max_length=16)),
                ('state', models.CharField(choices=[('open', 'Open'), ('resolved', 'Over'), ('called_off', 'Called off')], default='open', max_length=12)),
                ('title_th', models.CharField(max_length=120)),
                ('title_en', models.CharField(blank=True, default='', max_length=120)),
                ('is_public', models.BooleanField(default=True)),
                ('words', models.TextField(blank=True, default='')),
                ('topics', models.JSONField(blank=True, default=list)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('announced_at', models.DateTimeField(blank=True, null=True)),
                ('update_every_minutes', models.PositiveIntegerField(blank=True, null=True)),
                ('next_update_at', models.DateTimeField(blank=True, null=True)),
                ('calm_until', models.DateTimeField(blank=True, null=True)),
                ('opened_at', models.DateTimeField()),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('components', models.ManyToManyField(blank=True, related_name='incidents', to='promises.component')),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='incidents', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-started_at'], name='incident_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='incident_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'resolved'), _negated=True), models.Q(('ended_at__isnull', False), ('resolved_at__isnull', False)), _connector='OR'), name='incident_over_has_an_end')],
            },
        ),
        migrations.CreateModel(
            name='IncidentContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission_kind', models.CharField(max_length=16)),
                ('submission_id', models.BigIntegerField()),
                ('reason', models.CharField(max_length=12)),
                ('linked_at', models.DateTimeField()),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='incident_contacts', to='cases.case')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='outreach.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'submission_kind', 'submission_id'), name='incident_contact_once')],
            },
        ),
        migrations.CreateModel(
            name='IncidentCustomer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('orders', 'Orders'), ('segment', 'Segment'), ('file', 'List'), ('contact', 'Told us')], max_length=8)),
                ('added_at', models.DateTimeField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='incidents', to='customers.customer')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='affected', to='outreach.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'customer'), name='incident_customer_once')],
            },
        ),
        migrations.CreateModel(
            name='IncidentUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('first', 'First notice'), ('progress', 'Update'), ('apology', 'Apology')], max_length=8)),
                ('body_th', models.TextField(blank=True, default='')),
                ('body_en', models.TextField(blank=True, default='')),
                ('is_public', models.BooleanField(default=True)),
                ('next_update_at', models.DateTimeField(blank=True, null=True)),
                ('written_at', models.DateTimeField()),
                ('idempotency_key', models.CharField(max_length=80, unique=True)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='updates', to='outreach.incident')),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='IncidentRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('affected', 'Collecting who is affected'), ('notices', 'Writing to the affected'), ('credits', 'Proposing credits'), ('approval', 'Posting credits')], max_length=8)),
                ('plan', models.JSONField(default=dict)),
                ('cursor', models.BigIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='outreach.incident')),
                ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('update', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='run', to='outreach.incidentupdate')),
            ],
            options={
                'indexes': [models.Index(fields=['incident', '-id'], name='incident_run_recent')],
            },
        ),
        migrations.CreateModel(
            name='IncidentNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('written_at', models.DateTimeField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('message', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='messaging.message')),
                ('update', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='outreach.incidentupdate')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('update', 'customer'), name='incident_notice_once_a_person')],
            },
        ),
    ]
