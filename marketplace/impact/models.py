"""The mass ledger and the factors that it was counted with."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listings.models import Category
from logistics.models import Receipt
from marketplace.organisations.models import Organisation, Site


class FactorSet(models.Model):
    """A published set of emission factors, loaded from a file that is named by its hash. Never edited."""

    scheme = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    published_on = models.DateField(null=True, blank=True)
    publisher = models.CharField(max_length=120)
    source = models.TextField()
    source_sha256 = models.CharField(max_length=64, blank=True)
    data_sha256 = models.CharField(max_length=64)
    licence = models.CharField(max_length=120)
    gwp_note = models.TextField(blank=True)
    is_complete = models.BooleanField(default=True)
    loaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("factor set")
        verbose_name_plural = _("factor sets")
        constraints = (
            models.UniqueConstraint(
                fields=["scheme", "version"],
                name="factor_set_version_is_loaded_once",
                violation_error_message=_("This version is loaded already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.scheme} {self.version}"


class Factor(models.Model):
    """One factor, keyed by the publisher's own id (labels change from year to year)."""

    factor_set = models.ForeignKey(FactorSet, on_delete=models.PROTECT, related_name="factors")
    factor_id = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    unit = models.CharField(max_length=40)
    kgco2e = models.DecimalField(max_digits=16, decimal_places=6)
    gwp_basis = models.CharField(max_length=20, blank=True)
    evidence = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("factor")
        verbose_name_plural = _("factors")
        constraints = (
            models.UniqueConstraint(
                fields=["factor_set", "factor_id"],
                name="factor_id_is_used_once_in_a_set",
                violation_error_message=_("This factor is in the set already."),
            ),
        )

    def __str__(self) -> str:
        return self.label


class LedgerPart(models.TextChoices):
    KEPT = "kept", _("Kept")
    REJECTED = "rejected", _("Turned away")


class DiversionQuerySet(models.QuerySet["Diversion"]):
    def visible_to(self, organisation: Organisation) -> Self:
        """The lines of which the organisation is the donor or the receiver."""
        return self.filter(Q(donor=organisation) | Q(receiver=organisation))

    def within(self, starts_on: date, ends_on: date) -> Self:
        """Received in the period, both days included."""
        return self.filter(received_on__gte=starts_on, received_on__lte=ends_on)

    def for_report(self) -> Self:
        return self.select_related(
            "donor", "receiver", "donor_site", "category", "receipt__collection__claim__listing", "factor_set"
        ).order_by("received_on", "pk")


class Diversion(models.Model):
    """What one confirmed receipt counted for, once. Append-only: a correction is a new row that names its original.

    Masses in kg; emissions in kgCO2e, each with low, central and high displacement. `row` is a row of
    `marketplace.impact.rows`. `evidence` holds the composition, the factors and the transport share used.
    """

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="diversions")
    part = models.CharField(max_length=8, choices=LedgerPart.choices)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    donor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    donor_site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    receiver_site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField()
    hop = models.PositiveSmallIntegerField(default=1)
    row = models.CharField(max_length=60)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    mass_kg = models.DecimalField(max_digits=12, decimal_places=3)
    mass_basis = models.CharField(max_length=20)
    waste_code = models.CharField(max_length=7, blank=True)
    factor_set = models.ForeignKey(FactorSet, on_delete=models.PROTECT, related_name="+")
    parameters_version = models.CharField(max_length=40)
    method_version = models.CharField(max_length=40)
    is_quantified = models.BooleanField()
    new_production = models.DecimalField(max_digits=16, decimal_places=6)
    displaced_low = models.DecimalField(max_digits=16, decimal_places=6)
    displaced_central = models.DecimalField(max_digits=16, decimal_places=6)
    displaced_high = models.DecimalField(max_digits=16, decimal_places=6)
    end_of_life_low = models.DecimalField(max_digits=16, decimal_places=6)
    end_of_life_central = models.DecimalField(max_digits=16, decimal_places=6)
    end_of_life_high = models.DecimalField(max_digits=16, decimal_places=6)
    transport = models.DecimalField(max_digits=16, decimal_places=6)
    refurbishment = models.DecimalField(max_digits=16, decimal_places=6, default=0)
    net_low = models.DecimalField(max_digits=16, decimal_places=6)
    net_central = models.DecimalField(max_digits=16, decimal_places=6)
    net_high = models.DecimalField(max_digits=16, decimal_places=6)
    evidence = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    objects = DiversionQuerySet.as_manager()

    class Meta:
        verbose_name = _("diversion")
        verbose_name_plural = _("diversions")
        indexes = (
            models.Index(fields=["donor", "received_on"], name="diversion_by_donor"),
            models.Index(fields=["receiver", "received_on"], name="diversion_by_receiver"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["receipt", "part"],
                condition=Q(corrects=None),
                name="receipt_is_counted_once",
                violation_error_message=_("This receipt was counted already."),
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=False) | Q(mass_kg__gte=0),
                name="only_a_correction_takes_mass_away",
                violation_error_message=_("Only a correction may take mass away."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.row} {self.mass_kg} kg"
