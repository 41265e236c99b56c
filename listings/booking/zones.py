"""Local time in a space's own zone, and the moments that it means.

A moment is an aware `datetime` in UTC. The zone decides: on the day when clocks go forward some times are on no clock,
on the day when they go back some are there twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from marketplace.kernel.errors import DomainError, gettext_noop

#: Every offset of today's zones is a multiple of it, so that a slot that begins on one does so on every clock.
QUARTER: Final = timedelta(minutes=15)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
#: No zone changes its offset twice within that time.
_STRIDE: Final = timedelta(hours=6)
_MINUTE: Final = timedelta(minutes=1)


class NoSuchZone(DomainError):
    code = "no_such_zone"
    message = gettext_noop("“{zone}” is not the name of a time zone. Write it like Europe/London.")
    field = "zone"


class NoSuchTime(DomainError):
    """Clocks go forward over it."""

    code = "no_such_time"
    message = gettext_noop(
        "{time} is on no clock on {day}: clocks go forward from {before} to {after}. Choose a time before or after."
    )
    field = "starts"


class TimeComesTwice(DomainError):
    """Clocks go back over it, and nothing says which of the two is meant."""

    code = "time_comes_twice"
    message = gettext_noop("{time} comes twice on {day}, because clocks go back. Say whether the first or the second.")
    field = "starts"


class Which(StrEnum):
    """Of a time that comes twice, which."""

    FIRST = "first"
    SECOND = "second"


class Piece(NamedTuple):
    """A stretch of moments in which the zone's offset is one and the same."""

    begins: datetime
    ends: datetime
    offset: timedelta


def zone_of(name: str) -> ZoneInfo:
    """The zone of that name. :raises NoSuchZone: there is none"""
    if name not in _zones():
        raise NoSuchZone(zone=name[:40])
    return ZoneInfo(name)


def _zones() -> set[str]:
    if not _KNOWN:
        _KNOWN.update(name for name in available_timezones() if "/" in name or name == "UTC")
    return _KNOWN


#: The names, read from the disk once.
_KNOWN: Final[set[str]] = set()


def moment_of(local: datetime, zone: ZoneInfo, which: Which | None = None, *, field: str = "starts") -> datetime:
    """The moment that a local time (without a zone) means there.

    `which` is only looked at for a time that comes twice.

    :raises NoSuchTime: clocks go forward over it
    :raises TimeComesTwice: clocks go back over it and `which` is not said
    """
    first = local.replace(tzinfo=zone, fold=0)
    second = local.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    told = {"time": f"{local:%H:%M}", "day": f"{local.day} {local:%B %Y}"}
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
        # Read with the offset before the change it comes after it, and the other way round.
        before, after = second.astimezone(UTC), first.astimezone(UTC)
        change = _change(zone, before, after)
        clocks = {
            "before": f"{(change + (offset_at(zone, change - _MINUTE))):%H:%M}",
            "after": f"{change.astimezone(zone):%H:%M}",
        }
        raise NoSuchTime(field=field, **told, **clocks)
    if which is None:
        raise TimeComesTwice(field=field, **told)
    return (first if which is Which.FIRST else second).astimezone(UTC)


def offset_at(zone: ZoneInfo, moment: datetime) -> timedelta:
    """What is to be added to the moment to read the zone's clock."""
    offset = moment.astimezone(zone).utcoffset()
    return offset if offset is not None else timedelta()


def pieces(zone: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[Piece]:
    """The moments from `begins` until before `ends`, cut where the zone's offset changes."""
    at = begins
    offset = offset_at(zone, at)
    since = at
    while at < ends:
        following = min(at + _STRIDE, ends)
        if offset_at(zone, following) != offset:
            change = _change(zone, at, following)
            if since < change:
                yield Piece(since, change, offset)
            since, offset = change, offset_at(zone, change)
        at = following
    if since < ends:
        yield Piece(since, ends, offset)


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first minute with another offset than at `before`; at `after` it is another."""
    offset = offset_at(zone, before)
    low, high = 0, int((after - before) / _MINUTE)
    while high - low > 1:
        middle = (low + high) // 2
        if offset_at(zone, before + middle * _MINUTE) == offset:
            low = middle
        else:
            high = middle
    return before + high * _MINUTE


def quarter_of(moment: datetime) -> int:
    """In which quarter of an hour since 1970 (UTC) a moment lies."""
    return (moment - _EPOCH) // QUARTER


def moment_at(quarter: int) -> datetime:
    """When that quarter of an hour begins."""
    return _EPOCH + quarter * QUARTER
