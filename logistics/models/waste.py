"""What the two holders say of waste: the giver declares it, the receiver takes it. And what tracking made of it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listings.models import Claim
from logistics.models.collections import Collection
from logistics.papers.waste import EXEMPTIONS, FORMS, MOST_CONTAINERS
from marketplace.organisations.models import User


class WasteDeclarationQuerySet(models.QuerySet["WasteDeclaration"]):
    def standing(self) -> Self:
        """Those that count: nobody has declared anew since."""
        return self.filter(replaced_at=None)


class WasteDeclaration(models.Model):
    """What the giver declares of the waste of a claim, and signs. Never edited: before the goods leave one may declare
    anew, then the receiver has to take it anew too."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="waste_declarations")
    #: the note for several transfers that this one was put on: both signed that, and nobody signs anew.
    season_ticket = models.ForeignKey(
        "SeasonTicket", on_delete=models.PROTECT, null=True, blank=True, related_name="declarations"
    )
    #: one to five codes of the List of Waste, six digits each
    codes = models.JSONField()
    description = models.CharField(max_length=300)
    origin = models.CharField(max_length=200)
    sic_code = models.CharField(max_length=5)
    physical_form = models.CharField(max_length=6, choices=FORMS.items())
    container_type = models.CharField(max_length=3)
    container_count = models.PositiveSmallIntegerField()
    mass_kg = models.DecimalField(max_digits=12, decimal_places=3)
    is_estimate = models.BooleanField()
    hazard_found = models.BooleanField(null=True)
    hazard_basis = models.CharField(max_length=300, blank=True)
    hazards = models.JSONField(default=list)
    components = models.CharField(max_length=500, blank=True)
    consignment_code = models.CharField(max_length=40, blank=True)
    contains_pops = models.BooleanField()
    prior_treatment = models.CharField(max_length=300, blank=True)
    signer_name = models.CharField(max_length=120)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = WasteDeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration of waste")
        verbose_name_plural = _("declarations of waste")
        constraints = (
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(replaced_at=None),
                name="claim_has_one_declaration_of_waste_that_counts",
                violation_error_message=_("The waste of this claim was declared already."),
            ),
            models.CheckConstraint(
                condition=Q(mass_kg__gt=0),
                name="declared_waste_weighs_more_than_zero",
                violation_error_message=_("Waste weighs more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(container_count__range=(1, MOST_CONTAINERS)),
                name="declared_waste_has_so_many_containers",
                violation_error_message=_("From 1 to 10,000 containers."),
            ),
        )

    def __str__(self) -> str:
        return self.description


class WasteAcceptance(models.Model):
    """The receiver takes declared waste: under which permit or exemption, who carries it, and a signature."""

    declaration = models.OneToOneField(WasteDeclaration, on_delete=models.PROTECT, related_name="acceptance")
    authorisation = models.CharField(max_length=120)
    treatment = models.CharField(max_length=3, blank=True)
    carrier_registration = models.CharField(max_length=30, blank=True)
    carrier_exemption = models.CharField(max_length=10, blank=True, choices=EXEMPTIONS.items())
    signer_name = models.CharField(max_length=120)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("acceptance of waste")
        verbose_name_plural = _("acceptances of waste")
        constraints = (
            models.CheckConstraint(
                condition=(~Q(carrier_registration="") & Q(carrier_exemption=""))
                | (Q(carrier_registration="") & ~Q(carrier_exemption="")),
                name="waste_carrier_is_registered_or_says_why_not",
                violation_error_message=_("Give the carrier’s registration, or why it needs none."),
            ),
        )

    def __str__(self) -> str:
        return self.authorisation


class TrackedMovementQuerySet(models.QuerySet["TrackedMovement"]):
    def standing(self) -> Self:
        return self.filter(replaced_at=None)


class TrackedMovement(models.Model):
    """The number under which digital waste tracking keeps a received load. A wrong one is replaced, never edited."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="tracked_movements")
    tracking_id = models.CharField(max_length=40)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = TrackedMovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("tracked movement")
        verbose_name_plural = _("tracked movements")
        constraints = (
            models.UniqueConstraint(
                fields=["collection"],
                condition=Q(replaced_at=None),
                name="load_is_tracked_under_one_number",
                violation_error_message=_("This load has a tracking number already."),
            ),
        )

    def __str__(self) -> str:
        return self.tracking_id
