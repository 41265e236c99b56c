"""A part of a map between two parallels and two meridians; it may cross the antimeridian, or be the whole world."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.geo import Point, distance_km

#: A circle round a box this wide, in degrees, would take in most of the world.
_WIDE: Final = 90.0
#: Arcs of parallels bulge over a circle through the corners by less than this, in that width (tested).
_SLACK: Final = 1.02


class InvalidBox(DomainError):
    """Four numbers that bound nothing."""

    code = "invalid_box"
    message = gettext_noop("That is not a part of the map: its south must lie below its north, both from -90 to 90.")


@dataclass(frozen=True, slots=True)
class Box:
    """From south to north and from west eastwards to east, in WGS 84 degrees; west above east crosses 180°.

    :raises InvalidBox: out of range, upside down, NaN or infinite
    """

    south: float
    west: float
    north: float
    east: float

    def __post_init__(self) -> None:
        # Comparisons with NaN are false, so this refuses NaN and infinity too.
        if not (-90 <= self.south <= self.north <= 90 and -180 <= self.west <= 180 and -180 <= self.east <= 180):
            raise InvalidBox

    @property
    def crosses(self) -> bool:
        """Whether the antimeridian runs through it."""
        return self.west > self.east

    @property
    def width(self) -> float:
        """Degrees from its west to its east; 360 is all the way round."""
        return self.east - self.west + (360 if self.crosses else 0)

    @property
    def middle(self) -> Point:
        """The point in its middle, by degrees."""
        longitude = self.west + self.width / 2
        return Point((self.south + self.north) / 2, longitude - 360 if longitude > 180 else longitude)

    def as_bbox(self) -> list[float]:
        """As GeoJSON writes it (RFC 7946, section 5): west, south, east, north; west above east crosses 180°."""
        return [self.west, self.south, self.east, self.north]

    def holds(self, point: Point) -> bool:
        """Whether the point lies in it, edges included. 180° and -180° are one meridian."""
        if not self.south <= point.latitude <= self.north:
            return False
        if self.crosses:
            return point.longitude >= self.west or point.longitude <= self.east
        return self.west <= point.longitude <= self.east or (
            abs(point.longitude) == 180 and 180 in (abs(self.west), abs(self.east))
        )

    def circle_km(self) -> float | None:
        """A radius in kilometres round its middle that takes all of it in; None where that would be most of the world.

        The farthest point of a box is a corner or, in the hemisphere's wide part, the middle of an edge.
        """
        if self.width > _WIDE or self.north - self.south > _WIDE:
            return None
        west, east = Point(self.south, self.west), Point(self.north, self.west)
        edge = Point(min(max(0.0, self.south), self.north), self.west)
        far = max(distance_km(self.middle, corner) for corner in (west, east, edge))
        return math.ceil(far * _SLACK)
