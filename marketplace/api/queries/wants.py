"""Wants and matches as the API tells them."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from listings.models import Match, Want
from listings.models.wants import WantQuerySet
from listings.queries.want_search import FoundWants
from marketplace.api.queries.claims import party
from marketplace.organisations.models import Organisation

Told = dict[str, Any]  # Any: values of several types


def found_wants(found: FoundWants, organisation: Organisation) -> list[Told]:
    """A page of a search of wants, in its order. One query."""
    rows = Want.objects.for_cards().in_bulk([card.pk for card in found.cards])
    return [told_want(rows[card.pk], organisation) for card in found.cards]


def own_rows(organisation: Organisation, state: str) -> WantQuerySet:
    """The organisation's own wants; `state` narrows."""
    own = Want.objects.owned_by(organisation).for_cards()
    return own.filter(state=state) if state else own


def told_want(want: Want, organisation: Organisation) -> Told:
    """A want loaded `for_cards`. No query."""
    is_own = want.organisation_id == organisation.pk
    return {
        "id": want.pk,
        "title": want.title,
        "kind": want.kind,
        "category": want.category.slug if want.category else None,
        "organisation": party(want.organisation),
        "description": want.description,
        "quantity": want.quantity,
        "unit": want.unit,
        "radius_km": want.radius_km,
        "needed_by": want.needed_by,
        "can_collect": want.can_collect,
        "state": want.state,
        "place": want.site.public_area,
        "latitude": want.public_latitude,
        "longitude": want.public_longitude,
        "created_at": want.created_at,
        "closed_at": want.closed_at,
        "is_own": is_own,
        "site": want.site_id if is_own else None,
    }


def matches_of(organisation: Organisation, today: date) -> QuerySet[Match]:
    """Standing matches of its wants with listings that it may find, and of its listings."""
    wanted = Match.objects.for_wants_of(organisation, today).values("pk")
    given = Match.objects.for_listings_of(organisation).values("pk")
    either = Match.objects.standing().filter(Q(pk__in=wanted) | Q(pk__in=given))
    return either.select_related("listing", "want")


def told_match(match: Match, organisation: Organisation) -> Told:
    """A match with its two sides. No query."""
    return {
        "id": match.pk,
        "listing": match.listing_id,
        "listing_title": match.listing.title,
        "want": match.want_id,
        "want_title": match.want.title,
        "side": "want" if match.want.organisation_id == organisation.pk else "listing",
        "score": match.score,
        "found_at": match.found_at,
    }
