"""Corrections: what a handover or a receipt got wrong is put right by rows beside it; the rows stay as written."""

from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from listings.models import Condition
from logistics.models.handovers import Handover, Receipt, RejectedFate
from logistics.models.passports import AppendOnlyQuerySet, WrittenInInk
from marketplace.kernel.mass import MassBasis
from marketplace.organisations.models import Organisation, User


class ReceiptCorrectionQuerySet(AppendOnlyQuerySet["ReceiptCorrection"]):
    def of(self, receipt: Receipt) -> Self:
        """Those of a receipt in their order: the last one says how it stands."""
        return self.filter(receipt=receipt).select_related("by", "organisation").order_by("number", "pk")


class HandoverCorrectionQuerySet(AppendOnlyQuerySet["HandoverCorrection"]):
    def of(self, handovers: list[Handover]) -> Self:
        """Those of some handovers, each in their order: the last one says how it stands."""
        ours = self.filter(handover__in=handovers).select_related("by", "organisation")
        return ours.order_by("handover", "number", "pk")


class _Correction(models.Model):
    """What both kinds have in common: the how-manieth of its row, why, who said it, and a hash over all of it.

    `hash` covers what stands here and `previous_hash`: of the correction before, else of the row that is corrected.
    """

    number = models.PositiveSmallIntegerField()
    reason = models.CharField(_("what was wrong"), max_length=300)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        abstract = True

    def save(self, **said: Any) -> None:  # Any: as Django's own save
        """Once.

        :raises WrittenInInk: it was saved before
        """
        if not self._state.adding:
            raise WrittenInInk(type(self).__name__)
        super().save(**said)

    def delete(self, *_args: object, **_said: object) -> NoReturn:
        raise WrittenInInk(type(self).__name__)


class ReceiptCorrection(_Correction):
    """The receiver counted or weighed wrongly: the figures as they stood (`old_…`) and as they are. Append-only.

    Quantities in the listing's unit, masses in kg. All of a receipt's figures stand in each row, changed or not, so
    that the newest alone says how the receipt stands.
    """

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="corrections")
    old_kept_quantity = models.DecimalField(max_digits=12, decimal_places=3)
    old_rejected_quantity = models.DecimalField(max_digits=12, decimal_places=3)
    old_kept_mass_kg = models.DecimalField(max_digits=12, decimal_places=3)
    old_rejected_mass_kg = models.DecimalField(max_digits=12, decimal_places=3)
    old_mass_basis = models.CharField(max_length=20, choices=MassBasis.choices())
    old_condition = models.CharField(max_length=12, choices=Condition.choices)
    old_rejected_fate = models.CharField(max_length=10, choices=RejectedFate.choices, blank=True)
    kept_quantity = models.DecimalField(_("kept"), max_digits=12, decimal_places=3)
    rejected_quantity = models.DecimalField(_("turned away"), max_digits=12, decimal_places=3)
    kept_mass_kg = models.DecimalField(_("mass kept (kg)"), max_digits=12, decimal_places=3)
    rejected_mass_kg = models.DecimalField(max_digits=12, decimal_places=3)
    mass_basis = models.CharField(_("how the mass is known"), max_length=20, choices=MassBasis.choices())
    condition = models.CharField(_("condition"), max_length=12, choices=Condition.choices)
    rejected_fate = models.CharField(_("what becomes of it"), max_length=10, choices=RejectedFate.choices, blank=True)

    objects = ReceiptCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction of a receipt")
        verbose_name_plural = _("corrections of receipts")
        constraints = (
            models.UniqueConstraint(
                fields=["receipt", "number"],
                name="receipt_is_corrected_once_at_a_time",
                violation_error_message=_("Somebody corrected this at the same moment. Look at it again."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="corrections_of_a_receipt_are_numbered_from_one",
                violation_error_message=_("Corrections are numbered from one."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="correction_of_a_receipt_says_why",
                violation_error_message=_("Say what was wrong."),
            ),
            models.CheckConstraint(
                condition=Q(kept_quantity__gte=0, rejected_quantity__gte=0),
                name="corrected_receipt_counts_nothing_below_zero",
                violation_error_message=_("A count is never below zero."),
            ),
            models.CheckConstraint(
                condition=Q(kept_mass_kg__gte=0, rejected_mass_kg__gte=0),
                name="corrected_receipt_weighs_nothing_below_zero",
                violation_error_message=_("A mass is never below zero."),
            ),
            models.CheckConstraint(
                condition=Q(rejected_quantity=0, rejected_fate="") | Q(rejected_quantity__gt=0) & ~Q(rejected_fate=""),
                name="corrected_rejection_has_a_fate",
                violation_error_message=_("Say what becomes of what was turned away."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.receipt} · {self.number}"


class HandoverCorrection(_Correction):
    """A handover was counted or described wrongly: as it stood (`old_…`) and as it is. Append-only.

    Quantity in the listing's unit, above zero: an event of custody is of something.
    """

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="corrections")
    old_quantity = models.DecimalField(max_digits=12, decimal_places=3)
    old_condition = models.CharField(max_length=12, choices=Condition.choices, blank=True)
    quantity = models.DecimalField(_("how many"), max_digits=12, decimal_places=3)
    condition = models.CharField(_("condition"), max_length=12, choices=Condition.choices, blank=True)

    objects = HandoverCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction of a handover")
        verbose_name_plural = _("corrections of handovers")
        constraints = (
            models.UniqueConstraint(
                fields=["handover", "number"],
                name="handover_is_corrected_once_at_a_time",
                violation_error_message=_("Somebody corrected this at the same moment. Look at it again."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="corrections_of_a_handover_are_numbered_from_one",
                violation_error_message=_("Corrections are numbered from one."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="correction_of_a_handover_says_why",
                violation_error_message=_("Say what was wrong."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="corrected_handover_moves_more_than_zero",
                violation_error_message=_("A handover moves more than zero."),
            ),
            models.CheckConstraint(
                condition=~Q(quantity=F("old_quantity"), condition=F("old_condition")),
                name="correction_of_a_handover_changes_something",
                violation_error_message=_("That is how it stands already. Say what was wrong."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.handover} · {self.number}"
