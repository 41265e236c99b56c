"""Parting and joining: a lot is issued, part of it goes its own way, several become one. Quantities and masses add up.

Each lot has a passport of its own, so that each can be scanned, passed on and followed by itself; what came out of what
is kept (`Descent`) and stands in the books of both.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import F

from listings.models import Listing
from listings.queries.claims import told
from logistics.actions.custody.witnessing import NotThatMuchLeft, Said, witness
from logistics.loads import known_mass
from logistics.models import Passport
from logistics.models.lots import Descent
from logistics.models.passports import CustodyKind
from logistics.queries.goods import goods_of
from logistics.queries.lots import mass_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.mass import GRAM
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation, Site, User

#: Signs that nobody mistakes for one another; ten of them are 48 bits: not to be guessed, and short enough to type.
SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 10
MOST_JOINED: Final = 20


class NotAtHome(DomainError):
    code = "lot_not_at_home"
    message = gettext_noop("Only a lot that is yours and with you can be divided, joined or offered again.")


class NothingLeftBehind(DomainError):
    code = "nothing_left_behind"
    message = gettext_noop("That is all of it: then it needs no second passport. Choose fewer.")
    field = "quantity"


class NotAlike(DomainError):
    code = "lots_not_alike"
    message = gettext_noop("Only lots of one category that are counted in the same unit can become one.")
    field = "others"


class TooFewToJoin(DomainError):
    code = "too_few_to_join"
    message = gettext_noop("Choose at least one other lot, and at most {most}.")
    field = "others"


def issue(*, listing: Listing, quantity: Decimal, by: User, now: datetime) -> Passport:
    """A passport for goods that leave their first owner for the first time. Its book opens with the listing."""
    known = known_mass(goods_of(listing, quantity))
    giver = listing.organisation
    opens = Said(
        kind=CustodyKind.LISTED,
        holder=giver,
        quantity=quantity,
        mass_kg=(known.kg * quantity).quantize(GRAM) if known else None,
        place=listing.site.public_area,
    )
    with transaction.atomic():
        passport = new_lot(listing=listing, quantity=quantity, by=by, now=now)
        witness(passport=passport, said=opens, by=by, now=listing.published_at or now)
    return passport


def part(*, passport: Passport, quantity: Decimal, site: Site | None, by: User, now: datetime) -> Passport:
    """A share of a lot that is with its owner gets a passport of its own; the rest stays with the old one.

    :param site: where that is
    :raises NotAtHome: it is under way, or at its end
    :raises NothingLeftBehind | NotThatMuchLeft | DomainError: the quantity
    """
    amount = checked_amount(quantity, Unit(passport.listing.unit))
    place = site.public_area if site else ""
    with transaction.atomic():
        _hold([passport])
        owner = _at_home(passport)
        if amount == passport.remaining:
            raise NothingLeftBehind
        if amount > passport.remaining:
            raise NotThatMuchLeft(left=told(passport.remaining, passport.listing))
        child = new_lot(listing=passport.listing, quantity=amount, by=by, now=now)
        _pass_down(
            {passport: amount},
            child,
            Said(kind=CustodyKind.PARTED, holder=owner, quantity=amount, place=place),
            by,
            now,
        )
    return child


def join(*, passports: Sequence[Passport], site: Site | None, by: User, now: datetime) -> Passport:
    """Several lots with their owner become one, with a passport of its own; theirs lead to it.

    :raises NotAtHome: one is under way, at its end, or somebody else's
    :raises NotAlike | TooFewToJoin: they cannot be one
    """
    lots = sorted({lot.pk: lot for lot in passports}.values(), key=lambda lot: lot.pk)
    if not 2 <= len(lots) <= MOST_JOINED:
        raise TooFewToJoin(most=MOST_JOINED - 1)
    if len({(lot.listing.category_id, lot.listing.unit) for lot in lots}) > 1:
        raise NotAlike
    place = site.public_area if site else ""
    with transaction.atomic():
        _hold(lots)
        owners = {_at_home(lot) for lot in lots}
        if len(owners) > 1:
            raise NotAtHome
        together = sum((lot.remaining for lot in lots), Decimal(0))
        whole = new_lot(listing=lots[0].listing, quantity=together, by=by, now=now)
        told_of = Said(kind=CustodyKind.JOINED, holder=owners.pop(), quantity=whole.quantity, place=place)
        _pass_down({lot: lot.remaining for lot in lots}, whole, told_of, by, now)
    return whole


def _pass_down(amounts: dict[Passport, Decimal], to: Passport, told_of: Said, by: User, now: datetime) -> None:
    """So much of each lot goes into the new one: an event in each book, and the first of the new one."""
    masses = {lot: mass_of(lot, amount) for lot, amount in amounts.items()}
    for lot, amount in amounts.items():
        gives = replace(told_of, quantity=amount, mass_kg=masses[lot], related=to)
        witness(passport=lot, said=gives, by=by, now=now)
        Descent.objects.create(ancestor=lot, descendant=to, quantity=amount, mass_kg=masses[lot], at=now)
    known = [mass for mass in masses.values() if mass is not None]
    opens = replace(
        told_of,
        kind=CustodyKind.CAME_OUT if told_of.kind == CustodyKind.PARTED else CustodyKind.CAME_FROM,
        quantity=to.quantity,
        mass_kg=sum(known, Decimal(0)) if len(known) == len(masses) else None,
        related=next(iter(amounts)),
    )
    witness(passport=to, said=opens, by=by, now=now)


def _hold(lots: Sequence[Passport]) -> None:
    """Whoever comes second waits here, and then sees the lots as the first one left them."""
    for lot in sorted(lots, key=lambda lot: lot.pk):
        Passport.objects.filter(pk=lot.pk).update(length=F("length"))
        lot.refresh_from_db(fields=["owner", "holder", "remaining", "mass_kg", "state", "length", "head"])


def _at_home(passport: Passport) -> Organisation:
    if passport.state != "live" or passport.owner is None or passport.owner_id != passport.holder_id:
        raise NotAtHome
    return passport.owner


def new_lot(*, listing: Listing, quantity: Decimal, by: User, now: datetime) -> Passport:
    """A passport with an empty book: its first event has to follow in the same transaction."""
    code = "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
    return Passport.objects.create(code=code, listing=listing, quantity=quantity, created_at=now)
