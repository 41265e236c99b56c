"""Claims as the API tells them."""

from typing import Any

from listings.models import Claim
from listings.models.claims import ClaimQuerySet
from listings.queries.claims import SIDES, address_is_shown
from marketplace.organisations.models import Organisation, Site


def party(organisation: Organisation | None) -> dict[str, str] | None:
    """An organisation by what anybody may know of it."""
    return None if organisation is None else {"slug": organisation.slug, "name": organisation.name}


def rows(organisation: Organisation, side: str, state: str) -> ClaimQuerySet:
    """The claims to which the organisation is a party, on one side or all, in one state or all."""
    sides = dict(zip(SIDES, (Claim.objects.asked_of, Claim.objects.asked_by, Claim.objects.carried_by), strict=True))
    seen = sides[side](organisation) if side else Claim.objects.visible_to(organisation)  # type: ignore[index]  # a side
    return (seen.filter(state=state) if state else seen).for_page()


def shown(claim: Claim, organisation: Organisation) -> dict[str, Any]:  # Any: values of several types
    """A claim loaded `for_page`, as this party may read it. No query."""
    listing, open_to_us = claim.listing, address_is_shown(claim, organisation)
    sides = {listing.organisation_id: "of", claim.organisation_id: "by"}
    return {
        "id": claim.pk,
        "state": claim.state,
        "side": sides.get(organisation.pk, "carried"),
        "listing": {
            "id": listing.pk,
            "title": listing.title,
            "unit": listing.unit,
            "organisation": party(listing.organisation),
        },
        "organisation": party(claim.organisation),
        "carrier": party(claim.carrier),
        "quantity": claim.quantity,
        "least_quantity": claim.least_quantity,
        "offered_quantity": claim.offered_quantity,
        "accepted_quantity": claim.accepted_quantity,
        "collected_quantity": claim.collected_quantity,
        "purpose": claim.purpose,
        "reason": claim.reason,
        "hold_until": claim.hold_until,
        "due_at": claim.due_at,
        "asked_at": claim.asked_at,
        "decided_at": claim.decided_at,
        "collected_at": claim.collected_at,
        "received_at": claim.received_at,
        "ended_at": claim.cancelled_at or claim.lapsed_at,
        "from_address": address(listing.site) if open_to_us else None,
        "to_address": address(claim.site) if open_to_us else None,
    }


def address(site: Site) -> dict[str, Any]:  # Any: as above
    """The exact address with how one gets in: for the parties of an accepted claim only."""
    return {
        "address": site.address,
        "contact_name": site.contact_name,
        "contact_phone": site.contact_phone,
        "access_notes": site.access_notes,
        "has_loading_dock": site.has_loading_dock,
        "has_step_free_access": site.has_step_free_access,
        "latitude": site.latitude,
        "longitude": site.longitude,
    }
