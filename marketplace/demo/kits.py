"""The kit lists of the demonstration: a classroom and a charity's office, from the lists that are ready made."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from listings.actions.kitting import start_kit
from listings.actions.wanting import WantValues
from listings.kits import TEMPLATES, TemplateLine
from listings.models import Category
from listings.substitutes import Substitute
from marketplace.demo.people import ARMLEY, HOLBECK
from marketplace.demo.region import Region

_ROOMS: Final = (
    (ARMLEY.name, "classroom", "Year 5 in the new wing"),
    (HOLBECK.name, "small-office", "An office above the warehouse"),
)


def furnish_rooms(region: Region) -> Iterator[str]:
    """Begin the kit lists, a month ago; yields each title, for progress."""
    leaves = {leaf.slug: leaf for leaf in Category.objects.leaves()}
    for name, template, title in _ROOMS:
        one = region.settled[name]
        start_kit(
            organisation=one.organisation,
            site=one.sites[0],
            title=title,
            note="",
            lines=[_line(line, leaves[line.category]) for line in TEMPLATES[template].lines],
            by=one.speaker,
            now=region.ago(least_days=28, most_days=32),
        )
        yield title


def _line(line: TemplateLine, leaf: Category) -> WantValues:
    also = (Substitute("", line.also),) if line.also else ()
    return WantValues(
        title=line.words,
        kind=leaf.kind,
        category=leaf,
        quantity=Decimal(line.quantity),
        radius_km=40,
        substitutes=also,
    )
