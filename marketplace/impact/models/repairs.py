"""What putting a receipt's goods right took."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from logistics.models import Receipt
from logistics.models.passports import AppendOnlyQuerySet
from marketplace.organisations.models import Organisation, User


class Repair(models.Model):
    """Electricity (kWh) and parts (kgCO2e, with their source) for what was kept of a receipt. Append-only.

    The newest of a receipt (`number`) stands in place of the one before: each states all that it took until then.
    """

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="repairs")
    number = models.PositiveSmallIntegerField()
    electricity_kwh = models.DecimalField(_("electricity (kWh)"), max_digits=10, decimal_places=3, default=0)
    parts_kgco2e = models.DecimalField(_("parts (kg CO₂e)"), max_digits=10, decimal_places=3, default=0)
    source = models.CharField(_("how that is known"), max_length=300)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("repair")
        verbose_name_plural = _("repairs")
        constraints = (
            models.UniqueConstraint(
                fields=["receipt", "number"],
                name="repair_is_stated_once_at_a_time",
                violation_error_message=_("Somebody entered a repair at the same moment. Look at it again."),
            ),
            models.CheckConstraint(
                condition=Q(electricity_kwh__gte=0, parts_kgco2e__gte=0),
                name="repair_takes_nothing_below_zero",
                violation_error_message=_("Electricity and parts are never below zero."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="repair_says_how_it_is_known",
                violation_error_message=_("Say how that is known: a meter, an invoice, an estimate."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.receipt} · {self.number}"
