"""Whether a listing fits a want, how well, and why: the same reckoning from both sides.

The score is a weighted mean of five parts, each from 0 to 1 and each with its reason in a sentence. What cannot be
(another kind, too far, gone or not yet there in time, another thing altogether) is no fit at all, whatever the rest
says. The weights are our own judgement: what it is counts for nearly half.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, Literal

from marketplace.kernel.errors import gettext_noop
from marketplace.kernel.geo import Point, distance_km
from marketplace.kernel.quantities import format_amount
from marketplace.kernel.units import Unit

Side = Literal["want", "listing"]

#: Under this a pair is not worth anybody's time.
LEAST_SCORE: Final = 50
#: Under this it is another thing.
LEAST_SUBJECT: Final = 0.5
#: Somebody who needs it by Friday may still want it a few days later.
DAYS_LATE_AT_MOST: Final = 14


class Part(StrEnum):
    """What is looked at."""

    SUBJECT = "subject"
    DISTANCE = "distance"
    QUANTITY = "quantity"
    DATES = "dates"
    HANDLING = "handling"


WEIGHTS: Final[dict[Part, int]] = {
    Part.SUBJECT: 45,
    Part.DISTANCE: 20,
    Part.QUANTITY: 20,
    Part.DATES: 10,
    Part.HANDLING: 5,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a want says. `category_path` is empty where none was chosen; `guessed_paths` are then the likely ones.

    `words` are the plain words of its title.
    """

    kind: str
    category_path: str
    category_name: str
    guessed_paths: tuple[str, ...]
    words: tuple[str, ...]
    quantity: Decimal
    unit: str
    radius_km: float
    needed_by: date | None
    can_collect: bool
    point: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a listing says. `words` are all that it can be found by."""

    kind: str
    category_path: str
    category_name: str
    words: frozenset[str]
    available: Decimal
    unit: str
    available_from: date | None
    must_be_gone_by: date | None
    needs_two_people: bool
    needs_tail_lift: bool
    point: Point


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of the score, from 0 to 1, and its sentence for either side with what fills its gaps."""

    part: Part
    share: float
    for_want: str
    for_listing: str
    details: dict[str, object]

    @property
    def points(self) -> float:
        """How much of the hundred it brings."""
        return self.share * WEIGHTS[self.part]

    def template(self, side: Side) -> str:
        """The sentence for whoever reads it: who wants, or who lists."""
        return self.for_want if side == "want" else self.for_listing


@dataclass(frozen=True, slots=True)
class Fit:
    """A pair that fits: score from 0 to 100, the distance in kilometres, and the five reasons."""

    score: int
    distance_km: float
    reasons: tuple[Reason, ...]


def fit(need: Need, offer: Offer, *, today: date) -> Fit | None:
    """How well they go together, or nothing if they do not."""
    if need.kind != offer.kind or offer.available <= 0:
        return None
    far = distance_km(need.point, offer.point)
    if far > need.radius_km:
        return None
    subject, dates = _subject(need, offer), _dates(need, offer, today)
    if subject is None or dates is None:
        return None
    reasons = (subject, _distance(far, need.radius_km), _quantity(need, offer), dates, _handling(need, offer))
    score = round(sum(reason.points for reason in reasons))
    return Fit(score, far, reasons) if score >= LEAST_SCORE else None


def _is_under(path: str, above: str) -> bool:
    return path == above or path.startswith(above + "/")


def _subject(need: Need, offer: Offer) -> Reason | None:
    """Whether it is the thing: by category first, then by the words of the want's title."""
    shared = [word for word in need.words if word in offer.words]
    share = len(shared) / len(need.words) if need.words else 0.0
    if need.category_path and _is_under(offer.category_path, need.category_path):
        return Reason(
            Part.SUBJECT,
            0.85 + 0.15 * share,
            gettext_noop("It is what you look for: {category}."),
            gettext_noop("They look for {wanted}."),
            {"category": offer.category_name, "wanted": need.category_name},
        )
    likely = 0.3 if _is_near_category(need, offer) else 0.0
    guessed = 0.85 if offer.category_path in need.guessed_paths and not need.category_path else 0.0
    told = max(guessed, likely + 0.5 * share if need.category_path else 0.9 * share)
    if told < LEAST_SUBJECT:
        return None
    if not shared:
        return Reason(
            Part.SUBJECT,
            told,
            gettext_noop("It is listed under {category}."),
            gettext_noop("What they describe belongs under {category}."),
            {"category": offer.category_name},
        )
    return Reason(
        Part.SUBJECT,
        told,
        gettext_noop("It mentions {words}."),
        gettext_noop("They ask for {words}."),
        {"words": ", ".join(f"“{word}”" for word in shared)},
    )


