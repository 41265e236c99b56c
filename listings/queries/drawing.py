"""What a map draws: GeoJSON of listings at their public points, and the circle that was searched."""

import math
from collections.abc import Iterable
from typing import Any

from listings.models import Listing
from listings.queries.cards import ListingCard, Result
from marketplace.kernel.geo import KM_PER_DEGREE, Point


def geojson(listings: Iterable[Listing | Result], cards: Iterable[ListingCard]) -> dict[str, Any]:  # Any: GeoJSON
    """Listings on the map, each at its public point."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": drawn_point(listing.public_point),
                "properties": {
                    "id": listing.pk,
                    "title": listing.title,
                    "kind": listing.kind,
                    "url": shown.href,
                    "note": " · ".join(part for part in (shown.place, shown.distance) if part),
                },
            }
            for listing, shown in zip(listings, cards, strict=True)
        ],
    }


def drawn_point(point: Point) -> dict[str, Any]:  # Any: GeoJSON
    """A point as GeoJSON: longitude first."""
    return {"type": "Point", "coordinates": [point.longitude, point.latitude]}


def circle(point: Point, radius_km: float) -> dict[str, Any]:  # Any: GeoJSON
    """The circle that was searched, near enough for a drawing."""
    height = radius_km / KM_PER_DEGREE
    width = height / max(math.cos(math.radians(point.latitude)), 0.01)
    turns = [2 * math.pi * step / 72 for step in range(73)]
    line = [[point.longitude + width * math.cos(turn), point.latitude + height * math.sin(turn)] for turn in turns]
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": line},
        "properties": {"circle": True},
    }
