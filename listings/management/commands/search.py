"""Look after the index of words: `search check` compares it with the listings, `search rebuild` makes it anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from listings.models.words import drift, rebuild


class Command(BaseCommand):
    help = "Check the index that words are looked up in, or make it anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("task", choices=("check", "rebuild"))

    def handle(self, *args: Any, **options: Any) -> None:  # Any: as Django's own
        """Exit status 1 if a check finds something missing or left over."""
        if options["task"] == "rebuild":
            rebuild()
            self.stdout.write("The index of words was made anew.")
        missing, orphans = drift()
        if missing or orphans:
            self.stdout.write(f"{missing} listing(s) cannot be found by their words; {orphans} entries are left over.")
            self.stdout.write("`manage.py search rebuild` mends that.")
            raise SystemExit(1)
        self.stdout.write("The index of words is sound.")
