"""What a card of a listing prints, on whichever page it stands."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from listings.models import Category, Kind, Listing, Photo
from listings.models.listings import ListingQuerySet
from listings.queries.whys import Why
from marketplace.kernel.geo import Point, distance_km
from marketplace.kernel.travel import USUAL, drive_seconds
from marketplace.kernel.units import Unit
from marketplace.web.distances import told_distance

#: Width and height of a catalogue picture, in pixels.
CATALOGUE_SIZE: Final = (800, 600)


#: What a page of results reads of each listing: a third less time than loading all of it.
_OF_A_RESULT: Final = (
    "title", "kind", "available", "quantity", "unit", "must_be_gone_by", "published_at", "public_latitude",
    "public_longitude", "category__slug", "category__name", "site__town", "site__postcode",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """An image with its size in pixels; `full` is the larger one, if there is one."""

    src: str
    alt: str
    width: int
    height: int
    full: str = ""


@dataclass(frozen=True, slots=True)
class ListingCard:
    """One listing, ready for `components/card.html`: the names are that component's."""

    href: str
    title: str
    kind: str
    category: str
    photo: str
    photo_alt: str
    place: str
    distance: str
    left: Decimal | None
    total: Decimal | None
    unit: str
    when: str
    map_id: int
    #: how long a van takes there, where that can be estimated
    travel: str = ""
    #: how well it suits who searches, of 100, and why; only where results are sorted by it
    score: int | None = None
    sentence: str = ""
    reasons: tuple[Why, ...] = ()
    #: why the visitor sees what not everyone sees: "Yours", "Your circle: NAME"
    shown_by: str = ""


#: The law of travel time is a city's: beyond an hour it says nothing worth reading.
_MOST_TRAVEL_S: Final = 3600
_STEP_S: Final = 300


def told_travel(km: float) -> str:
    """About how long a van takes for that straight line, to five minutes; nothing next door or beyond an hour."""
    seconds = drive_seconds(USUAL, km)
    if km < 1 or seconds > _MOST_TRAVEL_S:
        return ""
    minutes = -(-seconds // _STEP_S) * _STEP_S // 60
    return _("about %(minutes)s min by van (estimate)") % {"minutes": minutes}


def photo_src(photo: Photo, size: str) -> str:
    """Where a photo is served; `size` is "small" or "large"."""
    return reverse("listings:photo", kwargs={"pk": photo.pk, "size": size})


def catalogue_src(category: Category) -> str:
    """Where the drawn picture of a category is served."""
    return reverse("listings:picture", kwargs={"slug": category.slug})


def pictures_of(listing: Listing) -> list[Picture]:
    """A listing's photos in order, large; its photos have to be loaded."""
    return [
        Picture(
            src=photo_src(photo, "large"),
            alt=photo.caption or listing.title,
            width=photo.large_width,
            height=photo.large_height,
            full=photo_src(photo, "large"),
        )
        for photo in photos_in_order(listing)
    ]


def catalogue_picture(listing: Listing) -> Picture:
    """The drawn picture that stands in for a photo; it shows nothing of the thing itself, so it has no words."""
    width, height = CATALOGUE_SIZE
    return Picture(src=catalogue_src(listing.category), alt="", width=width, height=height)


def photos_in_order(listing: Listing) -> list[Photo]:
    """The photos as their owner put them, from what was loaded with the listing."""
    return sorted(listing.photos.all(), key=lambda photo: (photo.position, photo.pk))


def distance_from(place: Point | None, listing: Listing) -> str:
    """How far the listing's public point is from a place, to read; nothing without a place."""
    return "" if place is None else told_distance(distance_km(place, listing.public_point))


def for_results(rows: ListingQuerySet) -> ListingQuerySet:
    """With what the card of a result prints and its place in the order, and no other column."""
    return rows.select_related("site", "category").only(*_OF_A_RESULT).prefetch_related("photos")


def card(listing: Listing, *, origin: Point | None = None) -> ListingCard:
    """A listing loaded `for_cards`, as its card; no query."""
    photos = photos_in_order(listing)
    counted = listing.kind != Kind.SPACE
    km = None if origin is None else distance_km(origin, listing.public_point)
    return ListingCard(
        href=reverse("listings:listing", kwargs={"pk": listing.pk}),
        title=listing.title,
        kind=listing.kind,
        category=listing.category.name,
        photo=photo_src(photos[0], "small") if photos else catalogue_src(listing.category),
        photo_alt=photos[0].caption if photos else "",
        place=listing.site.public_area,
        distance="" if km is None else told_distance(km),
        travel="" if km is None else told_travel(km),
        left=listing.available if counted else None,
        total=listing.quantity if counted else None,
        unit=Unit(listing.unit).plural,
        when=_("gone by %(day)s") % {"day": date_format(listing.must_be_gone_by, "j M")}
        if listing.must_be_gone_by
        else "",
        map_id=listing.pk,
    )
