"""Quoting: carriers from outside are asked by mail what they want for a load, answer by one tap, and one is hired."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from listings.actions.holding import keep
from listings.actions.releasing import check_may_leave
from listings.models import ClaimState
from listings.queries.claims import told
from logistics.actions.loads.loading import lock
from logistics.models import Collection, CollectionMode, CollectionState
from logistics.models.quotes import OPEN, CarrierQuote, QuoteState
from logistics.queries.load_steps import moved_on
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.money import Money, format_money
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.actions.notifying import notify_address, notify_person
from marketplace.organisations.models import User

#: So long a carrier may answer.
ANSWER_WITHIN: Final = timedelta(days=5)
#: No more carriers than this are asked about one load.
MOST_ASKED: Final = 8
#: A pickup is quoted for within so long.
FURTHEST: Final = timedelta(days=60)
MOST_PENCE: Final = 10_000_000
LONGEST_NOTE: Final = 300
LONGEST_NAME: Final = 120


class CompanyMissing(DomainError):
    code = "company_missing"
    message = gettext_noop("Write the carrier's name, at most {most} characters.")
    field = "company"


class NoSuchAddress(DomainError):
    code = "no_such_address"
    message = gettext_noop("That is no e-mail address.")
    field = "email"


class AskedBefore(DomainError):
    code = "carrier_asked_before"
    message = gettext_noop("This carrier was asked about this load already.")
    field = "email"


class AskedEnough(DomainError):
    code = "carriers_asked_enough"
    message = gettext_noop("{most} carriers were asked about this load: wait for their answers.")


class QuoteExpired(DomainError):
    code = "quote_expired"
    message = gettext_noop("The time to answer has passed. Ask them to send you the request again.")


class QuoteMovedOn(DomainError):
    code = "quote_moved_on"
    message = gettext_noop("This request is “{state}” by now, so that can no longer be done.")


class QuoteChanged(DomainError):
    code = "quote_changed"
    message = gettext_noop("The carrier changed its offer meanwhile. Look at it again before you take it.")


class PriceOutOfBounds(DomainError):
    code = "quote_price_out_of_bounds"
    message = gettext_noop("Write a price up to {most}; nothing is a price too.")
    field = "price_pence"


class PickupInThePast(DomainError):
    code = "quoted_pickup_in_the_past"
    message = gettext_noop("Choose a time that is still to come, within {days} days.")
    field = "pickup_from"


class PickupEndsFirst(DomainError):
    code = "quoted_pickup_ends_first"
    message = gettext_noop("The time for the pickup ends before it begins.")
    field = "pickup_until"


class NoteTooLong(DomainError):
    code = "quote_note_too_long"
    message = gettext_noop("Write at most {most} characters here.")
    field = "note"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a carrier answers."""

    price_pence: int
    pickup_from: datetime
    pickup_until: datetime
    note: str = ""


def ask_quote(*, collection: Collection, company: str, email: str, by: User, now: datetime) -> CarrierQuote:
    """Ask a carrier by mail what it wants for a load that waits to be planned; its link needs no account.

    :raises CompanyMissing | NoSuchAddress | AskedBefore | AskedEnough: who is asked
    :raises CollectionMovedOn: it does not wait to be planned
    """
    name, address = company.strip(), email.strip().lower()
    refuse_unsafe(name, field="company")
    refuse_unsafe(address, field="email")
    if not 0 < len(name) <= LONGEST_NAME:
        raise CompanyMissing(most=LONGEST_NAME)
    try:
        validate_email(address)
    except ValidationError:
        raise NoSuchAddress from None
    with transaction.atomic():
        seen = lock(collection=collection, by=by, now=now)
        if seen.state != CollectionState.READY or seen.claim.state != ClaimState.ACCEPTED:
            raise moved_on(seen)
        if CarrierQuote.objects.filter(collection=seen).count() >= MOST_ASKED:
            raise AskedEnough(most=MOST_ASKED)
        made = _asked(
            CarrierQuote(
                collection=seen,
                company=name,
                email=address,
                asked_by=by,
                asked_at=now,
                expires_at=now + ANSWER_WITHIN,
            )
        )
        _mail(made, "logistics/mail/quote_asked", now)
    return made


def price(*, quote: CarrierQuote, offer: Offer, now: datetime) -> None:
    """The carrier says how much and when; whoever asked is told. Until one is hired it may say so again.

    :raises QuoteExpired | QuoteMovedOn: it can be answered no more
    :raises PriceOutOfBounds | PickupInThePast | PickupEndsFirst | NoteTooLong: what it says
    """
    note = offer.note.strip()
    refuse_unsafe(note, field="note")
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong(most=LONGEST_NOTE)
    if not 0 <= offer.price_pence <= MOST_PENCE:
        raise PriceOutOfBounds(most=format_money(Money(MOST_PENCE)))
    if not now < offer.pickup_from <= now + FURTHEST:
        raise PickupInThePast(days=FURTHEST.days)
    if offer.pickup_until <= offer.pickup_from:
        raise PickupEndsFirst
    said = {
        "price_pence": offer.price_pence,
        "pickup_from": offer.pickup_from,
        "pickup_until": offer.pickup_until,
        "note": note,
    }
    _answer(quote, QuoteState.PRICED, said, now)


def refuse(*, quote: CarrierQuote, now: datetime) -> None:
    """The carrier says no thanks; whoever asked is told.

    :raises QuoteExpired | QuoteMovedOn: it can be answered no more
    """
    _answer(quote, QuoteState.DECLINED, {}, now)


