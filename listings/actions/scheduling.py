"""Repeating bookings: what a rule would come to, and booking the dates of it that are free.

A date that cannot be had is a conflict: it is named, with other times that can. Who has a time is told to the owner of
the space and to whoever has it; to others it is taken, no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext

from listings.actions import booking
from listings.actions.announcing import tell_asked
from listings.booking.free import around, free_times
from listings.booking.slots import Stretch
from listings.booking.zones import TimeComesTwice, Which, moment_of
from listings.models.bookings import Booking, Series
from listings.models.listings import Listing
from listings.models.spaces import Space
from listings.queries import bookable
from listings.queries import spaces as asked
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.recurrence import Rule, refuse_unplannable
from marketplace.organisations.models import Organisation, User

#: More dates than that are not booked at once.
MOST_DATES: Final = 60
#: How many other spaces a conflict is answered with.
MOST_SPACES: Final = 2
_DAY: Final = timedelta(days=1)


class NothingFree(DomainError):
    code = "nothing_free"
    message = gettext_noop("None of these {count} dates can be booked. Choose another time or another space.")
    field = "starts"


@dataclass(frozen=True, slots=True)
class Pattern:
    """The times that are wanted: from `starts_on` by the rule, each at the same time of the space's clock."""

    rule: Rule
    starts_on: date
    begins: time
    length_minutes: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another time in the same space, or the same time in another part of the place."""

    space: Space
    time: Stretch


@dataclass(frozen=True, slots=True)
class Conflict:
    """A date that cannot be had: why, in a sentence; who has it, where the reader may know; what could be had."""

    day: date
    refusal: DomainError
    by_whom: tuple[str, ...]
    proposals: tuple[Proposal, ...]

    @property
    def code(self) -> str:
        return self.refusal.code

    @property
    def why(self) -> str:
        """In the reader's language."""
        return self.refusal.said_with(gettext)


@dataclass(frozen=True, slots=True)
class SeriesPlan:
    """What a pattern comes to: the times that are free, the dates that are not; what the free ones cost together."""

    free: tuple[Stretch, ...]
    conflicts: tuple[Conflict, ...]
    price_pence: int | None
    is_confirmed_at_once: bool


def plan_series(*, space: Space, organisation: Organisation, pattern: Pattern, now: datetime) -> SeriesPlan:
    """What booking the pattern would come to now. Changes nothing; asks the same number of questions for any number
    of dates.

    :raises BadRule: the rule never ends, ends beyond what can be booked, or has more than `MOST_DATES` dates
    """
    dates = _dates_of(space, pattern, now)
    within = _around(space, dates)
    sight = asked.sight_of(space, organisation, within, now)
    free, refused = _sorted_out(sight, pattern, dates, now)
    answers = _Answers(sight, organisation, within, now) if refused else None
    conflicts = tuple(answers.conflict(pattern, day, why) for day, why in refused) if answers else ()
    price = sight.price_pence(pattern.length_minutes)
    return SeriesPlan(
        free=tuple(free),
        conflicts=conflicts,
        price_pence=None if price is None else price * len(free),
        is_confirmed_at_once=bookable.is_confirmed_at_once(space, sight.payer),
    )


def book_series(
    *,
    space: Space,
    organisation: Organisation,
    pattern: Pattern,
    purpose: str,
    people: int | None,
    instead: Sequence[Stretch] = (),
    by: User,
    now: datetime,
) -> tuple[Series, list[Booking]]:
    """Book the dates of the pattern that are free at this moment, and the times chosen `instead` of those that are not,
    all of them in this space. One mail tells of them all. What the caller showed as free and is not any more is missing
    from the answer; each booking is answered and cancelled by itself.

    :raises NothingFree: not one of them
    :raises DomainError: as `booking.book` for what holds for all of them, and for a time in `instead`
    """
    said = bookable.purpose_of(purpose)
    with transaction.atomic():
        guarded = booking.guard(space=space, by=by, now=now)
        bookable.check_offered(guarded, organisation, now)
        bookable.check_people(guarded, people)
        dates = _dates_of(guarded, pattern, now)
        sight = asked.sight_of(guarded, organisation, _around(guarded, dates, instead), now)
        free, _refused = _sorted_out(sight, pattern, dates, now)
        for other in instead:
            bookable.check_day(guarded, other, now)
            bookable.check_time(sight, other)
        times = _apart(guarded, [*free, *instead])
        if not times:
            raise NothingFree(count=len(dates))
        series = Series.objects.create(
            space=guarded,
            organisation=organisation,
            rule=pattern.rule.text,
            begins_on=pattern.starts_on,
            begins_minute=pattern.begins.hour * 60 + pattern.begins.minute,
            length_minutes=pattern.length_minutes,
            made_by=by,
            made_at=now,
        )
        made = booking.take(
            sight=sight,
            organisation=organisation,
            times=times,
            purpose=said,
            people=people,
            series=series,
            by=by,
            now=now,
        )
        tell_asked(bookings=made, now=now)
    return series, made


def _dates_of(space: Space, pattern: Pattern, now: datetime) -> tuple[date, ...]:
    """The dates of the pattern. :raises BadRule: as `plan_series`"""
    last = (now + timedelta(days=space.horizon_days)).astimezone(space.clock).date()
    return refuse_unplannable(pattern.rule, pattern.starts_on, last=last, most=MOST_DATES)


