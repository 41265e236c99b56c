"""What drives and who drives it, and when."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.organisations.models import Organisation, Site, User


class VehicleType(models.TextChoices):
    """The kinds for which a factor set has emissions per kilometre."""

    VAN_SMALL_DIESEL = "van_1_diesel", _("Small van, diesel")
    VAN_MEDIUM_DIESEL = "van_2_diesel", _("Medium van, diesel")
    VAN_LARGE_DIESEL = "van_3_diesel", _("Large van, diesel")
    VAN_DIESEL = "van_diesel", _("Van of average size, diesel")
    VAN_PETROL = "van_petrol", _("Van of average size, petrol")
    VAN_ELECTRIC = "van_electric", _("Van of average size, battery electric")
    LORRY_SMALL = "rigid_7_5t", _("Lorry up to 7.5 t")
    LORRY_LARGE = "rigid_17t", _("Lorry up to 17 t")
    CARGO_BIKE = "cargo_bike", _("Cargo bike")


class VehicleQuerySet(models.QuerySet["Vehicle"]):
    def owned_by(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation, retired_at=None)

    def for_choice(self) -> Self:
        return self.order_by("name", "pk")


class Vehicle(models.Model):
    """A vehicle with what it can carry. Retired ones stay, since routes name them."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="vehicles")
    name = models.CharField(_("name"), max_length=80)
    registration = models.CharField(_("registration"), max_length=12, blank=True)
    type = models.CharField(_("type"), max_length=20, choices=VehicleType.choices)
    capacity_kg = models.PositiveIntegerField(_("payload (kg)"))
    capacity_litres = models.PositiveIntegerField(_("load space (litres)"))
    capacity_pallets = models.PositiveSmallIntegerField(_("pallets"), default=0)
    has_tail_lift = models.BooleanField(_("has a tail lift"), default=False)
    is_refrigerated = models.BooleanField(_("keeps goods chilled"), default=False)
    #: with everything on its roof; not said: nobody looked at a height limit yet.
    height_cm = models.PositiveSmallIntegerField(_("height (cm)"), null=True, blank=True)
    first_registered_on = models.DateField(_("first registered on"), null=True, blank=True)
    #: a volunteer's own: only they drive it.
    keeper = models.ForeignKey(
        "Driver", on_delete=models.PROTECT, null=True, blank=True, related_name="own_vehicles", verbose_name=_("keeper")
    )
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = VehicleQuerySet.as_manager()

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        constraints = (
            models.CheckConstraint(
                condition=Q(capacity_kg__gt=0, capacity_litres__gt=0),
                name="vehicle_can_carry_something",
                violation_error_message=_("A vehicle carries more than zero kilograms and litres."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="vehicle_name_is_used_once_in_an_organisation",
                violation_error_message=_("You already have a vehicle with this name."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class DriverSkill(models.TextChoices):
    """What somebody has learnt or may do besides driving. Carrying in twos is a matter of the crew."""

    TAIL_LIFT = "tail_lift", _("works a tail lift")
    MANUAL_HANDLING = "manual_handling", _("trained in manual handling")
    ELECTRICAL = "electrical", _("disconnects and tests electrical things")
    FORK_LIFT = "fork_lift", _("drives a fork-lift")
    FURNITURE = "furniture", _("takes furniture apart and puts it together")
    FOOD = "food", _("trained in food safety")


class DriverQuerySet(models.QuerySet["Driver"]):
    def owned_by(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation, left_at=None)

    def for_choice(self) -> Self:
        return self.select_related("user").order_by("user__name", "user__email", "pk")


class Driver(models.Model):
    """A person who drives for an organisation; they hold its driver role."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="drivers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="drives")
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    is_volunteer = models.BooleanField(_("is a volunteer"), default=False)
    #: keys of `DriverSkill`, sorted.
    skills = models.JSONField(_("skills"), default=list, blank=True)
    #: weekday -> list of ["HH:MM", "HH:MM"], local time; empty: nothing was said.
    available = models.JSONField(_("free at"), default=dict, blank=True)
    #: where they set out from: for the planner only, on no page but their own.
    home_latitude = models.FloatField(null=True, blank=True, editable=False)
    home_longitude = models.FloatField(null=True, blank=True, editable=False)
    left_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DriverQuerySet.as_manager()

    class Meta:
        verbose_name = _("driver")
        verbose_name_plural = _("drivers")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "user"],
                name="person_drives_for_an_organisation_once",
                violation_error_message=_("This person is a driver here already."),
            ),
            models.CheckConstraint(
                condition=Q(home_latitude=None, home_longitude=None)
                | Q(home_latitude__range=(-90, 90), home_longitude__range=(-180, 180)),
                name="home_of_a_driver_is_on_the_globe",
                violation_error_message=_("The point is not on the globe."),
            ),
        )

    def __str__(self) -> str:
        return str(self.user)


class ShiftQuerySet(models.QuerySet["Shift"]):
    def owned_by(self, organisation: Organisation) -> Self:
        return self.filter(vehicle__organisation=organisation)

    def standing(self) -> Self:
        """Those that were not called off."""
        return self.filter(cancelled_at=None)

    def between(self, start: datetime, end: datetime) -> Self:
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def overlapping(self, start: datetime, end: datetime) -> Self:
        """Those that share more than an end with this stretch of time."""
        return self.standing().filter(starts_at__lt=end, ends_at__gt=start)

    def for_planning(self) -> Self:
        return self.select_related("vehicle__organisation", "driver__user", "start_site").order_by("starts_at", "pk")


class Shift(models.Model):
    """A driver with a vehicle for a stretch of one day, from a site and back to it: what the planner fills."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="shifts", verbose_name=_("vehicle"))
    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, related_name="shifts", verbose_name=_("driver"))
    crew = models.PositiveSmallIntegerField(_("people on board"), default=1)
    start_site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("from and back to"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    #: where it ends; none: where it began.
    end_site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ends at")
    )
    #: it ends wherever the last stop is.
    has_open_end = models.BooleanField(_("ends at the last stop"), default=False)
    #: it begins (and ends, if nothing else is said) at the driver's home; the site is where they report to.
    from_home = models.BooleanField(_("from home"), default=False)
    #: at most so many at the wheel; nothing: what the law allows with this vehicle.
    most_driving_minutes = models.PositiveSmallIntegerField(_("most driving (minutes)"), null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="shift_ends_after_it_begins",
                violation_error_message=_("The shift ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(crew__gte=1),
                name="shift_has_somebody_on_board",
                violation_error_message=_("Somebody has to drive."),
            ),
            models.CheckConstraint(
                condition=Q(has_open_end=False) | Q(end_site=None),
                name="shift_with_an_open_end_ends_nowhere_in_particular",
                violation_error_message=_("A shift ends at a site or at the last stop, not at both."),
            ),
            models.CheckConstraint(
                condition=Q(most_driving_minutes=None) | Q(most_driving_minutes__range=(15, 600)),
                name="shift_is_driven_for_a_quarter_of_an_hour_to_ten_hours",
                violation_error_message=_("Driving is limited to something between 15 minutes and 10 hours."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.driver} · {self.vehicle}"


class ShiftBreak(models.Model):
    """A rest within a shift: so many minutes, begun between two moments. A shift without one has what
    `queries.problems` gives a long shift by rule.
    """

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="breaks")
    earliest_at = models.DateTimeField(_("not before"))
    latest_at = models.DateTimeField(_("not after"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))

    class Meta:
        verbose_name = _("break")
        verbose_name_plural = _("breaks")
        constraints = (
            models.CheckConstraint(
                condition=Q(latest_at__gte=F("earliest_at")),
                name="break_may_begin_before_it_must",
                violation_error_message=_("The break must begin before it may."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=240),
                name="break_lasts_five_minutes_to_four_hours",
                violation_error_message=_("A break lasts from 5 minutes to 4 hours."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.minutes} min"
