"""What waits for a signature: for the yard, and for the page of a collection."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import COMES_BACK, Claim, ClaimState
from logistics.blocks import Block
from logistics.models import (
    Attestation,
    Collection,
    CollectionMode,
    CollectionState,
    Holder,
    RouteState,
    Shift,
    Stop,
    StopKind,
)
from logistics.queries.days import day_bounds
from logistics.queries.papers import blocks_with, missing_of, registrations_ended, signed_by_claim
from marketplace.organisations.models import Organisation
from marketplace.web.waiting import Waiting

#: Which side does something about what is missing.
SIGNS: Final = {
    "not_attested_by_giver": Holder.GIVER,
    "not_attested_by_receiver": Holder.RECEIVER,
    "waste_not_declared": Holder.GIVER,
    "waste_not_taken": Holder.RECEIVER,
    "season_ticket_over": Holder.GIVER,
}
#: So many claims are looked at for a day.
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Due:
    """What one side has yet to sign, and for which day; None: no day is set."""

    claim: Claim
    holder: Holder
    block: Block
    day: date | None = None


def due_on(day: date) -> list[Due]:
    """What keeps goods from leaving on that day, by claim and side: of loads that are planned or agreed for it, and of
    those that wait for a van whose carrier has vans out on it. Four queries."""
    start, end = day_bounds(day)
    out = Shift.objects.standing().between(start, end).values("vehicle__organisation")
    planned = Stop.objects.filter(
        route__plan__day=day, route__state__in=(RouteState.PUBLISHED, RouteState.STARTED), kind=StopKind.PICKUP
    )
    rides = Q(mode=CollectionMode.VAN, state=CollectionState.READY, claim__carrier__in=out)
    agreed = Q(fetch_at__gte=start, fetch_at__lt=end, state=CollectionState.READY)
    loads = Collection.objects.filter(rides | agreed | Q(pk__in=planned.to_do().values("collection")))
    loads = loads.filter(claim__state=ClaimState.ACCEPTED).with_parties().order_by("claim", "part")[:_AT_ONCE]
    claims = list({load.claim_id: load.claim for load in loads}.values())
    signed, ended = signed_by_claim(claims), registrations_ended(claims, day)
    return [
        Due(claim, SIGNS[block.code], block, day)
        for claim in claims
        for block in blocks_with(claim, signed[claim.pk], day, ended)
        if block.code in SIGNS
    ]


@dataclass(frozen=True, slots=True)
class PapersGate:
    """What keeps the goods of a claim from leaving, and whether this organisation can do something about it."""

    blocks: list[Block]
    is_mine: bool


def gate_of(claim: Claim, organisation: Organisation, today: date) -> PapersGate:
    """For a party, as long as the goods are still there."""
    if claim.state != ClaimState.ACCEPTED:
        return PapersGate([], is_mine=False)
    blocks = missing_of(claim, today)
    own = {Holder.GIVER: claim.listing.organisation_id, Holder.RECEIVER: claim.organisation_id}
    is_mine = any(own[SIGNS[block.code]] == organisation.pk for block in blocks if block.code in SIGNS)
    return PapersGate(blocks, is_mine=is_mine)


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
