"""Background tasks of this room."""

from django.utils import timezone
from django_tasks import task

from marketplace.impact.actions import counting, exporting
from marketplace.impact.models import ReportFile


@task()
def count_receipts() -> None:
    """Bring the ledger up to date (settings.SCHEDULE)."""
    counting.count_receipts(now=timezone.now())


@task()
def make_file(file_id: int, attempt: int) -> None:
    """Make a file of a report that somebody asked for."""
    file = ReportFile.objects.select_related("asked_by", "report__run").filter(pk=file_id).first()
    if file is not None:
        exporting.make(file=file, attempt=attempt, clock=timezone.now, by=file.asked_by, now=timezone.now())


@task()
def remove_old_files() -> None:
    """Remove the files of reports whose time is over (settings.SCHEDULE)."""
    exporting.remove_expired(now=timezone.now())
