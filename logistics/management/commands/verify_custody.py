"""Whether the books of lots are as they were written: edits, deletions, swaps and cut tails are named."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from logistics.queries.verifying import all_findings, newest_anchor, size_of_books


class Command(BaseCommand):
    help = (
        "Read every book of custody, every anchor, and what must stand in them, and say what does not hold. Ends with "
        "1 where something does not. Keep the hash that it prints outside of this machine and hand it in the next "
        "time: then nobody can shorten the list of anchors unseen."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchor", default="", metavar="HASH", help="an anchor's hash that was kept elsewhere")

    def handle(self, *_args: Any, anchor: str, **_options: Any) -> None:  # Any: Django's own signature
        wrong = 0
        for finding in all_findings(known_anchor=anchor.strip().lower()):
            wrong += 1
            self.stdout.write(str(finding))
        lots, events = size_of_books()
        newest = newest_anchor()
        self.stdout.write(f"{lots:,} lots, {events:,} events, {newest.number if newest else 0:,} anchors")
        if newest:
            self.stdout.write(f"newest anchor: {newest.number} of {newest.at:%Y-%m-%d %H:%M} {newest.hash}")
        if wrong:
            raise CommandError(f"{wrong:,} findings: do not rely on these books before somebody has looked.")
        self.stdout.write(self.style.SUCCESS("Everything holds."))
