"""The mass ledger."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listings.models import Category
from logistics.models import Receipt
from marketplace.impact.evidence import FIGURES
from marketplace.impact.lines import Entry
from marketplace.impact.models.factors import FactorSet
from marketplace.impact.models.returns import Return
from marketplace.organisations.models import Organisation, Site, User


class LedgerPart(models.TextChoices):
    """Which portion of a receipt a line is of (`marketplace.impact.standing`)."""

    KEPT = "kept", _("Kept")
    REJECTED = "rejected", _("Turned away")
    RECYCLED = "recycled", _("Kept at first, recycled within a year")
    DISPOSED = "disposed", _("Kept at first, thrown away within a year")


class EntryKind(models.TextChoices):
    """Why a line stands in the ledger."""

    RECORDED = Entry.RECORDED.value, _("Recorded")
    RETURNED = Entry.RETURNED.value, _("Came back: the goods are undone, the journeys happened")
    CORRECTED = Entry.CORRECTED.value, _("Taken back: it never was so")


class Cause(models.TextChoices):
    """What made the ledger write a line."""

    RECEIPT = "receipt", _("A receipt")
    RECEIPT_CORRECTED = "receipt_corrected", _("The receipt was corrected")
    MASS = "mass", _("The mass was stated anew")
    REPAIR = "repair", _("A repair was entered")
    RETURN = "return", _("Goods came back")
    FATE = "fate", _("What became of it within a year")
    SLIP = "slip", _("A slip that the operator took back")


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

    def standing(self) -> Self:
        """Recorded or returned, and not taken back: what the facts say as they are known now."""
        taken_back = Diversion.objects.filter(corrects=models.OuterRef("pk"))
        return self.exclude(entry=EntryKind.CORRECTED).exclude(models.Exists(taken_back))

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

    `entered_on` is the day of the receipt, and for everything later (a correction, a return, a new fate) the day on
    which it was found. `adjusts_on` is then the day of what it adjusts. Where that day lies in a period that a party
    has locked, the line is a prior-period adjustment (`is_prior_period`). A receipt that is first counted when its own
    period is locked is one too.

    A receipt has its lines written anew when its facts change: the standing line is taken back and one of the next
    `revision` recorded. Goods that come back are a line of their own (`goods_return`), negative, without the journeys.

    The facts are enough to work the line out again with another factor set or other parameters:
    `marketplace.impact.queries.calculating.line_of` gives the `Line`, and `marketplace.impact.assumptions.under` the
    same under another set of parameters.
    """

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="diversions")
    part = models.CharField(max_length=8, choices=LedgerPart.choices)
    entry = models.CharField(max_length=10, choices=EntryKind.choices, default=EntryKind.RECORDED)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    cause = models.CharField(max_length=20, choices=Cause.choices, default=Cause.RECEIPT)
    revision = models.PositiveSmallIntegerField(default=1)
    goods_return = models.ForeignKey(Return, on_delete=models.PROTECT, null=True, blank=True, related_name="lines")
    correction_reason = models.CharField(max_length=300, blank=True)
    corrected_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    donor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    donor_site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    receiver_site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    entered_on = models.DateField()
    adjusts_on = models.DateField(null=True, blank=True)
    is_prior_period = models.BooleanField(default=False)
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
                fields=["receipt", "part", "revision"],
                condition=Q(corrects=None, goods_return=None),
                name="receipt_is_counted_once",
                violation_error_message=_("This receipt was counted already."),
            ),
            models.UniqueConstraint(
                fields=["goods_return", "revision"],
                condition=Q(corrects=None, goods_return__isnull=False),
                name="return_is_counted_once",
                violation_error_message=_("This return was counted already."),
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(entry=EntryKind.CORRECTED),
                name="line_is_taken_back_once",
                violation_error_message=_("This line was taken back already."),
            ),
            models.CheckConstraint(
                condition=Q(entry=EntryKind.RECORDED, mass_kg__gte=0, corrects=None, goods_return=None)
                | Q(entry=EntryKind.RETURNED, mass_kg__lte=0, corrects=None, goods_return__isnull=False)
                | Q(entry=EntryKind.CORRECTED, corrects__isnull=False) & ~Q(correction_reason=""),
                name="only_a_correction_or_a_return_takes_mass_away",
                violation_error_message=_(
                    "Only a correction or a return may take mass away; a correction says what it corrects and why."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_prior_period=False) | Q(adjusts_on__isnull=False),
                name="adjustment_of_an_earlier_period_says_of_which_day",
                violation_error_message=_("An adjustment says which day it adjusts."),
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
