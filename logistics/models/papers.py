"""Papers: notes that were issued for a load, numbered, kept as they are."""

from datetime import date
from typing import Final, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from logistics.models.collections import Collection
from marketplace.organisations.models import Organisation


class PaperKind(models.TextChoices):
    OWNERSHIP = "ownership", _("Transfer of ownership")
    WASTE = "waste", _("Waste transfer note")
    CONSIGNMENT = "consignment", _("Hazardous waste consignment")


#: How a number begins.
PREFIX: Final = {PaperKind.OWNERSHIP: "TO", PaperKind.WASTE: "WTN", PaperKind.CONSIGNMENT: "HWC"}


def number_of(kind: str, collection_id: int) -> str:
    """The number of a load's note: the same whenever it is asked for, and of no other."""
    return f"GY-{PREFIX[PaperKind(kind)]}-{collection_id:06d}"


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, organisation: Organisation) -> Self:
        """The parties of the load: who gave, who received, who carried."""
        return self.filter(
            Q(collection__claim__organisation=organisation)
            | Q(collection__claim__listing__organisation=organisation)
            | Q(collection__claim__carrier=organisation)
        )

    def kept(self) -> Self:
        """Those whose file is still there."""
        return self.filter(removed_at=None)

    def past_keeping(self, day: date) -> Self:
        """Those that need not be kept any longer."""
        return self.kept().filter(keep_until__lt=day)


class Paper(models.Model):
    """A note as it was issued: its number, its document as data, and the PDF with its hash. Never made anew: what was
    issued once is what everybody gets. When its time is over the file and the data go, number and hash stay."""

    kind = models.CharField(max_length=11, choices=PaperKind.choices)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="papers")
    number = models.CharField(max_length=24, unique=True)
    document = models.JSONField(default=dict)
    #: in the private storage
    file = models.CharField(max_length=200, blank=True)
    hash = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    keep_until = models.DateField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        indexes = (models.Index(fields=["keep_until"], name="papers_past_keeping"),)
        constraints = (
            models.UniqueConstraint(
                fields=["collection", "kind"],
                name="load_has_each_paper_once",
                violation_error_message=_("This note was issued already."),
            ),
            models.CheckConstraint(
                condition=(Q(removed_at=None) & ~Q(file="")) | (Q(removed_at__isnull=False) & Q(file="", document={})),
                name="paper_has_its_file_until_it_is_removed",
                violation_error_message=_("A paper has a file as long as it is kept."),
            ),
        )

    def __str__(self) -> str:
        return self.number
