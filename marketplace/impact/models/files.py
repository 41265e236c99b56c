"""Files of reports: what somebody asked for, how far it is, and where it lies until it expires."""

from datetime import datetime, timedelta
from typing import Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.impact.models.reports import Report
from marketplace.organisations.models import Organisation, User

#: A worker says how far it is every few seconds; one that was silent so long is gone.
FILE_STUCK_AFTER: Final = timedelta(minutes=3)
#: So long a file can be fetched; then it is made anew, with the same bytes where the report is frozen.
KEPT_FOR: Final = timedelta(days=14)


class FileKind(models.TextChoices):
    """What is made of a report."""

    PDF = "pdf", _("PDF to print and sign")
    XLSX = "xlsx", _("Workbook with formulas")
    CSV = "csv", _("Lines as CSV")
    JSON = "json", _("JSON for machines")
    PACK = "pack", _("Evidence pack (zip)")


class FileState(models.TextChoices):
    """How far a file is."""

    QUEUED = "queued", _("Waits for its turn")
    RUNNING = "running", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")
    REMOVED = "removed", _("Expired")


FILE_WORKING: Final = (FileState.QUEUED, FileState.RUNNING)


class ReportFileQuerySet(models.QuerySet["ReportFile"]):
    def owned_by(self, organisation: Organisation) -> Self:
        """Of the organisation's reports that are still there."""
        return self.filter(organisation=organisation, report__isnull=False)

    def of_report(self, report: Report) -> Self:
        """Newest first."""
        return self.filter(report=report).select_related("asked_by").order_by("-asked_at", "-pk")

    def working(self) -> Self:
        return self.filter(state__in=FILE_WORKING)

    def past(self, now: datetime) -> Self:
        """Those whose file need not lie there any longer: its time is over, or its report was discarded."""
        return self.filter(Q(expires_at__lte=now) | Q(report=None), state=FileState.DONE).order_by("pk")

    def step(self, *, seen: str, to: str, **fields: object) -> bool:
        """Compare and swap the state; True if this call moved it."""
        return self.filter(state=seen).update(state=to, **fields) == 1


class ReportFile(models.Model):
    """One file of a report, made in the background under a random name in the private storage, until it expires.

    `input_digest` is that of the calculation it shows: a draft that was worked out anew since has another. `attempt`
    counts how often work was started; a worker of an earlier attempt has lost its say.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    #: nothing once a draft was discarded; the file goes with the next cleaning.
    report = models.ForeignKey(Report, on_delete=models.SET_NULL, null=True, related_name="files")
    kind = models.CharField(max_length=4, choices=FileKind.choices)
    state = models.CharField(max_length=8, choices=FileState.choices, default=FileState.QUEUED)
    attempt = models.PositiveIntegerField(default=1)
    done_parts = models.PositiveIntegerField(default=0)
    all_parts = models.PositiveIntegerField(default=0)
    file = models.CharField(max_length=200, blank=True)
    filename = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    input_digest = models.CharField(max_length=64, blank=True)
    failure = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    touched_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = ReportFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        constraints = (
            models.UniqueConstraint(
                fields=["report", "kind"],
                condition=Q(state__in=["queued", "running"]),
                name="report_file_is_made_once_at_a_time",
                violation_error_message=_("This file is being made already."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="done", made_at__isnull=False, expires_at__gt=F("made_at")) & ~Q(file="") & ~Q(sha256="")
                )
                | (~Q(state="done") & Q(file="")),
                name="report_file_is_there_only_if_done",
                violation_error_message=_("A file that is ready says where it lies, its hash and when it expires."),
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(failure=""),
                name="report_file_that_failed_says_why",
                violation_error_message=_("A file that could not be made says why."),
            ),
        )

    def __str__(self) -> str:
        return self.filename or str(self.get_kind_display())

    @property
    def is_working(self) -> bool:
        return self.state in FILE_WORKING

    @property
    def is_ready(self) -> bool:
        return self.state == FileState.DONE

    def is_stuck(self, now: datetime) -> bool:
        """Whether a worker should have been heard of by now."""
        return self.is_working and now - (self.touched_at or self.asked_at) > FILE_STUCK_AFTER
