"""When a space is open, and where its slots begin.

A moment is open when the space's own clock reads a time within its hours on that day: the clock, not the length of time
since midnight, so on the days when clocks change a night's opening is an hour shorter or longer. Slots are counted from
each opening in real time and begin on quarters of an hour. They go past midnight where the next day is open from its
first minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from listings.booking.zones import QUARTER, Piece, moment_at, pieces, quarter_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.hours import Span

_DAY: Final = timedelta(days=1)

#: The minutes of a day in which a space is open, in order and apart; none: closed.
OpenOn = Callable[[date], Sequence[Span]]


class EndsBeforeItStarts(DomainError):
    code = "ends_before_it_starts"
    message = gettext_noop("It ends before it starts: choose an end after the start.")
    field = "ends"


class NotAWholeSlot(DomainError):
    code = "not_a_whole_slot"
    message = gettext_noop("This space is booked in slots of {slot} minutes, which begin at {starts}.")
    field = "starts"


class LengthNotASlot(DomainError):
    code = "length_not_a_slot"
    message = gettext_noop("This space is booked in whole slots of {slot} minutes: {length} minutes are none.")
    field = "ends"


class TooShort(DomainError):
    code = "booking_too_short"
    message = gettext_noop("The shortest booking here is {shortest} minutes.")
    field = "ends"


class TooLong(DomainError):
    code = "booking_too_long"
    message = gettext_noop("The longest booking here is {longest} minutes.")
    field = "ends"


class ClosedThen(DomainError):
    code = "closed_then"
    message = gettext_noop("It is closed then. On {day}: {hours}.")
    field = "starts"


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """From one moment until before another."""

    begins: datetime
    ends: datetime

    def holds(self, other: Stretch) -> bool:
        """Whether all of the other lies in this one."""
        return self.begins <= other.begins and other.ends <= self.ends

    def meets(self, other: Stretch) -> bool:
        """Whether they have a moment in common."""
        return self.begins < other.ends and other.begins < self.ends

    @property
    def minutes(self) -> int:
        """How long it really is, whatever clocks do meanwhile."""
        return int((self.ends - self.begins).total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class Lengths:
    """Of which lengths bookings are, in minutes."""

    slot: int
    shortest: int
    longest: int


@dataclass(frozen=True, slots=True)
class OpeningRules:
    """The hours of each weekday (0 for Monday), and those of single days, which count instead; none: closed."""

    weekly: Mapping[int, Sequence[Span]]
    days: Mapping[date, Sequence[Span]]

    def on(self, day: date) -> Sequence[Span]:
        """The minutes of that day in which it is open."""
        return self.days[day] if day in self.days else self.weekly.get(day.weekday(), ())


def openings(open_on: OpenOn, zone: ZoneInfo, within: Stretch) -> list[Stretch]:
    """When the space is open within that time, each local day for itself: in order, cut at midnight."""
    found: list[Stretch] = []
    for piece in pieces(zone, within.begins, within.ends):
        for stretch in _in_piece(open_on, piece):
            # An hour that comes twice is one opening, not two.
            if found and found[-1].ends == stretch.begins and not _begins_a_day(stretch.begins, zone):
                found.append(Stretch(found.pop().begins, stretch.ends))
            else:
                found.append(stretch)
    return found


def _in_piece(open_on: OpenOn, piece: Piece) -> Iterable[Stretch]:
    first = (piece.begins + piece.offset).date()
    last = (piece.ends + piece.offset).date()
    for number in range((last - first).days + 1):
        day = first + number * _DAY
        midnight = datetime(day.year, day.month, day.day, tzinfo=piece.begins.tzinfo) - piece.offset
        for span in open_on(day):
            begins = max(midnight + timedelta(minutes=span.start), piece.begins)
            ends = min(midnight + timedelta(minutes=span.end), piece.ends)
            if begins < ends:
                yield Stretch(begins, ends)


def _begins_a_day(moment: datetime, zone: ZoneInfo) -> bool:
    return (moment - QUARTER).astimezone(zone).date() != moment.astimezone(zone).date()


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time with what touches or overlaps joined: past midnight too."""
    found: list[Stretch] = []
    for one in sorted(stretches):
        if found and one.begins <= found[-1].ends:
            found.append(Stretch(found[-1].begins, max(found.pop().ends, one.ends)))
        else:
            found.append(one)
    return found


