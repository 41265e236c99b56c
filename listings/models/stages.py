"""Stages: who may see a listing, and from which day; and the record of who could.

A listing without stages is for everyone as soon as it is published. One that has some is shown to each audience from
its day on; it is in the public search from the day of its stage for everyone (`Listing.is_for_everyone`), never if it
has none. What is shown to some alone is one rule, and it is here: `StageQuerySet.shown_to`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from marketplace.organisations.models import Circle, CircleMembership, Organisation, User


class Audience(models.TextChoices):
    """Who may see it."""

    OWN_SITES = "own_sites", _("our own organisation")
    CIRCLE = "circle", _("a circle")
    EVERYONE = "everyone", _("everyone")


class StageQuerySet(models.QuerySet["Stage"]):
    def begun(self, today: date) -> Self:
        return self.filter(begins_on__lte=today)

    def shown_to(self, organisation: Organisation, today: date) -> Self:
        """Stages through which this organisation sees something today that not everyone sees: its own ones, and those
        of the circles in which both it and the listing's owner are today."""
        mine = CircleMembership.objects.in_force(today).of(organisation).values("circle")
        owners = CircleMembership.objects.in_force(today).filter(
            circle=OuterRef("circle"), organisation=OuterRef("owner")
        )
        own = Q(audience=Audience.OWN_SITES, owner=organisation)
        return self.begun(today).filter(own | (Q(circle__in=mine) & Exists(owners)))

    def of(self, listings: Sequence[models.Model]) -> Self:
        """The stages of these listings, in the order in which they begin."""
        return self.filter(listing__in=[listing.pk for listing in listings]).select_related("circle").in_order()

    def reached_by(self, listing: models.Model, today: date) -> models.QuerySet[CircleMembership]:
        """The places in circles through which other organisations see the listing today: for looking the other way."""
        begun = self.begun(today).filter(listing=listing.pk, audience=Audience.CIRCLE)
        owners = CircleMembership.objects.in_force(today).filter(
            circle=OuterRef("circle"), organisation=OuterRef("owner")
        )
        return CircleMembership.objects.in_force(today).filter(circle__in=begun.filter(Exists(owners)).values("circle"))

    def in_order(self) -> Self:
        return self.order_by("begins_on", "pk")

    def due(self, today: date) -> Self:
        """Those that have begun without the clock having opened them."""
        return self.begun(today).filter(opened_at=None)


class Stage(models.Model):
    """From `begins_on` on, the audience may see the listing while it is published.

    Deliberately absent: an end. A later stage widens the circle of those who see it, none narrows it.
    """

    listing = models.ForeignKey("listings.Listing", on_delete=models.CASCADE, related_name="stages")
    #: the listing's own organisation, once more, so that an index finds what somebody is shown
    owner = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, null=True, blank=True, related_name="stages")
    begins_on = models.DateField()
    #: the day was said as so many days before the listing must be gone, and moves with that day until it is opened
    days_before = models.PositiveSmallIntegerField(null=True, blank=True)
    #: when publishing, or the clock, opened it: those newly included were matched and it was entered in the record
    opened_at = models.DateTimeField(null=True, blank=True)

    objects = StageQuerySet.as_manager()

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        indexes = (
            # both read by every search of somebody who acts for an organisation
            models.Index(fields=["owner", "audience", "begins_on", "listing"], name="stage_of_owner"),
            models.Index(
                fields=["circle", "begins_on", "listing"], name="stage_of_circle", condition=Q(circle__isnull=False)
            ),
            models.Index(fields=["begins_on"], name="stage_due", condition=Q(opened_at=None)),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(audience=Audience.CIRCLE, circle__isnull=False)
                | Q(audience__in=[Audience.OWN_SITES, Audience.EVERYONE], circle=None),
                name="stage_names_a_circle_only_if_it_is_for_one",
                violation_error_message=_("Choose a circle for a stage that is for one."),
            ),
            models.UniqueConstraint(
                fields=["listing", "circle"],
                condition=Q(circle__isnull=False),
                name="listing_is_shown_to_a_circle_by_one_stage",
                violation_error_message=_("There is a stage for this circle already."),
            ),
            models.UniqueConstraint(
                fields=["listing", "audience"],
                condition=Q(circle=None),
                name="listing_is_shown_to_its_own_and_to_everyone_by_one_stage_each",
                violation_error_message=_("There is a stage for them already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.audience} · {self.begins_on}"


class Change(models.TextChoices):
    """What a line of the record says."""

    SHOWN = "shown", _("Shown to")
    HIDDEN = "hidden", _("No longer shown to")


class ShowingQuerySet(models.QuerySet["Showing"]):
    def for_listing(self, listing: models.Model) -> Self:
        return self.filter(listing=listing.pk).select_related("circle", "by").order_by("at", "pk")


class Showing(models.Model):
    """A line of the record of who could see a listing since when: never edited, never deleted with a stage.

    Who was in the circle at that moment follows from its memberships, which are kept.
    """

    listing = models.ForeignKey("listings.Listing", on_delete=models.CASCADE, related_name="showings")
    change = models.CharField(max_length=6, choices=Change.choices)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    #: nobody where the clock did it
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ShowingQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of who could see it")
        verbose_name_plural = _("lines of who could see it")
        constraints = (
            models.CheckConstraint(
                condition=Q(audience=Audience.CIRCLE, circle__isnull=False)
                | Q(audience__in=[Audience.OWN_SITES, Audience.EVERYONE], circle=None),
                name="showing_names_a_circle_only_if_it_is_for_one",
                violation_error_message=_("A line that is about a circle names it."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.change} {self.audience} · {self.at}"
