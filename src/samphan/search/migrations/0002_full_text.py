"""The full-text index over a document's terms, kept by the database itself: no write can leave it behind.

Terms are separated by spaces or line breaks and cut when a document is written (Thai has no spaces, so neither database
could), and stand in the index exactly as they were written. SQLite: an FTS5 table whose content is `search_document`,
by triggers (an alteration of the table that Django does by copying it must install them again); Thai vowels and tone
marks, where FTS5 would otherwise cut, and the mark of a gram are part of a term. Ranks are worked out elsewhere, so it
keeps neither places nor lengths. PostgreSQL: a generated tsvector, which no parser touches, with a GIN index that has
no list of pending entries: every look-up would read through it.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_GONE = "INSERT INTO search_index (search_index, rowid, seg, grams) VALUES ('delete', old.id, old.seg, old.grams)"
_COME = "INSERT INTO search_index (rowid, seg, grams) VALUES (new.id, new.seg, new.grams)"

SQLITE = (
    """
    CREATE VIRTUAL TABLE search_index USING fts5(
      seg, grams, content='search_document', content_rowid='id', columnsize=0, detail=none,
      tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co Pc'"
    )
    """,
    "CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab('search_index', 'row')",
    f"CREATE TRIGGER search_document_come AFTER INSERT ON search_document BEGIN {_COME}; END",
    f"CREATE TRIGGER search_document_gone AFTER DELETE ON search_document BEGIN {_GONE}; END",
    f"""
    CREATE TRIGGER search_document_changed AFTER UPDATE OF seg, grams ON search_document
    BEGIN {_GONE}; {_COME}; END
    """,
)
POSTGRESQL = (
    """
    ALTER TABLE search_document ADD COLUMN terms tsvector GENERATED ALWAYS AS
      (array_to_tsvector(array_remove(string_to_array(replace(seg, chr(10), ' ') || ' ' || grams, ' '), ''))) STORED
    """,
    "CREATE INDEX search_document_terms ON search_document USING gin (terms) WITH (fastupdate = off)",
)


def add_full_text(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Install the index of the database at hand."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(add_full_text, elidable=False)]