def _around(space: Space, dates: Sequence[date], times: Iterable[Stretch] = ()) -> Stretch:
    begins = datetime.combine(dates[0], time(), tzinfo=space.clock)
    ends = datetime.combine(dates[-1], time(), tzinfo=space.clock) + 2 * _DAY
    chosen = list(times)
    return Stretch(min([begins, *(one.begins for one in chosen)]), max([ends, *(one.ends for one in chosen)]))


def _sorted_out(
    sight: asked.Sight, pattern: Pattern, dates: Sequence[date], now: datetime
) -> tuple[list[Stretch], list[tuple[date, DomainError]]]:
    """The times that can be had, and the dates that cannot with the refusal. Of dates that would take each other's time
    (a night into the next) the earlier counts."""
    free: list[Stretch] = []
    refused: list[tuple[date, DomainError]] = []
    for day in dates:
        try:
            begins = moment_of(datetime.combine(day, pattern.begins), sight.room.zone)
            wanted = Stretch(begins, begins + timedelta(minutes=pattern.length_minutes))
            bookable.check_day(sight.space, wanted, now)
            bookable.check_time(sight, wanted)
            if wanted not in _apart(sight.space, [*free[-1:], wanted]):
                raise bookable.Taken
        except DomainError as refusal:
            refused.append((day, refusal))
        else:
            free.append(wanted)
    return free, refused


def _apart(space: Space, times: Iterable[Stretch]) -> list[Stretch]:
    """The times in order without those that would take a quarter of an hour of one before."""
    kept: list[Stretch] = []
    taken: set[int] = set()
    for one in sorted(times):
        quarters = asked.quarters_for(space, one)
        if taken.isdisjoint(quarters):
            taken.update(quarters)
            kept.append(one)
    return kept


class _Answers:
    """What is said of a conflict: who has the time, and what there is to propose; read once for all of a plan."""

    def __init__(self, sight: asked.Sight, organisation: Organisation, within: Stretch, now: datetime) -> None:
        self.sight, self.now = sight, now
        today = now.astimezone(sight.room.zone).date()
        open_ones = Listing.objects.open_at(today).visible_to(organisation, today)
        listed = set(open_ones.filter(space__in=sight.tree.rows).values_list("space", flat=True))
        self.spaces = [row for pk, row in sight.tree.rows.items() if pk in listed and pk != sight.space.pk]
        self.rooms = asked.rooms_of(self.spaces, sight.tree, within)
        self.rows = asked.taken_quarters(list(sight.tree.rows), within)
        self.known = self._known(organisation, within)

    def _known(self, organisation: Organisation, within: Stretch) -> list[Booking]:
        """The bookings in the way of which the organisation may know whose they are."""
        tree, pk = self.sight.tree, self.sight.space.pk
        held = Booking.objects.holding().between(within.begins, within.ends)
        held = held.filter(space__in=[*tree.taken_by(pk), *tree.ancestors(pk)])
        is_owner = organisation.pk == self.sight.space.listing.organisation_id
        known = held if is_owner else held.filter(organisation=organisation)
        return list(known.select_related("organisation", "space").in_order())

    def conflict(self, pattern: Pattern, day: date, refusal: DomainError) -> Conflict:
        local, length = datetime.combine(day, pattern.begins), timedelta(minutes=pattern.length_minutes)
        # Of a time that clocks leave out or show twice, what is near the first that it could mean.
        begins = local.replace(tzinfo=self.sight.room.zone).astimezone(UTC)
        wanted = Stretch(begins, begins + length)
        if isinstance(refusal, TimeComesTwice):
            both = [moment_of(local, self.sight.room.zone, which) for which in Which]
            times = [one for one in (Stretch(moment, moment + length) for moment in both) if self._can_be_had(one)]
            return Conflict(day, refusal, (), tuple(Proposal(self.sight.space, one) for one in times))
        names = {one.organisation.name: None for one in self.known if _touches(one, wanted)}
        proposals = [Proposal(self.sight.space, one) for one in self._other_times(wanted, day)]
        proposals += [Proposal(space, wanted) for space in self._other_spaces(wanted)]
        return Conflict(day, refusal, tuple(names), tuple(proposals))

    def _can_be_had(self, wanted: Stretch) -> bool:
        return _can_be_had(self.sight, wanted, self.now)

    def _other_times(self, wanted: Stretch, day: date) -> list[Stretch]:
        """The nearest free time of that day before it, and the nearest after it."""
        free = free_times(self.sight.room, day, day, wanted.minutes, self.sight.taken)
        before, after = around(filter(self._can_be_had, free), wanted.begins)
        return [one for one in (before, after) if one is not None]

    def _other_spaces(self, wanted: Stretch) -> list[Space]:
        """Other parts of the place that are free then, the largest first."""
        found = []
        for space in sorted(self.spaces, key=lambda one: (-(one.listing.capacity_people or 0), one.pk)):
            taken = frozenset().union(*(self.rows[pk] for pk in self.sight.tree.taken_by(space.pk)))
            there = replace(self.sight, space=space, room=self.rooms[space.pk], taken=taken)
            if _can_be_had(there, wanted, self.now):
                found.append(space)
        return found[:MOST_SPACES]


def _touches(known: Booking, wanted: Stretch) -> bool:
    """Whether a booking has to do with a time, what is kept free around it included."""
    theirs = asked.quarters_for(known.space, Stretch(known.starts_at, known.ends_at))
    mine = asked.quarters_for(known.space, wanted)
    return theirs.start < mine.stop and mine.start < theirs.stop


def _can_be_had(sight: asked.Sight, wanted: Stretch, now: datetime) -> bool:
    try:
        bookable.check_day(sight.space, wanted, now)
        bookable.check_time(sight, wanted)
    except DomainError:
        return False
    return True
