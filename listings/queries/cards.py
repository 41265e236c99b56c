"""What a card of a listing prints, on whichever page it stands."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from django.urls import get_script_prefix, reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from listings.models import Category, Kind, Listing, Photo
from listings.models.listings import ListingQuerySet
from listings.queries.whys import Why
from marketplace.kernel.geo import Point, distance_km
from marketplace.kernel.travel import USUAL, drive_seconds
from marketplace.kernel.units import Unit
from marketplace.organisations.models.sites import public_area
from marketplace.web.distances import told_distance

#: Width and height of a catalogue picture, in pixels.
CATALOGUE_SIZE: Final = (800, 600)


@dataclass(frozen=True, slots=True)
class Result:
    """What a card prints of a listing, and its place in the order: a page of results loads this and no more."""

    pk: int
    title: str
    kind: str
    available: Decimal
    quantity: Decimal
    unit: str
    must_be_gone_by: date | None
    published_at: datetime | None
    latitude: float
    longitude: float
    category_slug: str
    category_name: str
    town: str
    postcode: str
    #: its first photo, if it has one
    photo: int | None = None
    photo_caption: str = ""

    @property
    def public_point(self) -> Point:
        return Point(self.latitude, self.longitude)


#: The columns of a `Result`, but for the photo.
_OF_A_RESULT: Final = (
    "pk", "title", "kind", "available", "quantity", "unit", "must_be_gone_by", "published_at", "public_latitude",
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
    #: what is about to change: "for everyone in 3 days", "claims close in 5 hours"
    soon: str = ""


#: The law of travel time is a city's: beyond an hour it says nothing worth reading.
_MOST_TRAVEL_S: Final = 3600
_STEP_S: Final = 300


def told_travel(km: float) -> str:
    """About how long a van takes for that straight line, to five minutes; nothing next door or beyond an hour."""
    seconds = drive_seconds(USUAL, km)
    if km < 1 or seconds > _MOST_TRAVEL_S:
        return ""
    return _told_minutes(-(-seconds // _STEP_S) * _STEP_S // 60, get_language())


@lru_cache(maxsize=64)
def _told_minutes(minutes: int, _language: str | None) -> str:
    return _("about %(minutes)s min by van (estimate)") % {"minutes": minutes}


def photo_src(photo: Photo, size: str) -> str:
    """Where a photo is served; `size` is "small" or "large"."""
    return with_number("listings:photo", photo.pk, size=size)


def catalogue_src(category: Category) -> str:
    """Where the drawn picture of a category is served."""
    return _catalogue_src(category.slug, get_script_prefix())


@lru_cache(maxsize=1024)
def _catalogue_src(slug: str, _prefix: str) -> str:
    return reverse("listings:picture", kwargs={"slug": slug})


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


def results_of(rows: ListingQuerySet) -> list[Result]:
    """Listings as results, in the order of the rows: two queries."""
    found = list(rows.values_list(*_OF_A_RESULT))
    first = _first_photos([row[0] for row in found]) if found else {}
    return [Result(*row, *first.get(row[0], ())) for row in found]


def _first_photos(listings: list[int]) -> dict[int, tuple[int, str]]:
    """Id and caption of the first photo of each listing that has one."""
    photos = Photo.objects.filter(listing__in=listings).in_order().values_list("listing", "pk", "caption")
    first: dict[int, tuple[int, str]] = {}
    for listing, pk, caption in photos:
        first.setdefault(listing, (pk, caption))
    return first


def result_of(listing: Listing) -> Result:
    """A listing loaded `for_cards` as a result; no query."""
    photo = next(iter(photos_in_order(listing)), None)
    return Result(
        listing.pk,
        listing.title,
        listing.kind,
        listing.available,
        listing.quantity,
        listing.unit,
        listing.must_be_gone_by,
        listing.published_at,
        listing.public_latitude,
        listing.public_longitude,
        listing.category.slug,
        listing.category.name,
        listing.site.town,
        listing.site.postcode,
        photo.pk if photo else None,
        photo.caption if photo else "",
    )


def card(listing: Listing, *, origin: Point | None = None) -> ListingCard:
    """A listing loaded `for_cards`, as its card; no query."""
    return card_of_result(result_of(listing), origin=origin)


def card_of_result(result: Result, *, origin: Point | None = None, asked_from: str = "") -> ListingCard:
    """The card of a result; its page goes on telling the distance from the place that was typed, if one was."""
    counted = result.kind != Kind.SPACE
    km = None if origin is None else distance_km(origin, result.public_point)
    href = with_number("listings:listing", result.pk)
    return ListingCard(
        href=f"{href}?{urlencode({'from': asked_from})}" if asked_from else href,
        title=result.title,
        kind=result.kind,
        category=result.category_name,
        photo=_catalogue_src(result.category_slug, get_script_prefix())
        if result.photo is None
        else with_number("listings:photo", result.photo, size="small"),
        photo_alt=result.photo_caption,
        place=public_area(result.town, result.postcode),
        distance="" if km is None else told_distance(km),
        travel="" if km is None else told_travel(km),
        left=result.available if counted else None,
        total=result.quantity if counted else None,
        unit=Unit(result.unit).plural,
        when=_told_last_day(result.must_be_gone_by, get_language()) if result.must_be_gone_by else "",
        map_id=result.pk,
    )


@lru_cache(maxsize=1024)
def _told_last_day(day: date, _language: str | None) -> str:
    return _("gone by %(day)s") % {"day": date_format(day, "j M")}


#: Stands in an address where the number comes.
_A_NUMBER: Final = 918_273_645


def with_number(name: str, pk: int, **parts: str) -> str:
    """The address of a row: as `reverse`, which is slow for a page of them."""
    before, behind = _around_the_number(name, get_script_prefix(), **parts)
    return f"{before}{pk}{behind}"


@lru_cache(maxsize=64)
def _around_the_number(name: str, _prefix: str, **parts: str) -> tuple[str, str]:
    before, _number, behind = reverse(name, kwargs={"pk": _A_NUMBER, **parts}).partition(str(_A_NUMBER))
    return before, behind
