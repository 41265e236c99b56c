"""Bookings of spaces, one by one and in series, and the quarters of an hour that they take up."""

from datetime import datetime, timedelta
from typing import Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from listings.models.spaces import Space
from marketplace.organisations.models import Organisation, User

#: How long before its start a booking's access notes are shown.
ACCESS_BEFORE: Final = timedelta(hours=1)


class BookingState(models.TextChoices):
    ASKED = "asked", _("Asked")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")
    #: taken back by whoever asked, before there was an answer
    WITHDRAWN = "withdrawn", _("Withdrawn")
    #: given up by either side after it was confirmed
    CANCELLED = "cancelled", _("Cancelled")
    #: it began without an answer
    LAPSED = "lapsed", _("Not answered in time")


#: The states in which a booking takes up its space.
HOLDING: Final = (BookingState.ASKED, BookingState.CONFIRMED)


class SeriesQuerySet(models.QuerySet["Series"]):
    def visible_to(self, organisation: Organisation) -> Self:
        return self.filter(Q(organisation=organisation) | Q(space__listing__organisation=organisation))


class Series(models.Model):
    """Bookings that were made together by a rule ("every Tuesday"). Each of them is answered and cancelled by itself.

    Deliberately absent: the days that were taken when it was booked; the rule says which days were wanted.
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="series")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="booking_series")
    #: an RRULE (RFC 5545), as the kernel's recurrence reads it
    rule = models.CharField(max_length=300)
    begins_on = models.DateField()
    #: minutes of the space's own clock, the same in summer and winter
    begins_minute = models.PositiveSmallIntegerField()
    length_minutes = models.PositiveSmallIntegerField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(editable=False)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series of bookings")
        verbose_name_plural = _("series of bookings")
        constraints = (
            models.CheckConstraint(
                condition=Q(length_minutes__gt=0, begins_minute__lt=1440),
                name="series_begins_on_the_clock_and_has_a_length",
                violation_error_message=_("It begins at a time of the day and takes some time."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.space} · {self.organisation}"


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, organisation: Organisation) -> Self:
        """Bookings to which the organisation is a party."""
        return self.filter(Q(organisation=organisation) | Q(space__listing__organisation=organisation))

    def made_by_organisation(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def asked_of(self, organisation: Organisation) -> Self:
        """Bookings of the organisation's own spaces."""
        return self.filter(space__listing__organisation=organisation)

    def holding(self) -> Self:
        """Those that take up their space: asked or confirmed."""
        return self.filter(state__in=HOLDING)

    def between(self, begins: datetime, ends: datetime) -> Self:
        """Those that have a moment in common with that time."""
        return self.filter(starts_at__lt=ends, ends_at__gt=begins)

    def to_come(self, now: datetime) -> Self:
        """Those that hold and are not over."""
        return self.holding().filter(ends_at__gt=now)

    def unanswered(self, now: datetime) -> Self:
        """Asked, and they have begun."""
        return self.filter(state=BookingState.ASKED, starts_at__lte=now)

    def in_order(self) -> Self:
        return self.order_by("starts_at", "pk")

    def for_page(self) -> Self:
        """With what a page about one booking, or a list of them, prints."""
        return self.select_related("space__listing__organisation", "space__listing__site", "organisation", "series")

    def step(self, *, seen: str, to: str, **fields: object) -> bool:
        """Compare and swap: one row updated means yes."""
        return self.filter(state=seen).update(state=to, **fields) == 1


class Booking(models.Model):
    """A time in a space for an organisation, from the asking to its end. What took place is a confirmed booking whose
    end has passed.

    Moments are UTC; the space's zone says what its clock reads. The price and until when it can be cancelled freely are
    those of the moment of booking. Deliberately absent: payment.
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="bookings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="bookings")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings")
    state = models.CharField(max_length=10, choices=BookingState.choices, editable=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    purpose = models.CharField(_("what it is for"), max_length=500)
    people = models.PositiveIntegerField(_("how many people"), null=True, blank=True)
    #: for all of it; none: no price was stated for them
    price_pence = models.PositiveIntegerField(null=True, blank=True, editable=False)
    free_until = models.DateTimeField(editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(editable=False)
    #: nobody where it was confirmed by itself
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    #: withdrawn, cancelled or lapsed
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        indexes = (
            # the grid of a space, and what stands in the way of other hours
            models.Index(fields=["space", "starts_at"], name="booking_of_space"),
            models.Index(fields=["organisation", "starts_at"], name="booking_of_organisation"),
            models.Index(fields=["starts_at"], name="booking_unanswered", condition=Q(state="asked")),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="booking_ends_after_it_starts",
                violation_error_message=_("It ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(state=BookingState.ASKED, answered_at=None)
                | Q(state__in=[BookingState.WITHDRAWN, BookingState.LAPSED], answered_at=None)
                | Q(
                    state__in=[BookingState.CONFIRMED, BookingState.DECLINED, BookingState.CANCELLED],
                    answered_at__isnull=False,
                ),
                name="booking_is_answered_once_it_is_confirmed_or_declined",
                violation_error_message=_("An answer has its moment."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[BookingState.WITHDRAWN, BookingState.CANCELLED, BookingState.LAPSED],
                    ended_at__isnull=False,
                )
                | Q(state__in=[BookingState.ASKED, BookingState.CONFIRMED, BookingState.DECLINED], ended_at=None),
                name="booking_that_was_given_up_says_when",
                violation_error_message=_("What was given up says when."),
            ),
            models.CheckConstraint(
                condition=~Q(state=BookingState.DECLINED) | ~Q(reason=""),
                name="declined_booking_gives_a_reason",
                violation_error_message=_("Say why, so that they can plan."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.space} · {self.starts_at}"

    @property
    def is_holding(self) -> bool:
        return self.state in HOLDING

    def shows_access_at(self, now: datetime) -> bool:
        """Whether how to get in is shown: confirmed, from an hour before until the end."""
        return self.state == BookingState.CONFIRMED and self.starts_at - ACCESS_BEFORE <= now < self.ends_at


class BookedSlotQuerySet(models.QuerySet["BookedSlot"]):
    def within(self, spaces: list[int], quarters: range) -> Self:
        """What is taken of these spaces in these quarters of an hour."""
        return self.filter(space__in=spaces, quarter__gte=quarters.start, quarter__lt=quarters.stop)


class BookedSlot(models.Model):
    """A quarter of an hour of a space that is taken: by a booking of it or of what it is part of, buffers included.

    There is one for each quarter of each booking that holds, for its space and everything under it. They go when the
    booking no longer holds; that no two bookings share one is the last line behind the guard.
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+", db_index=False)
    #: quarters of an hour since 1970 (UTC)
    quarter = models.PositiveIntegerField()
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="slots")

    objects = BookedSlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("booked quarter of an hour")
        verbose_name_plural = _("booked quarters of an hour")
        constraints = (
            models.UniqueConstraint(
                fields=["space", "quarter"],
                name="space_is_booked_once_at_a_time",
                violation_error_message=_("It is taken then."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.space} · {self.quarter}"
