"""When somebody is told: at once, in a digest, never in their quiet hours.

Hours are local ones of a named time zone; moments are reckoned in UTC, so that a night on which the clocks change is
as quiet as any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

#: When digests are written, local time; a weekly one on this day of the week.
DIGEST_AT: Final = time(8)
MONDAY: Final = 0


class HowOften(StrEnum):
    """How alerts come."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How somebody wants to be told. Quiet from one time to another, across midnight if the second is the earlier;
    two equal times: never quiet."""

    how_often: HowOften = HowOften.AT_ONCE
    quiet_from: time = time(21)
    quiet_until: time = time(7)
    zone: str = "Europe/London"

    def is_quiet_at(self, moment: datetime) -> bool:
        local = moment.astimezone(ZoneInfo(self.zone)).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= local < self.quiet_until
        return local >= self.quiet_from or local < self.quiet_until

    def after_quiet(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours that it lies in; in UTC."""
        if not self.is_quiet_at(moment):
            return moment.astimezone(UTC)
        return next(at for at in self._daily(self.quiet_until, moment) if not self.is_quiet_at(at))

    def next_digest(self, moment: datetime, *, weekly: bool) -> datetime:
        """The first digest after the moment: the next morning (of a Monday), once it is not quiet any more; in UTC."""
        mornings = self._daily(DIGEST_AT, moment)
        zone = ZoneInfo(self.zone)
        return self.after_quiet(next(at for at in mornings if not weekly or at.astimezone(zone).weekday() == MONDAY))

    def due_at(self, now: datetime) -> datetime | None:
        """When what was found now is told; None where nothing is."""
        if self.how_often is HowOften.OFF:
            return None
        if self.how_often is HowOften.AT_ONCE:
            return self.after_quiet(now)
        return self.next_digest(now, weekly=self.how_often is HowOften.WEEKLY)

    def _daily(self, at: time, moment: datetime) -> list[datetime]:
        """That local time of the coming nine days, after the moment, in UTC. An hour that the clocks skip is the one
        after it; one that comes twice is there twice."""
        zone = ZoneInfo(self.zone)
        today = moment.astimezone(zone).date()
        local = (
            datetime.combine(today + timedelta(days=day), at.replace(fold=fold), tzinfo=zone)
            for day in range(9)
            for fold in (0, 1)
        )
        return sorted({one.astimezone(UTC) for one in local if one.astimezone(UTC) > moment})
