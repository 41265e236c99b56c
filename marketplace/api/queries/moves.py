"""Collections, handovers, receipts and passports as the API tells them."""

from typing import Any

from django.db.models import QuerySet

from logistics.access import collected_claims
from logistics.models import Collection, Handover, Passport, Receipt
from logistics.models.attestations import Attestation
from logistics.papers.statements import KEYS
from marketplace.api.queries.claims import party
from marketplace.organisations.models import Organisation

Told = dict[str, Any]  # Any: values of several types


def collections_of(organisation: Organisation, state: str = "", claim: int | None = None) -> QuerySet[Collection]:
    """The loads of accepted claims to which the organisation is a party."""
    seen = Collection.objects.filter(claim__in=collected_claims(organisation)).with_parties()
    seen = seen.filter(state=state) if state else seen
    return seen if claim is None else seen.filter(claim=claim)


def told_collection(one: Collection) -> Told:
    """A load `with_parties`. No query."""
    claim = one.claim
    return {
        "id": one.pk,
        "claim": claim.pk,
        "part": one.part,
        "listing": claim.listing_id,
        "title": claim.listing.title,
        "unit": claim.listing.unit,
        "giver": party(claim.listing.organisation),
        "receiver": party(claim.organisation),
        "carrier": party(claim.carrier),
        "mode": one.mode,
        "state": one.state,
        "quantity": one.quantity,
        "load_kg": one.load_kg,
        "load_litres": one.load_litres,
        "fetch_at": one.fetch_at,
        "attempt": one.attempt,
        "last_failure": one.last_failure,
        "collected_quantity": one.collected_quantity,
        "delivered_quantity": one.delivered_quantity,
        "returned_quantity": one.returned_quantity,
        "lost_quantity": one.lost_quantity,
        "created_at": one.created_at,
    }


def handovers_of(organisation: Organisation, claim: int | None = None) -> QuerySet[Handover]:
    """Every handover of those loads."""
    seen = Handover.objects.filter(collection__in=collections_of(organisation, claim=claim).values("pk"))
    return seen.select_related("collection", "giver", "taker", "proof")


def told_handover(one: Handover) -> Told:
    """A handover with its parties and proof. No query."""
    return {
        "id": one.pk,
        "collection": one.collection_id,
        "claim": one.collection.claim_id,
        "kind": one.kind,
        "giver": party(one.giver),
        "taker": party(one.taker),
        "quantity": one.quantity,
        "at": one.at,
        "signer_name": one.proof.signer_name,
        "code_matched": one.proof.code_matched,
        "has_photo": bool(one.proof.photo),
        "previous_hash": one.previous_hash,
        "hash": one.hash,
    }


def receipts_of(organisation: Organisation) -> QuerySet[Receipt]:
    """Receipts of goods that the organisation gave, received or carried."""
    return Receipt.objects.visible_to(organisation).for_page()


def told_receipt(one: Receipt) -> Told:
    """A receipt loaded `for_page`. No query."""
    claim = one.collection.claim
    return {
        "id": one.pk,
        "claim": claim.pk,
        "collection": one.collection_id,
        "listing": claim.listing_id,
        "title": claim.listing.title,
        "unit": claim.listing.unit,
        "giver": party(claim.listing.organisation),
        "receiver": party(claim.organisation),
        "kept_quantity": one.kept_quantity,
        "rejected_quantity": one.rejected_quantity,
        "rejected_reason": one.rejected_reason,
        "rejected_fate": one.rejected_fate,
        "condition": one.condition,
        "kept_mass_kg": one.kept_mass_kg,
        "rejected_mass_kg": one.rejected_mass_kg,
        "mass_basis": one.mass_basis,
        "displaced": one.displaced,
        "note": one.note,
        "at": one.at,
        "hash": one.hash,
    }


def passports_of(organisation: Organisation) -> QuerySet[Passport]:
    """Lots that the organisation owned or held at any time."""
    return Passport.objects.known_to(organisation).for_page()


def told_passport(one: Passport, organisation: Organisation) -> Told:
    """A passport loaded `for_page`. No query."""
    return {
        "id": one.pk,
        "code": one.code,
        "listing": one.listing_id,
        "title": one.listing.title,
        "category": one.listing.category.slug,
        "unit": one.listing.unit,
        "quantity": one.quantity,
        "remaining": one.remaining,
        "mass_kg": one.mass_kg,
        "state": one.state,
        "is_ours": one.owner_id == organisation.pk,
        "is_with_us": one.holder_id == organisation.pk,
        "events": one.length,
        "head": one.head,
        "created_at": one.created_at,
    }


def told_statements(one: Attestation) -> Told:
    """What one side signed. No query."""
    return {
        "id": one.pk,
        "claim": one.claim_id,
        "holder": one.holder,
        "held": [key for key in KEYS if getattr(one, key)],
        "detail": one.detail,
        "signer_name": one.signer_name,
        "at": one.at,
    }
