"""Who may, of what this room keeps of people: papers, offers, storage. Not yours, or not there: 404."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime

from listings.models import Claim, ClaimState
from logistics.models import Collection, Credential, Driver, Offer, OfferState, Ring
from logistics.models.offers import OfferQuerySet
from logistics.models.storage import Storage, StoredLoad
from logistics.models.wish_links import WishLinkBroken, read_wish_token
from marketplace.organisations.access import may
from marketplace.organisations.models import CircleMembership, Organisation, Role, Site, User


def own_credential(organisation: Organisation, pk: int) -> Credential:
    """A paper of the organisation, of its fleet or of its drivers; those that were put away too."""
    return get_object_or_404(Credential.objects.owned_by(organisation).for_page(), pk=pk)


def circle_fellows(organisation: Organisation, today: date) -> set[int]:
    """Keys of the organisations that share a circle with this one, itself included."""
    mine = CircleMembership.objects.in_force(today).of(organisation).values("circle")
    fellows = CircleMembership.objects.in_force(today).filter(circle__in=mine)
    return {organisation.pk, *fellows.values_list("organisation", flat=True)}


def open_to(driver: Driver, *, now: datetime) -> OfferQuerySet:
    """The offers that this driver may take now."""
    fellows = circle_fellows(driver.organisation, localtime(now).date())
    reached = Q(organisation=driver.organisation_id) | Q(ring__gte=Ring.CIRCLE, organisation__in=fellows)
    if driver.organisation.verified_at is not None:
        reached |= Q(ring__gte=Ring.VERIFIED)
    turn = Q(asked=None) | Q(asked=driver) | Q(turn_ends_at__lte=now)
    found = Offer.objects.open_at(now).filter(reached, turn, collection__claim__state=ClaimState.ACCEPTED)
    return found.exclude(taken_by=driver)


def claim_to_offer(organisation: Organisation, roles: frozenset[str], pk: int) -> Claim:
    """An accepted claim whose goods the organisation carries, or would fetch: it may lay loads before volunteers."""
    seen = Claim.objects.visible_to(organisation).filter(state=ClaimState.ACCEPTED)
    claim = get_object_or_404(seen.for_page().select_related("carrier"), pk=pk)
    mover = claim.carrier_id or claim.organisation_id
    if organisation.pk != mover or not may(roles, Role.COORDINATOR if claim.carrier_id else Role.REQUESTER):
        raise PermissionDenied
    return claim


def load_of(claim: Claim, part: int) -> Collection:
    """A load of the claim by its number."""
    return get_object_or_404(Collection.objects.of(claim).with_parties(), part=part)


def own_offer(organisation: Organisation, pk: int) -> Offer:
    """An offer that the organisation posted."""
    return get_object_or_404(Offer.objects.posted_by(organisation).for_page(), pk=pk)


def offer_open_to(driver: Driver, pk: int, *, now: datetime) -> Offer:
    """An offer that this driver may take now."""
    return get_object_or_404(open_to(driver, now=now).for_page(), pk=pk)


def offer_asked(driver: Driver, pk: int) -> Offer:
    """An offer for which this driver is asked by name."""
    return get_object_or_404(Offer.objects.filter(asked=driver).for_page(), pk=pk)


def taken_offer(organisation: Organisation, user: User, roles: frozenset[str], pk: int) -> Offer:
    """An offer that the person took as a driver of the organisation; a coordinator stands in for any driver."""
    taken = Offer.objects.filter(taken_by__organisation=organisation, state=OfferState.TAKEN)
    if not may(roles, Role.COORDINATOR):
        taken = taken.filter(taken_by__user=user)
    return get_object_or_404(taken.for_page(), pk=pk)


def driver_by_wish_link(token: str) -> Driver:
    """The driver whom a link in a mail lets stop such mails.

    :raises WishLinkExpired | WishLinkBroken: too old, not ours, or of somebody who is not there any more
    """
    driver = Driver.objects.filter(pk=read_wish_token(token)).select_related("user", "organisation").first()
    if driver is None:
        raise WishLinkBroken
    return driver


def own_site(organisation: Organisation, pk: int) -> Site:
    """A site of the organisation that is in use, with its storage if it has any."""
    return get_object_or_404(Site.objects.owned_by(organisation).in_use().select_related("storage"), pk=pk)


def own_storage(organisation: Organisation, pk: int) -> Storage:
    """The storage of a site of the organisation."""
    return get_object_or_404(Storage.objects.owned_by(organisation).for_page(), pk=pk)


def load_aboard(organisation: Organisation, pk: int) -> Collection:
    """A load that the organisation carries."""
    return get_object_or_404(Collection.objects.filter(claim__carrier=organisation), pk=pk)


def stored_load(organisation: Organisation, pk: int) -> StoredLoad:
    """A load that was put down at a site of the organisation."""
    return get_object_or_404(StoredLoad.objects.owned_by(organisation).for_page(), pk=pk)