def slot_starts(opening: Stretch, slot: int) -> list[datetime]:
    """Where slots of so many minutes begin in an opening: counted from its first whole quarter of an hour."""
    first = moment_at(quarter_of(opening.begins + QUARTER - timedelta.resolution))
    starts = []
    while first < opening.ends:
        starts.append(first)
        first += timedelta(minutes=slot)
    return starts


def day_of(day: date, zone: ZoneInfo) -> Stretch:
    """A local day from its first moment to that of the next: 23, 24 or 25 hours in London."""
    return Stretch(_first_moment(day, zone), _first_moment(day + _DAY, zone))


def _first_moment(day: date, zone: ZoneInfo) -> datetime:
    """Found by the clock: in some zones clocks go forward over midnight."""
    guess = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    for piece in pieces(zone, guess - timedelta(hours=4), guess + timedelta(hours=4)):
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - piece.offset
        if midnight < piece.ends and (piece.ends + piece.offset).date() >= day:
            return max(midnight, piece.begins)
    return guess


def check(wanted: Stretch, lengths: Lengths, open_on: OpenOn, zone: ZoneInfo) -> None:
    """Whether such a booking could be made of the space at all, were nothing booked.

    :raises EndsBeforeItStarts | LengthNotASlot | TooShort | TooLong | ClosedThen | NotAWholeSlot: it could not
    """
    if wanted.ends <= wanted.begins:
        raise EndsBeforeItStarts
    _check_length(wanted, lengths)
    around = Stretch(day_of(wanted.begins.astimezone(zone).date(), zone).begins, wanted.ends)
    opened = openings(open_on, zone, around)
    if not any(one.holds(wanted) for one in joined(opened)):
        day = wanted.begins.astimezone(zone).date()
        raise ClosedThen(day=f"{day.day} {day:%B %Y}", hours=_told(open_on(day)))
    # The whole of the opening counts, also what comes after the end: slots are counted from its beginning.
    begun = next(one for one in opened if one.begins <= wanted.begins < one.ends)
    starts = slot_starts(begun, lengths.slot)
    if wanted.begins not in starts:
        near = sorted(starts, key=lambda start: abs(start - wanted.begins))[:2]
        told = ", ".join(f"{start.astimezone(zone):%H:%M}" for start in sorted(near))
        raise NotAWholeSlot(slot=lengths.slot, starts=told)


def _check_length(wanted: Stretch, lengths: Lengths) -> None:
    whole, rest = divmod(wanted.ends - wanted.begins, timedelta(minutes=lengths.slot))
    if wanted.minutes > lengths.longest:
        raise TooLong(longest=lengths.longest)
    if rest or not whole:
        raise LengthNotASlot(slot=lengths.slot, length=wanted.minutes)
    if wanted.minutes < lengths.shortest:
        raise TooShort(shortest=lengths.shortest)


def _told(spans: Sequence[Span]) -> str:
    if not spans:
        return gettext_noop("closed")
    return ", ".join(
        f"{span.start // 60:02}:{span.start % 60:02}–{span.end // 60:02}:{span.end % 60:02}" for span in spans
    )


def quarters(wanted: Stretch, before: int, after: int) -> range:
    """The quarters of an hour that a booking takes up with its buffers of so many minutes."""
    begins, ends = wanted.begins - timedelta(minutes=before), wanted.ends + timedelta(minutes=after)
    return range(quarter_of(begins), quarter_of(ends + QUARTER - timedelta.resolution))
