"""Which listings fit a want, and which wants a listing: what meets the exact criteria is loaded and scored."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeVar

from django.urls import reverse

from listings.matching.reasons import Fit
from listings.matching.scoring import fit, scorer
from listings.matching.sides import Need, Offer, Side
from listings.models import Listing, Want
from listings.queries.cards import ListingCard, card
from listings.queries.donors import records_of
from listings.queries.meeting import listings_met, wants_met, wants_met_whole
from listings.queries.sides import need_of, needs_of, offer_of, offers_of
from listings.queries.whys import Why, in_a_sentence, why
from marketplace.kernel.geo import distance_km
from marketplace.kernel.quantities import format_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation

#: So many of an organisation's own wants are held against a listing that it looks at.
CANDIDATES: Final = 200
#: What a page shows.
SHOWN: Final = 8

M = TypeVar("M", Listing, Want)


def listings_that_fit(want: Want, *, today: date, count: int = SHOWN) -> list[tuple[Listing, Fit]]:
    """Listings of others that its owner may find and that fit, best first, ready for cards. The want's category has to
    be loaded."""
    need = need_of(want)
    listings = Listing.objects.for_cards().in_bulk(listings_met(want, today=today))
    offers = offers_of(listings.values(), today=today)
    scored = ((listing, fit(need, offers[listing.pk], today=today)) for listing in listings.values())
    return _best([(listing, how) for listing, how in scored if how is not None], count)


def wants_that_fit(listing: Listing, *, today: date, count: int | None = SHOWN) -> list[tuple[Want, Fit]]:
    """Open wants of others who may find the listing and that it fits, best first, ready for cards (None: all of them).
    Its category and site have to be loaded."""
    offer = offers_of([listing], today=today)[listing.pk]
    wants = Want.objects.for_cards().in_bulk(wants_met(listing, offer, today=today))
    scored = ((want, fit(need_of(want), offer, today=today)) for want in wants.values())
    return _best([(want, how) for want, how in scored if how is not None], count)


def scores_of_wants(listing: Listing, *, today: date) -> list[tuple[int, int]]:
    """The ids of all wants that `wants_that_fit` finds and their scores, in its order: two queries, nothing is loaded
    and no reason is worked out."""
    offer = offer_of(listing)
    rows = wants_met_whole(listing, offer, today=today)
    if not rows:
        return []
    record = records_of([listing.organisation_id], today=today).get(listing.organisation_id)
    score = scorer(replace(offer, record=record) if record else offer, today=today)
    scored = [
        (-found, far, pk)
        for pk, need in needs_of(rows).items()
        if (far := distance_km(need.point, offer.point)) <= need.radius_km and (found := score(need, far)) is not None
    ]
    return [(pk, -found) for found, _far, pk in sorted(scored)]


def _best(pairs: list[tuple[M, Fit]], count: int | None) -> list[tuple[M, Fit]]:
    return sorted(pairs, key=lambda pair: (-pair[1].score, pair[1].distance_km, pair[0].pk))[:count]


@dataclass(frozen=True, slots=True)
class FittingListing:
    """A listing that fits a want, for the page of the want."""

    card: ListingCard
    score: int
    reasons: list[Why]
    sentence: str
    offer: Offer


@dataclass(frozen=True, slots=True)
class FittingWant:
    """A want that fits a listing, for the page of the listing, either for its owner or for the one who wants."""

    href: str
    title: str
    organisation: str
    amount: str
    place: str
    needed_by: date | None
    score: int
    reasons: list[Why]
    sentence: str
    need: Need


def fits_for_want(want: Want, *, today: date) -> list[FittingListing]:
    """What the page of a want prints."""
    return [
        FittingListing(
            card=card(listing, origin=want.public_point),
            score=how.score,
            reasons=why(how, "want"),
            sentence=in_a_sentence(how, "want"),
            offer=offer_of(listing),
        )
        for listing, how in listings_that_fit(want, today=today)
    ]


def fits_for_listing(listing: Listing, *, today: date) -> list[FittingWant]:
    """For the owner of a listing: who looks for such a thing."""
    if not listing.is_open:
        return []
    return [_fitting_want(want, how, "listing") for want, how in wants_that_fit(listing, today=today)]


def own_wants_it_fits(listing: Listing, organisation: Organisation, *, today: date) -> list[FittingWant]:
    """For a requester who looks at a listing: which of their open wants it fits, and why."""
    if not listing.is_open or listing.organisation_id == organisation.pk:
        return []
    wants = Want.objects.owned_by(organisation).open_at(today).for_cards()
    offer = offers_of([listing], today=today)[listing.pk]
    scored = (
        (want, fit(need_of(want), offer, today=today)) for want in wants.order_by("-created_at", "-pk")[:CANDIDATES]
    )
    best = _best([(want, how) for want, how in scored if how is not None], SHOWN)
    return [_fitting_want(want, how, "want") for want, how in best]


def _fitting_want(want: Want, how: Fit, side: Side) -> FittingWant:
    return FittingWant(
        href=reverse("listings:want", args=[want.pk]),
        title=want.title,
        organisation=want.organisation.name,
        amount=f"{format_amount(want.quantity)} {Unit(want.unit).for_amount(want.quantity)}",
        place=want.site.public_area,
        needed_by=want.needed_by,
        score=how.score,
        reasons=why(how, side),
        sentence=in_a_sentence(how, side),
        need=need_of(want),
    )
