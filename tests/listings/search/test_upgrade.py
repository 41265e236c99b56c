"""What an upgrade leaves to `manage.py migrate`. The whole way, interrupted: `python -m tests.bench.upgrade COMMIT`."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from listings.management.commands.migrate import CAUGHT_UP, WriteWhatWaits
from listings.models import Anchor, Category, Listing
from listings.models.anchors import anchor_drift
from listings.models.terms import Term
from tests import make

SPACE: dict[str, Any] = {"condition": "unknown", "unit_mass_kg": None, "mass_basis": ""}


@pytest.mark.django_db
def test_migrate_brings_rows_in_step_once_for_a_release(capsys: pytest.CaptureFixture[str]) -> None:
    space = make.listing(slug="meeting-room", title="Hall", mode="lend", unit="hour", facilities="Kiln", **SPACE)
    other, want = make.listing(title="Oak desks"), make.want(title="Oak desks")
    Listing.objects.bulk_update([Listing(pk=row.pk, search_text="old") for row in (space, other)], ["search_text"])
    Anchor.objects.all().delete()
    Term.objects.all().delete()
    Category.objects.filter(pk=other.category_id).update(synonyms="")
    call_command("migrate", verbosity=1)
    assert Listing.objects.get(pk=space.pk).search_text == "old", "nothing new: it looks at nothing"
    MigrationRecorder(connection).migration_qs.filter(app=CAUGHT_UP).delete()
    call_command("migrate", verbosity=1)
    told = capsys.readouterr().out
    assert "1 listing(s) are found by more words" in told, "the other came with its category"
    assert "keys by which listings find wants were made anew" in told
    assert "kiln" in Listing.objects.get(pk=space.pk).search_text.lower()
    assert Category.objects.get(pk=other.category_id).synonyms
    assert want.anchors.exists()
    assert Term.objects.filter(word="oak").exists()
    call_command("search", "check")


@pytest.mark.django_db
def test_the_migration_of_keys_gives_wants_that_were_there_theirs() -> None:
    make.want(title="Oak desks", radius_km=25)
    make.want(title="A hall", kind="space", slug="", radius_km=400)
    Anchor.objects.all().delete()
    import_module("listings.migrations.0014_keys_of_wants").keep_keys(apps, None)
    assert Anchor.objects.exists()
    assert anchor_drift() == (0, 0)


class Interrupted(Exception):
    """Somebody pressed Ctrl-C, or the machine went away."""


class InterruptedExecutor(MigrationExecutor):
    """Stops where a migration is to be written down."""

    def record_migration(self, migration: migrations.Migration) -> None:  # type: ignore[override]  # as Django has it
        raise Interrupted


@pytest.mark.parametrize("waits", [True, False])
@pytest.mark.django_db(transaction=True)
def test_a_migration_and_its_record_are_one_transaction(waits: bool) -> None:
    """Without `WriteWhatWaits`, a run after an interrupted one would meet a table that is there already."""
    index = models.Index(fields=["id"], name="interrupted_by_id")
    fields: list[tuple[str, models.Field[Any, Any]]] = [("id", models.BigAutoField(primary_key=True))]
    made = migrations.CreateModel("Interrupted", fields, options={"indexes": [index]})
    migration = type("Migration", (migrations.Migration,), {"operations": [made, WriteWhatWaits()][: 1 + waits]})
    with pytest.raises(Interrupted):
        InterruptedExecutor(connection).apply_migration(ProjectState(), migration("0001_interrupted", "listings"))
    assert ("listings_interrupted" in connection.introspection.table_names()) is not waits
    if not waits:
        with connection.schema_editor() as editor:
            editor.execute("DROP TABLE listings_interrupted")
