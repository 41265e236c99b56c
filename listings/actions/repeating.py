"""Recurring material: letting a listing come again by a rule, and pausing, skipping, resuming and ending that."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime

from listings.actions import standing
from listings.actions.recurring import post_days, tell_takers
from listings.models import Kind, Listing, Mode, Occurrence, Recurrence, RecurrenceState, StandingClaim
from listings.models.steps import reason_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.recurrence import HORIZON_DAYS, NeverHappens, Rule, days
from marketplace.kernel.units import Unit
from marketplace.organisations.models import User

#: How far ahead the first day, a skipped day and the end of a pause may be.
FURTHEST: Final = timedelta(days=366)
MOST_DAYS: Final = 60


class CannotRepeat(DomainError):
    code = "cannot_repeat"
    message = gettext_noop(
        "Only goods that are given or sold come again by themselves; spaces are booked, loans return."
    )


class RepeatsAlready(DomainError):
    code = "repeats_already"
    message = gettext_noop("This listing is part of something recurring already.")


class StartsTooFar(DomainError):
    code = "starts_out_of_reach"
    message = gettext_noop("The first day is from today on, and within a year.")
    field = "starts_on"


class DaysOutOfBounds(DomainError):
    code = "days_out_of_bounds"
    message = gettext_noop("Give a whole number of days from 0 to {most}.")


class RecurrenceMovedOn(DomainError):
    code = "recurrence_moved_on"
    message = gettext_noop("This is {state} by now, so that can no longer be done.")


class GoesOnTooFar(DomainError):
    code = "goes_on_out_of_reach"
    message = gettext_noop("It goes on from a later day than today, and within a year.")
    field = "resumes_on"


class NotOneOfItsDays(DomainError):
    code = "not_one_of_its_days"
    message = gettext_noop("Nothing comes on {day}.")
    field = "on"


class PostedAlready(DomainError):
    code = "posted_already"
    message = gettext_noop("{day} is posted already: withdraw that listing instead.")
    field = "on"


class NotSkipped(DomainError):
    code = "not_skipped"
    message = gettext_noop("{day} is not skipped.")
    field = "on"


def repeat(
    *, listing: Listing, rule: Rule, starts_on: date, quantity: Decimal, ahead_days: int, gone_within_days: int | None,
    by: User, now: datetime,
) -> Recurrence:  # fmt: skip
    """Let a listing come again on the days of a rule: so much each time, posted some days before. What is due is posted
    at once. The listing itself stays as it is, and is what each occurrence is copied from.

    :raises CannotRepeat | RepeatsAlready | StartsTooFar | DaysOutOfBounds | NeverHappens: not so
    :raises DomainError: the first one cannot be posted as the listing stands
    """
    amount = checked_amount(quantity, Unit(listing.unit))
    _check(listing, rule, starts_on, localtime(now).date())
    _check_days(ahead_days, gone_within_days)
    if Occurrence.objects.filter(listing=listing).exists():
        raise RepeatsAlready
    try:
        with transaction.atomic():
            made = Recurrence.objects.create(
                listing=listing,
                rule=rule.text,
                starts_on=starts_on,
                quantity=amount,
                ahead_days=ahead_days,
                gone_within_days=gone_within_days,
                by=by,
                at=now,
            )
            post_days(recurrence=made, now=now)
    except IntegrityError:
        if Recurrence.objects.filter(listing=listing).exists():
            raise RepeatsAlready from None
        raise
    return made


def _check(listing: Listing, rule: Rule, starts_on: date, today: date) -> None:
    """:raises CannotRepeat | StartsTooFar | NeverHappens: not so"""
    if listing.kind == Kind.SPACE or listing.mode not in (Mode.GIVE, Mode.SELL):
        raise CannotRepeat
    if not today <= starts_on <= today + FURTHEST:
        raise StartsTooFar
    if not days(rule, starts_on, starts_on + timedelta(days=HORIZON_DAYS), most=2 * HORIZON_DAYS):
        raise NeverHappens


def _check_days(ahead_days: int, gone_within_days: int | None) -> None:
    """:raises DaysOutOfBounds: not so"""
    for field, number in (("ahead_days", ahead_days), ("gone_within_days", gone_within_days or 0)):
        if not 0 <= number <= MOST_DAYS:
            raise DaysOutOfBounds(field=field, most=MOST_DAYS)


def pause(*, recurrence: Recurrence, resumes_on: date | None, by: User, now: datetime) -> None:
    """Post nothing more, until it is resumed or for days before `resumes_on`. What is posted already stays.

    :raises GoesOnTooFar: it would go on today or in the past, or after more than a year
    :raises RecurrenceMovedOn: it has ended, or is paused already
    """
    today = localtime(now).date()
    if resumes_on is not None and not today < resumes_on <= today + FURTHEST:
        raise GoesOnTooFar
    with transaction.atomic():
        _step(recurrence, (RecurrenceState.RUNNING,), RecurrenceState.PAUSED, resumes_on=resumes_on)
        tell_takers(recurrence=recurrence, what="paused", now=now)


def resume(*, recurrence: Recurrence, by: User, now: datetime) -> None:
    """Go on: what is due from today on is posted at once, nothing of the days between.

    :raises RecurrenceMovedOn: it is not paused
    :raises DomainError: what is due cannot be posted as the pattern stands; it stays paused
    """
    with transaction.atomic():
        _step(recurrence, (RecurrenceState.PAUSED,), RecurrenceState.RUNNING, resumes_on=None, trouble="")
        post_days(recurrence=recurrence, now=now)
        tell_takers(recurrence=recurrence, what="resumed", now=now)


def end(*, recurrence: Recurrence, reason: str, by: User, now: datetime) -> None:
    """Let it come no more, with a reason for those who have a standing claim: theirs end with it. What is posted stays.

    :raises ReasonMissing: no reason was given
    :raises RecurrenceMovedOn: it had ended already
    """
    said = reason_of(reason)
    running = (RecurrenceState.RUNNING, RecurrenceState.PAUSED)
    with transaction.atomic():
        _step(recurrence, running, RecurrenceState.ENDED, resumes_on=None, trouble="", ended_at=now)
        open_ones = StandingClaim.objects.unfinished().filter(recurrence=recurrence)
        for claim in open_ones.select_related("organisation", "recurrence__listing__organisation").order_by("pk"):
            standing.end(claim=claim, reason=said, by=by, now=now)
    recurrence.refresh_from_db(fields=["promised"])


def skip(*, recurrence: Recurrence, on: date, by: User, now: datetime) -> None:
    """Leave one day out that is not posted yet; those with a standing claim are told.

    :raises NotOneOfItsDays: it does not come on that day, or that has passed
    :raises PostedAlready: that day is posted
    :raises RecurrenceMovedOn: it has ended
    """
    if recurrence.state == RecurrenceState.ENDED:
        raise RecurrenceMovedOn(state=recurrence.get_state_display().lower())
    today = localtime(now).date()
    if not today <= on <= today + FURTHEST or on not in days(
        recurrence.repeats, recurrence.starts_on, on, most=2, since=on
    ):
        raise NotOneOfItsDays(day=date_format(on, "j F Y"))
    try:
        with transaction.atomic():
            Occurrence.objects.create(recurrence=recurrence, on=on, skipped_by=by, at=now)
            tell_takers(recurrence=recurrence, what="skipped", now=now, on=on)
    except IntegrityError:
        if Occurrence.objects.filter(recurrence=recurrence, on=on).exists():
            raise PostedAlready(day=date_format(on, "j F Y")) from None
        raise


def take_up(*, recurrence: Recurrence, on: date, by: User, now: datetime) -> None:
    """Take a skipped day up again: it is posted when its time comes, or now.

    :raises NotSkipped: it is not, or it has passed
    """
    today = localtime(now).date()
    with transaction.atomic():
        skipped = Occurrence.objects.filter(recurrence=recurrence, on=on, on__gte=today, skipped_by__isnull=False)
        if not skipped.delete()[0]:
            raise NotSkipped(day=date_format(on, "j F Y"))
        tell_takers(recurrence=recurrence, what="taken_up", now=now, on=on)
        post_days(recurrence=recurrence, now=now)


def _step(recurrence: Recurrence, seen: tuple[str, ...], to: RecurrenceState, **fields: object) -> None:
    """Compare and swap; whoever came second gets a sentence and their transaction is undone."""
    if not Recurrence.objects.filter(pk=recurrence.pk).step(seen=seen, to=to, **fields):
        current = Recurrence.objects.get(pk=recurrence.pk)
        raise RecurrenceMovedOn(state=current.get_state_display().lower())
    recurrence.refresh_from_db(fields=["state", *fields])
