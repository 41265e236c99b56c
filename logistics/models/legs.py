"""What is known of travel: the laws that areas are planned by, legs that a road engine told, the ways between a plan's
places."""

from datetime import datetime
from typing import Final, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from logistics.models.plans import Plan
from marketplace.kernel.geo import Point
from marketplace.kernel.travel import TravelLaw
from marketplace.organisations.models import Organisation, User


class LawBasis(models.TextChoices):
    """Where the numbers of a law come from."""

    HAND = "hand", _("Set by hand")
    FITTED = "fitted", _("Fitted to driven legs")


class TravelAreaQuerySet(models.QuerySet["TravelArea"]):
    def standing(self) -> Self:
        return self.filter(ended_at=None)

    def of(self, organisation: Organisation | None) -> Self:
        """Those of an organisation, or (None) of whoever runs the site, which hold for all that have none."""
        return self.filter(organisation=organisation)

    def in_force(self, organisation: Organisation) -> Self:
        """What may hold for it, its own first, the newest first."""
        mine = Q(organisation=organisation) | Q(organisation=None)
        own_first = models.F("organisation").asc(nulls_last=True)
        return self.standing().filter(mine).order_by(own_first, "-set_at", "-pk")


class TravelArea(models.Model):
    """The law of travel of an area, as somebody set it. Never edited: another row takes its place and this one ends.

    It holds around a centre, or for places whose postcode begins so; with neither, everywhere.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="travel_areas"
    )
    name = models.CharField(_("name"), max_length=60)
    factor = models.FloatField(_("traffic factor"))
    base_s = models.FloatField(_("seconds for each trip"))
    per_km_s = models.FloatField(_("seconds for each kilometre of straight line"))
    circuity = models.FloatField(_("road for each kilometre of straight line"))
    margin = models.FloatField(_("margin"))
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    radius_km = models.FloatField(_("radius (km)"), null=True, blank=True)
    #: outward codes of postcodes such as "LS1", in capitals.
    outcodes = models.JSONField(_("postcode districts"), default=list, blank=True)
    basis = models.CharField(max_length=8, choices=LawBasis.choices, default=LawBasis.HAND)
    #: of a fitted one: how many legs, and the median and 90th percentile errors of it and of the law before.
    fit = models.JSONField(default=dict, blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TravelAreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area of travel")
        verbose_name_plural = _("areas of travel")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(ended_at=None),
                name="area_of_travel_has_one_law_at_a_time",
                violation_error_message=_("This area has a law already."),
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(ended_at=None, organisation=None),
                name="area_of_everybody_has_one_law_at_a_time",
                violation_error_message=_("This area of everybody has a law already."),
            ),
            models.CheckConstraint(
                condition=Q(factor__gt=0, base_s__gte=0, per_km_s__gt=0, circuity__gt=0, margin__gt=0),
                name="law_of_travel_has_positive_numbers",
                violation_error_message=_("A law of travel needs numbers above zero."),
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None, radius_km=None)
                | Q(latitude__isnull=False, longitude__isnull=False, radius_km__gt=0),
                name="circle_of_travel_has_a_centre_and_a_radius",
                violation_error_message=_("A circle has a centre and a radius."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def law(self) -> TravelLaw:
        return TravelLaw(
            factor=self.factor,
            base_s=self.base_s,
            per_km_s=self.per_km_s,
            circuity=self.circuity,
            margin=self.margin,
        )

    @property
    def centre(self) -> Point | None:
        """The middle of its circle, if it has one."""
        if self.latitude is None or self.longitude is None:
            return None
        return Point(self.latitude, self.longitude)


#: Degrees are kept as whole ten-thousandths: about eleven metres, a dock and its street are one place.
PER_DEGREE: Final = 10_000


class LegTimeQuerySet(models.QuerySet["LegTime"]):
    def told_by(self, provider: str, profile: str, data_version: str, *, since: datetime) -> Self:
        """What one road engine said of one kind of vehicle on one edition of the map, not too long ago."""
        return self.filter(provider=provider, profile=profile, data_version=data_version, told_at__gte=since)

    def told_before(self, moment: datetime) -> Self:
        """Those that nobody uses any more."""
        return self.filter(told_at__lt=moment)


class LegTime(models.Model):
    """How long a road engine takes from one place to another, in free flow, and how far it is. Only for legs that were
    shown to somebody or driven; asked for again when it is older than `queries.roads.KEPT_FOR`."""

    provider = models.CharField(max_length=20)
    profile = models.CharField(max_length=20)
    data_version = models.CharField(max_length=40, blank=True)
    from_latitude = models.IntegerField()
    from_longitude = models.IntegerField()
    to_latitude = models.IntegerField()
    to_longitude = models.IntegerField()
    seconds = models.PositiveIntegerField()
    metres = models.PositiveIntegerField()
    told_at = models.DateTimeField()

    objects = LegTimeQuerySet.as_manager()

    class Meta:
        verbose_name = _("time of a leg")
        verbose_name_plural = _("times of legs")
        constraints = (
            models.UniqueConstraint(
                fields=[
                    "provider",
                    "profile",
                    "data_version",
                    "from_latitude",
                    "from_longitude",
                    "to_latitude",
                    "to_longitude",
                ],
                name="leg_has_one_time_by_an_engine",
                violation_error_message=_("The time of this leg is known already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider}: {self.seconds} s"


class PlanRoads(models.Model):
    """By which road engine a plan's ways were worked out, what it could not say, and its whole matrix, packed. A plan
    without this row was made by the law alone."""

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, related_name="roads")
    provider = models.CharField(max_length=20)
    data_version = models.CharField(max_length=40, blank=True)
    #: road or mixed, or estimated where the engine told nothing.
    quality = models.CharField(max_length=9)
    #: how many ordered pairs of places there are, and how many of them follow the law.
    pairs = models.PositiveIntegerField()
    estimated_pairs = models.PositiveIntegerField()
    #: sentences for the coordinator: an engine that did not answer, a place that no road leads to.
    notes = models.JSONField(default=list)
    #: SHA-256 of what is packed, which the plan's question names in the matrix's place.
    digest = models.CharField(max_length=64)
    packed = models.BinaryField()

    class Meta:
        verbose_name = _("roads of a plan")
        verbose_name_plural = _("roads of plans")
        constraints = (
            models.CheckConstraint(
                condition=Q(estimated_pairs__lte=models.F("pairs")),
                name="no_more_pairs_are_estimated_than_there_are",
                violation_error_message=_("There are fewer pairs than that."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan}: {self.provider}"
