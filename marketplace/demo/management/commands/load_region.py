"""The demonstration region, made once."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from marketplace.demo.alerts import tell
from marketplace.demo.circles import search, share
from marketplace.demo.deciding import share_out
from marketplace.demo.dispatching import take_to_the_road
from marketplace.demo.journeys import travel
from marketplace.demo.kits import furnish_rooms
from marketplace.demo.loans import lend
from marketplace.demo.papers import hand_on_waste
from marketplace.demo.recurring import come_again
from marketplace.demo.region import Region, look_for_things, settle, stock_the_yard
from marketplace.demo.seasons import go_by_season
from marketplace.demo.second_lives import live_on
from marketplace.demo.spaces import open_the_hall


class Command(BaseCommand):
    help = "Load the demonstration region: all of it or, if it is interrupted, nothing."

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's contract
        region = Region(now=timezone.localtime())
        with transaction.atomic():
            for words, steps in (
                ("organisations", settle),
                ("listings", stock_the_yard),
                ("wants", look_for_things),
                ("kit lists", furnish_rooms),
                ("claims and collections", travel),
                ("second lives", live_on),
                ("places in a circle, and what it sees first", share),
                ("what is decided all at once", share_out),
                ("spaces and bookings", open_the_hall),
                ("what comes again", come_again),
                ("loans", lend),
                ("waste with its papers", hand_on_waste),
                ("loads on a season ticket", go_by_season),
                ("today's and tomorrow's vans", take_to_the_road),
                ("alerts", tell),
                ("words and searches", search),
            ):
                for count, _step in enumerate(steps(region), start=1):
                    self._say(f"\r  {count:4d} {words}", ending="")
                self._say("")
            self._say("  writing it down")

    def _say(self, words: str, ending: str = "\n") -> None:
        self.stdout.write(words, ending=ending)
        self.stdout.flush()
