"""The one detail that nobody gave and that would change the result most.

Each missing detail is tried with a plausible best and worst value; what it could move the scores by, on average, is its
swing. A pair that a value rules out counts as nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from listings.matching.criteria import meets
from listings.matching.scoring import Seeker, rated, reckoned
from listings.matching.sides import Need, Offer
from listings.search.words import Words
from marketplace.kernel.geo import Point
from marketplace.kernel.hours import WEEKDAYS, WeeklyHours

#: So many of the best pairs are tried.
TRIED: Final = 8
#: Less than that is not worth asking for.
LEAST_SWING: Final = 1.0
_ALWAYS: Final[WeeklyHours] = {day: [["00:00", "23:59"]] for day in WEEKDAYS}
_NIGHTLY: Final[WeeklyHours] = {"sun": [["03:00", "03:01"]]}
_LIGHT_KG, _HEAVY_KG = Decimal(5), Decimal(200)
_FAR_DAY: Final = timedelta(days=60)
_LATER: Final = timedelta(days=30)


class Detail(StrEnum):
    """What may be missing; the name is that of its box in the form."""

    CATEGORY = "category"
    NEEDED_BY = "needed_by"
    HOURS = "dock_hours"
    QUANTITY = "quantity"
    CONDITION = "condition"
    MASS = "unit_mass_kg"
    AVAILABLE_FROM = "available_from"


@dataclass(frozen=True, slots=True)
class Missing:
    """A detail and by how many points of a hundred it could move a score, on average."""

    detail: Detail
    swing: float


def missing_in_want(need: Need, offers: Sequence[Offer], *, today: date) -> Missing | None:
    """What a want does not say, held against the listings that fit it."""
    said: dict[Detail, tuple[Need, Need]] = {}
    if need.needed_by is None:
        said[Detail.NEEDED_BY] = (replace(need, needed_by=today + _FAR_DAY), replace(need, needed_by=today))
    if not need.hours:
        said[Detail.HOURS] = (replace(need, hours=_ALWAYS), replace(need, hours=_NIGHTLY))
    swings = {
        detail: [abs(_score(best, offer, today) - _score(worst, offer, today)) for offer in offers[:TRIED]]
        for detail, (best, worst) in said.items()
    }
    if not need.category_path:
        swings[Detail.CATEGORY] = [_by_category(need, offer, today) for offer in offers[:TRIED]]
    return _largest(swings)


def _by_category(need: Need, offer: Offer, today: date) -> float:
    """By how much a listing would fit better if the want named its category."""
    named = replace(need, category_path=offer.category_path, category_name=offer.category_name)
    return abs(_score(named, offer, today) - _score(need, offer, today))


def missing_in_listing(offer: Offer, needs: Sequence[Need], *, today: date) -> Missing | None:
    """What a listing does not say, held against the wants that it fits."""
    said: dict[Detail, tuple[Offer, Offer]] = {}
    if offer.condition == "unknown":
        said[Detail.CONDITION] = (replace(offer, condition="good"), replace(offer, condition="needs_repair"))
    if offer.mass_kg is None:
        said[Detail.MASS] = (replace(offer, mass_kg=_LIGHT_KG), replace(offer, mass_kg=_HEAVY_KG))
    if offer.available_from is None:
        said[Detail.AVAILABLE_FROM] = (
            replace(offer, available_from=today), replace(offer, available_from=today + _LATER),
        )  # fmt: skip
    return _largest(
        {
            detail: [abs(_score(need, best, today) - _score(need, worst, today)) for need in needs[:TRIED]]
            for detail, (best, worst) in said.items()
        }
    )


def missing_in_search(
    seeker: Seeker, offers: Sequence[Offer], *, words: Words | None, origin: Point | None, radius_km: float
) -> Missing | None:
    """What a search does not say, held against the best that it found."""
    said: dict[Detail, tuple[Seeker, Seeker]] = {}
    most = max((offer.available for offer in offers[:TRIED]), default=Decimal(1))
    if seeker.quantity is None:
        said[Detail.QUANTITY] = (replace(seeker, quantity=Decimal(1)), replace(seeker, quantity=most))
    if seeker.needed_by is None:
        far, soon = seeker.today + _FAR_DAY, seeker.today
        said[Detail.NEEDED_BY] = (replace(seeker, needed_by=far), replace(seeker, needed_by=soon))
    if not seeker.hours:
        said[Detail.HOURS] = (replace(seeker, hours=_ALWAYS), replace(seeker, hours=_NIGHTLY))

    def score(who: Seeker, offer: Offer) -> int:
        counted = who if who.quantity is None else replace(who, unit=offer.unit)
        return rated(counted, offer, words=words, origin=origin, radius_km=radius_km).score

    return _largest(
        {
            detail: [abs(score(best, offer) - score(worst, offer)) for offer in offers[:TRIED]]
            for detail, (best, worst) in said.items()
        }
    )


def _score(need: Need, offer: Offer, today: date) -> float:
    return float(reckoned(need, offer, today=today).score) if meets(need, offer, today=today) else 0.0


def _largest(swings: dict[Detail, list[float]] | dict[Detail, list[int]]) -> Missing | None:
    """The detail with the largest mean swing, ties in the order in which they are declared; none where none matters."""
    order = list(Detail)
    means = [Missing(detail, sum(each) / len(each)) for detail, each in swings.items() if each]
    worth = [one for one in means if one.swing >= LEAST_SWING]
    return min(worth, key=lambda one: (-one.swing, order.index(one.detail)), default=None)
