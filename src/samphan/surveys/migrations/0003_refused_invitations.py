"""Link each invitation with its letter, and take back those whose letter the send gate refused.

They counted as asked the moment the letter was written. What still waits at the gate stays counted, as it was.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat


def link_letters(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Find each letter by the key it was written with; one that was refused asked nothing."""
    letters = apps.get_model("messaging", "Message").objects
    asks = apps.get_model("surveys", "Invitation").objects
    key = Concat(Value("invitation:"), Cast(OuterRef("pk"), CharField()))
    asks.filter(sent_at__isnull=False).update(
        message_id=Subquery(letters.filter(idempotency_key=key).values("pk")[:1])
    )
    rule = Subquery(letters.filter(pk=OuterRef("message_id")).values("reason")[:1])
    asks.filter(message__state="refused").update(sent_at=None, skipped_reason=Coalesce(rule, Value("not_delivered")))


class Migration(migrations.Migration):

    dependencies = [
        ("messaging", "0001_initial"),
        ("surveys", "0002_invitation_message"),
    ]

    operations = [migrations.RunPython(link_letters, migrations.RunPython.noop)]
