"""What a receipt's goods weigh, stated anew: a later statement stands in place of an earlier one."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from logistics.models import Receipt
from logistics.models.passports import AppendOnlyQuerySet
from marketplace.kernel.mass import MassBasis
from marketplace.organisations.models import Organisation, User


class MassStatement(models.Model):
    """What the kept goods of a receipt weigh, by a rung of the ladder (W1 to W5), with what shows it. Append-only.

    The newest of a receipt (`number`) stands; with none, the receipt (as corrected) does. `quantity` is what it is
    stated of: of a count that is corrected later, the statement stands for the same mass apiece.
    """

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="mass_statements")
    number = models.PositiveSmallIntegerField()
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    mass_kg = models.DecimalField(_("mass of what was kept (kg)"), max_digits=12, decimal_places=3)
    basis = models.CharField(_("how the mass is known"), max_length=20, choices=MassBasis.choices())
    #: the ticket's number, the maker and model, the list and item, the volume and density.
    evidence = models.CharField(_("what shows it"), max_length=300, blank=True)
    #: in the private storage, under a random name, with the name it was given and its digest.
    file = models.CharField(max_length=200, blank=True)
    filename = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    reason = models.CharField(_("why it is stated anew"), max_length=300)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement of a mass")
        verbose_name_plural = _("statements of masses")
        constraints = (
            models.UniqueConstraint(
                fields=["receipt", "number"],
                name="mass_is_stated_once_at_a_time",
                violation_error_message=_("Somebody stated this mass at the same moment. Look at it again."),
            ),
            models.CheckConstraint(
                condition=Q(mass_kg__gt=0, quantity__gt=0),
                name="stated_mass_is_above_zero",
                violation_error_message=_("A mass is more than nothing."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="statement_of_a_mass_says_why",
                violation_error_message=_("Say why the mass is stated anew."),
            ),
            models.CheckConstraint(
                condition=~Q(basis__in=[MassBasis.WEIGHED, MassBasis.SPECIFIED]) | ~Q(evidence="") | ~Q(file=""),
                name="weighed_or_specified_mass_has_evidence",
                violation_error_message=_("A weighed or specified mass needs a ticket, a photo or the maker’s figure."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.receipt} · {self.number}"
