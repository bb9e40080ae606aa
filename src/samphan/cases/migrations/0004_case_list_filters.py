import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('cases', '0003_note_and_attempt_keys'),
        ('customers', '0001_initial'),
        ('messaging', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='case',
            name='branch',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to='accounts.branch'),
        ),
        migrations.AlterField(
            model_name='case',
            name='cause',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='cases.cause'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('due_at__isnull', False), ('state__in', ('open', 'waiting'))), fields=['team', 'due_at', 'id'], name='case_team_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('due_at__isnull', False), ('state__in', ('open', 'waiting'))), fields=['branch', 'due_at', 'id'], name='case_branch_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('due_at__isnull', False), ('state__in', ('open', 'waiting'))), fields=['cause', 'due_at', 'id'], name='case_cause_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['branch', '-last_activity_at', '-id', 'state', 'owner'], name='case_branch_list'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['cause', '-last_activity_at', '-id', 'state', 'owner'], name='case_cause_list'),
        ),
    ]
