"""Odometers: what a vehicle's dial said when it left and when it came back."""

from typing import Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from logistics.models.fleet import Vehicle
from logistics.models.plans import Route
from marketplace.organisations.models import User

#: Six digits are what a dial has.
MOST_KM: Final = 999_999


class OdometerQuerySet(models.QuerySet["OdometerReading"]):
    def of(self, vehicle: Vehicle) -> Self:
        """The vehicle's, the latest day first."""
        rows = self.filter(route__shift__vehicle=vehicle).select_related("route__plan", "by")
        return rows.order_by("-route__plan__day", "-pk")


class OdometerReading(models.Model):
    """The dial before and after a run, in whole kilometres. With both, the run is as long as they say; without, as the
    plan and the stops say (`queries.legs`). A reading may be put right as long as it is the run's own."""

    route = models.OneToOneField(Route, on_delete=models.PROTECT, related_name="odometer")
    start_km = models.PositiveIntegerField(_("before (km)"), null=True, blank=True)
    end_km = models.PositiveIntegerField(_("after (km)"), null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OdometerQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of an odometer")
        verbose_name_plural = _("readings of odometers")
        constraints = (
            models.CheckConstraint(
                condition=Q(start_km=None) | Q(end_km=None) | Q(end_km__gte=F("start_km")),
                name="odometer_never_turns_back",
                violation_error_message=_("The reading after lies below the one before."),
            ),
            models.CheckConstraint(
                condition=Q(start_km__isnull=False) | Q(end_km__isnull=False),
                name="odometer_reading_says_something",
                violation_error_message=_("Enter what the dial says."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.route}: {self.start_km or '…'}–{self.end_km or '…'} km"

    @property
    def driven_km(self) -> int | None:
        """What lies between them; None as long as one is missing."""
        if self.start_km is None or self.end_km is None:
            return None
        return self.end_km - self.start_km
