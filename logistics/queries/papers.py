"""Which path the goods of a claim take, what of their papers is missing, and for whom to do what."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from listings.models import COMES_BACK, Claim
from logistics.blocks import Block
from logistics.models import Collection
from logistics.models.attestations import Attestation, Holder
from logistics.papers.statements import WastePath, path_for

Signed = Mapping[str, Attestation]


def signed_by_claim(claims: Iterable[Claim]) -> dict[int, dict[str, Attestation]]:
    """The attestations that count, by the claim's key and the holder. One query."""
    keys = {claim.pk for claim in claims}
    signed: dict[int, dict[str, Attestation]] = {key: {} for key in keys}
    for one in Attestation.objects.standing().filter(claim__in=keys).select_related("organisation").order_by("pk"):
        signed[one.claim_id][one.holder] = one
    return signed


def path_of(claim: Claim) -> WastePath:
    """Whether the goods of a claim change hands as goods or as waste, or whether somebody has yet to say so. What is
    lent or hired out stays its owner's: nobody discards it."""
    return path_with(claim, signed_by_claim([claim])[claim.pk])


def path_with(claim: Claim, signed: Signed) -> WastePath:
    """As `path_of`, from attestations at hand. No query."""
    listing = claim.listing
    if listing.mode in COMES_BACK:
        return WastePath.GOODS
    held = {holder: signed[holder].held if holder in signed else None for holder in Holder.values}
    return path_for(is_waste=listing.is_waste, giver=held[Holder.GIVER], receiver=held[Holder.RECEIVER])


def missing_for(collections: Sequence[Collection], day: date) -> dict[int, list[Block]]:
    """What of its papers keeps each collection from leaving on that day: by its key; an empty list: nothing.

    A constant number of queries; the collections come with their parties (`with_parties` or `for_planning`).
    """
    signed = signed_by_claim(one.claim for one in collections)
    return {one.pk: _missing(one, signed[one.claim_id]) for one in collections}


def _missing(collection: Collection, signed: Signed) -> list[Block]:
    claim = collection.claim
    if path_with(claim, signed) != WastePath.OPEN:
        return []
    url = reverse("logistics:collection-of-claim", args=[claim.pk])
    sides = ((Holder.GIVER, claim.listing.organisation), (Holder.RECEIVER, claim.organisation))
    return [
        Block(
            f"not_attested_by_{holder}",
            _("%(who)s has not signed yet that these are goods and not waste.") % {"who": who},
            _("%(who)s signs seven statements, on the page of the collection.") % {"who": who},
            url,
        )
        for holder, who in sides
        if holder not in signed
    ]
