"""Circles: organisations that trust each other, with agreed rules."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import User


class CircleQuerySet(models.QuerySet["Circle"]):
    def of_member(self, organisation: Organisation, today: date) -> Self:
        """Circles that the organisation belongs to, whether or not their rules are in force already."""
        return self.filter(
            Exists(CircleMembership.objects.lasting(today).of(organisation).filter(circle=OuterRef("pk")))
        )

    def open_to(self, organisation: Organisation, today: date) -> Self:
        """Circles whose page the organisation may read: its own, and those it is invited to."""
        answered = CircleMembership.objects.of(organisation).filter(circle=OuterRef("pk"))
        return self.filter(Exists(answered.lasting(today)) | Exists(answered.waiting(today)))

    def for_list(self) -> Self:
        return self.select_related("founded_by").order_by("name", "pk")


class Circle(models.Model):
    """Organisations that show each other what they do not show everyone, by rules that each of them has accepted.

    Who founded it looks after it: invites, removes, changes the rules. Deliberately absent: the members (they are
    rows of their own, kept after they end) and anything that the circle talks about.
    """

    name = models.CharField(_("name"), max_length=80)
    rules = models.TextField(_("rules"), max_length=4000)
    #: before this day the circle shows nothing to anybody
    active_from = models.DateField(_("active from"))
    #: when the members look at the rules again; nothing ends by itself on that day
    review_on = models.DateField(_("rules to be reviewed on"))
    founded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="circles_founded")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(editable=False)

    objects = CircleQuerySet.as_manager()

    class Meta:
        verbose_name = _("circle")
        verbose_name_plural = _("circles")
        constraints = (
            models.UniqueConstraint(
                fields=["founded_by", "name"],
                name="circle_name_is_used_once_by_its_founder",
                violation_error_message=_("You already look after a circle with this name."),
            ),
            models.CheckConstraint(
                condition=Q(review_on__gt=F("active_from")),
                name="circle_is_reviewed_after_it_begins",
                violation_error_message=_("The rules are reviewed after they have begun."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class CircleMembershipQuerySet(models.QuerySet["CircleMembership"]):
    def of(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def lasting(self, today: date) -> Self:
        """Accepted by both sides, and neither ended nor past its last day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), accepted_at__isnull=False, ended_at=None)

    def in_force(self, today: date) -> Self:
        """Those through which something is shown today: lasting, in a circle that has begun."""
        return self.lasting(today).filter(circle__active_from__lte=today)

    def waiting(self, today: date) -> Self:
        """Invitations that have not been answered and could still be."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), accepted_at=None, declined_at=None, ended_at=None)

    def open(self) -> Self:
        """Neither declined nor ended; it may have passed its last day."""
        return self.filter(declined_at=None, ended_at=None)

    def for_page(self) -> Self:
        return self.select_related("circle__founded_by", "organisation").order_by("organisation__name", "pk")


class CircleMembership(models.Model):
    """An organisation's place in a circle, from the invitation to its end; joining again is another row.

    Never deleted: who could see something at some moment follows from these rows.
    """

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="circle_memberships")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    #: the last day of what is granted; only the founder's own has none
    ends_on = models.DateField(_("until"), null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)
    #: taken back, left or removed
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = CircleMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in a circle")
        verbose_name_plural = _("places in circles")
        indexes = (
            # whose listings an organisation is shown: read by every search of somebody who acts for one
            models.Index(
                fields=["organisation", "circle"],
                name="circle_place_of_organisation",
                condition=Q(accepted_at__isnull=False, ended_at=None),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["circle", "organisation"],
                condition=Q(declined_at=None, ended_at=None),
                name="organisation_has_one_open_place_in_a_circle",
                violation_error_message=_("It belongs to the circle, or is invited to it, already."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="circle_place_is_accepted_by_somebody",
                violation_error_message=_("An accepted invitation names who accepted it."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(declined_at=None),
                name="circle_place_is_not_both_accepted_and_declined",
                violation_error_message=_("An accepted invitation cannot be declined."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="circle_place_is_ended_by_somebody",
                violation_error_message=_("A place that ended names who ended it."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} · {self.circle}"

    def waits_at(self, today: date) -> bool:
        """As `waiting` has it."""
        answered = self.accepted_at is not None or self.declined_at is not None or self.ended_at is not None
        return not answered and (self.ends_on is None or self.ends_on >= today)

    def lasts_at(self, today: date) -> bool:
        """As `lasting` has it."""
        return (
            self.accepted_at is not None and self.ended_at is None and (self.ends_on is None or self.ends_on >= today)
        )
