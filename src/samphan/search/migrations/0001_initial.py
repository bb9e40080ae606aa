from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Census',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('documents', models.PositiveIntegerField()),
                ('mean_words', models.FloatField()),
                ('mean_characters', models.FloatField()),
                ('counted_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='DictionaryWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=60, unique=True)),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.JSONField()),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='TermCount',
            fields=[
                ('term', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('documents', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('customer', 'Customer'), ('case', 'Case'), ('message', 'Message'), ('article', 'Article')], max_length=16)),
                ('object_id', models.BigIntegerField()),
                ('place_kind', models.CharField(choices=[('customer', 'Customer'), ('case', 'Case'), ('message', 'Message'), ('article', 'Article')], max_length=16)),
                ('place_id', models.BigIntegerField()),
                ('branch_id', models.BigIntegerField(null=True)),
                ('customer_id', models.BigIntegerField(db_index=True, null=True)),
                ('occurred_at', models.DateTimeField()),
                ('version', models.CharField(max_length=120)),
                ('indexed_at', models.DateTimeField()),
                ('title', models.CharField(blank=True, default='', max_length=200)),
                ('title_seg', models.TextField(blank=True, default='')),
                ('seg', models.TextField()),
                ('body', models.TextField(blank=True, default='')),
                ('grams', models.TextField(blank=True, default='')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'object_id'), name='document_once')],
            },
        ),
        migrations.CreateModel(
            name='Rebuild',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=120)),
                ('source', models.PositiveSmallIntegerField(default=0)),
                ('after_id', models.BigIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('is_running', models.BooleanField(default=True)),
                ('asked_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_running', True)), fields=('is_running',), name='rebuild_one_running')],
            },
        ),
    ]
