"""Offering a load to volunteers: posting it, opening it ring by ring, asking in turn, and what the clock does."""

from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from listings.models import Claim, ClaimState
from logistics.actions.people.wishing import tell_wishers
from logistics.models import (
    Collection,
    CollectionMode,
    CollectionState,
    Driver,
    Offer,
    OfferEvent,
    OfferState,
    OfferWord,
    Ring,
)
from logistics.queries.offers import to_tell, turns_of
from logistics.rota import next_asked
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.actions.notifying import notify, notify_person
from marketplace.organisations.models import Organisation, Role, User

LONGEST_NOTE: Final = 300
#: So long somebody asked by name has to answer before the next is asked.
TURN: Final = timedelta(hours=12)
#: So long an offer is open to a ring before it opens to the next.
RING: Final = timedelta(hours=24)
LONGEST: Final = timedelta(days=60)
AT_ONCE: Final = 100


class NotToBeOffered(DomainError):
    code = "not_to_be_offered"
    message = gettext_noop("Only a load that waits to be moved can be offered to volunteers. This one is {state}.")


class OfferedAlready(DomainError):
    code = "offered_already"
    message = gettext_noop("This is offered to volunteers already.")


class ExpiresTooSoon(DomainError):
    code = "offer_expires_too_soon"
    message = gettext_noop("Leave them some time: choose a moment from an hour to 60 days from now.")
    field = "expires"


class NobodyToAsk(DomainError):
    code = "nobody_to_ask"
    message = gettext_noop("You have no volunteers yet. Mark some of your drivers as volunteers, or open it to others.")
    field = "how"


class NotAVolunteerOfYours(DomainError):
    code = "not_a_volunteer_of_yours"
    message = gettext_noop("Only your own drivers can be asked by name.")
    field = "asked"


class OfferOver(DomainError):
    code = "offer_is_over"
    message = gettext_noop("This offer is over.")


def post_offer(
    *,
    collection: Collection,
    organisation: Organisation,
    note: str,
    widest_ring: int,
    in_turn: bool,
    asked: Driver | None,
    expires_at: datetime,
    by: User,
    now: datetime,
) -> Offer:
    """Lay a waiting load before volunteers: the organisation's own first, wider each day up to `widest_ring`.

    :param in_turn: the own volunteers are asked one after the other, those with the fewest hours first
    :param asked: this one is asked first, by name
    :raises NotToBeOffered | OfferedAlready | ExpiresTooSoon | NobodyToAsk | NotAVolunteerOfYours: it cannot be
    """
    said = note.strip()[:LONGEST_NOTE]
    refuse_unsafe(said, field="note")
    if not now + timedelta(hours=1) <= expires_at <= now + LONGEST:
        raise ExpiresTooSoon
    if asked is not None and (asked.organisation_id != organisation.pk or asked.left_at is not None):
        raise NotAVolunteerOfYours
    try:
        with transaction.atomic():
            _set_apart(collection)
            offer = Offer.objects.create(
                collection=collection,
                organisation=organisation,
                mode_before=collection.mode,
                note=said,
                widest_ring=widest_ring,
                next_ring_at=now + RING if widest_ring > Ring.OWN else None,
                in_turn=in_turn,
                expires_at=expires_at,
                by=by,
                at=now,
            )
            OfferEvent.objects.create(offer=offer, word=OfferWord.POSTED, at=now)
            _first(offer, asked, now)
    except IntegrityError:
        raise OfferedAlready from None
    return offer


def withdraw_offer(*, offer: Offer, by: User, now: datetime) -> None:
    """Take an open offer back: the load moves as it would have before.

    :raises OfferOver: somebody took it, or it ended
    """
    with transaction.atomic():
        if not Offer.objects.filter(pk=offer.pk).step(seen=OfferState.OPEN, to=OfferState.WITHDRAWN, **OVER):
            raise OfferOver
        OfferEvent.objects.create(offer=offer, word=OfferWord.WITHDRAWN, at=now)
        give_back(offer=offer, now=now)


#: What an offer that is over has not any more; and what one has not that nobody has taken.
OVER: Final[dict[str, None]] = {"asked": None, "turn_ends_at": None, "next_ring_at": None}
NOT_TAKEN: Final[dict[str, None]] = {"taken_by": None, "taken_at": None, "route": None, "cover_wanted_at": None}


def give_back(*, offer: Offer, now: datetime) -> None:
    """The load waits again, to move as it would have before it was offered."""
    waiting = Collection.objects.filter(pk=offer.collection_id, state=CollectionState.OFFERED)
    waiting.update(state=CollectionState.READY, mode=offer.mode_before)


def mind_offers(*, now: datetime) -> int:
    """What the clock does: offers that nobody took end, others open to the next ring, and who did not answer in time
    gives the turn to the next. How many changed."""
    changed = 0
    rows = Offer.objects.filter(state=OfferState.OPEN).select_related("organisation")
    for offer in rows.filter(expires_at__lte=now).for_page()[:AT_ONCE]:
        changed += _expire(offer, now)
    for offer in rows.filter(expires_at__gt=now, turn_ends_at__lte=now).for_page()[:AT_ONCE]:
        changed += pass_turn(offer=offer, word=None, now=now)
    for offer in rows.filter(expires_at__gt=now, next_ring_at__lte=now).for_page()[:AT_ONCE]:
        changed += _widen(offer, now)
    return changed + _tidy(now)


def pass_turn(*, offer: Offer, word: OfferWord | None, now: datetime) -> bool:
    """Whoever was asked did not take it: the next in the fair order is asked; when all were, everybody may.

    :param word: what whoever was asked said, if they said something
    """
    with transaction.atomic():
        row = Offer.objects.filter(pk=offer.pk, state=OfferState.OPEN, asked=offer.asked_id)
        if not row.update(asked=None, turn_ends_at=None):
            return False
        if word is not None:
            OfferEvent.objects.create(offer=offer, word=word, driver_id=offer.asked_id, at=now)
        _ask_next(offer, now)
    return True


