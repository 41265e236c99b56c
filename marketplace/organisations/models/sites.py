"""Sites: where an organisation's things are."""

from collections.abc import Sequence
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.geo import Point
from marketplace.kernel.hours import WEEKDAYS, WeeklyHours, alike_days
from marketplace.organisations.models.organisations import Organisation

SHORT_DAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
DEFAULT_DOCK_HOURS = {day: [["09:00", "17:00"]] for day in WEEKDAYS[:5]}


def default_dock_hours() -> dict[str, list[list[str]]]:
    return {day: [list(span) for span in spans] for day, spans in DEFAULT_DOCK_HOURS.items()}


class PlaceSource(models.TextChoices):
    """How the exact point was found, best first."""

    PIN = "pin", _("a pin set by hand")
    GEOCODER = "geocoder", _("a geocoder")
    POSTCODE = "postcode", _("the postcode")
    POSTCODE_SECTOR = "postcode_sector", _("the postcode's sector")
    OUTCODE = "outcode", _("the postcode's district")
    TOWN = "town", _("the town")


def public_area(town: str, postcode: str) -> str:
    """What anybody may read of an address: the town and the postcode's district, "Leeds LS1"."""
    district = postcode.split(" ", maxsplit=1)[0] if " " in postcode else ""
    return f"{town} {district}".strip()


class SiteQuerySet(models.QuerySet["Site"]):
    def owned_by(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def in_use(self) -> Self:
        return self.filter(closed_at=None)

    def for_choice(self) -> Self:
        return self.order_by("name", "pk")


class Site(models.Model):
    """A place with an address. The exact point and the street are shown to the parties of an accepted claim only;
    everything else (search, distance, maps, feeds) uses the public point, the exact one snapped to a grid.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=120)
    street = models.CharField(_("street"), max_length=200, blank=True)
    town = models.CharField(_("town"), max_length=80)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    latitude = models.FloatField(editable=False)
    longitude = models.FloatField(editable=False)
    public_latitude = models.FloatField(editable=False)
    public_longitude = models.FloatField(editable=False)
    place_source = models.CharField(max_length=20, choices=PlaceSource.choices, editable=False)
    #: weekday -> list of ["HH:MM", "HH:MM"], local time of the site; a day left out is closed.
    dock_hours = models.JSONField(_("dock hours"), default=default_dock_hours)
    access_notes = models.TextField(_("access notes"), max_length=1000, blank=True)
    contact_name = models.CharField(_("contact on site"), max_length=120, blank=True)
    contact_phone = models.CharField(_("telephone on site"), max_length=30, blank=True)
    has_loading_dock = models.BooleanField(_("has a loading dock"), default=False)
    has_step_free_access = models.BooleanField(_("has step-free access"), default=True)
    #: no higher vehicle gets in; nothing: none is known.
    height_limit_cm = models.PositiveSmallIntegerField(_("height limit (cm)"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="site_name_is_used_once_in_an_organisation",
                violation_error_message=_("You already have a site with this name."),
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="site_point_is_on_the_globe",
                violation_error_message=_("The point is not on the globe."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def point(self) -> Point:
        """The exact point: only for the parties of an accepted claim and the planner."""
        return Point(self.latitude, self.longitude)

    @property
    def public_point(self) -> Point:
        return Point(self.public_latitude, self.public_longitude)

    @property
    def public_area(self) -> str:
        """What anybody may read: the town and the postcode's district, "Leeds LS1"."""
        return public_area(self.town, self.postcode)

    @property
    def address(self) -> str:
        return ", ".join(part for part in (self.street, self.town, self.postcode) if part)

    @property
    def hours_in_words(self) -> list[str]:
        """The dock hours as people write them: "Mon–Fri 09:00–17:00", days with the same hours in one."""
        return hours_in_words(self.dock_hours)


def hours_in_words(hours: WeeklyHours) -> list[str]:
    """Weekly hours as people write them, days that follow each other with the same hours in one."""
    return [
        f"{_days_in_words(days)} " + ", ".join(f"{start}–{end}" for start, end in pairs)
        for days, pairs in alike_days(hours)
    ]


def _days_in_words(days: Sequence[int]) -> str:
    first, last = str(SHORT_DAYS[days[0]]), str(SHORT_DAYS[days[-1]])
    return first if len(days) == 1 else f"{first}–{last}"
