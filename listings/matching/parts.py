"""The parts of the score besides what the thing is: each a function of both sides to a reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from listings.matching.criteria import DAYS_LATE_AT_MOST, first_day
from listings.matching.reasons import NEUTRAL, Part, Reason
from listings.matching.sides import Need, Offer
from marketplace.kernel.errors import gettext_noop
from marketplace.kernel.hours import shared_minutes
from marketplace.kernel.quantities import format_amount
from marketplace.kernel.units import Unit

#: So many hours of a week in which both docks are open are as good as any.
AMPLE_MINUTES: Final = 8 * 60
#: What one person carries to a car.
EASY_KG: Final = Decimal(20)


def distance_share(far: float, radius_km: float) -> float:
    """The nearer the better; at the rim a fifth is left."""
    return 1 - 0.8 * min(far / max(radius_km, 0.001), 1)


def distance(far: float, radius_km: float) -> Reason:
    """How near. Told in whole kilometres: the public point is no finer."""
    whole = max(1, round(far))
    near = far < 1
    return Reason(
        Part.DISTANCE,
        distance_share(far, radius_km),
        gettext_noop("Less than 1 km from you.") if near else gettext_noop("About {km} km from you."),
        gettext_noop("They are less than 1 km away.") if near else gettext_noop("They are about {km} km away."),
        {"km": whole},
    )


def quantity_share(need: Need, offer: Offer) -> float:
    """How much of what is needed is there; where they count in different units, half the points."""
    if need.unit != offer.unit:
        return 0.5
    return 1.0 if offer.available >= need.quantity else float(offer.available / need.quantity)


def quantity(need: Need, offer: Offer) -> Reason:
    """How much of what is needed is there, in amounts."""
    share = quantity_share(need, offer)
    details: dict[str, object] = {
        "available": format_amount(offer.available),
        "needed": format_amount(need.quantity),
        "unit": Unit(need.unit).for_amount(need.quantity),
        "offered": f"{format_amount(offer.available)} {Unit(offer.unit).for_amount(offer.available)}",
    }
    if need.unit != offer.unit:
        return Reason(
            Part.QUANTITY,
            share,
            gettext_noop("There are {offered}; you asked for {needed} {unit}."),
            gettext_noop("They need {needed} {unit}; you have {offered}."),
            details,
        )
    if offer.available >= need.quantity:
        return Reason(
            Part.QUANTITY,
            share,
            gettext_noop("All {needed} that you need ({available} left)."),
            gettext_noop("They need {needed}; you have {available}."),
            details,
        )
    return Reason(
        Part.QUANTITY,
        share,
        gettext_noop("{available} of your {needed} {unit}."),
        gettext_noop("They need {needed}; your {available} are a part of it."),
        details,
    )


def dates_share(need: Need, starts: date) -> float:
    """Whether it is there when it is needed; what comes too late is worth less each day."""
    late = (starts - need.needed_by).days if need.needed_by is not None else 0
    return max(0.0, 0.4 * (1 - late / (DAYS_LATE_AT_MOST + 1))) if late > 0 else 1.0


def dates(need: Need, offer: Offer, today: date) -> Reason:
    """Whether it is there when it is needed, in days."""
    starts = first_day(offer, today)
    share = dates_share(need, starts)
    if need.needed_by is None:
        return Reason(
            Part.DATES,
            share,
            gettext_noop("You can have it now.") if starts == today else gettext_noop("Available from {day}."),
            gettext_noop("They need it at no fixed day."),
            {"day": _day(starts)},
        )
    late = (starts - need.needed_by).days
    if late > 0:
        return Reason(
            Part.DATES,
            share,
            gettext_noop("Available {days} days after you need it."),
            gettext_noop("They need it {days} days before it is available."),
            {"days": late},
        )
    return Reason(
        Part.DATES,
        share,
        gettext_noop("Available before you need it."),
        gettext_noop("Available before they need it ({day})."),
        {"day": _day(need.needed_by)},
    )


def handling(need: Need, offer: Offer) -> Reason:
    """Whether it can be moved: heavy things ask more of who fetches them."""
    heavy = _load_kg(need, offer)
    share = handling_share(need, offer)
    if need.most_kg is not None and heavy is not None and heavy > need.most_kg:
        return Reason(
            Part.HANDLING,
            share,
            gettext_noop("About {kg} kg: more than your van takes at once ({most} kg)."),
            gettext_noop("About {kg} kg: more than their van takes at once."),
            {"kg": format_amount(round(heavy, 0)), "most": format_amount(need.most_kg)},
        )
    asked = _asked(need, offer)
    if asked:
        return Reason(
            Part.HANDLING,
            share,
            gettext_noop("Moving it takes {needs}."),
            gettext_noop("Moving it takes {needs}: agree with them how."),
            {"needs": " and ".join(asked)},
        )
    return _fetched(share, can_collect=need.can_collect, offer=offer)


def handling_share(need: Need, offer: Offer) -> float:
    """Whether it can be moved."""
    heavy = _load_kg(need, offer) if need.most_kg is not None else None
    if need.most_kg is not None and heavy is not None and heavy > need.most_kg:
        return 0.3
    if _asked(need, offer):
        return 0.5 if need.can_collect else 0.2
    is_light = offer.mass_kg is not None and offer.mass_kg <= EASY_KG
    return (1.0 if need.can_collect else 0.7) * (1.0 if is_light else 0.85)


def _load_kg(need: Need, offer: Offer) -> Decimal | None:
    """What would be fetched weighs so much; None where nobody knows."""
    if offer.mass_kg is None:
        return None
    return offer.mass_kg * (min(need.quantity, offer.available) if need.unit == offer.unit else offer.available)


def _asked(need: Need, offer: Offer) -> list[str]:
    """What moving it takes that is not there already."""
    wants_lift = offer.needs_tail_lift and not need.has_tail_lift
    pairs = ((offer.needs_two_people, "two people"), (wants_lift, "a tail lift"))
    return [word for is_needed, word in pairs if is_needed]


def _fetched(share: float, *, can_collect: bool, offer: Offer) -> Reason:
    is_weighed = offer.mass_kg is not None
    if offer.mass_kg is not None and offer.mass_kg > EASY_KG:
        words = gettext_noop("It is heavy, but needs no tail lift.")
        return Reason(Part.HANDLING, share, words, words, {})
    return Reason(
        Part.HANDLING,
        share,
        gettext_noop("One person can fetch it.") if can_collect else gettext_noop("One person can bring it."),
        gettext_noop("They can collect it.") if can_collect else gettext_noop("They ask for it to be brought."),
        {},
        is_known=is_weighed,
    )


def hours_share(minutes: int | None) -> float:
    """How much of a week both docks are open; None: not both have said."""
    if minutes is None:
        return NEUTRAL
    return 0.3 + 0.7 * min(1.0, minutes / AMPLE_MINUTES) if minutes else 0.1


def hours(need: Need, offer: Offer) -> Reason:
    """Whether both docks are ever open at once, so that one trip in working hours can do it."""
    if not need.hours or not offer.hours:
        unknown = gettext_noop("Not both of you have said when your docks are open.")
        return Reason(Part.HOURS, hours_share(None), unknown, unknown, {}, is_known=False)
    minutes = shared_minutes(offer.hours, need.hours)
    if not minutes:
        never = gettext_noop("Their dock and yours are never open at the same time.")
        return Reason(Part.HOURS, hours_share(0), never, never, {})
    return Reason(
        Part.HOURS,
        hours_share(minutes),
        gettext_noop("Their dock and yours are both open {hours} hours a week."),
        gettext_noop("Your dock and theirs are both open {hours} hours a week."),
        {"hours": format_amount(round(Decimal(minutes) / 60, 1))},
    )


def _day(day: date) -> str:
    """A day as it is written in Britain: "3 October"."""
    return f"{day.day} {day:%B}"
