import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('promises', '0001_initial'),
        ('surveys', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Journey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_th', models.CharField(max_length=120)),
                ('name_en', models.CharField(max_length=120)),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name_th', models.CharField(max_length=80)),
                ('name_en', models.CharField(max_length=80)),
                ('journey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='journeys.journey')),
            ],
        ),
        migrations.CreateModel(
            name='Touchpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name_th', models.CharField(max_length=120)),
                ('name_en', models.CharField(max_length=120)),
                ('need_th', models.CharField(blank=True, default='', max_length=500)),
                ('need_en', models.CharField(blank=True, default='', max_length=500)),
                ('questions_th', models.TextField(blank=True, default='')),
                ('questions_en', models.TextField(blank=True, default='')),
                ('problems_th', models.TextField(blank=True, default='')),
                ('problems_en', models.TextField(blank=True, default='')),
                ('kind', models.CharField(blank=True, default='', max_length=16)),
                ('source', models.CharField(blank=True, default='', max_length=40)),
                ('channel', models.CharField(blank=True, default='', max_length=16)),
                ('scale', models.CharField(choices=[('nps', 'NPS 0-10'), ('csat', 'CSAT 1-5'), ('stars', 'Stars 1-5')], default='csat', max_length=8)),
                ('field', models.CharField(blank=True, default='', max_length=40)),
                ('target_points', models.SmallIntegerField(default=50)),
                ('is_moment_of_truth', models.BooleanField(default=False)),
                ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.branch')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('promise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='promises.promise')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='touchpoints', to='journeys.stage')),
                ('survey', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='surveys.survey')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('target_points__gte', -100), ('target_points__lte', 100)), name='touchpoint_target_in_points')],
            },
        ),
        migrations.CreateModel(
            name='Redesign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('goal', models.CharField(max_length=300)),
                ('state', models.CharField(choices=[('waiting', 'To do'), ('doing', 'Being redesigned'), ('done', 'Done')], default='waiting', max_length=8)),
                ('created_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('touchpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='redesigns', to='journeys.touchpoint')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'done'), _negated=True), fields=('touchpoint',), name='redesign_one_open_a_touchpoint')],
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('wording', 'What to say'), ('mail', 'Mail template')], max_length=8)),
                ('name', models.CharField(max_length=80)),
                ('subject_th', models.CharField(blank=True, default='', max_length=200)),
                ('subject_en', models.CharField(blank=True, default='', max_length=200)),
                ('body_th', models.TextField(blank=True, default='')),
                ('body_en', models.TextField(blank=True, default='')),
                ('updated_at', models.DateTimeField()),
                ('touchpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wordings', to='journeys.touchpoint')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('touchpoint', 'name'), name='wording_name_once')],
            },
        ),
    ]
