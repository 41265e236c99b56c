"""How long a van takes and how much road it drives, by a law over the straight line: always an estimate.

The planner uses it where no routing engine is at hand, and the search for its bands of travel time.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Final


class MalformedLaw(ValueError):
    """A law with a number that makes no sense (a programming error, never a person's)."""


@dataclass(frozen=True, slots=True)
class TravelLaw:
    """Driving time and road length from the straight line: ``seconds = factor * (base_s + per_km_s * km) * margin``
    and ``metres = circuity * km * 1000``; nothing between a place and itself.

    ``base_s``, ``per_km_s``, ``circuity``: fitted to free-flow OSRM routes in Porto Alegre (OpenStreetMap), where the
    law is off by 10 % at the median and 30 % at the 90th percentile. A constant speed is wrong at both ends: the
    straight-line speed is about 17 km/h below 2 km and 33 km/h above 10 km. A city's law: it says nothing of motorways.
    ``factor``: traffic on top of free flow, an area's setting (1.25 to 1.5 in TomTom's figures for city centres).
    ``margin``: slack against lateness; 1.15 halved the late stops of a planned day and cost 1 % of the jobs.

    :raises MalformedLaw: a factor, margin, circuity or pace that is not above zero, or a negative base
    """

    factor: float = 1.35
    base_s: float = 150.0
    per_km_s: float = 113.0
    circuity: float = 1.36
    margin: float = 1.0

    def __post_init__(self) -> None:
        if not (self.factor > 0 and self.margin > 0 and self.circuity > 0 and self.base_s >= 0 and self.per_km_s > 0):
            raise MalformedLaw(f"a travel law needs positive numbers: {self}")


#: A van in ordinary traffic, where nobody has set another law.
USUAL: Final = TravelLaw()


def drive_seconds(law: TravelLaw, km: float) -> int:
    """Whole seconds, rounded up, for a straight line of that many kilometres; 0 for 0."""
    return ceil(law.margin * law.factor * (law.base_s + law.per_km_s * km)) if km > 0 else 0


def road_metres(law: TravelLaw, km: float) -> int:
    """Metres of road for a straight line of that many kilometres."""
    return round(law.circuity * km * 1000)


def reach_km(law: TravelLaw, minutes: float) -> float:
    """The straight line in kilometres that a van covers in so many minutes: undoes :func:`drive_seconds`."""
    return max((minutes * 60 / (law.margin * law.factor) - law.base_s) / law.per_km_s, 0.0)
