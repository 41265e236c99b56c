"""A circle of the region, what is shown to it first, and what people looked for in vain."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Final

from listings.actions.counting import count_terms
from listings.actions.listing import ListingValues
from listings.actions.missing import note_miss
from listings.actions.offering import offer
from listings.actions.staging import StageValues
from listings.models import Audience, Category
from listings.search.words import read_words
from marketplace.demo.people import AIREDALE, ARMLEY, HOLBECK
from marketplace.demo.region import Region
from marketplace.organisations.actions import circling
from marketplace.organisations.models import Circle

#: Members beside the one who looks after it.
_MEMBERS: Final = (HOLBECK.name, ARMLEY.name)
#: What is shown to the circle first: leaf, title, how many.
_FIRST: Final = (
    ("office-chairs", "Task chairs from the fourth floor", 18),
    ("meeting-tables", "Round meeting tables, beech", 3),
)
#: What people looked for around Leeds in vain, each so many of them.
_MISSED: Final = (("piano", 4), ("wheelchair ramp", 3))


def share(region: Region) -> Iterator[str]:
    """Found the circle, show it two listings before everyone; yields what was done, for progress."""
    founder = region.settled[AIREDALE.name]
    founded_at = region.now - timedelta(days=60)
    circle = circling.found(
        organisation=founder.organisation,
        name="Leeds wharf neighbours",
        rules="Ask by telephone before you come. What you take, you use yourselves or give away.",
        active_from=founded_at.date(),
        review_on=(region.now + timedelta(days=120)).date(),
        by=founder.speaker,
        now=founded_at,
    )
    yield circle.name
    for name in _MEMBERS:
        one = region.settled[name]
        until = (region.now + timedelta(days=300)).date()
        place = circling.invite(
            circle=circle, organisation=one.organisation, ends_on=until, by=founder.speaker, now=founded_at
        )
        circling.accept(place=place, by=one.speaker, now=founded_at + timedelta(days=1))
        yield name
    yield from _shown_first(region, circle)


def _shown_first(region: Region, circle: Circle) -> Iterator[str]:
    """The circle sees them since three days ago, everyone a week from now."""
    one, listed_at = region.settled[AIREDALE.name], region.now - timedelta(days=3)
    for slug, title, amount in _FIRST:
        listing = offer(
            organisation=one.organisation,
            site=one.sites[0],
            category=Category.objects.get(slug=slug),
            values=ListingValues(title=title, quantity=Decimal(amount), condition="good"),
            photos=(),
            stages=(
                StageValues(Audience.CIRCLE, listed_at.date(), circle),
                StageValues(Audience.EVERYONE, (region.now + timedelta(days=7)).date()),
            ),
            at_once=True,
            by=one.speaker,
            now=listed_at,
        )
        region.listings.append(listing)
        yield title


def search(region: Region) -> Iterator[str]:
    """Count the words that search may suggest, and note what several people looked for in vain."""
    yield str(count_terms(now=region.now))
    leeds = region.settled[HOLBECK.name].sites[0].public_point
    for text, people in _MISSED:
        words = read_words(f"{text} ")
        if words is None:
            continue
        for number in range(people):
            note_miss(words=words, point=leeds, kind="", visitor=f"demonstration {number}", now=region.now)
            yield text
