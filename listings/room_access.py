"""Who may, of spaces and bookings: what their views fetch, by whom. Not yours, or not there: 404."""

from datetime import date

from django.shortcuts import get_object_or_404

from listings.models import Kind, Listing
from listings.models.bookings import Booking, Series
from listings.models.spaces import OpeningException, Space
from marketplace.organisations.models import Organisation


def space_visible_to(organisation: Organisation | None, pk: int, today: date) -> Space:
    """A space that can be booked, by its listing, where this organisation (or anybody) may open that."""
    seen = Listing.objects.visible_to(organisation, today)
    rows = Space.objects.for_page().select_related("listing__category").prefetch_related("listing__hours")
    return get_object_or_404(rows.filter(listing__in=seen), listing__pk=pk)


def own_space_listing(organisation: Organisation, pk: int) -> Listing:
    """A listing of the organisation itself that is a space, bookable or not."""
    own = Listing.objects.owned_by(organisation).filter(kind=Kind.SPACE)
    return get_object_or_404(own.for_page(), pk=pk)


def own_bookable_space(organisation: Organisation, pk: int) -> Space:
    """A space of the organisation itself that can be booked, by its listing."""
    return get_object_or_404(Space.objects.owned_by(organisation).for_page(), listing=pk)


def own_day(organisation: Organisation, pk: int) -> OpeningException:
    """A day with other hours of one of the organisation's spaces."""
    own = OpeningException.objects.filter(space__listing__organisation=organisation)
    return get_object_or_404(own.select_related("space__listing__organisation"), pk=pk)


def booking_visible_to(organisation: Organisation, pk: int) -> Booking:
    """A booking to which the organisation is a party."""
    return get_object_or_404(Booking.objects.visible_to(organisation).for_page(), pk=pk)


def booking_asked_of(organisation: Organisation, pk: int) -> Booking:
    """A booking of one of the organisation's spaces: it has to answer."""
    return get_object_or_404(Booking.objects.asked_of(organisation).for_page(), pk=pk)


def booking_made_by(organisation: Organisation, pk: int) -> Booking:
    """A booking that the organisation made."""
    return get_object_or_404(Booking.objects.made_by_organisation(organisation).for_page(), pk=pk)


def series_visible_to(organisation: Organisation, pk: int) -> Series:
    """A series of bookings to which the organisation is a party."""
    rows = Series.objects.visible_to(organisation).select_related("space__listing__organisation", "organisation")
    return get_object_or_404(rows, pk=pk)
