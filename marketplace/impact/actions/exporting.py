"""Exporting: files of a report, made in the background, kept for two weeks, then removed."""

import hashlib
import secrets
import tempfile
from collections.abc import Callable
from datetime import datetime
from typing import IO, Final

from django.core.files import File
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from marketplace.impact.dossier.contents import Dossier
from marketplace.impact.dossier.pack import BLOCK, write_pack
from marketplace.impact.models import (
    FILE_WORKING,
    KEPT_FOR,
    FileKind,
    FileState,
    Report,
    ReportFile,
    RunState,
)
from marketplace.impact.queries.dossiers import dossier_of
from marketplace.impact.queries.file_contents import filename_of, pack_members, written
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User

Clock = Callable[[], datetime]
BROKEN_OFF: Final = noop("The work broke off, so nothing was kept. Start it again; tell the operator if it recurs.")
#: Of a pack this much is held in memory; the rest goes to a temporary file.
SPOOLED: Final = 8_000_000


class NothingToExport(DomainError):
    code = "nothing_to_export"
    message = gettext_noop("This report is not worked out yet, so there is nothing to write down.")


class FileIsBeingMade(DomainError):
    code = "file_is_being_made"
    message = gettext_noop("This file is being made already.")


class FileIsElsewhere(DomainError):
    code = "file_is_elsewhere"
    message = gettext_noop("This file has gone on meanwhile. Look where it is now.")


def ask(*, report: Report, kind: str, by: User, now: datetime) -> ReportFile:
    """Put a file in the queue. One that is stuck gives way.

    :raises NothingToExport: the report's calculation is not done
    :raises FileIsBeingMade: a worker is at it
    """
    if report.run.state != RunState.DONE:
        raise NothingToExport
    for other in ReportFile.objects.of_report(report).filter(kind=kind).working():
        if not other.is_stuck(now):
            raise FileIsBeingMade
        _fail(other, other.attempt, _(BROKEN_OFF))
    try:
        with transaction.atomic():
            return ReportFile.objects.create(
                organisation=report.organisation, report=report, kind=FileKind(kind), asked_by=by, asked_at=now
            )
    except IntegrityError as error:
        raise FileIsBeingMade from error


def ask_again(*, file: ReportFile, by: User, now: datetime) -> int:
    """Have a file that failed or is stuck made by another worker. Returns the attempt.

    :raises FileIsBeingMade: a worker is at it, or another file of the kind is on its way
    :raises FileIsElsewhere: it neither failed nor is being made
    """
    if file.is_working and not file.is_stuck(now):
        raise FileIsBeingMade
    if file.state not in {FileState.FAILED, *FILE_WORKING}:
        raise FileIsElsewhere
    attempt = file.attempt + 1
    fresh = {"attempt": attempt, "touched_at": now, "failure": "", "done_parts": 0, "asked_by": by}
    mine = ReportFile.objects.filter(pk=file.pk, attempt=file.attempt)
    try:
        with transaction.atomic():
            moved = mine.step(seen=file.state, to=FileState.QUEUED, **fresh)
    except IntegrityError as error:
        raise FileIsBeingMade from error
    if not moved:
        raise FileIsElsewhere
    return attempt


def make(*, file: ReportFile, attempt: int, clock: Clock, by: User, now: datetime) -> None:
    """Make the file; of several workers one does. Whatever a rule says no to becomes the reason why it failed.

    :param clock: the moment, asked again as the work goes on
    """
    mine = ReportFile.objects.filter(pk=file.pk, attempt=attempt)
    if not mine.step(seen=FileState.QUEUED, to=FileState.RUNNING, touched_at=now):
        return
    try:
        _make(file, attempt, clock)
    except DomainError as refusal:
        _fail(file, attempt, refusal.said_with(_))
    finally:  # only where the program itself failed it is still being worked on
        _fail(file, attempt, _(BROKEN_OFF))


def _fail(file: ReportFile, attempt: int, sentence: str) -> None:
    ReportFile.objects.filter(pk=file.pk, attempt=attempt, state__in=FILE_WORKING).update(
        state=FileState.FAILED, failure=sentence[:500]
    )


def _make(file: ReportFile, attempt: int, clock: Clock) -> None:
    report = file.report
    if report is None or report.run.state != RunState.DONE:
        raise NothingToExport
    mine = ReportFile.objects.filter(pk=file.pk, attempt=attempt)
    dossier = dossier_of(report)
    kind = FileKind(file.kind)

    def told(done: int, every: int) -> None:
        mine.update(done_parts=done, all_parts=every, touched_at=clock())

    told(0, 1)
    with tempfile.SpooledTemporaryFile(max_size=SPOOLED) as out:  # its bytes go to the storage below
        _write(out, kind, report, dossier, told)
        out.seek(0)
        digest, size = _named(out)
        out.seek(0)
        stored = storages["private"].save(f"reports/{secrets.token_hex(16)}", File(out))
    at = clock()
    kept = mine.step(
        seen=FileState.RUNNING,
        to=FileState.DONE,
        file=stored,
        filename=filename_of(report, dossier, kind),
        size=size,
        sha256=digest,
        input_digest=dossier.figures.basis.input_digest,
        made_at=at,
        expires_at=at + KEPT_FOR,
    )
    if not kept:
        storages["private"].delete(stored)


def _named(out: IO[bytes]) -> tuple[str, int]:
    """SHA-256 and length, read a block at a time."""
    digest, size = hashlib.sha256(), 0
    while block := out.read(BLOCK):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def _write(out: IO[bytes], kind: FileKind, report: Report, dossier: Dossier, told: Callable[[int, int], None]) -> None:
    if kind is FileKind.PACK:
        members = pack_members(report, dossier)
        write_pack(out, members, told=lambda done: told(done, len(members)))
        return
    out.write(written(kind, dossier))
    told(1, 1)


def remove_expired(*, now: datetime) -> int:
    """Remove the files whose time is over; what they were stays on record. Returns how many."""
    removed = 0
    for file in list(ReportFile.objects.past(now)):
        mine = ReportFile.objects.filter(pk=file.pk)
        if mine.step(seen=FileState.DONE, to=FileState.REMOVED, file=""):
            storages["private"].delete(file.file)
            removed += 1
    return removed
