"""Sets of assumptions: versioned, each value with its source, never edited."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.impact.assumptions import Name
from marketplace.organisations.models import User


class ParameterSetState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ADOPTED = "adopted", _("In use for new lines and runs")
    DECLINED = "declined", _("Not taken")


class ParameterSetQuerySet(models.QuerySet["ParameterSet"]):
    def adopted(self) -> Self:
        return self.filter(state=ParameterSetState.ADOPTED)

    def newest_first(self) -> Self:
        """The one in use first: a later adoption stands before an earlier one."""
        return self.order_by(models.F("decided_at").desc(nulls_last=True), "-pk")


class ParameterSet(models.Model):
    """One version of the assumptions of the method. Its values are never edited: a change is a new version.

    A proposed set does nothing until the operator adopts it. From then on new lines are counted with it; lines and
    runs that were counted before keep the version that they name.
    """

    version = models.SlugField(max_length=40, unique=True)
    state = models.CharField(max_length=10, choices=ParameterSetState.choices, default=ParameterSetState.PROPOSED)
    #: what it was made from, and differs from in the values that its page shows.
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)
    #: over its values (`marketplace.impact.assumptions.digest_of`): tells when a row was altered.
    rows_sha256 = models.CharField(max_length=64)
    #: nobody: it came with Goodsyard.
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ParameterSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("parameter set")
        verbose_name_plural = _("parameter sets")
        constraints = (
            models.CheckConstraint(
                condition=Q(state=ParameterSetState.PROPOSED, decided_at=None)
                | (~Q(state=ParameterSetState.PROPOSED) & Q(decided_at__isnull=False)),
                name="parameter_set_is_decided_once_it_is_no_proposal",
                violation_error_message=_("A set that is adopted or declined says when."),
            ),
        )

    def __str__(self) -> str:
        return self.version


class ParameterName(models.TextChoices):
    """What a value is of; its key says for what."""

    DISPLACEMENT_LOW = Name.DISPLACEMENT_LOW.value, _("Displacement, low")
    DISPLACEMENT_CENTRAL = Name.DISPLACEMENT_CENTRAL.value, _("Displacement, central")
    DISPLACEMENT_HIGH = Name.DISPLACEMENT_HIGH.value, _("Displacement, high")
    LIFE_SHARE = Name.LIFE_SHARE.value, _("Remaining life as a share of a new one’s")
    COUNTERFACTUAL = Name.COUNTERFACTUAL.value, _("End of life that was avoided")
    LANDFILL = Name.LANDFILL.value, _("End of life with the giver’s evidence of landfill")
    WEIGHT_SIGMA = Name.WEIGHT_SIGMA.value, _("Uncertainty of a weight")
    FACTOR_SIGMA = Name.FACTOR_SIGMA.value, _("Uncertainty of a factor")


class ParameterValue(models.Model):
    """One value of a set, with its source. A number, or for a route of end of life the publisher's factor id.

    `key` is a displacement group, a basis of mass (or "editorial"), a kind of factor, or the usual route's id.
    `sample_size`, `interval_low` and `interval_high` (95 %, Wilson) stand where a rate was measured by answers.
    """

    parameter_set = models.ForeignKey(ParameterSet, on_delete=models.PROTECT, related_name="values")
    name = models.CharField(max_length=24, choices=ParameterName.choices)
    key = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    factor_id = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=400)
    evidence = models.CharField(max_length=200, blank=True)
    sample_size = models.PositiveIntegerField(null=True, blank=True)
    interval_low = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)
    interval_high = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)

    class Meta:
        verbose_name = _("parameter")
        verbose_name_plural = _("parameters")
        constraints = (
            models.UniqueConstraint(
                fields=["parameter_set", "name", "key"],
                name="parameter_stands_once_in_a_set",
                violation_error_message=_("This parameter is in the set already."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="parameter_has_a_source",
                violation_error_message=_("Say where the value comes from."),
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False, value__gte=0, factor_id="")
                | (Q(value=None, name__in=[Name.COUNTERFACTUAL.value, Name.LANDFILL.value]) & ~Q(factor_id="")),
                name="parameter_is_a_number_or_a_route",
                violation_error_message=_("A parameter is a number of at least zero, or a route by its factor id."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_name_display()} · {self.key}"
