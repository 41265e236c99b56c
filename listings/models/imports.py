"""Imports: a sheet on its way to becoming listings."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from listings.models.listings import Listing
from marketplace.organisations.models import Organisation, Site, User


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Read")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    RUNNING = "running", _("Being imported")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Failed")


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    def owned_by(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def step(self, *, seen: str, to: str, **fields: object) -> bool:
        return self.filter(state=seen).update(state=to, **fields) == 1


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
    #: the answers of the mapping page: {"columns": {...}, "defaults": {...}}
    answers = models.JSONField(default=dict, blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
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


class RowOutcome(models.TextChoices):
    CREATE = "create", _("New listing")
    UPDATE = "update", _("Updates a listing")
    UNCHANGED = "unchanged", _("Nothing new")
    NOTE = "note", _("Not an item")
    ERROR = "error", _("Needs a correction")


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def for_job(self, job: ImportJob) -> Self:
        return self.filter(job=job).select_related("listing").order_by("number", "pk")


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
