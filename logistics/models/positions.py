"""Where a van is: only while its driver wants to tell, and gone two days later."""

from datetime import datetime, timedelta
from typing import Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from logistics.models.fleet import Shift
from marketplace.organisations.models import User

#: Nobody needs to know later where somebody was.
KEPT_FOR: Final = timedelta(hours=48)


class PositionSharing(models.Model):
    """A driver's choice, for one shift, to tell where the van is. Ended: what was told is deleted at once."""

    shift = models.OneToOneField(Shift, on_delete=models.CASCADE, related_name="sharing")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("choice to tell where the van is")
        verbose_name_plural = _("choices to tell where the van is")
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("since_at")),
                name="sharing_ends_after_it_began",
                violation_error_message=_("It ends after it began."),
            ),
        )

    def __str__(self) -> str:
        return str(self.shift)


class PositionQuerySet(models.QuerySet["Position"]):
    def told_before(self, moment: datetime) -> Self:
        return self.filter(at__lt=moment)

    def latest_of(self, shift: int) -> "Position | None":
        """Where the van was last, as long as its driver still wants to tell."""
        return self.filter(shift=shift, shift__sharing__ended_at=None).order_by("-at", "-pk").first()


class Position(models.Model):
    """One place where a van was. Deleted after `KEPT_FOR`. Deliberately absent: speed, heading, who sat in it."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="positions")
    latitude = models.FloatField()
    longitude = models.FloatField()
    accuracy_m = models.PositiveIntegerField()
    at = models.DateTimeField()

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        indexes = (
            models.Index(fields=["shift", "at"], name="position_latest_of_a_shift"),
            models.Index(fields=["at"], name="position_to_be_deleted"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="position_is_a_place_on_the_map",
                violation_error_message=_("That is not a place on the map."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.latitude:.4f}, {self.longitude:.4f}"
