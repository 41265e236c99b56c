"""Chains: what one organisation gives reaches another by way of a third, which moves it or keeps it for a while.

Three parties at most, one step in between, and never by itself: a chain is worked out, explained and proposed to
people.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from listings.collecting import Obstacle, VanLimits, Weight, can_carry
from listings.matching.criteria import meets
from listings.matching.sides import Need, Offer
from marketplace.kernel.geo import Point, distance_km
from marketplace.kernel.hours import WeeklyHours, shared_minutes

#: Beyond this nobody drives for goods of this kind.
MOST_KM: Final = 150.0
#: The whole round of whoever moves it: from their yard to the giver, to the taker and home.
MOST_ROUND_KM: Final = 250.0
#: A store has to be near one of the two.
MOST_DETOUR_KM: Final = 40.0
#: Less time in common than this in a week is too little to hand something over.
LEAST_SHARED_MINUTES: Final = 30


class Trouble(StrEnum):
    """What keeps a pair apart that would fit otherwise."""

    TOO_FAR = "too_far"
    NOBODY_FETCHES = "nobody_fetches"
    HOURS_APART = "hours_apart"
    GONE_TOO_SOON = "gone_too_soon"


MOVED: Final = frozenset({Trouble.TOO_FAR, Trouble.NOBODY_FETCHES})
_STORED: Final = {Obstacle.HOURS_APART: Trouble.HOURS_APART, Obstacle.DATES_TOO_SHORT: Trouble.GONE_TOO_SOON}


@dataclass(frozen=True, slots=True)
class Mover:
    """An organisation that carries for others, where its vans stand, and what they take at most."""

    organisation: int
    name: str
    point: Point
    vans: tuple[VanLimits, ...]


@dataclass(frozen=True, slots=True)
class Store:
    """A space that an organisation lets others keep things in: its listing, where it is, when its dock is open."""

    organisation: int
    name: str
    listing: int
    title: str
    point: Point
    hours: WeeklyHours


@dataclass(frozen=True, slots=True)
class Chain:
    """What is in the way, who in between would take it out of the way, and how far the goods or the van then go."""

    trouble: Trouble
    helper: Mover | Store
    km: float


def trouble_between(need: Need, offer: Offer, *, docks: Obstacle | None, today: date) -> Trouble | None:
    """What keeps them apart; nothing where they fit as they are, or where no third party could help.

    `docks` is why the two docks never meet on the days that are left, if they do not.
    """
    if not meets(replace(need, radius_km=MOST_KM), offer, today=today):
        return None
    if distance_km(need.point, offer.point) > need.radius_km:
        return Trouble.TOO_FAR
    if not need.can_collect:
        return Trouble.NOBODY_FETCHES
    return _STORED.get(docks) if docks is not None else None


def by_mover(need: Need, offer: Offer, trouble: Trouble, movers: Iterable[Mover], thing: Weight) -> Chain | None:
    """The mover with the shortest round who has a van for it; ties by organisation."""
    rounds = [
        (_round_km(mover.point, offer.point, need.point), mover)
        for mover in movers
        if any(can_carry(van, thing) for van in mover.vans)
    ]
    near = [(km, mover) for km, mover in rounds if km <= MOST_ROUND_KM]
    if not near:
        return None
    km, mover = min(near, key=lambda one: (one[0], one[1].organisation))
    return Chain(trouble, mover, km)


def _round_km(home: Point, first: Point, last: Point) -> float:
    return distance_km(home, first) + distance_km(first, last) + distance_km(last, home)


def by_store(need: Need, offer: Offer, trouble: Trouble, stores: Iterable[Store]) -> Chain | None:
    """The store with the shortest way over it that is open when each of the two is; ties by listing."""
    able = [store for store in stores if _meets_both(store, need, offer) and _is_near(store, need, offer)]
    if not able:
        return None
    km, store = min(((_way_km(one, need, offer), one) for one in able), key=lambda pair: (pair[0], pair[1].listing))
    return Chain(trouble, store, km)


def _meets_both(store: Store, need: Need, offer: Offer) -> bool:
    return all(
        hours is None or shared_minutes(store.hours, hours) >= LEAST_SHARED_MINUTES
        for hours in (need.hours, offer.hours)
    )


def _is_near(store: Store, need: Need, offer: Offer) -> bool:
    return _way_km(store, need, offer) - distance_km(offer.point, need.point) <= MOST_DETOUR_KM


def _way_km(store: Store, need: Need, offer: Offer) -> float:
    return distance_km(offer.point, store.point) + distance_km(store.point, need.point)


def chain_of(
    need: Need, offer: Offer, trouble: Trouble, *, movers: Sequence[Mover], stores: Sequence[Store], thing: Weight
) -> Chain | None:
    """The best third party for what is in the way."""
    if trouble in MOVED:
        return by_mover(need, offer, trouble, movers, thing)
    return by_store(need, offer, trouble, stores)
