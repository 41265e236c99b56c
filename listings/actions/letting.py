"""Letting a space: by which rules it is booked, at what price, and of what it is a part.

Each begins with the guard of the trees that it is about, as bookings do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime

from listings.actions.booking import guard
from listings.booking.zones import zone_of
from listings.models import Kind
from listings.models.bookings import Booking
from listings.models.listings import Listing
from listings.models.spaces import QUARTER_MINUTES, Approval, Price, PriceGroup, Space
from listings.queries.bookable import SpaceChangedMeanwhile
from listings.queries.spaces import Tree, tree_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.hours import DAY_MINUTES
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.models import Circle, CircleMembership, Organisation, User

LONGEST_BOOKING_MINUTES: Final = 14 * DAY_MINUTES
LONGEST_BUFFER_MINUTES: Final = DAY_MINUTES
MOST_LEAD_HOURS: Final = 90 * 24
MOST_HORIZON_DAYS: Final = 730
LONGEST_NOTES: Final = 2000
#: How many spaces a place is divided into, and through how many levels.
MOST_SPACES: Final = 40
DEEPEST: Final = 6


class NotASpace(DomainError):
    code = "not_a_space"
    message = gettext_noop("Only a space is booked; goods are claimed.")


class NotWholeQuarters(DomainError):
    code = "not_whole_quarters"
    message = gettext_noop("Give a multiple of 15 minutes.")


class SlotOutOfBounds(DomainError):
    code = "slot_out_of_bounds"
    message = gettext_noop("A slot is from 15 minutes to a day.")
    field = "slot_minutes"


class LengthNotOfSlots(DomainError):
    code = "length_not_of_slots"
    message = gettext_noop("Give a multiple of the slot, {slot} minutes.")


class LengthsOutOfOrder(DomainError):
    code = "lengths_out_of_order"
    message = gettext_noop("The longest booking is no shorter than the shortest, and no longer than 14 days.")
    field = "longest_minutes"


class RuleOutOfBounds(DomainError):
    code = "rule_out_of_bounds"
    message = gettext_noop("Give a number from {least} to {most}.")


class CircleMissing(DomainError):
    code = "circle_missing"
    message = gettext_noop("Choose one of your circles.")
    field = "approval_circle"


class NotesTooLong(DomainError):
    code = "notes_too_long"
    message = gettext_noop("Write at most {most} characters here.")
    field = "access_notes"


class BookedMeanwhile(DomainError):
    """The clock of a place is not changed under bookings."""

    code = "zone_of_booked_space"
    message = gettext_noop("Bookings are to come, so the time zone stays as it is.")
    field = "zone"


class TreeIsBooked(DomainError):
    code = "tree_is_booked"
    message = gettext_noop("Bookings are to come that this would change ({count}). Let them pass or cancel them.")
    field = "parent"


class PartOfItself(DomainError):
    code = "part_of_itself"
    message = gettext_noop("A space cannot be a part of itself, or of something that is a part of it.")
    field = "parent"


class NotYourSpace(DomainError):
    code = "not_your_space"
    message = gettext_noop("Choose one of your own spaces.")
    field = "parent"


class TooManyParts(DomainError):
    code = "too_many_parts"
    message = gettext_noop("A place has at most {most} spaces, through at most {deepest} levels.")
    field = "parent"


class TwoPricesForOne(DomainError):
    code = "two_prices_for_one"
    message = gettext_noop("Name one price for each group.")


class PriceOutOfBounds(DomainError):
    code = "price_out_of_bounds"
    message = gettext_noop("An hour costs from nothing to £10,000.")


_MOST_PENCE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class SpaceRules:
    """By which rules a space is booked; as the fields of `Space`."""

    zone: str = "Europe/London"
    slot_minutes: int = 60
    shortest_minutes: int = 60
    longest_minutes: int = 8 * 60
    buffer_before_minutes: int = 0
    buffer_after_minutes: int = 0
    lead_hours: int = 24
    horizon_days: int = 180
    approval: str = Approval.OWNER
    approval_circle: Circle | None = None
    cancel_hours: int = 48
    access_notes: str = ""


@dataclass(frozen=True, slots=True)
class PriceValues:
    """What an hour costs a group; "circle" names one, "kind" a type of organisation."""

    group: PriceGroup
    pence_an_hour: int
    circle: Circle | None = None
    organisation_kind: str = ""


def settle(
    *,
    listing: Listing,
    rules: SpaceRules,
    prices: Sequence[PriceValues],
    parent: Space | None,
    by: User,
    now: datetime,
) -> Space:
    """Rules, prices and what it is a part of, together: all of it or nothing. :raises DomainError: as the three"""
    with transaction.atomic():
        # The locks that `let` and `divide` take, in an order that is the same for everybody.
        Listing.objects.filter(pk=listing.pk).update(kind=F("kind"))
        tops = [space.top_id for space in (Space.objects.filter(listing=listing).first(), parent) if space]
        Space.objects.all().guard(tops)
        space = let(listing=listing, rules=rules, by=by, now=now)
        price(space=space, prices=prices, by=by, now=now)
        return divide(space=space, parent=parent, by=by, now=now)


def let(*, listing: Listing, rules: SpaceRules, by: User, now: datetime) -> Space:
    """Say by which rules a space is booked; the first time that makes it bookable. Bookings that are there stay as they
    were agreed.

    :raises NotASpace | NoSuchZone | NotWholeQuarters | SlotOutOfBounds | LengthNotOfSlots | LengthsOutOfOrder |
        RuleOutOfBounds | CircleMissing | NotesTooLong: not such rules
    :raises BookedMeanwhile: another zone while bookings are to come
    """
    if listing.kind != Kind.SPACE:
        raise NotASpace
    _check_lengths(rules)
    _check_numbers(rules)
    _check_approval(rules, listing.organisation, now)
    _check_notes(rules.access_notes)
    zone_of(rules.zone)
    with transaction.atomic():
        # The guard of those who make it bookable at once: they wait for each other here.
        Listing.objects.filter(pk=listing.pk).update(kind=F("kind"))
        space = Space.objects.filter(listing=listing).first()
        if space is None:
            return Space.objects.create(listing=listing, **_fields(rules))
        current = guard(space=space, by=by, now=now)
        if current.zone != rules.zone and Booking.objects.to_come(now).filter(space=current).exists():
            raise BookedMeanwhile
        Space.objects.filter(pk=current.pk).update(**_fields(rules))
    return Space.objects.for_page().get(pk=current.pk)


def _fields(rules: SpaceRules) -> dict[str, Any]:  # Any: columns of several types
    kept = {name: getattr(rules, name) for name in SpaceRules.__slots__}
    return {**kept, "access_notes": rules.access_notes.strip()}


def _check_lengths(rules: SpaceRules) -> None:
    named = ("slot_minutes", "shortest_minutes", "longest_minutes", "buffer_before_minutes", "buffer_after_minutes")
    for name in named:
        if getattr(rules, name) % QUARTER_MINUTES:
            raise NotWholeQuarters(field=name)
    if not QUARTER_MINUTES <= rules.slot_minutes <= DAY_MINUTES:
        raise SlotOutOfBounds
    for name in ("shortest_minutes", "longest_minutes"):
        if getattr(rules, name) % rules.slot_minutes:
            raise LengthNotOfSlots(field=name, slot=rules.slot_minutes)
    if not rules.slot_minutes <= rules.shortest_minutes <= rules.longest_minutes <= LONGEST_BOOKING_MINUTES:
        raise LengthsOutOfOrder


_BOUNDS: Final = {
    "buffer_before_minutes": (0, LONGEST_BUFFER_MINUTES),
    "buffer_after_minutes": (0, LONGEST_BUFFER_MINUTES),
    "lead_hours": (0, MOST_LEAD_HOURS),
    "horizon_days": (1, MOST_HORIZON_DAYS),
    "cancel_hours": (0, MOST_LEAD_HOURS),
}


def _check_numbers(rules: SpaceRules) -> None:
    for name, (least, most) in _BOUNDS.items():
        if not least <= getattr(rules, name) <= most:
            raise RuleOutOfBounds(field=name, least=least, most=most)


def _check_approval(rules: SpaceRules, owner: Organisation, now: datetime) -> None:
    if (rules.approval == Approval.CIRCLE) != (rules.approval_circle is not None):
        raise CircleMissing
    if rules.approval_circle is not None:
        _check_circles({rules.approval_circle.pk}, owner, now)


def _check_circles(circles: set[int], owner: Organisation, now: datetime) -> None:
    mine = CircleMembership.objects.lasting(localtime(now).date()).of(owner).filter(circle__in=circles)
    if circles - set(mine.values_list("circle", flat=True)):
        raise CircleMissing


def _check_notes(text: str) -> None:
    refuse_unsafe(text, field="access_notes")
    if len(text.strip()) > LONGEST_NOTES:
        raise NotesTooLong(most=LONGEST_NOTES)


def price(*, space: Space, prices: Sequence[PriceValues], by: User, now: datetime) -> None:
    """Say anew what an hour costs whom; bookings keep the price that they were made at. None at all: not stated.

    :raises TwoPricesForOne | PriceOutOfBounds | CircleMissing: not such prices
    """
    named = [(one.group, one.circle, one.organisation_kind) for one in prices]
    if len(set(named)) < len(named):
        raise TwoPricesForOne
    if not all(0 <= one.pence_an_hour <= _MOST_PENCE for one in prices):
        raise PriceOutOfBounds
    _check_circles({one.circle.pk for one in prices if one.circle is not None}, space.listing.organisation, now)
    with transaction.atomic():
        current = guard(space=space, by=by, now=now)
        Price.objects.filter(space=current).delete()
        Price.objects.bulk_create(
            Price(
                space=current,
                group=one.group,
                pence_an_hour=one.pence_an_hour,
                circle=one.circle,
                organisation_kind=one.organisation_kind,
            )
            for one in prices
        )


def divide(*, space: Space, parent: Space | None, by: User, now: datetime) -> Space:
    """Make a space, with all its parts, a part of another one of the organisation; or, with none, a whole by itself.

    :raises NotYourSpace | PartOfItself | TooManyParts: not under that
    :raises TreeIsBooked: bookings are to come of it, of its parts, of what it is part of or would be part of
    :raises SpaceChangedMeanwhile: somebody moved either of them at the same moment
    """
    if parent is not None and parent.listing.organisation_id != space.listing.organisation_id:
        raise NotYourSpace
    if space.parent_id == (parent.pk if parent else None):
        return space
    with transaction.atomic():
        Space.objects.all().guard([space.top_id, *([parent.top_id] if parent else [])])
        seen = Space.objects.for_page().get(pk=space.pk)
        whole = Space.objects.for_page().get(pk=parent.pk) if parent else None
        if seen.top_id != space.top_id or (whole and parent and whole.top_id != parent.top_id):
            raise SpaceChangedMeanwhile
        here, there = tree_of(seen), tree_of(whole) if whole else None
        if whole is not None and there is not None:
            _check_place(here, there, seen, whole)
        _refuse_booked(here, there, seen, whole, now)
        _move(here, seen, whole)
    return Space.objects.for_page().get(pk=space.pk)


def _check_place(here: Tree, there: Tree, space: Space, parent: Space) -> None:
    moved = here.taken_by(space.pk)
    if parent.pk in moved:
        raise PartOfItself
    others = [pk for pk in there.rows if pk not in moved]
    levels = len(there.ancestors(parent.pk)) + 1 + here.depth_under(space.pk)
    if len(others) + len(moved) > MOST_SPACES or levels > DEEPEST:
        raise TooManyParts(most=MOST_SPACES, deepest=DEEPEST)


def _refuse_booked(here: Tree, there: Tree | None, space: Space, parent: Space | None, now: datetime) -> None:
    """What a booking takes up was written when it was made: a tree keeps its shape around it."""
    concerned = {*here.taken_by(space.pk), *here.ancestors(space.pk)}
    if parent is not None and there is not None:
        concerned |= {parent.pk, *there.ancestors(parent.pk)}
    count = Booking.objects.to_come(now).filter(space__in=concerned).count()
    if count:
        raise TreeIsBooked(count=count)


def _move(here: Tree, space: Space, parent: Space | None) -> None:
    """Write the new place of the space and the new top of all that is part of it."""
    top = parent.top_id if parent else None
    Space.objects.filter(pk=space.pk).update(parent=parent, root=top)
    Space.objects.filter(pk__in=here.descendants(space.pk)).update(root=top or space.pk)
