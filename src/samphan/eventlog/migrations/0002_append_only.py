"""Let the database itself refuse a change of the event log, whoever asks.

A deletion passes while the same transaction holds a row in `eventlog_purge_permit` (see `eventlog.services.purging`).
The row is deleted before the commit, so no other transaction ever sees one. An update never passes.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

PERMIT = "CREATE TABLE eventlog_purge_permit (granted integer NOT NULL)"

SQLITE = (
    PERMIT,
    """
    CREATE TRIGGER eventlog_event_no_update BEFORE UPDATE ON eventlog_event
    BEGIN SELECT RAISE(ABORT, 'eventlog_event is append-only'); END
    """,
    """
    CREATE TRIGGER eventlog_event_no_delete BEFORE DELETE ON eventlog_event
    WHEN NOT EXISTS (SELECT 1 FROM eventlog_purge_permit)
    BEGIN SELECT RAISE(ABORT, 'eventlog_event is append-only'); END
    """,
)
POSTGRESQL = (
    PERMIT,
    """
    CREATE FUNCTION eventlog_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM eventlog_purge_permit) THEN RETURN OLD; END IF;
      RAISE EXCEPTION 'eventlog_event is append-only' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE TRIGGER eventlog_event_append_only BEFORE UPDATE OR DELETE ON eventlog_event
    FOR EACH ROW EXECUTE FUNCTION eventlog_refuse()
    """,
)


def make_append_only(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Install the triggers of the database at hand."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("eventlog", "0001_initial")]

    operations = [migrations.RunPython(make_append_only, elidable=False)]
