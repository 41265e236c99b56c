"""Standing claims: asked once, agreed once, then made by themselves on every occurrence, except in their breaks."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext

from listings.actions import claiming
from listings.models import (
    Claim,
    ClaimState,
    Listing,
    Recurrence,
    RecurrenceState,
    StandingBreak,
    StandingClaim,
    StandingState,
    allocation_of,
)
from listings.models.steps import purpose_of, reason_of
from listings.queries.claims import told
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Organisation, Role, Site, User

#: Breaks that are still to come, and how far ahead they may end.
MOST_BREAKS: Final = 40
FURTHEST_BREAK: Final = timedelta(days=2 * 366)
_NEWS: Final = "listings/mail/standing_news"


class OwnRecurrence(DomainError):
    code = "own_recurrence"
    message = gettext_noop("This is your own: it cannot be claimed by the organisation that offers it.")


class HasEnded(DomainError):
    code = "recurrence_has_ended"
    message = gettext_noop("This has ended and does not come again.")


class StandsAlready(DomainError):
    code = "stands_already"
    message = gettext_noop("You have a standing claim on this already. End it first to ask for another quantity.")


class MoreThanComes(DomainError):
    code = "more_than_comes"
    message = gettext_noop("{whole} come each time: ask for that or less.")
    field = "quantity"


class MoreThanUnpromised(DomainError):
    code = "more_than_unpromised"
    message = gettext_noop("Only {left} of each time are not promised to others yet.")


class NotYourSite(DomainError):
    code = "not_your_site"
    message = gettext_noop("Choose one of your own sites that is in use.")
    field = "site"


class StandingMovedOn(DomainError):
    code = "standing_claim_moved_on"
    message = gettext_noop("This standing claim is {state} by now, so that can no longer be done.")


class BreakIsPast(DomainError):
    code = "break_is_past"
    message = gettext_noop("A break is still to come: choose days from today on.")
    field = "to_on"


class BreakBackwards(DomainError):
    code = "break_backwards"
    message = gettext_noop("A break ends on or after the day on which it begins.")
    field = "to_on"


class BreakTooLong(DomainError):
    code = "break_too_long"
    message = gettext_noop("A break ends within two years. If you need none of it for longer, end the standing claim.")
    field = "to_on"


class TooManyBreaks(DomainError):
    code = "too_many_breaks"
    message = gettext_noop("There are {most} breaks to come, and no more fit. Take one away first.")
    field = "from_on"


def ask(
    *, recurrence: Recurrence, organisation: Organisation, site: Site, quantity: Decimal, purpose: str, by: User,
    now: datetime,
) -> StandingClaim:  # fmt: skip
    """Ask the giver for so much of every occurrence, to one of one's own sites. The giver's clauses, where there are
    any, are agreed to with it.

    :raises OwnRecurrence | HasEnded | NotYourSite | PurposeMissing | MoreThanComes | StandsAlready: not so
    """
    amount = checked_amount(quantity, Unit(recurrence.listing.unit))
    said = purpose_of(purpose)
    _check_parties(recurrence, organisation, site)
    if amount > recurrence.quantity:
        raise MoreThanComes(whole=told(recurrence.quantity, recurrence.listing))
    try:
        with transaction.atomic():
            made = StandingClaim.objects.create(
                recurrence=recurrence,
                organisation=organisation,
                site=site,
                quantity=amount,
                purpose=said,
                by=by,
                at=now,
            )
            _tell_giver(made, "asked", now)
    except IntegrityError:
        if StandingClaim.objects.unfinished().filter(recurrence=recurrence, organisation=organisation).exists():
            raise StandsAlready from None
        raise
    return made


def _check_parties(recurrence: Recurrence, organisation: Organisation, site: Site) -> None:
    if recurrence.listing.organisation_id == organisation.pk:
        raise OwnRecurrence
    if recurrence.state == RecurrenceState.ENDED:
        raise HasEnded
    if site.organisation_id != organisation.pk or site.closed_at is not None:
        raise NotYourSite


def agree(*, claim: StandingClaim, by: User, now: datetime) -> None:
    """Promise it of every occurrence that is posted from now on.

    :raises MoreThanUnpromised: others have too much of it
    :raises StandingMovedOn: it was answered or ended already
    """
    with transaction.atomic():
        if not Recurrence.objects.filter(pk=claim.recurrence_id).promise(claim.quantity):
            current = Recurrence.objects.select_related("listing").get(pk=claim.recurrence_id)
            if current.state == RecurrenceState.ENDED:
                raise HasEnded
            raise MoreThanUnpromised(left=told(current.quantity - current.promised, current.listing))
        _step(claim, (StandingState.ASKED,), StandingState.AGREED, decided_by=by, decided_at=now)
        _tell_taker(claim, "agreed", now)


def decline(*, claim: StandingClaim, reason: str, by: User, now: datetime) -> None:
    """Say no, with a reason.

    :raises ReasonMissing: no reason was given
    :raises StandingMovedOn: it was answered or ended already
    """
    said = reason_of(reason)
    with transaction.atomic():
        answered = {"reason": said, "decided_by": by, "decided_at": now}
        _step(claim, (StandingState.ASKED,), StandingState.DECLINED, **answered)
        _tell_taker(claim, "declined", now)


def end(*, claim: StandingClaim, reason: str, by: User | None, now: datetime) -> None:
    """Let it end, by either party: nothing more is claimed by it. What it has claimed already goes on.

    :raises ReasonMissing: no reason was given
    :raises StandingMovedOn: it was declined or had ended already
    """
    said = reason_of(reason)
    with transaction.atomic():
        # The recurrence first, as everywhere.
        Recurrence.objects.filter(pk=claim.recurrence_id).update(promised=F("promised"))
        seen = StandingClaim.objects.get(pk=claim.pk)
        fields = {"reason": said, "ended_at": now, "trouble": ""}
        _step(claim, (StandingState.ASKED, StandingState.AGREED), StandingState.ENDED, **fields)
        if seen.state == StandingState.AGREED:
            Recurrence.objects.filter(pk=claim.recurrence_id).unpromise(claim.quantity)
        _tell_taker(claim, "ended", now)
        _tell_giver(claim, "ended", now)


def add_break(*, claim: StandingClaim, from_on: date, to_on: date, by: User, now: datetime) -> StandingBreak:
    """Say that nothing is collected on these days, both included. What is claimed for them already stays as it is.

    :raises BreakBackwards | BreakIsPast | BreakTooLong | TooManyBreaks: not so
    :raises StandingMovedOn: it has ended
    """
    today = localtime(now).date()
    if to_on < from_on:
        raise BreakBackwards
    if to_on < today:
        raise BreakIsPast
    if to_on > today + FURTHEST_BREAK:
        raise BreakTooLong
    if claim.state not in (StandingState.ASKED, StandingState.AGREED):
        raise StandingMovedOn(state=claim.get_state_display().lower())
    if claim.breaks.filter(to_on__gte=today).count() >= MOST_BREAKS:
        raise TooManyBreaks(most=MOST_BREAKS)
    return StandingBreak.objects.create(claim=claim, from_on=from_on, to_on=to_on, by=by, at=now)


def remove_break(*, pause: StandingBreak, by: User, now: datetime) -> None:
    """Take a break back: from then on it collects on those days again."""
    pause.delete()


def claim_occurrence(*, recurrence: Recurrence, listing: Listing, on: date, now: datetime) -> list[StandingClaim]:
    """Claim a listing that was just posted for everybody whose standing claim takes on that day, and promise it to
    them, in the order in which they were agreed. Called inside the transaction that posts it.

    One that cannot be made keeps why, and both sides are told. Returns those.
    """
    failed = []
    for standing in recurrence.standing_claims.agreed().prefetch_related("breaks"):
        if not standing.takes_on(on):
            continue
        try:
            with transaction.atomic():
                _claim(standing, listing, on, now)
        except DomainError as refusal:
            _note_trouble(standing, refusal.said_with(gettext), now)
            failed.append(standing)
        else:
            if standing.trouble:
                StandingClaim.objects.filter(pk=standing.pk).update(trouble="")
    return failed


def _claim(standing: StandingClaim, listing: Listing, on: date, now: datetime) -> None:
    agreed_by = standing.decided_by or listing.created_by
    made = claiming.claim(
        listing=listing,
        organisation=standing.organisation,
        site=standing.site,
        quantity=standing.quantity,
        purpose=standing.purpose,
        keeps_clauses=True,
        by=standing.by,
        now=now,
    )
    if made.state == ClaimState.ASKED:
        claiming.accept(claim=made, quantity=made.quantity, by=agreed_by, now=now)
    else:  # agreed before anybody else asked: not in the running with the others
        claiming.grant(claim=made, quantity=made.quantity, by=agreed_by, now=now)
    until = datetime.combine(on + timedelta(days=allocation_of(listing).hold_days), time(), get_current_timezone())
    # Its time to collect begins with its day, not when it was posted.
    Claim.objects.filter(pk=made.pk, state=ClaimState.ACCEPTED, hold_until__lt=until).update(hold_until=until)


def _note_trouble(standing: StandingClaim, why: str, now: datetime) -> None:
    StandingClaim.objects.filter(pk=standing.pk).update(trouble=why[:300])
    standing.trouble = why[:300]
    _tell_taker(standing, "trouble", now)
    _tell_giver(standing, "trouble", now)


def _step(claim: StandingClaim, seen: tuple[str, ...], to: StandingState, **fields: object) -> None:
    """Compare and swap; whoever came second gets a sentence and their transaction is undone."""
    if not StandingClaim.objects.filter(pk=claim.pk).step(seen=seen, to=to, **fields):
        current = StandingClaim.objects.get(pk=claim.pk)
        raise StandingMovedOn(state=current.get_state_display().lower())
    claim.refresh_from_db(fields=["state", *fields])


def _tell_giver(claim: StandingClaim, what: str, now: datetime) -> None:
    _tell(claim, claim.recurrence.listing.organisation, Role.LISTER, what, now)


def _tell_taker(claim: StandingClaim, what: str, now: datetime) -> None:
    _tell(claim, claim.organisation, Role.REQUESTER, what, now)


def _tell(claim: StandingClaim, organisation: Organisation, role: Role, what: str, now: datetime) -> None:
    listing = claim.recurrence.listing
    context = {
        "claim": claim,
        "recurrence": claim.recurrence,
        "title": listing.title,
        "giver": listing.organisation.name,
        "taker": claim.organisation.name,
        "amount": told(claim.quantity, listing),
        "what": what,
    }
    notify(organisation=organisation, roles=(role,), template=_NEWS, context=context, now=now)
