"""What the page says on which an owner decides how a space is booked."""

from datetime import date

from listings.booking.prices import PriceFor
from listings.models import Listing
from listings.models.spaces import OpeningException, Space
from listings.queries.spaces import prices_of, tree_of
from marketplace.organisations.models import Circle, Organisation


def space_of(listing: Listing) -> Space | None:
    """The space that a listing is booked as; None: it is asked about only."""
    return Space.objects.for_page().filter(listing=listing).first()


def wholes_for(organisation: Organisation, space: Space | None) -> list[Space]:
    """The organisation's other spaces that this one can be a part of, by title: none that is a part of it."""
    own = Space.objects.owned_by(organisation).for_page().order_by("listing__title", "pk")
    return list(own if space is None else own.exclude(pk__in=tree_of(space).taken_by(space.pk)))


def circles_of(organisation: Organisation, today: date) -> list[Circle]:
    return list(Circle.objects.of_member(organisation, today).for_list())


def kept_prices(space: Space | None) -> list[PriceFor]:
    return [] if space is None else prices_of(space)


def days_ahead(space: Space | None, today: date) -> list[OpeningException]:
    """The days with other hours that are not over."""
    return [] if space is None else list(OpeningException.objects.filter(space=space, on__gte=today).in_order())


def parts_of(space: Space | None) -> list[Space]:
    """What is a part of it, by title."""
    if space is None:
        return []
    return list(Space.objects.for_page().filter(parent=space).order_by("listing__title", "pk"))
