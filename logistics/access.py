"""Who may: what the views of this room fetch, by whom. Not yours, or not there: 404."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404

from listings.models import Claim, ClaimState
from listings.models.claims import ClaimQuerySet
from logistics.models import (
    AskKind,
    Collection,
    Driver,
    PartyAsk,
    Plan,
    PlanningRun,
    PlanState,
    Proof,
    Receipt,
    Route,
    Shift,
    Stop,
    Vehicle,
)
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role, User

_AFTER_ACCEPTANCE = (ClaimState.ACCEPTED, ClaimState.COLLECTED, ClaimState.RECEIVED)


def own_vehicle(organisation: Organisation, pk: int) -> Vehicle:
    """A vehicle of the organisation's fleet."""
    return get_object_or_404(Vehicle.objects.owned_by(organisation), pk=pk)


def own_driver(organisation: Organisation, pk: int) -> Driver:
    """A driver of the organisation."""
    return get_object_or_404(Driver.objects.owned_by(organisation).for_choice(), pk=pk)


def own_shift(organisation: Organisation, pk: int) -> Shift:
    """A shift of the organisation's fleet that was not called off."""
    return get_object_or_404(Shift.objects.owned_by(organisation).standing().for_planning(), pk=pk)


def own_draft(organisation: Organisation, pk: int) -> Plan:
    """A plan of the organisation that can still be changed or published."""
    return get_object_or_404(Plan.objects.owned_by(organisation), pk=pk, state=PlanState.DRAFT)


def own_planning_run(organisation: Organisation, pk: int) -> PlanningRun:
    """A request of the organisation's to plan a day."""
    return get_object_or_404(PlanningRun.objects.filter(organisation=organisation), pk=pk)


def carried_load(organisation: Organisation, pk: int) -> Collection:
    """A load that the organisation's vans carry."""
    return get_object_or_404(Collection.objects.carried_by(organisation).for_planning(), pk=pk)


def ask_to(organisation: Organisation, roles: frozenset[str], pk: int) -> PartyAsk:
    """A question about its opening hours that the organisation was asked. Whose hours they are answers, in their
    role."""
    ask = get_object_or_404(PartyAsk.objects.with_parties().filter(_asked_of(organisation)), pk=pk)
    if not may(roles, ask.role):
        raise PermissionDenied
    return ask


def _asked_of(organisation: Organisation) -> Q:
    giver = Q(kind=AskKind.WIDEN_PICKUP, collection__claim__listing__organisation=organisation)
    return giver | Q(kind=AskKind.WIDEN_DELIVERY, collection__claim__organisation=organisation)


def run_of(organisation: Organisation, user: User, roles: frozenset[str], pk: int) -> Route:
    """A published run of the organisation's vans: a driver's own; a coordinator stands in for any driver."""
    runs = Route.objects.live().of_carrier(organisation).for_runs()
    if not may(roles, Role.COORDINATOR):
        runs = runs.filter(shift__driver__user=user)
    return get_object_or_404(runs, pk=pk)


def stop_of(organisation: Organisation, user: User, roles: frozenset[str], pk: int) -> Stop:
    """A stop on such a run."""
    runs = Route.objects.live().of_carrier(organisation)
    if not may(roles, Role.COORDINATOR):
        runs = runs.filter(shift__driver__user=user)
    return get_object_or_404(Stop.objects.filter(route__in=runs).for_mails(), pk=pk)


def collection_on_plan(plan: Plan, pk: int) -> Collection:
    """A collection that the plan's organisation carries."""
    return get_object_or_404(Collection.objects.carried_by(plan.organisation).for_planning(), pk=pk)


def collected_claims(organisation: Organisation) -> ClaimQuerySet:
    """Claims that were accepted (whatever came after), to which the organisation is a party; of those that ended, the
    ones of which something had left."""
    went = Q(state__in=_AFTER_ACCEPTANCE) | Q(collected_quantity__gt=0)
    return Claim.objects.visible_to(organisation).filter(went)


def collected_claim(organisation: Organisation, pk: int) -> Claim:
    """One of those claims, with its loads."""
    return get_object_or_404(collected_claims(organisation).for_page().prefetch_related("collections"), pk=pk)


def claim_to_hand_over(organisation: Organisation, pk: int) -> Claim:
    """One of those that the organisation gives: it hands over what is fetched."""
    claim = collected_claim(organisation, pk)
    if claim.listing.organisation_id != organisation.pk:
        raise PermissionDenied
    return claim


def claim_to_receive(organisation: Organisation, pk: int) -> Claim:
    """One of those that the organisation asked for: it confirms what came."""
    claim = collected_claim(organisation, pk)
    if claim.organisation_id != organisation.pk:
        raise PermissionDenied
    return claim


def claim_to_fetch(organisation: Organisation, roles: frozenset[str], pk: int) -> Claim:
    """One whose time of fetching this organisation may agree: as its giver or its receiver, in that role."""
    claim = collected_claim(organisation, pk)
    sides = {claim.listing.organisation_id: Role.LISTER, claim.organisation_id: Role.REQUESTER}
    role = sides.get(organisation.pk)
    if role is None or not may(roles, role):
        raise PermissionDenied
    return claim


def receipt_visible_to(organisation: Organisation, pk: int) -> Receipt:
    """A receipt of goods that the organisation gave, received or carried."""
    return get_object_or_404(Receipt.objects.visible_to(organisation).for_page(), pk=pk)


def receipt_with_side(organisation: Organisation, pk: int, *, gives: bool) -> Receipt:
    """A receipt of what the organisation gave (or, if not `gives`, received); the other parties may not."""
    receipt = receipt_visible_to(organisation, pk)
    claim = receipt.collection.claim
    if (claim.listing.organisation_id if gives else claim.organisation_id) != organisation.pk:
        raise PermissionDenied
    return receipt


def proof_visible_to(organisation: Organisation, pk: int) -> Proof:
    """A proof with a photo, of goods that the organisation gives, receives or carries."""
    seen = Collection.objects.visible_to(organisation)
    return get_object_or_404(Proof.objects.filter(handover__collection__in=seen).exclude(photo=""), pk=pk)
