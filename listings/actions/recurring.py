"""Recurring material on its days: each occurrence becomes a listing some days ahead, once, by the clock."""

from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext

from listings.actions.allotting import AllocationValues, allot
from listings.actions.fitting import fit_written
from listings.actions.listing import ListingValues, draft
from listings.actions.publishing import open_up
from listings.actions.staging import StageValues, stage
from listings.actions.standing import claim_occurrence
from listings.models import Allocation, Audience, Listing, Occurrence, Recurrence, RecurrenceState, Stage
from marketplace.kernel.errors import DomainError
from marketplace.kernel.recurrence import days
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Role

#: How many recurrences a run of the clock looks through.
AT_ONCE: Final = 500
_NEWS: Final = "listings/mail/recurrence_news"
#: What an occurrence does not take over from its pattern: it has its own, or it would be there twice.
_OWN: Final = {"quantity", "reference", "serial_number", "available_from", "advertise_until", "must_be_gone_by"}


def post_due(*, now: datetime) -> int:
    """Post every occurrence whose time to be posted has come, once each, whoever else does. Returns how many.

    What cannot be posted as it stands (its site was closed) pauses with the reason, and its giver is told.
    """
    today = localtime(now).date()
    resumed = Recurrence.objects.filter(state=RecurrenceState.PAUSED, resumes_on__lte=today)
    resumed.update(state=RecurrenceState.RUNNING, resumes_on=None, trouble="")
    posted = 0
    for recurrence in list(Recurrence.objects.to_post()[:AT_ONCE]):
        try:
            posted += post_days(recurrence=recurrence, now=now)
        except DomainError as refusal:
            _stop(recurrence, refusal.said_with(gettext), now)
    return posted


def post_days(*, recurrence: Recurrence, now: datetime) -> int:
    """Post the occurrences of one recurrence whose time has come. Returns how many were.

    :raises DomainError: the pattern cannot be published as it stands; those before it stay posted
    """
    today = localtime(now).date()
    until = today + timedelta(days=recurrence.ahead_days)
    known = set(recurrence.occurrences.filter(on__gte=today).values_list("on", flat=True))
    due = days(recurrence.repeats, recurrence.starts_on, until, since=today)
    return sum(_post_day(recurrence, on, now) for on in due if on not in known and recurrence.is_on(on))


def _post_day(recurrence: Recurrence, on: date, now: datetime) -> bool:
    """Post one day's occurrence. False if somebody else did, or it is no longer to be."""
    try:
        with transaction.atomic():
            # The guard: pausing, ending and other workers change this row too, before or after, not meanwhile.
            same = Recurrence.objects.filter(pk=recurrence.pk, state=recurrence.state, resumes_on=recurrence.resumes_on)
            if not same.update(state=recurrence.state):
                return False
            row = Occurrence.objects.create(recurrence=recurrence, on=on, at=now)
            made = _copy(recurrence, on, now)
            Occurrence.objects.filter(pk=row.pk).update(listing=made)
            open_up(listings=[made], by=recurrence.by, now=now)
            claim_occurrence(recurrence=recurrence, listing=made, on=on, now=now)
            made.refresh_from_db(from_queryset=Listing.objects.for_fitting())
            fit_written(listing=made, by=recurrence.by, now=now)
    except IntegrityError:
        if recurrence.occurrences.filter(on=on).exists():
            return False
        raise
    return True


def _copy(recurrence: Recurrence, on: date, now: datetime) -> Listing:
    """A draft for that day, as the pattern says it now: its words, who sees it from when, and how it is given."""
    pattern = Listing.objects.select_related("organisation", "site", "category").get(pk=recurrence.listing_id)
    kept = {field.name: getattr(pattern, field.name) for field in fields(ListingValues) if field.name not in _OWN}
    gone_by = None
    if recurrence.gone_within_days is not None:
        gone_by = on + timedelta(days=recurrence.gone_within_days)
    values = ListingValues(**kept, quantity=recurrence.quantity, available_from=on, must_be_gone_by=gone_by)
    made = draft(
        organisation=pattern.organisation,
        site=pattern.site,
        category=pattern.category,
        values=values,
        by=recurrence.by,
        now=now,
    )
    later = now - (pattern.published_at or pattern.created_at)
    _stage_as(pattern, made, recurrence, later, now)
    _allot_as(pattern, made, recurrence, later, now)
    return made


def _stage_as(pattern: Listing, made: Listing, recurrence: Recurrence, later: timedelta, now: datetime) -> None:
    """As many days after being posted as the pattern's stages began after the pattern was."""
    began = localtime(now - later).date()
    today = localtime(now).date()
    planned = [
        StageValues(Audience(one.audience), today + max(one.begins_on - began, timedelta(0)), one.circle)
        for one in Stage.objects.of([pattern])
    ]
    if planned:
        stage(listing=made, stages=planned, by=recurrence.by, now=now)


def _allot_as(pattern: Listing, made: Listing, recurrence: Recurrence, later: timedelta, now: datetime) -> None:
    """By the same rule; its moments as long after being posted. A ballot draws a seed of its own."""
    kept = Allocation.objects.filter(listing=pattern).first()
    if kept is None:
        return
    values = AllocationValues.of(kept)
    if values.closes_at is not None:
        values = replace(values, closes_at=values.closes_at + later)
    if values.priority_until is not None:
        values = replace(values, priority_until=values.priority_until + timedelta(days=later.days))
    allot(listing=made, values=values, by=recurrence.by, now=now)


def _stop(recurrence: Recurrence, why: str, now: datetime) -> None:
    with transaction.atomic():
        row, seen = Recurrence.objects.filter(pk=recurrence.pk), (recurrence.state,)
        if row.step(seen=seen, to=RecurrenceState.PAUSED, resumes_on=None, trouble=why[:300]):
            recurrence.trouble = why[:300]
            tell_giver(recurrence=recurrence, what="trouble", now=now)


def tell_giver(*, recurrence: Recurrence, what: str, now: datetime) -> None:
    """Write to the giver what became of it."""
    giver = recurrence.listing.organisation
    notify(organisation=giver, roles=(Role.LISTER,), template=_NEWS, context=_context(recurrence, what), now=now)


def tell_takers(*, recurrence: Recurrence, what: str, now: datetime, **besides: object) -> None:
    """Write to everybody with an agreed standing claim what became of it."""
    context = {**_context(recurrence, what), **besides}
    for standing in recurrence.standing_claims.agreed():
        notify(organisation=standing.organisation, roles=(Role.REQUESTER,), template=_NEWS, context=context, now=now)


def _context(recurrence: Recurrence, what: str) -> dict[str, object]:
    listing = recurrence.listing
    return {"recurrence": recurrence, "title": listing.title, "giver": listing.organisation.name, "what": what}
