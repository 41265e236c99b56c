"""The rounds of bookings: through the action, and without its guard and its slots."""

import random
import time
from datetime import datetime, timedelta
from datetime import time as clock
from zoneinfo import ZoneInfo

from django.db.models import Count

from listings.actions import booking
from listings.models.bookings import BookedSlot, Booking
from listings.models.spaces import Space
from listings.queries import bookable
from marketplace.organisations.models import Organisation, User
from tests.bench.contention.halls import BookingGround
from tests.bench.contention.rounds import Told, share
from tests.make.organisations import NOW

_LONDON = ZoneInfo("Europe/London")
_HOURS = range(8, 22)


def book_each(ground: BookingGround, number: int, processes: int) -> Told:
    """This process's share of the attempts: all go through halls and days in the same order, and so meet."""
    by = User.objects.get(pk=ground.by)
    who = list(Organisation.objects.filter(pk__in=ground.askers).order_by("pk"))
    told, chance = Told(), random.Random(number)
    for attempt in share(range(ground.attempts), number, processes):
        space, starts, ends = _wanted(ground, attempt, chance)

        def book(space: Space = space, starts: datetime = starts, ends: datetime = ends) -> int:
            return booking.book(
                space=space,
                organisation=chance.choice(who),
                starts=starts,
                ends=ends,
                purpose="A round",
                people=None,
                by=by,
                now=NOW,
            ).pk

        told.attempt(book)
    return told


def book_without_guard(ground: BookingGround, number: int, processes: int) -> Told:
    """The control: look whether it is free, think, write."""
    told, chance = Told(), random.Random(number)
    for attempt in share(range(ground.attempts), number, processes):
        space, starts, ends = _wanted(ground, attempt, chance)

        def book(space: Space = space, starts: datetime = starts, ends: datetime = ends) -> int:
            there = Booking.objects.holding().filter(space__in=ground.shares[space.pk])
            if there.between(starts, ends).exists():
                raise bookable.Taken
            time.sleep(0.002)  # what else a request does
            return Booking.objects.create(
                space=space,
                organisation_id=ground.askers[0],
                state="confirmed",
                starts_at=starts,
                ends_at=ends,
                purpose="A round",
                free_until=starts,
                asked_by_id=ground.by,
                asked_at=NOW,
                answered_at=NOW,
            ).pk

        told.attempt(book)
    return told


def _wanted(ground: BookingGround, attempt: int, chance: random.Random) -> tuple[Space, datetime, datetime]:
    """A part of the hall whose turn it is, and one to three hours of the day whose turn it is."""
    each = max(1, ground.attempts // (len(ground.trees) * len(ground.days)))
    turn = attempt // each
    tree = ground.trees[turn % len(ground.trees)]
    day = ground.days[turn // len(ground.trees) % len(ground.days)]
    space = Space.objects.for_page().get(pk=chance.choice(tree))
    hour = chance.choice(_HOURS)
    starts = datetime.combine(day, clock(hour), _LONDON)
    return space, starts, starts + timedelta(hours=min(chance.randint(1, 3), _HOURS.stop - hour))


def overlaps(ground: BookingGround) -> int:
    """How many pairs of bookings of spaces that share floor have a moment in common, clearing included."""
    return sum(_overlaps_in(tree, ground.shares) for tree in ground.trees)


def _overlaps_in(tree: tuple[int, ...], shares: dict[int, frozenset[int]]) -> int:
    there = Booking.objects.holding().filter(space__in=tree).select_related("space").order_by("pk")
    taken = sorted(
        (
            one.starts_at - timedelta(minutes=one.space.buffer_before_minutes),
            one.ends_at + timedelta(minutes=one.space.buffer_after_minutes),
            one.space_id,
        )
        for one in there
    )
    met = 0
    for place, (_begins, ends, space) in enumerate(taken):
        for later_begins, _later_ends, other in taken[place + 1 :]:
            if later_begins >= ends:
                break
            met += other in shares[space]
    return met


def lost_bookings(told: Told) -> int:
    """Bookings that were acknowledged and are not there."""
    there = set(Booking.objects.values_list("pk", flat=True).order_by("pk"))
    return len(set(told.done) - there)


def half_done() -> int:
    """Bookings that hold without all of their slots, and slots of bookings that do not hold."""
    held = dict(BookedSlot.objects.values_list("booking").annotate(count=Count("pk")).order_by())
    wrong = 0
    for one in Booking.objects.holding().select_related("space").order_by("pk"):
        room = one.space
        minutes = (one.ends_at - one.starts_at) // timedelta(minutes=1)
        quarters = (minutes + room.buffer_before_minutes + room.buffer_after_minutes) // 15
        wrong += held.pop(one.pk, 0) != quarters * len(_under(room))
    return wrong + len(held)


def _under(space: Space) -> list[Space]:
    """The space and everything under it, by walking down."""
    return [space, *(lower for part in space.parts.order_by("pk") for lower in _under(part))]
