"""Background tasks of this room."""

from django.utils import timezone
from django_tasks import task

from marketplace.impact.actions import calculating, counting, exporting, timing
from marketplace.impact.models import CalculationRun, ReportFile


@task()
def count_receipts() -> None:
    """Bring the ledger up to date (settings.SCHEDULE)."""
    now = timezone.now()
    counting.count_receipts(now=now)
    timing.count_hours(now=now)


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


@task()
def work_out(run_id: int) -> None:
    """Work a run out that somebody asked for."""
    run = (
        CalculationRun.objects.select_related(
            "organisation", "site", "department", "circle", "factor_set", "parameter_set", "restates__factor_set",
            "restates__parameter_set", "asked_by",
        )
        .filter(pk=run_id)
        .first()
    )  # fmt: skip
    if run is not None:
        calculating.work_on(run=run, clock=timezone.now, by=run.asked_by, now=timezone.now())
