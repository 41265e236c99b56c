"""The rules of a space, its prices, days with other hours, and the parts of a hall."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from listings.actions import excepting, letting
from listings.actions.letting import PriceValues, SpaceRules
from listings.actions.opening import set_hours
from listings.booking.slots import ClosedThen
from listings.booking.zones import NoSuchZone
from listings.models import SpaceHours
from listings.models.bookings import BookedSlot, Booking
from listings.models.spaces import OpeningException, Price, PriceGroup, Space
from listings.queries import bookable
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import Organisation, OrganisationKind
from tests import make
from tests.listings.booking import brute
from tests.make import spaces as make_spaces
from tests.make.circles import circle

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 9, 22)


def by(space: Space) -> dict[str, Any]:  # Any: arguments of an action
    return {"by": make.administrator(space.listing.organisation), "now": make.NOW}


def owner() -> Organisation:
    return make.organisation()


# --- rules and prices -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "refusal", "field"),
    [
        ({"slot_minutes": 20}, letting.NotWholeQuarters, "slot_minutes"),
        ({"slot_minutes": 0}, letting.SlotOutOfBounds, "slot_minutes"),
        ({"shortest_minutes": 90}, letting.LengthNotOfSlots, "shortest_minutes"),
        ({"longest_minutes": 0}, letting.LengthsOutOfOrder, "longest_minutes"),
        ({"longest_minutes": 15 * 1440}, letting.LengthsOutOfOrder, "longest_minutes"),
        ({"buffer_after_minutes": 10}, letting.NotWholeQuarters, "buffer_after_minutes"),
        ({"horizon_days": 0}, letting.RuleOutOfBounds, "horizon_days"),
        ({"cancel_hours": 5000}, letting.RuleOutOfBounds, "cancel_hours"),
        ({"zone": "Europe/Lunnon"}, NoSuchZone, "zone"),
        ({"approval": "circle"}, letting.CircleMissing, "approval_circle"),
        ({"access_notes": "x" * 2001}, letting.NotesTooLong, "access_notes"),
    ],
)
def test_rules_that_do_not_fit_together_are_refused(
    said: dict[str, Any], refusal: type[DomainError], field: str
) -> None:
    listing = make_spaces.space_listing()
    with pytest.raises(refusal) as told:
        letting.let(listing=listing, rules=replace(SpaceRules(), **said), by=listing.created_by, now=make.NOW)
    assert (told.value.field, Space.objects.count()) == (field, 0)


def test_a_space_is_made_bookable_once_and_its_rules_change_after_that() -> None:
    listing = make_spaces.space_listing()
    for slot in (60, 30):
        rules = SpaceRules(slot_minutes=slot)
        letting.let(listing=listing, rules=rules, by=listing.created_by, now=make.NOW)
    assert [space.slot_minutes for space in Space.objects.all()] == [30]
    desks = make.listing()
    with pytest.raises(letting.NotASpace):
        letting.let(listing=desks, rules=SpaceRules(), by=desks.created_by, now=make.NOW)


def test_each_pays_the_first_price_that_is_theirs_and_keeps_it() -> None:
    hall = make_spaces.space()
    us, friend, school, other = (
        hall.listing.organisation,
        make.organisation(),
        make.organisation(OrganisationKind.SCHOOL),
        make.organisation(),
    )
    ours = circle(us, friend)
    prices = [
        PriceValues(PriceGroup.EVERYONE, 2001),
        PriceValues(PriceGroup.KIND, 1000, organisation_kind="school"),
        PriceValues(PriceGroup.CIRCLE, 500, circle=ours),
        PriceValues(PriceGroup.OWN, 0),
    ]
    letting.price(space=hall, prices=prices, **by(hall))
    told = [
        make_spaces.booking(hall, organisation=who, starts=f"2026-09-{day} 18:00", ends=f"2026-09-{day} 20:00")
        for day, who in enumerate((us, friend, school, other), start=22)
    ]
    letting.price(space=hall, prices=[], **by(hall))
    assert [Booking.objects.get(pk=one.pk).price_pence for one in told] == [0, 1000, 2000, 4002]
    assert make_spaces.booking(hall, starts="2026-09-28 18:00", ends="2026-09-28 20:00").price_pence is None
    with pytest.raises(letting.TwoPricesForOne):
        letting.price(space=hall, prices=[prices[0], replace(prices[0], pence_an_hour=1)], **by(hall))
    with pytest.raises(letting.CircleMissing):
        letting.price(space=make_spaces.space(), prices=[prices[2]], **by(hall))
    assert Price.objects.count() == 0


@pytest.mark.parametrize(
    ("approval", "states"), [("owner", "aaa"), ("own", "caa"), ("circle", "cca"), ("automatic", "ccc")]
)
def test_who_confirms_follows_from_who_books(approval: str, states: str) -> None:
    us, friend, other = owner(), owner(), owner()
    ours = circle(us, friend)
    rules: dict[str, Any] = {"approval_circle": ours} if approval == "circle" else {}  # Any: fields of several types
    hall = make_spaces.space(us, approval=approval, **rules)
    told = [
        make_spaces.booking(hall, organisation=who, starts=f"2026-09-{day} 18:00", ends=f"2026-09-{day} 20:00")
        for day, who in enumerate((us, friend, other), start=22)
    ]
    assert "".join(one.state[0] for one in told) == states


# --- days with other hours ------------------------------------------------------------------------------------------
def test_a_day_of_its_own_counts_instead_of_the_week_for_the_parts_too() -> None:
    hall = make_spaces.space(owner())
    half, other = make_spaces.space(parent=hall), make_spaces.space(parent=hall)
    excepting.except_day(space=hall, on=TUESDAY, opens=None, closes=None, note="Polling day", **by(hall))
    excepting.except_day(space=other, on=TUESDAY, opens=18 * 60, closes=24 * 60, note="", **by(hall))
    for space in (hall, half):
        with pytest.raises(ClosedThen):
            make_spaces.booking(space)
    make_spaces.booking(other, starts="2026-09-22 22:00", ends="2026-09-23 00:00")
    make_spaces.booking(hall, starts="2026-09-23 18:00", ends="2026-09-23 20:00")


def test_hours_stay_open_for_what_is_booked_in_them() -> None:
    hall = make_spaces.space(owner())
    half = make_spaces.space(parent=hall)
    make_spaces.booking(half)
    for closing in (hall, half):
        with pytest.raises(excepting.BookedThen, match="22 September 2026"):
            excepting.except_day(space=closing, on=TUESDAY, opens=8 * 60, closes=19 * 60, note="", **by(hall))
    with pytest.raises(excepting.BookedThen):
        set_hours(listing=half.listing, hours={"tue": [["08:00", "19:45"]]}, **by(hall))
    assert (OpeningException.objects.count(), SpaceHours.objects.filter(listing=half.listing).count()) == (0, 7)
    set_hours(listing=half.listing, hours={"tue": [["18:00", "20:00"]]}, **by(hall))
    extra = excepting.except_day(space=half, on=date(2026, 9, 23), opens=600, closes=720, note="", **by(hall))
    make_spaces.booking(half, starts="2026-09-23 10:00", ends="2026-09-23 12:00")
    with pytest.raises(excepting.BookedThen):
        excepting.forget_day(exception=extra, **by(hall))
    assert OpeningException.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"on": date(2026, 9, 14)}, excepting.DayHasPassed),
        ({"on": date(2036, 9, 14)}, excepting.DayTooFarAhead),
        ({"opens": 600}, excepting.NotHoursOfADay),
        ({"opens": 600, "closes": 600}, excepting.NotHoursOfADay),
        ({"note": "x" * 121}, excepting.NoteTooLong),
    ],
)
def test_what_is_no_day_with_hours_is_refused(said: dict[str, Any], refusal: type[DomainError]) -> None:
    hall = make_spaces.space()
    values = {"on": TUESDAY, "opens": None, "closes": None, "note": "", **said}
    with pytest.raises(refusal):
        excepting.except_day(space=hall, **values, **by(hall))
    assert OpeningException.objects.count() == 0


# --- whole and parts ------------------------------------------------------------------------------------------------
def test_whole_and_parts_exclude_each_other_through_any_depth() -> None:
    hall = make_spaces.space(owner())
    half, other = make_spaces.space(parent=hall), make_spaces.space(parent=hall)
    corner = make_spaces.space(parent=half)
    stage = make_spaces.space(parent=corner)
    make_spaces.booking(stage)
    make_spaces.booking(other)
    for space in (hall, half, corner, stage, other):
        with pytest.raises(bookable.Taken):
            make_spaces.booking(space, starts="2026-09-22 19:00", ends="2026-09-22 21:00")
    make_spaces.booking(hall, starts="2026-09-22 20:00", ends="2026-09-22 22:00")
    for space in (half, corner, stage, other):
        with pytest.raises(bookable.Taken):
            make_spaces.booking(space, starts="2026-09-22 21:00", ends="2026-09-22 22:00")
    assert BookedSlot.objects.count() == 8 + 8 + 5 * 8
    assert (brute.overlaps(), brute.strays()) == ([], [])


def test_a_space_moves_with_its_parts_and_never_under_itself() -> None:
    us = owner()
    hall, wing = make_spaces.space(us), make_spaces.space(us)
    room = make_spaces.space(parent=wing)
    letting.divide(space=wing, parent=hall, **by(hall))
    room.refresh_from_db()
    assert (room.parent_id, room.root_id) == (wing.pk, hall.pk)
    for under in (hall, wing, room):
        with pytest.raises(letting.PartOfItself):
            letting.divide(space=Space.objects.get(pk=hall.pk), parent=Space.objects.get(pk=under.pk), **by(hall))
    wing = letting.divide(space=Space.objects.get(pk=wing.pk), parent=None, **by(hall))
    room.refresh_from_db()
    assert (wing.parent_id, wing.root_id, room.root_id) == (None, None, wing.pk)
    with pytest.raises(letting.NotYourSpace):
        letting.divide(space=wing, parent=make_spaces.space(), **by(hall))


@pytest.mark.parametrize("booked", ["room", "wing", "hall", "annexe"])
def test_a_tree_keeps_its_shape_around_what_is_booked(booked: str) -> None:
    us = owner()
    hall, annexe = make_spaces.space(us), make_spaces.space(us)
    wing = make_spaces.space(parent=hall)
    room = make_spaces.space(parent=wing)
    spaces = {"room": room, "wing": wing, "hall": hall, "annexe": annexe}
    booking = make_spaces.booking(spaces[booked])
    with pytest.raises(letting.TreeIsBooked):
        letting.divide(space=wing, parent=annexe, **by(hall))
    later: dict[str, Any] = {**by(hall), "now": booking.ends_at}  # Any: arguments
    letting.divide(space=wing, parent=annexe, **later)
    room.refresh_from_db()
    assert room.root_id == annexe.pk


def test_a_tree_has_so_many_levels_and_no_more() -> None:
    us = owner()
    line = [make_spaces.space(us)]
    for _level in range(letting.DEEPEST - 1):
        line.append(make_spaces.space(parent=line[-1]))
    with pytest.raises(letting.TooManyParts):
        letting.divide(space=make_spaces.space(us), parent=line[-1], **by(line[0]))
    letting.divide(space=make_spaces.space(us), parent=line[-2], **by(line[0]))
