"""`manage.py migrate`: Django's, and then what is made of other rows is made sure of.

A migration that changes the listings' table on SQLite makes it anew, without what keeps the index in step; and a new
release may find listings by more words than the last one did, or wants by other keys.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Final

from django.core.management.commands.migrate import Command as Migrate
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.utils import timezone

from listings.actions.refreshing import catch_up
from listings.models import rollups
from listings.models.indexing import ensure
from listings.taxonomy import rows_of_the_tree

#: Under this name Django's record of migrations keeps for which release the rows were last brought in step.
CAUGHT_UP: Final = "listings.refreshing"


def _release(applied: Iterable[tuple[str, str]]) -> str:
    """What rows depend on besides themselves: the migrations and the tree of categories."""
    told = repr((sorted(name for name in applied if name[0] != CAUGHT_UP), list(rows_of_the_tree())))
    return sha256(told.encode()).hexdigest()


class WriteWhatWaits(Operation):
    """Last in a migration: indexes and keys that Django would make at its end are made before.

    Django writes a migration down in the same transaction only if nothing waits; else whoever is interrupted between
    the two has a table that the next run wants to make again.
    """

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay what they are."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        while schema_editor.deferred_sql:
            schema_editor.execute(schema_editor.deferred_sql.pop(0), None)


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:  # Any: as Django's own
        if options["plan"] or options["check_unapplied"] or options["database"] != DEFAULT_DB_ALIAS:
            super().handle(*args, **options)
            return
        super().handle(*args, **options)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return  # halfway, on purpose: today's models do not fit these tables
        told = self._made_anew(_release(executor.loader.applied_migrations))
        if options["verbosity"] > 0:
            for line in told:
                self.stdout.write(line)

    def migration_progress_callback(self, action: str, migration: Migration | None = None, fake: bool = False) -> None:
        if action == "apply_start" and migration is not None:
            migration.operations = [*migration.operations, WriteWhatWaits()]  # type: ignore[misc]  # this one's own list
        super().migration_progress_callback(action, migration, fake)

    def _made_anew(self, release: str) -> list[str]:
        """What was missing or out of date, in sentences; everything is looked at only once for a release."""
        told = ["The tallies of cells were counted anew."] if rollups.ensure() else []
        if made := ensure():
            told.append(f"The index of words was made anew: {', '.join(made)}.")
        done = MigrationRecorder(connection).migration_qs.filter(app=CAUGHT_UP)
        if done.filter(name=release).exists():
            return told
        changed, keys = catch_up(now=timezone.now())
        done.delete()
        MigrationRecorder(connection).record_applied(CAUGHT_UP, release)
        if changed:
            told.append(f"{changed} listing(s) are found by more words than before.")
        if keys:
            told.append("The keys by which listings find wants were made anew.")
        return told
