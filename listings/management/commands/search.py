"""Look after the index of words and the tallies of cells: `search check` compares them with the listings, `search
rebuild` makes them anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from listings.actions.counting import count_terms
from listings.models import Listing, rollups
from listings.models.anchors import anchor_drift, rebuild_anchors
from listings.models.indexing import drift, guards_missing, rebuild


class Command(BaseCommand):
    help = "Check what is searched in, the index of words and the tallies of cells, or make it anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("task", choices=("check", "rebuild"))

    def handle(self, *args: Any, **options: Any) -> None:  # Any: as Django's own
        """Exit status 1 if a check finds something missing or left over."""
        rows = Listing.objects.order_by("pk")
        if options["task"] == "rebuild":
            changed = rebuild(rows)
            rollups.ensure()
            rollups.recount()
            rebuild_anchors()
            counted = count_terms(now=timezone.now())
            self.stdout.write(
                f"The index of words was made anew; {changed} text(s) were out of date; {counted} words counted."
            )
        missing, left_over, other_words, old_text = drift(rows)
        told = [f"{name} is missing." for name in guards_missing()]
        if missing or left_over:
            told.append(f"{missing} listing(s) cannot be found by their words; {left_over} entries are left over.")
        if other_words:
            told.append(f"{other_words} listing(s) are found by other words than theirs.")
        if old_text:
            told.append(f"{old_text} listing(s) are searched by a text that is out of date.")
        lacking, wrong_keys = anchor_drift()
        if lacking or wrong_keys:
            told.append(f"{lacking} want(s) lack keys by which listings find them; {wrong_keys} keys are left over.")
        if differing := rollups.differences():
            told.append(f"{differing} tallies of cells differ from a recount.")
        if told:
            self.stdout.write("\n".join([*told, "`manage.py search rebuild` mends that."]))
            raise SystemExit(1)
        self.stdout.write("The index of words is sound.")
