"""How well two sides go together: a weighted mean of visible parts. The same values always give the same score."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from listings.matching import parts
from listings.matching.criteria import first_day, meets
from listings.matching.reasons import Fit, Part, Reason, score_of, total
from listings.matching.reliability import reliability
from listings.matching.sides import Need, Offer
from listings.matching.things import searched, thing, thing_share
from listings.search.words import Words
from marketplace.kernel.geo import Point, distance_km
from marketplace.kernel.hours import WeeklyHours, shared_minutes

#: Under this a pair is not worth anybody's time.
LEAST_SCORE: Final = 50


def fit(need: Need, offer: Offer, *, today: date) -> Fit | None:
    """How well they go together; nothing where they cannot, or hardly."""
    if not meets(need, offer, today=today):
        return None
    how = reckoned(need, offer, today=today)
    return how if how.score >= LEAST_SCORE else None


def reckoned(need: Need, offer: Offer, *, today: date) -> Fit:
    """All seven parts of a pair that meets the exact criteria."""
    far = distance_km(need.point, offer.point)
    reasons = (
        thing(need, offer),
        parts.distance(far, need.radius_km),
        parts.quantity(need, offer),
        parts.dates(need, offer, today),
        parts.handling(need, offer),
        parts.hours(need, offer),
        reliability(offer.record),
    )
    return Fit(total(reasons), far, reasons)


def scorer(offer: Offer, *, today: date) -> Callable[[Need, float], int | None]:
    """What scores wants that meet one listing's exact criteria, so far away (km), as `fit` does, and works no reasons
    out; nothing for what is not worth anybody's time. What is the same for all of them is reckoned once."""
    starts, record = first_day(offer, today), reliability(offer.record).share
    weeks: dict[str, int] = {}

    def minutes(need: Need) -> int | None:
        if not need.hours or not offer.hours:
            return None
        week = str(need.hours)
        if week not in weeks:
            weeks[week] = shared_minutes(offer.hours, need.hours)
        return weeks[week]

    def score(need: Need, far: float) -> int | None:
        found = score_of(
            (
                (Part.WORDS, thing_share(need, offer)),
                (Part.DISTANCE, parts.distance_share(far, need.radius_km)),
                (Part.QUANTITY, parts.quantity_share(need, offer)),
                (Part.DATES, parts.dates_share(need, starts)),
                (Part.HANDLING, parts.handling_share(need, offer)),
                (Part.HOURS, parts.hours_share(minutes(need))),
                (Part.RELIABILITY, record),
            )
        )
        return found if found >= LEAST_SCORE else None

    return score


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeker:
    """Who searches, and what they said besides words and place. What is None was not said, and is no part of a score.

    `hours` are those of the site that they search from; `most_kg` and `has_tail_lift` are their largest van's.
    """

    today: date
    quantity: Decimal | None = None
    unit: str = "item"
    needed_by: date | None = None
    can_collect: bool = True
    has_tail_lift: bool = False
    most_kg: Decimal | None = None
    hours: WeeklyHours | None = None


def rated(seeker: Seeker, offer: Offer, *, words: Words | None, origin: Point | None, radius_km: float) -> Fit:
    """How well a listing that a search found suits who searches: only by the parts that they said something about."""
    need = Need(
        kind=offer.kind,
        title="",
        category_path="",
        radius_km=radius_km,
        needed_by=seeker.needed_by,
        point=origin or offer.point,
        quantity=seeker.quantity or Decimal(1),
        unit=seeker.unit if seeker.quantity is not None else offer.unit,
        can_collect=seeker.can_collect,
        has_tail_lift=seeker.has_tail_lift,
        most_kg=seeker.most_kg,
        hours=seeker.hours,
    )
    far = distance_km(need.point, offer.point)
    reasons: list[Reason] = [searched(words, offer)] if words else []
    if origin is not None:
        reasons.append(parts.distance(far, radius_km))
    if seeker.quantity is not None:
        reasons.append(parts.quantity(need, offer))
    reasons += [parts.dates(need, offer, seeker.today), parts.handling(need, offer)]
    if seeker.hours:
        reasons.append(parts.hours(need, offer))
    reasons.append(reliability(offer.record))
    return Fit(total(tuple(reasons)), far, tuple(reasons))
