"""Who may do what to one load of a claim. Not yours, or not there: 404; yours, but not your side's or role's: 403."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from listings.models import Claim
from logistics.access import collected_claim
from logistics.models import Collection, Handover, Receipt
from logistics.models.quotes import CarrierQuote, read_quote_token
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role


@dataclass(frozen=True, slots=True)
class Side:
    """On which sides of a claim somebody stands, in a role that acts there."""

    gives: bool
    takes: bool
    carries: bool
    #: whether a third party was asked to bring it
    has_carrier: bool

    @property
    def is_party(self) -> bool:
        """Whether they act for the giver or the receiver."""
        return self.gives or self.takes

    @property
    def acts(self) -> bool:
        """Whether they act for any of the three."""
        return self.carries or self.is_party

    @property
    def moves(self) -> bool:
        """Whether they act for whoever has the goods on the way: the carrier, else giver and receiver."""
        return self.carries or (self.is_party and not self.has_carrier)


def side_of(claim: Claim, organisation: Organisation, roles: frozenset[str]) -> Side:
    """A claim loaded with its listing; without a carrier nobody carries. No query."""
    return Side(
        gives=claim.listing.organisation_id == organisation.pk and may(roles, Role.LISTER),
        takes=claim.organisation_id == organisation.pk and may(roles, Role.REQUESTER),
        carries=claim.carrier_id == organisation.pk and may(roles, Role.COORDINATOR),
        has_carrier=claim.carrier_id is not None,
    )


def load_seen_by(organisation: Organisation, pk: int, part: int) -> tuple[Claim, Collection]:
    """A load of a claim to which the organisation is a party."""
    claim = collected_claim(organisation, pk)
    load = next((one for one in claim.collections.all() if one.part == part), None)
    if load is None:
        raise Http404
    return claim, load


def load_for(right: str, organisation: Organisation, roles: frozenset[str], pk: int, part: int) -> Collection:
    """A load over which somebody on that side (an attribute of `Side`) decides.

    :raises PermissionDenied: they are not on it, or not in a role that acts there
    """
    claim, load = load_seen_by(organisation, pk, part)
    if not getattr(side_of(claim, organisation, roles), right):
        raise PermissionDenied
    return Collection.objects.with_parties().get(pk=load.pk)


def load_with(pk: int) -> Collection:
    """A load whose handover or receipt somebody may correct, with its parties."""
    return get_object_or_404(Collection.objects.with_parties(), pk=pk)


def handover_to_correct(organisation: Organisation, roles: frozenset[str], pk: int) -> Handover:
    """A handover in which the organisation gave or took, for somebody in a role that acts there."""
    seen = Handover.objects.filter(collection__in=Collection.objects.visible_to(organisation))
    handover = get_object_or_404(seen.select_related("proof", "collection__claim__listing"), pk=pk)
    if handover.pk not in correctable([handover], handover.collection.claim, organisation, roles):
        raise PermissionDenied
    return handover


def correctable(
    handovers: Sequence[Handover], claim: Claim, organisation: Organisation, roles: frozenset[str]
) -> frozenset[int]:
    """The keys of those that somebody may correct. No query."""
    if not side_of(claim, organisation, roles).acts:
        return frozenset()
    return frozenset(one.pk for one in handovers if organisation.pk in {one.giver_id, one.taker_id})


def receipt_to_correct(organisation: Organisation, roles: frozenset[str], pk: int) -> Receipt:
    """A receipt of the organisation's own, for somebody who receives."""
    receipt = get_object_or_404(Receipt.objects.visible_to(organisation).for_page(), pk=pk)
    if not side_of(receipt.collection.claim, organisation, roles).takes:
        raise PermissionDenied
    return receipt


def quote_for(organisation: Organisation, roles: frozenset[str], pk: int) -> CarrierQuote:
    """A carrier's quote for a load of a claim to which the organisation is a party, in a role that acts there."""
    seen = Collection.objects.visible_to(organisation)
    quote = get_object_or_404(CarrierQuote.objects.for_page().filter(collection__in=seen), pk=pk)
    if not side_of(quote.collection.claim, organisation, roles).acts:
        raise PermissionDenied
    return quote


def quote_behind(token: str) -> CarrierQuote:
    """The quote that a carrier was sent a link to.

    :raises QuoteLinkBroken: no link of ours
    """
    return get_object_or_404(CarrierQuote.objects.for_page(), pk=read_quote_token(token))
