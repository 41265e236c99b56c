"""What waits for a signature: for the yard, and for the page of a collection."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import COMES_BACK, Claim, ClaimState
from logistics.blocks import Block
from logistics.models import Attestation, Holder
from logistics.queries.papers import blocks_with, registrations_ended, signed_by_claim
from marketplace.organisations.models import Organisation
from marketplace.web.waiting import Waiting


@dataclass(frozen=True, slots=True)
class PapersGate:
    """What keeps the goods of a claim from leaving, and whether this organisation can do something about it."""

    blocks: list[Block]
    is_mine: bool


def gate_of(claim: Claim, organisation: Organisation, today: date) -> PapersGate:
    """For a party, as long as the goods are still there."""
    if claim.state != ClaimState.ACCEPTED:
        return PapersGate([], is_mine=False)
    signed = signed_by_claim([claim])[claim.pk]
    blocks = blocks_with(claim, signed, today, registrations_ended([claim], today))
    gives = claim.listing.organisation_id == organisation.pk
    takes = claim.organisation_id == organisation.pk
    for_giver = any(block.code in {"not_attested_by_giver", "waste_not_declared"} for block in blocks)
    for_taker = any(block.code in {"not_attested_by_receiver", "waste_not_taken"} for block in blocks)
    return PapersGate(blocks, is_mine=(gives and for_giver) or (takes and for_taker))


def to_sign_as_giver(organisation: Organisation) -> list[Waiting]:
    """Accepted claims on its goods for which it has not signed the statements."""
    return _waiting(_unsigned(Claim.objects.asked_of(organisation), Holder.GIVER))


def to_sign_as_receiver(organisation: Organisation) -> list[Waiting]:
    """Its own accepted claims for which it has not signed the statements."""
    return _waiting(_unsigned(Claim.objects.asked_by(organisation), Holder.RECEIVER))


def _unsigned(claims: QuerySet[Claim], holder: Holder) -> QuerySet[Claim]:
    said = Attestation.objects.standing().filter(claim=OuterRef("pk"), holder=holder)
    open_ones = claims.filter(state=ClaimState.ACCEPTED, listing__is_waste=False)
    return open_ones.exclude(listing__mode__in=COMES_BACK).exclude(Exists(said))


def _waiting(claims: QuerySet[Claim]) -> list[Waiting]:
    keys = list(claims.order_by("decided_at", "pk").values_list("pk", flat=True)[:100])
    if not keys:
        return []
    count = len(keys)
    title = ngettext("%(count)s paper to sign", "%(count)s papers to sign", count) % {"count": count}
    detail = _("Say that these are goods and not waste, else they cannot leave.")
    return [Waiting(title, detail, _("Sign"), reverse("logistics:papers", args=[keys[0]]), "soon", count)]
