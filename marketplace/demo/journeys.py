"""What moved in the region: a finished quarter of collections, claims in every state, and a plan for today."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import uuid4

from django.utils import timezone

from listings.actions import claiming, offering
from listings.actions.listing import ListingValues
from listings.models import Category, Claim, Condition, Listing
from logistics.actions.days import planning
from logistics.actions.days import publishing as plan_publishing
from logistics.actions.days.planning import NothingToPlan, NoVehicle
from logistics.actions.loads import fetching, receiving
from logistics.actions.loads.arranging import open_collection
from logistics.actions.runs import driving
from logistics.models import Collection, Displaced, Plan, PlanState, RejectedFate, Stop
from marketplace.demo import loads, volunteers
from marketplace.demo.dispatching import HALF_DAYS, WHOLE_DAYS, do_stop, drive_first, read_dials, shifts_of
from marketplace.demo.evidence import show_what_is_asked
from marketplace.demo.moments import at, working_day
from marketplace.demo.papers import attest_both
from marketplace.demo.people import AIREDALE, ARMLEY, HOLBECK
from marketplace.demo.phones import tell_late
from marketplace.demo.region import Region, Settled
from marketplace.demo.things import THINGS, Thing
from marketplace.kernel.mass import MassBasis
from marketplace.kernel.periods import previous, quarter_of
from marketplace.organisations.models import Organisation, User

VAN_DAYS = 4  # with a van out, in the finished quarter
_A_DAY = 6  # collections on each of them
_TODAY = 13  # collections that today's vans bring
_FETCHED = 8  # collections that the receivers fetched themselves in that quarter

_PURPOSES = (
    "For two flats that we furnish this month.",
    "Our homework club has tables but nothing to sit on.",
    "For the new classroom in the old library.",
    "Three families move in next week.",
    "To replace what broke at the summer fair.",
)
_REASONS_TO_DECLINE = ("Promised to a school down the road, sorry.", "Half of them turned out to be damaged.")


class Asked(NamedTuple):
    """A claim as the story needs it: who gives what to whom, and how it travels."""

    giver: Settled
    thing: Thing
    taker: Settled
    carrier: Organisation | None


def travel(region: Region) -> Iterator[str]:
    """Play all of it, in the order of time; yields once for each claim, for progress."""
    volunteers.fleet(region)
    volunteers.papers(region)
    volunteers.wishes(region)
    finished = previous(quarter_of(region.now.date()))
    for number in range(VAN_DAYS):
        day = working_day(finished.starts_on + timedelta(days=9 + number * 20))
        yield from _van_day(region, day, number)
    for number in range(_FETCHED):
        day = working_day(finished.starts_on + timedelta(days=5 + number * 10))
        yield _fetched(region, day, number)
    yield from _claims_for_today(region)
    plan_today(now=region.now)
    yield from _other_claims(region)
    loads.divide(region)
    loads.ask_carriers(region)
    volunteers.offers(region)


def _offered(region: Region, asked: Asked, when: datetime, number: int) -> Listing:
    """The giver lists it, a few days before somebody asks, and shows what its kind asks for."""
    leaf = Category.objects.leaves().get(slug=asked.thing.category)
    least = min(asked.thing.least, 12)
    values = ListingValues(
        title=asked.thing.title,
        quantity=Decimal(least + region.dice.randint(2, 8)),
        unit=asked.thing.unit,
        description=asked.thing.words,
        condition=Condition.GOOD,
        reference=f"GYQ-{number:03d}-{when:%m%d}",
        needs_two_people=leaf.needs_two_people,
    )
    listing = offering.offer(
        organisation=asked.giver.organisation,
        site=asked.giver.sites[number % len(asked.giver.sites)],
        category=leaf,
        values=values,
        photos=[],
        at_once=True,
        by=asked.giver.speaker,
        now=when,
    )
    show_what_is_asked(listing=listing, by=asked.giver.speaker, now=when)
    return listing


def _claimed(region: Region, listing: Listing, asked: Asked, when: datetime) -> Claim:
    most = listing.available if listing.available < 20 else Decimal(20)
    return claiming.claim(
        listing=listing,
        organisation=asked.taker.organisation,
        site=asked.taker.sites[0],
        quantity=max(Decimal(1), (most * Decimal("0.7")).to_integral_value()),
        purpose=region.dice.choice(_PURPOSES),
        carrier=asked.carrier,
        by=asked.taker.speaker,
        now=when,
    )


def _cast(region: Region, number: int, *, carried: bool) -> Asked:
    """Who gives what to whom: mostly the insurer, its neighbours now and then."""
    givers = [region.settled[AIREDALE.name]] * 2 + [
        one for one in region.settled.values() if one.party.kind == "business" and "office" in one.party.stock
    ]
    takers = [region.settled[HOLBECK.name], region.settled[ARMLEY.name]] + [
        one
        for one in region.settled.values()
        if one.party.kind in {"charity", "community_group"} and not one.party.carries
    ]
    giver = givers[number % len(givers)]
    group = [group for group in giver.party.stock if group in {"office", "it"}][number % 2 - 1]
    holbeck = region.settled[HOLBECK.name]
    return Asked(
        giver=giver,
        thing=THINGS[group][(number * 3) % len(THINGS[group])],
        taker=holbeck if carried and number % 3 else takers[number % len(takers)],
        carrier=holbeck.organisation if carried else None,
    )


def _van_day(region: Region, day: date, number: int) -> Iterator[str]:
    """A day of the finished quarter: asked, accepted, planned, driven, received (but for one on the last day)."""
    holbeck = region.settled[HOLBECK.name]
    for index in range(number * _A_DAY, (number + 1) * _A_DAY):
        asked = _cast(region, index, carried=True)
        listing = _offered(region, asked, at(day - timedelta(days=8), 10, index % 50), index)
        claim = _claimed(region, listing, asked, at(day - timedelta(days=5), 11))
        claiming.accept(
            claim=claim, quantity=claim.quantity, by=asked.giver.speaker, now=at(day - timedelta(days=4), 9)
        )
        attest_both(claim, giver=asked.giver, taker=asked.taker, when=at(day - timedelta(days=4), 10))
        yield listing.title
    evening_before = at(day - timedelta(days=1), 17)
    shifts_of(holbeck.organisation, day, WHOLE_DAYS, holbeck.speaker, evening_before)
    plan = planning.make_plan(organisation=holbeck.organisation, day=day, by=holbeck.speaker, now=evening_before)
    plan_publishing.publish(plan=plan, by=holbeck.speaker, now=evening_before + timedelta(minutes=20))
    _drive(plan)
    read_dials(plan)
    delivered = list(Collection.objects.filter(stops__route__plan=plan).distinct().order_by("pk"))
    waits_for_its_receipt = number == VAN_DAYS - 1
    if waits_for_its_receipt:
        tell_late(plan)
    for collection in delivered[:-1] if waits_for_its_receipt else delivered:
        _received(region, collection, at(day, 17, 30))


def _drive(plan: Plan) -> None:
    """The drivers do what the plan says, at the minute that it says."""
    for route in plan.routes.order_by("pk"):
        driver = route.shift.driver.user
        driving.start(route=route, by=driver, now=route.starts_at)
        for stop in Stop.objects.filter(route=route).for_run():
            do_stop(stop, driver)


def _received(region: Region, collection: Collection, when: datetime) -> None:
    """The receiver counts; one in seven turns something away, a few put it on the scales."""
    fresh = Collection.objects.select_related("claim__organisation", "claim__listing__category").get(pk=collection.pk)
    count = fresh.collected_quantity or fresh.quantity
    rejected = Decimal(1) if count > 3 and region.dice.random() < 0.15 else Decimal(0)
    leaf, unit = fresh.claim.listing.category, fresh.claim.listing.unit
    typical = leaf.default_mass_kg if leaf.default_mass_kg and unit == leaf.default_unit else Decimal(2)
    basis = region.dice.choice((MassBasis.WEIGHED, MassBasis.WEIGHED, MassBasis.DECLARED))
    if unit == leaf.default_unit and region.dice.random() < 0.3:
        basis = MassBasis.ITEM_DEFAULT
    measured = (typical * (count - rejected) * Decimal("0.96")).quantize(Decimal("0.1"))
    taker = next(one for one in region.settled.values() if one.organisation.pk == fresh.claim.organisation_id)
    receiving.confirm(
        collection=fresh,
        kept_quantity=count - rejected,
        condition=Condition.GOOD,
        mass_basis=basis,
        mass_kg=None if basis == MassBasis.ITEM_DEFAULT else measured,
        rejected_quantity=rejected,
        rejected_reason="Broken in a way that we cannot mend." if rejected else "",
        rejected_fate=RejectedFate.RECYCLED if rejected else "",
        displaced=region.dice.choice((Displaced.BOUGHT_NEW, Displaced.BOUGHT_USED, Displaced.GONE_WITHOUT)),
        by=taker.speaker,
        now=when,
    )


def _fetched(region: Region, day: date, number: int) -> str:
    """The receiver comes with a car of its own."""
    asked = _cast(region, number + 1, carried=False)
    listing = _offered(region, asked, at(day - timedelta(days=7), 9, number), 100 + number)
    claim = _claimed(region, listing, asked, at(day - timedelta(days=3), 12))
    claiming.accept(claim=claim, quantity=claim.quantity, by=asked.giver.speaker, now=at(day - timedelta(days=2), 9))
    attest_both(claim, giver=asked.giver, taker=asked.taker, when=at(day - timedelta(days=2), 10))
    collection = fetching.agree_time(
        claim=claim, at=at(day, 14), by=asked.taker.speaker, now=at(day - timedelta(days=1), 9)
    )
    fetching.hand_over(
        claim=claim,
        client_id=uuid4(),
        signer_name=str(asked.taker.speaker),
        code=collection.dropoff_code,
        photo=None,
        quantity=collection.quantity,
        note="",
        by=asked.giver.speaker,
        now=at(day, 14, 10),
    )
    _received(region, collection, at(day, 16))
    return listing.title


def _claims_for_today(region: Region) -> Iterator[str]:
    """Accepted in the last days, to be carried today."""
    for number in range(200, 200 + _TODAY):
        asked = _cast(region, number, carried=True)
        listing = _offered(region, asked, region.now - timedelta(days=6, minutes=number), number)
        claim = _claimed(region, listing, asked, region.now - timedelta(days=3))
        claiming.accept(
            claim=claim,
            quantity=claim.quantity,
            by=asked.giver.speaker,
            now=region.now - timedelta(days=1, minutes=number),
        )
        attest_both(claim, giver=asked.giver, taker=asked.taker, when=region.now - timedelta(days=1))
        yield listing.title


def plan_today(*, now: datetime) -> None:
    """Plan and publish today's runs of Holbeck's vans, unless they are there already or there is nothing to carry; a
    draft of the day before is published as it is.

    As if at seven in the morning, so that there is a whole day to look at, however late somebody tries the region.
    """
    holbeck = Organisation.objects.get(name=HOLBECK.name)
    day = timezone.localtime(now).date()
    coordinator = User.objects.get(email="sam@holbeck.example")
    made = Plan.objects.owned_by(holbeck).filter(day=day, is_offer=False)
    if made.exclude(state=PlanState.DRAFT).exists():
        return
    morning = at(day, 7)
    plan = made.order_by("-pk").first()
    if plan is None:
        shifts_of(holbeck, day, HALF_DAYS, coordinator, morning)
        try:
            plan = planning.make_plan(organisation=holbeck, day=day, by=coordinator, now=morning)
        except (NothingToPlan, NoVehicle):
            return
    plan_publishing.publish(plan=plan, by=coordinator, now=morning)


def go_on(*, now: datetime) -> None:
    """The region on another day: its plan in force, its first van on the way."""
    plan_today(now=now)
    drive_first(now=now)


def _other_claims(region: Region) -> Iterator[str]:
    """Claims on today's listings: asked, declined, cancelled, accepted and waiting, a time agreed, delivered."""
    takers = [one for one in region.settled.values() if one.party.kind != "business"]
    open_listings = [one for one in region.listings if one.kind != "space" and one.state == "published"]
    givers = {one.organisation.pk: one for one in region.settled.values()}
    priya_first = sorted(open_listings, key=lambda one: one.organisation.name != AIREDALE.name)
    for number, listing in enumerate(priya_first[:24]):
        giver = givers[listing.organisation_id]
        taker = next(one for one in takers[number % len(takers) :] + takers if one.organisation != giver.organisation)
        carried = number % 6 == 3
        asked = Asked(giver, THINGS["office"][0], taker, region.settled[HOLBECK.name].organisation if carried else None)
        claim = _claimed(region, Listing.objects.get(pk=listing.pk), asked, region.now - timedelta(hours=30 + number))
        _go_on(region, claim, asked, number % 6)
        yield listing.title


def _go_on(region: Region, claim: Claim, asked: Asked, way: int) -> None:
    """What became of a claim: 0 and 1 wait for an answer, 2 was declined, 3 and 4 accepted, 5 called off."""
    later = region.now - timedelta(hours=20)
    if way == 2:
        claiming.decline(claim=claim, reason=region.dice.choice(_REASONS_TO_DECLINE), by=asked.giver.speaker, now=later)
    elif way in {3, 4}:
        part = claim.quantity if claim.quantity < 2 else claim.quantity - 1
        claiming.accept(claim=claim, quantity=part, by=asked.giver.speaker, now=later)
        if way == 4 and claim.pk % 2:
            open_collection(claim=claim, now=later)
    elif way == 5:
        claiming.cancel(claim=claim, reason="Our storeroom is full after all.", by=asked.taker.speaker, now=later)
