"""What else is near for those who got nothing: the same kind of thing, nearest first, that they may find."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse

from listings.access import searchable_listings
from listings.models import Claim, Listing
from listings.queries.claims import told
from listings.queries.searching import Question, nearest_found
from listings.search.keyset import Sort
from marketplace.kernel.geo import distance_for_chord_squared
from marketplace.web.distances import told_distance

#: So far is looked, and so many are named.
NEAR_KM: Final = 50.0
MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One other listing: its title, how much of it there is, how far it is, its page's path."""

    title: str
    amount: str
    distance: str
    path: str


def elsewhere(claim: Claim, *, without: Collection[int], today: date) -> list[Elsewhere]:
    """Other listings near where the claim was to go, of its listing's category or its neighbours in the tree.

    :param claim: with its listing's category and the category's parent loaded
    :param without: ids of listings that are no news
    """
    category = claim.listing.category
    wider = category.parent or category
    rows = [one.in_category(wider) for one in searchable_listings(claim.organisation, today)]
    question = Question(words=None, origin=None, radius_km=NEAR_KM, sort=Sort.DISTANCE, after=None)
    point = claim.site.public_point
    found = nearest_found(rows, question, point, count=MOST + len(without) + 1)
    loaded = Listing.objects.exclude(organisation=claim.organisation).in_bulk([pk for pk, _chord in found])
    named = [(loaded[pk], chord) for pk, chord in found if pk in loaded and pk not in without]
    return [
        Elsewhere(
            listing.title,
            told(listing.available, listing),
            told_distance(distance_for_chord_squared(chord)),
            reverse("listings:listing", args=[listing.pk]),
        )
        for listing, chord in named[:MOST]
    ]
