"""The region comes to life: people found organisations, set up sites, invite, list and look for things.

Everything here goes through the actions that people's own clicks go through. Random, but the same each time: `Dice`
is seeded. The story plays in the months before `now`, which the caller gives.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from allauth.account.models import EmailAddress

from listings.actions import offering, wanting
from listings.actions.listing import ListingValues
from listings.actions.wanting import WantValues
from listings.models import Category, Condition, Kind, Listing, Mode, Want
from listings.photo_processing import ProcessedPhoto, process
from listings.pictures import draw
from marketplace.demo.neighbours import OTHERS
from marketplace.demo.parties import Member, Party
from marketplace.demo.people import MEMBERS, PARTIES, PASSWORD
from marketplace.demo.things import THINGS, WANTS, Thing
from marketplace.kernel.hours import WEEKDAYS
from marketplace.kernel.text import slug
from marketplace.kernel.units import Unit
from marketplace.organisations.actions.founding import found_organisation
from marketplace.organisations.actions.membering import grant
from marketplace.organisations.actions.placing import add_site
from marketplace.organisations.models import Organisation, Role, Site, User

SEED = 20_121
LISTINGS = 420
WANTED = 160
_EVERY_DAY = {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
_CONDITIONS = (Condition.AS_NEW, Condition.GOOD, Condition.GOOD, Condition.GOOD, Condition.FAIR, Condition.NEEDS_REPAIR)
_FEW_PEOPLE_HAVE_PHOTOS = 4  # every so-manieth listing has a photo of its own beside the catalogue picture


@dataclass(frozen=True)
class Settled:
    """An organisation that is there, with the person who speaks for it and its sites."""

    party: Party
    organisation: Organisation
    speaker: User
    sites: tuple[Site, ...]


@dataclass
class Region:
    """Everybody and everything that has come to be so far."""

    now: datetime
    dice: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311  a story, not a secret
    settled: dict[str, Settled] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    listings: list[Listing] = field(default_factory=list)
    wants: list[Want] = field(default_factory=list)

    def ago(self, *, least_days: int, most_days: int) -> datetime:
        """A moment between so many days ago, within working hours."""
        day = self.now - timedelta(days=self.dice.randint(least_days, most_days))
        return day.replace(hour=self.dice.randint(8, 16), minute=self.dice.choice((0, 7, 12, 24, 41, 55)))


def settle(region: Region) -> Iterator[str]:
    """Found every organisation with its people and sites; yields what was done, for progress."""
    founded_at = region.now - timedelta(days=260)
    operator = User.objects.create_superuser("operator@goodsyard.example", PASSWORD, name="Olive Operator")
    region.people[operator.email] = operator
    for party in PARTIES:
        members = MEMBERS.get(party.name) or (_only_member(party, region.dice),)
        speaker = _person(members[0], can_sign_in=party.name in MEMBERS)
        organisation = found_organisation(
            name=party.name,
            kind=party.kind,
            about=party.about,
            carries_for_others=party.carries,
            by=speaker,
            now=founded_at,
        )
        for member in members:
            user = speaker if member is members[0] else _person(member, can_sign_in=True)
            region.people[user.email] = user
            for role in member.roles:
                if role != Role.ADMINISTRATOR:
                    grant(organisation=organisation, user=user, role=role, by=speaker, now=founded_at)
        sites = tuple(
            add_site(
                organisation=organisation,
                name=place.name,
                street=place.street,
                town=place.town,
                postcode=place.postcode,
                access_notes=place.access,
                dock_hours=_EVERY_DAY if party.name in MEMBERS or party not in OTHERS[8:] else None,
                contact_name=str(speaker),
                contact_phone="0113 496 0" + str(region.dice.randint(100, 999)),
                has_loading_dock=region.dice.random() < 0.3,
                by=speaker,
                now=founded_at,
            )
            for place in party.places
        )
        region.settled[party.name] = Settled(party, organisation, speaker, sites)
        yield party.name


def _person(member: Member, *, can_sign_in: bool) -> User:
    """Somebody who signed up and clicked the link in the mail."""
    user = User.objects.create_user(member.email, PASSWORD if can_sign_in else None, name=member.name)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def _only_member(party: Party, dice: Random) -> Member:
    first = dice.choice(
        ("Alex", "Bea", "Callum", "Deepa", "Ewan", "Farah", "Gwen", "Hamid", "Isla", "Jon", "Kiran", "Lily")
    )
    last = dice.choice(
        ("Ackroyd", "Bains", "Crossley", "Dyson", "Iqbal", "Haigh", "Nowak", "Sutcliffe", "Varley", "Wood")
    )
    return Member(f"{first} {last}", f"{first}@{slug(party.name)}.example".lower(), (Role.ADMINISTRATOR,))


#: When spaces can be used: evenings, Saturdays, office hours.
_SPACE_HOURS: tuple[dict[str, list[list[str]]], ...] = (
    {day: [["18:00", "22:00"]] for day in WEEKDAYS[:5]},
    {"sat": [["09:00", "13:00"], ["14:00", "18:00"]]},
    {day: [["09:00", "16:00"]] for day in WEEKDAYS[:5]},
)


def stock_the_yard(region: Region, *, count: int = LISTINGS) -> Iterator[str]:
    """List `count` things, most of them published; yields each title, for progress."""
    leaves = {leaf.slug: leaf for leaf in Category.objects.leaves()}
    givers = [(one, thing) for one in region.settled.values() for group in one.party.stock for thing in THINGS[group]]
    region.dice.shuffle(givers)
    for number in range(count):
        one, thing = givers[number % len(givers)]
        listed_at = region.ago(least_days=1, most_days=45)
        listing = offering.offer(
            organisation=one.organisation,
            site=region.dice.choice(one.sites),
            category=leaves[thing.category],
            values=_values(region, thing, leaves[thing.category], number, listed_at),
            photos=_photos(thing, number),
            hours=region.dice.choice(_SPACE_HOURS) if leaves[thing.category].kind == Kind.SPACE else None,
            at_once=number % 14 != 13,
            by=one.speaker,
            now=listed_at,
        )
        region.listings.append(listing)
        yield listing.title


def _values(region: Region, thing: Thing, leaf: Category, number: int, listed_at: datetime) -> ListingValues:
    dice = region.dice
    goods = leaf.kind != Kind.SPACE
    amount = dice.randint(thing.least, thing.most)
    weighed = goods and thing.unit == leaf.default_unit and leaf.default_mass_kg and dice.random() < 0.6
    starts = listed_at.date() + timedelta(days=dice.randint(0, 6))
    gone_by = None if dice.random() < 0.35 else region.now.date() + timedelta(days=dice.randint(6, 80))
    paid = thing.mode in {Mode.SELL, Mode.HIRE}
    spread = Decimal(dice.randint(85, 115)) / 100
    return ListingValues(
        title=thing.title,
        quantity=Decimal(amount),
        unit=thing.unit,
        description=thing.words,
        mode=thing.mode,
        condition=dice.choice(_CONDITIONS) if goods else Condition.UNKNOWN,
        reference=f"GY-{number:04d}",
        unit_mass_kg=(leaf.default_mass_kg * spread).quantize(Decimal("0.1"))
        if weighed and leaf.default_mass_kg
        else None,
        mass_basis=dice.choice(("weighed", "declared", "specified")) if weighed else "",
        available_from=starts if goods else None,
        must_be_gone_by=gone_by if goods else None,
        price_pence=thing.pounds * 100 if paid else None,
        needs_two_people=leaf.needs_two_people,
        needs_tail_lift=leaf.needs_tail_lift,
        is_palletised=leaf.is_palletised,
        is_fragile=leaf.is_fragile,
        make=thing.make,
        working="tested" if thing.make else "",
        capacity_people=None if goods else dice.choice((8, 12, 20, 40, 120)),
        area_m2=None if goods else dice.choice((18, 30, 40, 85, 160)),
        facilities="" if goods else "Step-free, lavatories, kettle",
        opening_times="" if goods else "Not on bank holidays",
    )


def _photos(thing: Thing, number: int) -> list[ProcessedPhoto]:
    """A picture drawn by us stands in for a photo; it passes through the same door as people's photos."""
    if number % _FEW_PEOPLE_HAVE_PHOTOS:
        return []
    return [process(draw(thing.category, seed=number, size=(960, 720)), "drawn.webp")]


def look_for_things(region: Region, *, count: int = WANTED) -> Iterator[str]:
    """Post `count` wants, by whoever is not a business; yields each title, for progress."""
    leaves = {leaf.slug: leaf for leaf in Category.objects.leaves()}
    seekers = [one for one in region.settled.values() if one.party.kind != "business"]
    for number in range(count):
        one = seekers[number % len(seekers)]
        category, words, least, most = WANTS[(number * 7) % len(WANTS)]
        leaf = leaves[category]
        posted_at = region.ago(least_days=1, most_days=40)
        region.wants.append(
            wanting.post_want(
                organisation=one.organisation,
                site=region.dice.choice(one.sites),
                values=WantValues(
                    title=words,
                    kind=leaf.kind,
                    category=leaf,
                    quantity=Decimal(region.dice.randint(least, most)),
                    unit=leaf.default_unit if leaf.default_unit in set(Unit) else Unit.ITEM,
                    radius_km=region.dice.choice((10, 15, 25, 40, 60)),
                    needed_by=region.now.date() + timedelta(days=region.dice.randint(10, 90)),
                ),
                by=one.speaker,
                now=posted_at,
            )
        )
        yield words
