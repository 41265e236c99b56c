"""Published emission factors, in sets that are never edited."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.impact.factors.kinds import Kind
from marketplace.organisations.models import User


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
    #: nobody: it came with Goodsyard.
    loaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: over its factors as they stand here (`marketplace.impact.factors.rows.digest_of`): tells when a row was altered.
    rows_sha256 = models.CharField(max_length=64, blank=True)
    #: rows of the file that were not taken: list of {"factor_id": ..., "reason": ...}.
    set_aside = models.JSONField(default=list, blank=True)

    objects = FactorSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("factor set")
        verbose_name_plural = _("factor sets")
        constraints = (
            models.UniqueConstraint(
                fields=["scheme", "year", "version"],
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
