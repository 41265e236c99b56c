"""What things usually weigh, and what making one emits: sets with source, year, licence and basis."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listings.models import Category
from marketplace.organisations.models import Organisation, User


class ReferenceSetQuerySet(models.QuerySet["ReferenceSet"]):
    def of(self, organisation: Organisation) -> Self:
        """Those of the platform, and the organisation's own."""
        return self.filter(Q(organisation=None) | Q(organisation=organisation))

    def in_use(self) -> Self:
        """Neither switched off nor superseded by a later load of the same list."""
        return self.filter(is_on=True)

    def newest_first(self) -> Self:
        return self.order_by("-loaded_at", "-pk")


class ReferenceSet(models.Model):
    """A list of item references from one source. Its items are never edited; it can be switched off and on.

    Without an organisation it is the platform's, and the operator switches it; with one it is that organisation's own
    (a list it holds a licence for), and nobody else sees it or is counted with it. `uses_footprints` lets lines be
    worked out by item (method I) where it has a footprint; otherwise by mass and material (method M).
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="reference_sets"
    )
    name = models.CharField(_("name of the list"), max_length=120)
    source = models.CharField(_("where it comes from"), max_length=400)
    year = models.PositiveSmallIntegerField(_("year"))
    licence = models.CharField(_("licence"), max_length=200)
    note = models.CharField(max_length=400, blank=True)
    file_sha256 = models.CharField(max_length=64)
    is_on = models.BooleanField(default=True)
    uses_footprints = models.BooleanField(default=False)
    #: nobody: it came with Goodsyard.
    loaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    loaded_at = models.DateTimeField()

    objects = ReferenceSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("reference list")
        verbose_name_plural = _("reference lists")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="reference_list_has_a_name_of_its_own",
                violation_error_message=_("You have a list of this name. Give this one another name."),
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(organisation=None),
                name="reference_list_of_the_platform_has_a_name_of_its_own",
                violation_error_message=_("There is a list of this name."),
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(licence=""),
                name="reference_list_says_its_source_and_licence",
                violation_error_message=_("Say where the list comes from and under which licence."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


class ItemReference(models.Model):
    """What one item of a category usually weighs (kg), and what making a new one emits (kgCO2e), each if known."""

    reference_set = models.ForeignKey(ReferenceSet, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    item = models.CharField(max_length=120)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mass_kg = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    footprint_kgco2e = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    #: how the source came by it: a median of makers' sheets, a representative product, an own weighing.
    basis = models.CharField(max_length=200, blank=True)
    sample = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("item reference")
        verbose_name_plural = _("item references")
        constraints = (
            models.UniqueConstraint(
                fields=["reference_set", "number"],
                name="item_reference_has_a_number_of_its_own",
                violation_error_message=_("Each row of a list stands once."),
            ),
            models.UniqueConstraint(
                fields=["reference_set", "category"],
                condition=Q(category__isnull=False),
                name="category_stands_once_in_a_reference_list",
                violation_error_message=_("A category has one item in a list."),
            ),
            models.CheckConstraint(
                condition=Q(mass_kg__gt=0) | Q(footprint_kgco2e__gt=0),
                name="item_reference_says_something_above_zero",
                violation_error_message=_("An item has a mass or a footprint, above zero."),
            ),
        )

    def __str__(self) -> str:
        return self.item