def hire(*, quote: CarrierQuote, by: User, now: datetime) -> Collection:
    """Take an offer: the load is planned for that time and goes with this carrier, who reads where from and where to
    and the three words. The others are told that they were not chosen.

    :param quote: as whoever hires saw it: its price and time are what is taken
    :raises QuoteMovedOn: it is no offer (any more)
    :raises QuoteChanged: the carrier offers something else by now
    :raises CollectionMovedOn: the load does not wait to be planned any more
    :raises NotReleased | LoanNotAgreed | LoanDaysPassed: it may not leave as things stand
    """
    check_may_leave(claim=quote.collection.claim, by=by, now=now)
    with transaction.atomic():
        seen = lock(collection=quote.collection, by=by, now=now)
        decided = {"decided_by": by, "decided_at": now}
        own = CarrierQuote.objects.filter(pk=quote.pk, price_pence=quote.price_pence, pickup_from=quote.pickup_from)
        if not own.step(seen=QuoteState.PRICED, to=QuoteState.ACCEPTED, **decided):
            raise _not_to_be_hired(quote)
        quote.refresh_from_db()
        goes = {"mode": CollectionMode.CARRIER, "fetch_at": quote.pickup_from}
        row = Collection.objects.filter(pk=seen.pk)
        if not row.step(seen=CollectionState.READY, to=CollectionState.PLANNED, **goes):
            raise moved_on(seen)
        keep(claim=seen.claim, until=quote.pickup_from, by=by, now=now)
        _mail(quote, "logistics/mail/quote_hired", now)
        for other in CarrierQuote.objects.of(seen).open():
            _end(other, QuoteState.NOT_CHOSEN, by, now)
    return Collection.objects.with_parties().get(pk=seen.pk)


def withdraw(*, quote: CarrierQuote, by: User, now: datetime) -> None:
    """Ask this carrier no longer; it is told.

    :raises QuoteMovedOn: it said no, or was decided
    """
    with transaction.atomic():
        seen = CarrierQuote.objects.for_page().get(pk=quote.pk)
        if seen.state not in OPEN:
            raise _quote_moved_on(quote)
        decided = {"decided_by": by, "decided_at": now}
        if not CarrierQuote.objects.filter(pk=seen.pk).step(seen=seen.state, to=QuoteState.WITHDRAWN, **decided):
            raise _quote_moved_on(quote)
        _mail(seen, "logistics/mail/quote_not_chosen", now)


def let_go(*, collection: Collection, by: User, now: datetime) -> None:
    """The load goes another way after all, or not at all: whoever was asked or hired is told. In a transaction."""
    for quote in CarrierQuote.objects.of(collection).filter(state__in=(*OPEN, QuoteState.ACCEPTED)):
        _end(quote, QuoteState.WITHDRAWN, by, now)


def _end(quote: CarrierQuote, to: QuoteState, by: User, now: datetime) -> None:
    """Whatever it has come to meanwhile: a carrier that answers at this moment is told all the same. One that has said
    no by now is left alone."""
    own = CarrierQuote.objects.filter(pk=quote.pk, state__in=(*OPEN, QuoteState.ACCEPTED))
    if own.update(state=to, decided_by=by, decided_at=now):
        _mail(quote, "logistics/mail/quote_not_chosen", now)


def _asked(quote: CarrierQuote) -> CarrierQuote:
    try:
        with transaction.atomic():
            quote.save()
    except IntegrityError:
        raise AskedBefore from None
    return quote


def _answer(quote: CarrierQuote, to: QuoteState, said: dict[str, object], now: datetime) -> None:
    with transaction.atomic():
        seen = CarrierQuote.objects.for_page().get(pk=quote.pk)
        if seen.is_over(now):
            raise QuoteExpired
        if seen.state not in OPEN:
            raise _quote_moved_on(seen)
        row = CarrierQuote.objects.filter(pk=seen.pk)
        if not row.step(seen=seen.state, to=to, answered_at=now, **said):
            raise _quote_moved_on(seen)
        quote.refresh_from_db()
        facts = {**_facts(CarrierQuote.objects.for_page().get(pk=quote.pk)), "person": seen.asked_by}
        notify_person(person=seen.asked_by, template="logistics/mail/quote_answered", context=facts, now=now)


def _mail(quote: CarrierQuote, template: str, now: datetime) -> None:
    seen = CarrierQuote.objects.for_page().get(pk=quote.pk)
    notify_address(email=seen.email, template=template, context=_facts(seen), now=now)


def _facts(quote: CarrierQuote) -> dict[str, object]:
    claim = quote.collection.claim
    return {
        "quote": quote,
        "collection": quote.collection,
        "claim": claim,
        "listing": claim.listing,
        "amount": told(quote.collection.quantity, claim.listing),
        "price": "" if quote.price_pence is None else format_money(Money(quote.price_pence)),
        "by": quote.asked_by,
    }


def _not_to_be_hired(quote: CarrierQuote) -> DomainError:
    is_offer = CarrierQuote.objects.filter(pk=quote.pk, state=QuoteState.PRICED).exists()
    return QuoteChanged() if is_offer and quote.price_pence is not None else _quote_moved_on(quote)


def _quote_moved_on(quote: CarrierQuote) -> QuoteMovedOn:
    return QuoteMovedOn(state=CarrierQuote.objects.get(pk=quote.pk).get_state_display())
