"""What is free: the times that hours and slots of a space allow, less those that are taken; and what is near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from listings.booking.slots import Lengths, OpenOn, Stretch, day_of, joined, openings, quarters, slot_starts

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Room:
    """A space as far as it decides what is free: its hours, clock, lengths and what is kept free around a booking."""

    open_on: OpenOn
    zone: ZoneInfo
    lengths: Lengths
    before: int
    after: int


def is_free(room: Room, wanted: Stretch, taken: Set[int]) -> bool:
    """Whether nothing of it, buffers included, is among the quarters of an hour that are taken."""
    return taken.isdisjoint(quarters(wanted, room.before, room.after))


def times_on(room: Room, first: date, last: date, minutes: int) -> Iterator[Stretch]:
    """Every time of so many minutes that the room could be booked for, in order, were nothing taken.

    It begins on one of the days from the first to the last and may end after that, where the hours go on past midnight.
    """
    within = Stretch(day_of(first, room.zone).begins, day_of(last + _beyond(minutes), room.zone).ends)
    opened = openings(room.open_on, room.zone, within)
    whole = joined(opened)
    ends = day_of(last, room.zone).ends
    for opening in opened:
        for start in slot_starts(opening, room.lengths.slot):
            wanted = Stretch(start, start + timedelta(minutes=minutes))
            if start < ends and any(one.holds(wanted) for one in whole):
                yield wanted


def _beyond(minutes: int) -> timedelta:
    return _DAY * (minutes // (24 * 60) + 1)


def free_times(room: Room, first: date, last: date, minutes: int, taken: Set[int]) -> list[Stretch]:
    """Those of `times_on` that are free."""
    return [wanted for wanted in times_on(room, first, last, minutes) if is_free(room, wanted, taken)]


def around(times: Iterable[Stretch], moment: datetime) -> tuple[Stretch | None, Stretch | None]:
    """Of times in order, the last that begins before a moment and the first that begins after it."""
    before = after = None
    for one in times:
        if one.begins < moment:
            before = one
        elif one.begins > moment and after is None:
            after = one
    return before, after
