"""Listings as the API tells them: columns, not rows of models, since a search is asked for often."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, Final

from listings.models import Listing, Photo
from listings.models.listings import ListingQuerySet
from listings.queries.cards import photo_src
from listings.queries.searching import FoundListings, Origin
from marketplace.kernel.geo import Point, distance_km
from marketplace.organisations.models import Organisation
from marketplace.organisations.models.sites import public_area

#: What both the list and the page of a listing tell.
_OF_AN_ITEM: Final = (
    "id", "title", "kind", "mode", "condition", "state", "quantity", "available", "unit", "unit_mass_kg", "price_pence",
    "available_from", "advertise_until", "must_be_gone_by", "published_at", "public_latitude", "public_longitude",
    "category__slug", "organisation__slug", "organisation__name", "site__town", "site__postcode",
)  # fmt: skip
#: ... and what a listing's page tells besides.
_DETAILS: Final = (
    "description", "mass_basis", "unit_volume_litres", "dimensions", "replacement_value_pence", "needs_two_people",
    "needs_tail_lift", "is_palletised", "is_fragile", "is_waste", "waste_code", "make", "model", "working",
    "capacity_people", "area_m2", "facilities", "opening_times",
)  # fmt: skip
#: What only its owner reads.
_OWN: Final = ("reference", "serial_number", "site_id", "created_at")


def found_items(found: FoundListings, origin: Origin | None) -> list[dict[str, Any]]:  # Any: columns of several types
    """A page of results, in its order, each with how far it is from where was searched. One query."""
    rows = Listing.objects.filter(pk__in=[card.map_id for card in found.cards]).order_by("pk").values(*_OF_AN_ITEM)
    told = {row["id"]: _item(row, origin.point if origin else None) for row in rows}
    return [{**told[card.map_id], "photo": card.photo, "score": card.score} for card in found.cards]


def own_rows(organisation: Organisation, state: str) -> ListingQuerySet:
    """The organisation's own listings, drafts too; `state` narrows."""
    own = Listing.objects.owned_by(organisation).for_fitting().select_related("organisation")
    return own.filter(state=state) if state else own


def item_of(listing: Listing) -> dict[str, Any]:  # Any: as above
    """One row of `own_rows`. No query."""
    return _item({name: reduce(getattr, name.split("__"), listing) for name in _OF_AN_ITEM}, None)


def whole(listing: Listing, organisation: Organisation) -> dict[str, Any]:  # Any: as above
    """Everything that the organisation may read of a listing that it may open. Two queries."""
    columns = (*_OF_AN_ITEM, *_DETAILS, *_OWN)
    row = Listing.objects.filter(pk=listing.pk).values(*columns).get()
    is_own = listing.organisation_id == organisation.pk
    photos = Photo.objects.filter(listing=listing).in_order().values_list("pk", "caption")
    return {
        **_item(row, None),
        **{name: row[name] for name in _DETAILS},
        "is_own": is_own,
        "photos": [{"id": pk, "url": _large(pk), "caption": caption} for pk, caption in photos],
        "own": {"site" if name == "site_id" else name: row[name] for name in _OWN} if is_own else None,
    }


def _large(pk: int) -> str:
    return photo_src(Photo(pk=pk), "large")


def _item(row: dict[str, Any], origin: Point | None) -> dict[str, Any]:  # Any: as above
    latitude, longitude = row["public_latitude"], row["public_longitude"]
    far = None if origin is None else round(distance_km(origin, Point(latitude, longitude)), 1)
    return {
        "id": row["id"],
        "title": row["title"],
        "kind": row["kind"],
        "mode": row["mode"],
        "condition": row["condition"],
        "state": row["state"],
        "category": row["category__slug"],
        "organisation": {"slug": row["organisation__slug"], "name": row["organisation__name"]},
        "quantity": row["quantity"],
        "available": row["available"],
        "unit": row["unit"],
        "unit_mass_kg": row["unit_mass_kg"],
        "price_pence": row["price_pence"],
        "available_from": row["available_from"],
        "advertise_until": row["advertise_until"],
        "must_be_gone_by": row["must_be_gone_by"],
        "published_at": row["published_at"],
        "place": public_area(row["site__town"], row["site__postcode"]),
        "latitude": latitude,
        "longitude": longitude,
        "distance_km": far,
        "photo": None,
        "score": None,
    }


def features(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:  # Any: GeoJSON
    """Listings as a FeatureCollection (RFC 7946), each at its public point."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": one["id"],
                "geometry": {"type": "Point", "coordinates": [one["longitude"], one["latitude"]]},
                "properties": {name: one[name] for name in one if name not in {"latitude", "longitude"}},
            }
            for one in items
        ],
    }