def _is_near_category(need: Need, offer: Offer) -> bool:
    """Whether they stand in the same section (or the same group, if the want names a whole group)."""
    section = need.category_path.rpartition("/")[0]
    return bool(section) and _is_under(offer.category_path, section)


def _distance(far: float, radius_km: float) -> Reason:
    """The nearer the better; at the rim a fifth is left. Told in whole kilometres: the public point is no finer."""
    whole = max(1, round(far))
    near = far < 1
    return Reason(
        Part.DISTANCE,
        1 - 0.8 * far / max(radius_km, 0.001),
        gettext_noop("Less than 1 km from you.") if near else gettext_noop("About {km} km from you."),
        gettext_noop("They are less than 1 km away.") if near else gettext_noop("They are about {km} km away."),
        {"km": whole},
    )


def _quantity(need: Need, offer: Offer) -> Reason:
    """How much of what is needed is there; where they count in different units, half the points."""
    details: dict[str, object] = {
        "available": format_amount(offer.available),
        "needed": format_amount(need.quantity),
        "unit": Unit(need.unit).for_amount(need.quantity),
        "offered": f"{format_amount(offer.available)} {Unit(offer.unit).for_amount(offer.available)}",
    }
    if need.unit != offer.unit:
        return Reason(
            Part.QUANTITY,
            0.5,
            gettext_noop("There are {offered}; you asked for {needed} {unit}."),
            gettext_noop("They need {needed} {unit}; you have {offered}."),
            details,
        )
    if offer.available >= need.quantity:
        return Reason(
            Part.QUANTITY,
            1.0,
            gettext_noop("All {needed} that you need ({available} left)."),
            gettext_noop("They need {needed}; you have {available}."),
            details,
        )
    return Reason(
        Part.QUANTITY,
        float(offer.available / need.quantity),
        gettext_noop("{available} of your {needed} {unit}."),
        gettext_noop("They need {needed}; your {available} are a part of it."),
        details,
    )


def _dates(need: Need, offer: Offer, today: date) -> Reason | None:
    """Whether it is there when it is needed, and not gone before today."""
    starts = max(offer.available_from or today, today)
    if offer.must_be_gone_by is not None and offer.must_be_gone_by < today:
        return None
    if need.needed_by is None:
        return Reason(
            Part.DATES,
            1.0,
            gettext_noop("You can have it now.") if starts == today else gettext_noop("Available from {day}."),
            gettext_noop("They need it at no fixed day."),
            {"day": _day(starts)},
        )
    late = (starts - need.needed_by).days
    if late > DAYS_LATE_AT_MOST or need.needed_by < today:
        return None
    if late > 0:
        return Reason(
            Part.DATES,
            0.4 * (1 - late / (DAYS_LATE_AT_MOST + 1)),
            gettext_noop("Available {days} days after you need it."),
            gettext_noop("They need it {days} days before it is available."),
            {"days": late},
        )
    return Reason(
        Part.DATES,
        1.0,
        gettext_noop("Available before you need it."),
        gettext_noop("Available before they need it ({day})."),
        {"day": _day(need.needed_by)},
    )


def _handling(need: Need, offer: Offer) -> Reason:
    """Whether it can be moved: heavy things ask more of who fetches them."""
    asked = [
        word
        for is_needed, word in ((offer.needs_two_people, "two people"), (offer.needs_tail_lift, "a tail lift"))
        if is_needed
    ]
    if asked:
        return Reason(
            Part.HANDLING,
            0.5 if need.can_collect else 0.2,
            gettext_noop("Moving it takes {needs}."),
            gettext_noop("Moving it takes {needs}: agree with them how."),
            {"needs": " and ".join(asked)},
        )
    return Reason(
        Part.HANDLING,
        1.0 if need.can_collect else 0.7,
        gettext_noop("One person can fetch it.") if need.can_collect else gettext_noop("One person can bring it."),
        gettext_noop("They can collect it.") if need.can_collect else gettext_noop("They ask for it to be brought."),
        {},
    )


def _day(day: date) -> str:
    """A day as it is written in Britain: "3 October"."""
    return f"{day.day} {day:%B}"
