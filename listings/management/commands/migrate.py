"""`manage.py migrate`: Django's, and then the index of words and the tallies of cells are made sure of.

A migration that changes the listings' table on SQLite makes it anew, without what keeps the index in step.
"""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import DEFAULT_DB_ALIAS

from listings.models import rollups
from listings.models.indexing import ensure


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:  # Any: as Django's own
        super().handle(*args, **options)
        if options["plan"] or options["check_unapplied"] or options["database"] != DEFAULT_DB_ALIAS:
            return
        counted = rollups.ensure()
        made = ensure()
        if counted and options["verbosity"] > 0:
            self.stdout.write("The tallies of cells were counted anew.")
        if made and options["verbosity"] > 0:
            self.stdout.write(f"The index of words was made anew: {', '.join(made)}.")
