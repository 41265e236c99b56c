"""Imports from the upload to the moment a worker takes them up. What workers do is in `checking` and `running`."""

import secrets
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from listings.importing.answers import Answers
from listings.importing.headers import guess_layout
from listings.importing.reading import read_sheet
from listings.importing.sheets import file_label
from listings.models import ImportJob
from listings.models.imports import ImportState, RowOutcome
from listings.queries.imports import ITEMS, drafts_of, outcome_counts
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Organisation, User


class ImportIsElsewhere(DomainError):
    code = "import_is_elsewhere"
    message = gettext_noop("This import has gone on meanwhile. Look where it is now.")


class RowsNeedCorrection(DomainError):
    code = "rows_need_correction"
    message = gettext_noop("Some rows need a correction ({count}). Mend them, or tick that they are left out.")
    field = "leave_out"


class NothingToImport(DomainError):
    code = "nothing_to_import"
    message = gettext_noop("No row of this list adds or changes a listing, so there is nothing to import.")


class StillWorking(DomainError):
    code = "still_working"
    message = gettext_noop("It is being worked on. If nothing has moved for some minutes, you can start it again.")


class NothingToPublish(DomainError):
    code = "nothing_to_publish"
    message = gettext_noop("None of these listings is a draft any more.")


def upload(*, organisation: Organisation, data: bytes, filename: str, by: User, now: datetime) -> ImportJob:
    """Keep a list that can be read, under a random name that only we know.

    :raises SheetRefused: it is not a list, in words
    """
    guess_layout(read_sheet(data, filename).rows)
    name = storages["private"].save(f"imports/{secrets.token_hex(16)}", ContentFile(data))
    return ImportJob.objects.create(
        organisation=organisation, uploaded_by=by, filename=file_label(filename), file=name, created_at=now
    )


def answer(*, job: ImportJob, answers: Answers, worksheet: str, by: User, now: datetime) -> int:
    """Keep what the columns mean and have every row checked. Returns the attempt that a worker has to take up.

    :raises ImportIsElsewhere: it is imported already, or being imported
    :raises StillWorking: a worker is checking it
    """
    if job.is_working and not job.is_stuck(now):
        raise StillWorking
    if job.state in {ImportState.DONE, ImportState.RUNNING}:
        raise ImportIsElsewhere
    said = {"answers": answers.as_json(), "worksheet": worksheet, "site_id": answers.site}
    return _put_off(job, ImportState.CHECKING, now, **said)


def begin(*, job: ImportJob, leave_out: bool, publishes: bool, by: User, now: datetime) -> int:
    """Have the checked rows imported, all or none; `leave_out` those that need a correction. Returns the attempt.

    :raises RowsNeedCorrection: some do, and nobody said to leave them out
    :raises NothingToImport: no row adds or changes anything
    :raises ImportIsElsewhere: it is not (or no more) waiting for this decision
    """
    if job.state != ImportState.CHECKED:
        raise ImportIsElsewhere
    counts = outcome_counts(job)
    if counts[RowOutcome.ERROR] and not leave_out:
        raise RowsNeedCorrection(count=counts[RowOutcome.ERROR])
    items = sum(counts[outcome] for outcome in ITEMS)
    if not items:
        raise NothingToImport
    said = {"publishes": publishes, "rows_done": 0, "rows_total": items, "finished_at": None}
    return _put_off(job, ImportState.RUNNING, now, **said)


def begin_again(*, job: ImportJob, by: User, now: datetime) -> int:
    """Have a failed import checked anew, or one whose worker died taken up by another. Returns the attempt.

    :raises StillWorking: its worker was heard of lately
    :raises ImportIsElsewhere: it neither failed nor is being worked on
    """
    if job.state == ImportState.FAILED:
        return _put_off(job, ImportState.CHECKING, now, rows_done=0)
    if not job.is_working:
        raise ImportIsElsewhere
    if not job.is_stuck(now):
        raise StillWorking
    return _put_off(job, job.state, now, rows_done=0)


def note_progress(*, job: ImportJob, attempt: int, done: int, total: int, by: User, now: datetime) -> None:
    """A worker says how far it is, outside of any transaction so that it can be read at once."""
    this = ImportJob.objects.filter(pk=job.pk, state=job.state).of_attempt(attempt)
    this.update(rows_done=min(done, total), rows_total=total, touched_at=now)


def publish_drafts(*, job: ImportJob, by: User, now: datetime) -> int:
    """Have what was imported as drafts published. Returns the attempt.

    :raises NothingToPublish: no listing of it is a draft any more
    :raises ImportIsElsewhere: it is not done
    """
    if job.state != ImportState.DONE:
        raise ImportIsElsewhere
    count = drafts_of(job).count()
    if not count:
        raise NothingToPublish
    return _put_off(job, ImportState.RUNNING, now, publishes=True, rows_done=0, rows_total=count)


def _put_off(job: ImportJob, to: str, now: datetime, **said: object) -> int:
    """The compare-and-swap into a state in which a worker takes it up."""
    attempt = job.attempt + 1
    fresh = {"attempt": attempt, "started_at": None, "touched_at": now, "failure": "", **said}
    if not ImportJob.objects.filter(pk=job.pk).of_attempt(job.attempt).step(seen=job.state, to=to, **fresh):
        raise ImportIsElsewhere
    job.refresh_from_db()
    return attempt
