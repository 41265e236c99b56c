"""The import itself: every chosen row becomes a listing or changes one, in one transaction, or none does."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from listings.actions import listing as listing_actions
from listings.actions.fitting import fit_listing
from listings.actions.merging import Offer
from listings.actions.publishing import check_open, open_up
from listings.importing.answers import Answers
from listings.importing.parsed import from_json
from listings.models import ImportJob, ImportRow, Listing, ListingState
from listings.models.imports import ImportState, RowOutcome
from listings.queries.imports import ITEMS, Ground, answers_of, drafts_of, ground_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User

_AT_ONCE: Final = 500


class RowRefused(DomainError):
    code = "import_row_refused"
    message = gettext_noop("Nothing was imported, because row {number} cannot be any more: {reason}")


def run(*, job: ImportJob, attempt: int, by: User, now: datetime) -> bool:
    """Import the checked rows (or, where that is done, publish their drafts): all or none. True if this call did it.

    The first statement of the transaction is the job's step to done, so of two workers one waits and then finds
    nothing to do; killed at any moment before the end, nothing has happened. What a row meets meanwhile (somebody
    claimed it, used its reference) becomes the reason why the import failed. Who calls it fits what was published
    or changed to the wants afterwards: that takes longer than a transaction should.
    """
    this = ImportJob.objects.filter(pk=job.pk)
    if not this.filter(state=ImportState.RUNNING).take_up(attempt=attempt, now=now):
        return False
    mine = this.of_attempt(attempt)
    done = {"finished_at": now, "is_fitted": False, "rows_done": job.rows_total}
    try:
        with transaction.atomic():
            if not mine.step(seen=ImportState.RUNNING, to=ImportState.DONE, **done):
                return False
            if job.finished_at is None:
                _import(job, by, now)
            else:
                _publish(job, by, now)
    except DomainError as refusal:
        mine.step(seen=ImportState.RUNNING, to=ImportState.FAILED, failure=refusal.said_with(_)[:500])
        return False
    return True


def fit(*, job: ImportJob, by: User, now: datetime) -> None:
    """Show what an import published, or changed of what is published, to those who look for such things, one by one.
    May be repeated at will."""
    for row in ImportRow.objects.for_job(job).filter(listing__state=ListingState.PUBLISHED, outcome__in=ITEMS):
        if row.listing is not None:
            fit_listing(listing=row.listing, by=by, now=now)
    ImportJob.objects.filter(pk=job.pk, state=ImportState.DONE).of_attempt(job.attempt).update(is_fitted=True)


def _import(job: ImportJob, by: User, now: datetime) -> None:
    answers = answers_of(job)
    if answers is None:
        return
    ground = ground_of(job.organisation)
    rows = list(ImportRow.objects.for_job(job).filter(outcome__in=ITEMS))
    for row in rows:
        try:
            if row.outcome == RowOutcome.CREATE:
                row.listing = _created(row, answers, ground, by, now)
                if job.publishes:
                    check_open(listing=row.listing, by=by, now=now)
            else:
                _changed(row, answers, ground, by, now)
        except DomainError as refusal:
            raise RowRefused(number=row.number, reason=refusal.said_with(_)) from refusal
    ImportRow.objects.bulk_update(rows, ["listing"], batch_size=_AT_ONCE)
    if job.publishes:
        made = [row.listing for row in rows if row.listing is not None and row.outcome == RowOutcome.CREATE]
        open_up(listings=made, by=by, now=now)


def _created(row: ImportRow, answers: Answers, ground: Ground, by: User, now: datetime) -> Listing:
    offer = Offer.new(from_json(row.values["item"]), answers, ground)
    return listing_actions.draft(
        organisation=ground.organisation, site=offer.site, category=offer.category, values=offer.values, by=by, now=now
    )


def _changed(row: ImportRow, answers: Answers, ground: Ground, by: User, now: datetime) -> None:
    listing = row.listing
    if listing is None:
        return
    offer = Offer.update(listing, from_json(row.values["item"]), row.values["said"], answers, ground)
    listing_actions.change(
        listing=listing, site=offer.site, category=offer.category, values=offer.values, by=by, now=now
    )


def _publish(job: ImportJob, by: User, now: datetime) -> None:
    """Those that cannot be published yet stay drafts, and their rows say why."""
    able = []
    for draft in drafts_of(job):
        try:
            check_open(listing=draft, by=by, now=now)
            able.append(draft)
        except DomainError as refusal:
            for row in ImportRow.objects.filter(job=job, listing=draft):
                row.warnings = [*row.warnings, {"column": "", "message": refusal.said_with(_)}]
                row.save(update_fields=["warnings"])
    open_up(listings=able, by=by, now=now)
