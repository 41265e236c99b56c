"""The index of words, each database its own way. What keeps it in step is `listings.models.words`, not a trigger."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = (
    (
        "CREATE VIRTUAL TABLE listings_words USING fts5("
        "words, content='', contentless_delete=1, detail='none', tokenize='porter unicode61')"
    ),
    "INSERT INTO listings_words (rowid, words) SELECT spot, search_text FROM listings_listing",
)
POSTGRESQL = ("CREATE INDEX listing_words ON listings_listing USING gin (to_tsvector('english', search_text))",)


def make_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE listings_words")
    else:
        schema_editor.execute("DROP INDEX listing_words")


class Migration(migrations.Migration):
    dependencies = [("listings", "0002_load_categories")]

    operations = [migrations.RunPython(make_index, drop_index)]