def tell_poster(*, offer: Offer, word: OfferWord, driver: Driver | None = None, why: str = "", now: datetime) -> None:
    """The coordinators of who posted it hear what became of it."""
    context = {"offer": offer, "word": word.value, "driver": driver, "why": why}
    roles = (Role.COORDINATOR, Role.REQUESTER) if offer.mode_before == CollectionMode.FETCH else (Role.COORDINATOR,)
    notify(organisation=offer.organisation, roles=roles, template="logistics/mail/offer_news", context=context, now=now)


def tell_ring(*, offer: Offer, now: datetime) -> None:
    """Those whom it is open to now are written to: volunteers by their ring; of everybody else, who wished for it."""
    if offer.ring == Ring.VERIFIED:
        tell_wishers(offer=offer, now=now)
        return
    for driver in to_tell(offer, now=now):
        if driver.pk != offer.taken_by_id:
            _write(offer, driver, now, is_asked=False)


def _set_apart(collection: Collection) -> None:
    waiting = Collection.objects.filter(pk=collection.pk, claim__state=ClaimState.ACCEPTED)
    if not waiting.step(seen=CollectionState.READY, to=CollectionState.OFFERED, mode=CollectionMode.VOLUNTEER):
        raise NotToBeOffered(state=collection.get_state_display().lower())


def _first(offer: Offer, asked: Driver | None, now: datetime) -> None:
    if asked is not None:
        _ask(offer, asked, now)
    elif offer.in_turn:
        if not _ask_next(offer, now):
            raise NobodyToAsk
    else:
        tell_ring(offer=offer, now=now)


def _ask_next(offer: Offer, now: datetime) -> bool:
    """Ask whoever is next; nobody left (or nobody is asked in turn): everybody in the ring is told."""
    already = offer.events.filter(word=OfferWord.ASKED).values_list("driver", flat=True)
    key = next_asked(turns_of(offer, now=now), [one for one in already if one]) if offer.in_turn else None
    if key is None:
        tell_ring(offer=offer, now=now)
        return False
    _ask(offer, Driver.objects.select_related("user").get(pk=key), now)
    return True


def _ask(offer: Offer, driver: Driver, now: datetime) -> None:
    until = min(now + TURN, offer.expires_at)
    Offer.objects.filter(pk=offer.pk).update(asked=driver, turn_ends_at=until)
    OfferEvent.objects.create(offer=offer, word=OfferWord.ASKED, driver=driver, at=now)
    offer.asked, offer.turn_ends_at = driver, until
    _write(offer, driver, now, is_asked=True)


def _write(offer: Offer, driver: Driver, now: datetime, *, is_asked: bool) -> None:
    context = {"offer": offer, "driver": driver, "is_asked": is_asked}
    notify_person(person=driver.user, template="logistics/mail/offer_open", context=context, now=now)


def _widen(offer: Offer, now: datetime) -> bool:
    ring = offer.ring + 1
    later = now + RING if ring < offer.widest_ring else None
    with transaction.atomic():
        row = Offer.objects.filter(pk=offer.pk, state=OfferState.OPEN, ring=offer.ring, ring__lt=offer.widest_ring)
        if not row.update(ring=ring, next_ring_at=later, asked=None, turn_ends_at=None):
            return False
        offer.ring = ring
        OfferEvent.objects.create(offer=offer, word=OfferWord.WIDENED, at=now)
        tell_ring(offer=offer, now=now)
    return True


def _expire(offer: Offer, now: datetime) -> bool:
    with transaction.atomic():
        if not Offer.objects.filter(pk=offer.pk).step(seen=OfferState.OPEN, to=OfferState.EXPIRED, **OVER):
            return False
        OfferEvent.objects.create(offer=offer, word=OfferWord.EXPIRED, at=now)
        give_back(offer=offer, now=now)
        tell_poster(offer=offer, word=OfferWord.EXPIRED, now=now)
    return True


def _tidy(now: datetime) -> int:
    """Open offers of loads that nobody needs any more end; loads that failed on a volunteer's journey, or were left
    behind by one, wait to move as they would have before."""
    ended = Offer.objects.filter(state=OfferState.OPEN).exclude(collection__claim__state=ClaimState.ACCEPTED)
    gone = ended.update(state=OfferState.WITHDRAWN, **OVER)
    stranded = Collection.objects.filter(mode=CollectionMode.VOLUNTEER, state=CollectionState.READY)
    for load in stranded.select_related("claim").order_by("pk")[:AT_ONCE]:
        with transaction.atomic():
            lent = _end_taken(load)
            carrier = load.claim.carrier_id is not None and not lent
            mode = CollectionMode.VAN if carrier else CollectionMode.FETCH
            gone += Collection.objects.filter(pk=load.pk, state=CollectionState.READY).update(mode=mode)
    return gone


def _end_taken(load: Collection) -> bool:
    """End the offer of a load whose journey failed; whether its driver's organisation stood in as the carrier."""
    offer = Offer.objects.filter(collection=load, state=OfferState.TAKEN).select_related("collection__claim").first()
    if offer is None:
        return False
    taken = Offer.objects.filter(pk=offer.pk)
    taken.step(seen=OfferState.TAKEN, to=OfferState.WITHDRAWN, **NOT_TAKEN, **OVER)
    if offer.lends_carrier:
        Claim.objects.filter(pk=load.claim_id).update(carrier=None)
    return offer.lends_carrier
