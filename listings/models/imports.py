"""Imports: a sheet on its way to becoming listings."""

from datetime import datetime, timedelta
from typing import Final, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from listings.models.listings import Listing
from marketplace.organisations.models import Organisation, Site, User

#: A worker says how far it is every second or so, but for the moment in which everything is written at once.
STUCK_AFTER: Final = timedelta(minutes=3)


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Read")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    RUNNING = "running", _("Being imported")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Failed")


WORKING: Final = (ImportState.CHECKING, ImportState.RUNNING)


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    def owned_by(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def unfitted_since(self, moment: datetime) -> Self:
        """Done by then, but somebody's want may not know it yet: its worker died."""
        return self.filter(state=ImportState.DONE, is_fitted=False, finished_at__lte=moment).order_by("pk")

    def of_attempt(self, attempt: int) -> Self:
        return self.filter(attempt=attempt)

    def step(self, *, seen: str, to: str, **fields: object) -> bool:
        """The compare-and-swap: one row updated means that this caller took the step."""
        return self.filter(state=seen).update(state=to, **fields) == 1

    def take_up(self, *, attempt: int, now: datetime) -> bool:
        """For a worker: begin what was put off. Of several workers one gets it."""
        waiting = self.filter(state__in=WORKING, attempt=attempt, started_at=None)
        return waiting.update(started_at=now, touched_at=now) == 1


class ImportJob(models.Model):
    """One uploaded sheet, the person's answers about it, and how far it has come.

    Nothing of it is imported until every row was checked and the person said so; then all of it, or nothing.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="imports")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    filename = models.CharField(max_length=200)
    #: in the private storage, under a random name.
    file = models.CharField(max_length=200)
    worksheet = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED)
    #: the answers of the mapping page, as `listings.importing.answers` writes them.
    answers = models.JSONField(default=dict, blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    #: sentences about the list as a whole, from the last check.
    remarks = models.JSONField(default=list, blank=True)
    #: whether its new listings are published at once.
    publishes = models.BooleanField(default=False)
    #: False while what it published is still to be fitted to the wants.
    is_fitted = models.BooleanField(default=True)
    #: how often work on it was started; a worker of an earlier attempt has lost its say.
    attempt = models.PositiveIntegerField(default=0)
    #: when a worker took up the current attempt, and when it was last heard of.
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    touched_at = models.DateTimeField(null=True, blank=True, editable=False)
    failure = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state=ImportState.FAILED) | ~models.Q(failure=""),
                name="failed_import_says_why",
                violation_error_message=_("A failed import says why."),
            ),
            models.CheckConstraint(
                condition=models.Q(rows_done__lte=models.F("rows_total")),
                name="import_does_at_most_all_its_rows",
                violation_error_message=_("An import cannot do more rows than it has."),
            ),
        )

    def __str__(self) -> str:
        return self.filename

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    def is_stuck(self, now: datetime) -> bool:
        """Whether a worker should have been heard of by now: it was killed, or none is running."""
        return self.is_working and (self.touched_at is None or now - self.touched_at > STUCK_AFTER)


class RowOutcome(models.TextChoices):
    CREATE = "create", _("New listing")
    UPDATE = "update", _("Updates a listing")
    UNCHANGED = "unchanged", _("Nothing new")
    NOTE = "note", _("Not an item")
    ERROR = "error", _("Needs a correction")


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def for_job(self, job: ImportJob) -> Self:
        return self.filter(job=job).select_related("listing__site", "listing__category").order_by("number", "pk")


class ImportRow(models.Model):
    """One line of the sheet: what it said, what we made of it, and what became of it."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    #: list of {"column": ..., "message": ...}
    errors = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, choices=RowOutcome.choices)
    listing = models.ForeignKey(Listing, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("import row")
        verbose_name_plural = _("import rows")
        constraints = (
            models.UniqueConstraint(
                fields=["job", "number"],
                name="import_row_number_is_used_once",
                violation_error_message=_("A sheet has each row once."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.job} · {self.number}"
