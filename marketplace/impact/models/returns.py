"""Goods that came back to their giver after they had been received."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from logistics.models import Receipt
from logistics.models.passports import AppendOnlyQuerySet
from marketplace.organisations.models import Organisation, User


class Return(models.Model):
    """So much of what a receiver had kept went back to the giver. Append-only; in the listing's unit.

    It undoes mass and avoided emissions on the day on which it is entered; the journeys happened and stay.
    """

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="goods_returns")
    quantity = models.DecimalField(_("how many came back"), max_digits=12, decimal_places=3)
    reason = models.CharField(_("why"), max_length=300)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="return_is_of_more_than_zero",
                violation_error_message=_("Say how many came back."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="return_says_why",
                violation_error_message=_("Say why it came back."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.receipt} · {self.quantity}"
