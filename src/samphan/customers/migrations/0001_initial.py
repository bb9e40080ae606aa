import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, default='', max_length=40)),
                ('first_name', models.CharField(blank=True, default='', max_length=120)),
                ('last_name', models.CharField(blank=True, default='', max_length=120)),
                ('nickname', models.CharField(blank=True, default='', max_length=60)),
                ('call_name', models.CharField(blank=True, default='', max_length=80)),
                ('language', models.CharField(choices=[('th', 'ไทย'), ('en', 'English')], default='th', max_length=2)),
                ('birth_date', models.DateField(blank=True, null=True)),
                ('sort_key', models.BinaryField(default=b'\xff', max_length=200)),
                ('first_order_at', models.DateTimeField(blank=True, null=True)),
                ('last_order_at', models.DateTimeField(blank=True, null=True)),
                ('order_count', models.PositiveIntegerField(default=0)),
                ('spend_satang', models.BigIntegerField(default=0)),
                ('import_batch_id', models.BigIntegerField(blank=True, db_index=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='accounts.branch')),
            ],
            options={
                'indexes': [models.Index(fields=['-last_order_at', '-id'], name='customer_recent'), models.Index(fields=['-spend_satang', '-id'], name='customer_spend'), models.Index(fields=['sort_key', 'id'], name='customer_name_order'), models.Index(condition=models.Q(('birth_date__isnull', False)), fields=['birth_date'], name='customer_birth_date')],
            },
        ),
        migrations.CreateModel(
            name='ContactPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('email', 'E-mail'), ('phone', 'Phone'), ('line', 'LINE'), ('external', 'External id')], max_length=16)),
                ('source', models.CharField(blank=True, default='', max_length=40)),
                ('value', models.CharField(max_length=254)),
                ('is_primary', models.BooleanField(default=False)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('import_batch_id', models.BigIntegerField(blank=True, db_index=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_points', to='customers.customer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'source', 'value'), name='contact_point_one_customer')],
            },
        ),
        migrations.CreateModel(
            name='ConsentRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('service', 'Service'), ('survey', 'Surveys'), ('marketing', 'Marketing')], max_length=16)),
                ('channel', models.CharField(default='any', max_length=16)),
                ('is_granted', models.BooleanField()),
                ('source', models.CharField(max_length=60)),
                ('text_version', models.CharField(blank=True, default='', max_length=40)),
                ('evidence', models.CharField(blank=True, default='', max_length=200)),
                ('import_batch_id', models.BigIntegerField(blank=True, db_index=True, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='customers.customer')),
            ],
            options={
                'indexes': [models.Index(fields=['customer', 'purpose', 'channel', '-recorded_at'], name='consent_current')],
            },
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(default='preference', max_length=40)),
                ('body', models.CharField(max_length=300)),
                ('source', models.CharField(max_length=60)),
                ('sensitivity', models.CharField(choices=[('ordinary', 'Ordinary'), ('private', 'Private'), ('special', 'Special (PDPA s.26)')], default='ordinary', max_length=16)),
                ('learned_date', models.DateField()),
                ('created_at', models.DateTimeField()),
                ('retracted_at', models.DateTimeField(blank=True, null=True)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='customers.customer')),
            ],
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField()),
                ('idempotency_key', models.CharField(blank=True, max_length=160, null=True, unique=True)),
                ('created_at', models.DateTimeField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='customers.customer')),
            ],
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(default='manual', max_length=40)),
                ('external_ref', models.CharField(max_length=120)),
                ('status', models.CharField(choices=[('paid', 'Paid'), ('cancelled', 'Cancelled'), ('returned', 'Returned')], default='paid', max_length=16)),
                ('currency', models.CharField(default='THB', max_length=3)),
                ('total_satang', models.BigIntegerField()),
                ('ordered_at', models.DateTimeField()),
                ('content_digest', models.CharField(default='', max_length=24)),
                ('import_batch_id', models.BigIntegerField(blank=True, db_index=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='accounts.branch')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='orders', to='customers.customer')),
            ],
            options={
                'indexes': [models.Index(fields=['customer', '-ordered_at'], name='order_customer'), models.Index(fields=['ordered_at'], name='order_time')],
                'constraints': [models.UniqueConstraint(fields=('source', 'external_ref'), name='order_once')],
            },
        ),
        migrations.CreateModel(
            name='OrderLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('sku', models.CharField(blank=True, default='', max_length=80)),
                ('name', models.CharField(blank=True, default='', max_length=200)),
                ('quantity', models.IntegerField()),
                ('unit_price_satang', models.BigIntegerField()),
                ('total_satang', models.BigIntegerField()),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='customers.order')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('order', 'position'), name='order_line_position')],
            },
        ),
        migrations.CreateModel(
            name='SearchToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.BinaryField(max_length=120)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='customers.customer')),
            ],
            options={
                'indexes': [models.Index(fields=['token', 'customer'], name='token_find')],
                'constraints': [models.UniqueConstraint(fields=('customer', 'token'), name='token_once')],
            },
        ),
    ]
