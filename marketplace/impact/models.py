"""The mass ledger and the factors that it was counted with."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listings.models import Category
from logistics.models import Receipt
from marketplace.impact.evidence import FIGURES
from marketplace.impact.factors.kinds import Kind
from marketplace.impact.lines import Entry
from marketplace.organisations.models import Organisation, Site, User


class FactorSetQuerySet(models.QuerySet["FactorSet"]):
    def complete(self) -> Self:
        """Those that may be counted with alone."""
        return self.filter(is_complete=True)

    def newest_first(self) -> Self:
        return self.order_by("-year", "-published_on", "-pk")


class FactorSet(models.Model):
    """A published set of emission factors, loaded from a file that is named by its hash. Never edited.

    `name` is what the file is called in `data/manifest.csv`. An incomplete set is there for restatement only.
    """

    name = models.SlugField(max_length=40)
    scheme = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    published_on = models.DateField(null=True, blank=True)
    publisher = models.CharField(max_length=120)
    source = models.TextField()
    source_sha256 = models.CharField(max_length=64, blank=True)
    data_sha256 = models.CharField(max_length=64)
    licence = models.CharField(max_length=120)
    gwp_note = models.TextField(blank=True)
    note = models.TextField(blank=True)
    is_complete = models.BooleanField(default=True)
    loaded_at = models.DateTimeField()

    objects = FactorSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("factor set")
        verbose_name_plural = _("factor sets")
        constraints = (
            models.UniqueConstraint(
                fields=["scheme", "version"],
                name="factor_set_version_is_loaded_once",
                violation_error_message=_("This version is loaded already."),
            ),
            models.UniqueConstraint(
                fields=["name"],
                name="factor_set_is_loaded_once",
                violation_error_message=_("This set is loaded already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.scheme} {self.year} {self.version}"


class FactorKind(models.TextChoices):
    """What a factor multiplies."""

    MATERIAL = Kind.MATERIAL.value, _("New material")
    WASTE = Kind.WASTE.value, _("End of life")
    TRANSPORT = Kind.TRANSPORT.value, _("Transport")
    ENERGY = Kind.ENERGY.value, _("Electricity")
    OWN = Kind.OWN.value, _("Our own assumption")


class FactorQuerySet(models.QuerySet["Factor"]):
    def for_method_page(self) -> Self:
        """By kind, then as the publisher groups them."""
        return self.order_by("kind", "group", "label", "route", "pk")


class Factor(models.Model):
    """One factor, keyed by the publisher's own id (labels change from year to year). kgCO2e per unit."""

    factor_set = models.ForeignKey(FactorSet, on_delete=models.PROTECT, related_name="factors")
    factor_id = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=FactorKind.choices)
    group = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=200)
    route = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=40)
    kgco2e = models.DecimalField(max_digits=16, decimal_places=6)
    gwp_basis = models.CharField(max_length=20, blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = FactorQuerySet.as_manager()

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
        return f"{self.label}, {self.route}" if self.route else self.label


class LedgerPart(models.TextChoices):
    KEPT = "kept", _("Kept")
    REJECTED = "rejected", _("Turned away")


class EntryKind(models.TextChoices):
    """Why a line stands in the ledger."""

    RECORDED = Entry.RECORDED.value, _("Recorded")
    CORRECTED = Entry.CORRECTED.value, _("Taken back: it never was so")


class DiversionQuerySet(models.QuerySet["Diversion"]):
    def visible_to(self, organisation: Organisation) -> Self:
        """The lines of which the organisation is the donor or the receiver."""
        return self.filter(Q(donor=organisation) | Q(receiver=organisation))

    def given_by(self, organisation: Organisation) -> Self:
        return self.filter(donor=organisation)

    def received_by(self, organisation: Organisation) -> Self:
        return self.filter(receiver=organisation)

    def within(self, starts_on: date, ends_on: date) -> Self:
        """Entered in the period, both days included."""
        return self.filter(entered_on__gte=starts_on, entered_on__lte=ends_on)

    def for_report(self) -> Self:
        """With what a list of lines prints, oldest first."""
        return self.select_related(
            "donor", "receiver", "donor_site", "receiver_site", "category", "receipt__collection__claim__listing",
            "factor_set",
        ).order_by("entered_on", "pk")  # fmt: skip


def _emissions() -> models.DecimalField[Decimal | None, Decimal | None]:
    """kgCO2e to six places; nothing where the line could not be worked out. Unrounded figures are in its evidence."""
    return models.DecimalField(max_digits=16, decimal_places=6, null=True, blank=True)


class Diversion(models.Model):
    """What one confirmed receipt counted for, once. Append-only: a correction is a new row that names its original.

    Masses in kg, negative in a correction; emissions in kgCO2e with the line's sign, each with low, central and high
    displacement. `row` is a row of `marketplace.impact.rows`. `evidence` (`marketplace.impact.evidence`) holds the
    facts, and what each factor made of them, unrounded: statements are summed from there.

    A line is *quantified* when every cost of it is known. One that is not has no emission figures at all: they are
    empty, never zero. `unquantified_kg` is the mass for which no avoided emissions are claimed because a factor lacks.

    `entered_on` is the day of the receipt, and for a correction the day on which the slip was found.
    """

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="diversions")
    part = models.CharField(max_length=8, choices=LedgerPart.choices)
    entry = models.CharField(max_length=10, choices=EntryKind.choices, default=EntryKind.RECORDED)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    correction_reason = models.CharField(max_length=300, blank=True)
    corrected_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    donor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    donor_site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    receiver_site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    entered_on = models.DateField()
    hop = models.PositiveSmallIntegerField(default=1)
    row = models.CharField(max_length=60)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    mass_kg = models.DecimalField(max_digits=12, decimal_places=3)
    mass_basis = models.CharField(max_length=20)
    waste_code = models.CharField(max_length=7, blank=True)
    factor_set = models.ForeignKey(FactorSet, on_delete=models.PROTECT, related_name="+")
    #: counted with another year's factors, because those of its own year are not complete.
    is_provisional = models.BooleanField(default=False)
    parameters_version = models.CharField(max_length=40)
    method_version = models.CharField(max_length=40)
    is_quantified = models.BooleanField()
    unquantified_kg = models.DecimalField(max_digits=12, decimal_places=3)
    new_production = _emissions()
    displaced_low = _emissions()
    displaced_central = _emissions()
    displaced_high = _emissions()
    end_of_life_low = _emissions()
    end_of_life_central = _emissions()
    end_of_life_high = _emissions()
    transport = _emissions()
    refurbishment = _emissions()
    use_phase_low = _emissions()
    use_phase_central = _emissions()
    use_phase_high = _emissions()
    net_low = _emissions()
    net_central = _emissions()
    net_high = _emissions()
    evidence = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    objects = DiversionQuerySet.as_manager()

    class Meta:
        verbose_name = _("diversion")
        verbose_name_plural = _("diversions")
        indexes = (
            models.Index(fields=["donor", "entered_on"], name="diversion_by_donor"),
            models.Index(fields=["receiver", "entered_on"], name="diversion_by_receiver"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["receipt", "part"],
                condition=Q(corrects=None),
                name="receipt_is_counted_once",
                violation_error_message=_("This receipt was counted already."),
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(entry=EntryKind.CORRECTED),
                name="line_is_taken_back_once",
                violation_error_message=_("This line was taken back already."),
            ),
            models.CheckConstraint(
                condition=Q(entry=EntryKind.RECORDED, mass_kg__gte=0, corrects=None, correction_reason="")
                | (Q(entry=EntryKind.CORRECTED, mass_kg__lte=0, corrects__isnull=False) & ~Q(correction_reason="")),
                name="only_a_correction_takes_mass_away",
                violation_error_message=_(
                    "Only a correction may take mass away, and it says what it corrects and why."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_quantified=True, **{f"{field}__isnull": False for field in FIGURES})
                | Q(is_quantified=False, **dict.fromkeys(FIGURES)),
                name="line_has_figures_only_if_quantified",
                violation_error_message=_("A line has all of its emission figures or none."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.row} {self.mass_kg} kg"
