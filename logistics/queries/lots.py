"""Lots: how one stands, which of them an organisation has, which goods of a claim belong to which passport."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from listings.models import Claim
from logistics import custody
from logistics.models import Collection, Passport
from logistics.models.collections import WAITING
from logistics.models.lots import Descent
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role


def standing_of(passport: Passport) -> custody.Standing | None:
    """How it stands by its own row; None before its first event."""
    if passport.owner_id is None or passport.holder_id is None:
        return None
    return custody.Standing(passport.owner_id, passport.holder_id, passport.remaining, passport.mass_kg, passport.state)


def lot_for(claim: Claim, quantity: Decimal) -> Passport | None:
    """The lot from which so many goods of a claim come: one that the giver got from somebody else and offered again by
    this listing, or that came back to it; the smallest that has as many. None where they leave their first owner for
    the first time."""
    giver, listing = claim.listing.organisation, claim.listing
    mine = Passport.objects.at_home_with(giver).filter(Q(relistings__listing=listing) | Q(listing=listing))
    # Labels on the pieces of another load that waits say that those are its own.
    fitting = mine.filter(listing__unit=listing.unit, remaining__gte=quantity)
    fitting = fitting.exclude(labelled__collection__state__in=WAITING)
    return fitting.order_by("remaining", "pk").distinct().first()


def labelled_lot(collection: Collection) -> Passport | None:
    """The lot whose labels were printed for a load before it left, while it is still with its owner."""
    at_home = Passport.objects.at_home_with(collection.claim.listing.organisation).for_page()
    return at_home.filter(labelled__collection=collection).first()


def with_ancestors(passports: QuerySet[Passport]) -> set[int]:
    """The keys of these lots and of all that they came out of. As many queries as there are generations."""
    seen: set[int] = set()
    young = set(passports.values_list("pk", flat=True))
    while young:
        seen |= young
        older = Descent.objects.filter(descendant__in=young).values_list("ancestor", flat=True)
        young = set(older) - seen
    return seen


def lots_of(organisation: Organisation) -> QuerySet[Passport]:
    """What it owns, the newest first."""
    return Passport.objects.owned_by(organisation).live().for_page().order_by("-created_at", "-pk")


def mass_of(passport: Passport, quantity: Decimal) -> Decimal | None:
    """What so much of it weighs, to the gram."""
    return custody.share_of(passport.mass_kg, quantity, passport.remaining)


@dataclass(frozen=True, slots=True)
class Deeds:
    """What whoever looks at a passport may do with the lot."""

    is_known: bool = False
    is_own: bool = False
    is_at_home: bool = False
    may_list: bool = False
    may_disclose: bool = False
    may_write: bool = False


def deeds_on(lot: Passport, organisation: Organisation | None, roles: frozenset[str]) -> Deeds:
    """By whose it is, where it is, and the visitor's role. One query for members of organisations, none for others."""
    if organisation is None:
        return Deeds()
    own = lot.owner_id == organisation.pk
    known = own or Passport.objects.known_to(organisation).filter(pk=lot.pk).exists()
    live = own and lot.state == custody.LIVE
    writes = may(roles, Role.LISTER, Role.REQUESTER)
    return Deeds(
        is_known=known,
        is_own=own,
        is_at_home=live and lot.holder_id == organisation.pk,
        may_list=may(roles, Role.LISTER),
        may_disclose=known and writes,
        may_write=live and writes,
    )
