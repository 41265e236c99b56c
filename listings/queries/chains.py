"""Chains for a want: listings that would fit by way of a third party, each with the sentence that proposes it."""

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import get_default_timezone, localtime
from django.utils.translation import gettext as _

from listings.access import searchable_listings
from listings.chains import MOST_KM, MOVED, Chain, Mover, Store, Trouble, chain_of, trouble_between
from listings.collecting import Obstacle, calendar, days_of
from listings.matching.scoring import reckoned
from listings.matching.sides import Offer
from listings.models import Kind, Listing, Want
from listings.queries.cards import ListingCard, card
from listings.queries.collecting import vans_of, weight_of
from listings.queries.meeting import listings_met
from listings.queries.sides import need_of, offers_of
from marketplace.kernel.geo import distance_km
from marketplace.organisations.models import Organisation, Site

#: So many of the nearest listings that are the thing are looked at, so many helpers, and so many chains shown.
LOOKED_AT: Final = 60
HELPERS: Final = 8
SHOWN: Final = 3
#: Where others keep things: the leaves of the tree whose spaces are for that.
STORES: Final = ("storage-space", "yard")

H = TypeVar("H", Mover, Store)


@dataclass(frozen=True, slots=True)
class ProposedChain:
    """A chain as the page of a want prints it: the listing, the third party, the sentence, and what to do about it."""

    card: ListingCard
    helper: str
    sentence: str
    href: str
    verb: str


def chains_for_want(want: Want, *, now: datetime) -> list[ProposedChain]:
    """What fits an own open want by way of a third party, the best fit first; its category and site have to be
    loaded."""
    today = localtime(now).date()
    need = need_of(want)
    wide = copy(want)
    wide.radius_km = round(MOST_KM)
    keys = listings_met(wide, today=today)[:LOOKED_AT]
    listings = Listing.objects.for_cards().in_bulk(keys)
    offers = offers_of(listings.values(), today=today)
    apart: list[tuple[int, Listing, Offer, Trouble]] = []
    for pk, listing in listings.items():
        trouble = trouble_between(need, offers[pk], docks=_obstacle(listing, want, now), today=today)
        if trouble is not None:
            score = reckoned(need, offers[pk], today=today).score
            apart.append((score, listing, offers[pk], trouble))
    apart.sort(key=lambda one: (-one[0], one[1].pk))
    troubles = {trouble for _score, _listing, _offer, trouble in apart}
    movers = _movers(want) if troubles & MOVED else []
    stores = _stores(want, today) if troubles - MOVED else []
    found: list[ProposedChain] = []
    for _score, listing, offer, trouble in apart:
        parties = {listing.organisation_id, want.organisation_id}
        chain = chain_of(
            need,
            offer,
            trouble,
            movers=_others(movers, parties),
            stores=_others(stores, parties),
            thing=weight_of(listing),
        )
        if chain is not None:
            found.append(_told(want, listing, chain))
        if len(found) == SHOWN:
            break
    return found


def _obstacle(listing: Listing, want: Want, now: datetime) -> Obstacle | None:
    """Why the two docks never meet on the days that are left, if they do not."""
    days = days_of(
        available_from=listing.available_from,
        must_be_gone_by=listing.must_be_gone_by,
        today=localtime(now).date(),
    )
    return calendar(
        donor=listing.site.dock_hours,
        receiver=want.site.dock_hours,
        vans=(),
        shifts=(),
        thing=weight_of(listing),
        days=days,
        zone=get_default_timezone(),
        now=now,
    ).obstacle


def _others(helpers: list[H], parties: set[int]) -> list[H]:
    """The third parties that are neither of the two."""
    return [helper for helper in helpers if helper.organisation not in parties]


def _movers(want: Want) -> list[Mover]:
    """Who carries for others, the nearest to the taker first, each with the site next to it."""
    carriers = Organisation.objects.filter(carries_for_others=True).exclude(pk=want.organisation_id)
    sites = Site.objects.in_use().filter(organisation__in=carriers).select_related("organisation").order_by("pk")
    nearest: dict[int, Site] = {}
    for site in sorted(sites, key=lambda one: (distance_km(one.public_point, want.public_point), one.pk)):
        nearest.setdefault(site.organisation_id, site)
    return [
        Mover(pk, site.organisation.name, site.public_point, vans_of(site.organisation))
        for pk, site in list(nearest.items())[:HELPERS]
    ]


def _stores(want: Want, today: date) -> list[Store]:
    """The nearest spaces to keep things in that the taker may find, of any organisation."""
    found: list[tuple[int, float]] = []
    about = Q(category__slug__in=STORES, kind=Kind.SPACE)
    for rows in searchable_listings(want.organisation, today):
        found += rows.filter(about).nearest(want.public_point, radius_km=MOST_KM, count=HELPERS)
    found.sort(key=lambda one: (one[1], one[0]))
    spaces = Listing.objects.for_cards().in_bulk([pk for pk, _chord in found[:HELPERS]])
    return [
        Store(
            organisation=space.organisation_id,
            name=space.organisation.name,
            listing=space.pk,
            title=space.title,
            point=space.public_point,
            hours=space.site.dock_hours,
        )
        for space in spaces.values()
    ]


def _told(want: Want, listing: Listing, chain: Chain) -> ProposedChain:
    """The chain in a sentence, and the page where it begins."""
    helper = chain.helper
    said = {
        "giver": listing.organisation.name,
        "helper": helper.name,
        "km": max(1, round(chain.km)),
        "radius": want.radius_km,
        "day": date_format(listing.must_be_gone_by, "j F") if listing.must_be_gone_by else "",
        "space": helper.title if isinstance(helper, Store) else "",
    }
    if isinstance(helper, Store):
        href, verb = reverse("listings:listing", args=[helper.listing]), _("Ask about the space")
    else:
        claim = reverse("listings:claim-new", args=[listing.pk])
        href, verb = f"{claim}?{urlencode({'carrier': helper.organisation})}", _("Ask for it, brought by them")
    return ProposedChain(
        card=card(listing, origin=want.public_point),
        helper=helper.name,
        sentence=_sentence(chain.trouble) % said,
        href=href,
        verb=verb,
    )


def _sentence(trouble: Trouble) -> str:
    if trouble is Trouble.TOO_FAR:
        return _(
            "It lies beyond your %(radius)s km. %(helper)s carries goods for others and could bring it: "
            "a round of about %(km)s km."
        )
    if trouble is Trouble.NOBODY_FETCHES:
        return _(
            "You cannot fetch it. %(helper)s carries goods for others and could bring it: a round of about %(km)s km."
        )
    if trouble is Trouble.HOURS_APART:
        return _(
            "Your dock and that of %(giver)s are never open at the same hours. %(helper)s is open when each of you is "
            "and lets others keep things there: “%(space)s”."
        )
    return _(
        "It must be gone by %(day)s, before your docks are open together. %(helper)s could keep it until you can "
        "fetch it: “%(space)s”."
    )
