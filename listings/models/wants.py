"""Wants: what a requester is looking for."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listings.models.categories import Category, Kind
from listings.models.kits import KitList
from listings.models.near import NearQuerySet
from listings.search.keyset import After
from listings.search.words import Words
from marketplace.kernel.geo import Point
from marketplace.kernel.mass import Unit
from marketplace.organisations.models import Organisation, Site, User


class WantState(models.TextChoices):
    OPEN = "open", _("Open")
    MET = "met", _("Met")
    CLOSED = "closed", _("Closed")
    EXPIRED = "expired", _("Expired")


class WantQuerySet(NearQuerySet["Want"]):
    def owned_by(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def visible_to(self, organisation: Organisation | None) -> Self:
        """Open wants are public (their place as the public point); closed ones are their owner's."""
        seen = Q(state=WantState.OPEN)
        return self.filter(seen if organisation is None else seen | Q(organisation=organisation))

    def open_at(self, today: date) -> Self:
        return self.filter(Q(needed_by=None) | Q(needed_by__gte=today), state=WantState.OPEN)

    def posted_since(self, moment: datetime) -> Self:
        """Open ones, the newest first, with what decides what they fit."""
        posted = self.filter(created_at__gte=moment, state=WantState.OPEN)
        return posted.select_related("category", "organisation").order_by("-created_at", "-pk")

    def holding(self, words: Words) -> Self:
        """Wants whose title or description has all of these words in it."""
        held = self
        for term in words.terms:
            held = held.filter(Q(title__icontains=term) | Q(description__icontains=term))
        return held

    def newest_first(self, after: After | None) -> Self:
        """By the moment of posting, from the row after that one."""
        rows = self
        if after is not None:
            rows = self.filter(Q(created_at__lt=after.value) | Q(created_at=after.value, pk__lt=after.pk))
        return rows.order_by("-created_at", "-pk")

    def for_cards(self) -> Self:
        """With what a card prints; the order is the reader's."""
        return self.select_related("organisation", "category", "site")


class Want(models.Model):
    """Something looked for within a radius of a site's public point."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="wants")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("where it is needed"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="wants", verbose_name=_("category")
    )
    title = models.CharField(_("what you are looking for"), max_length=120)
    description = models.TextField(_("anything else that matters"), max_length=2000, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3, default=1)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices(), default=Unit.ITEM)
    radius_km = models.PositiveSmallIntegerField(_("within (km)"), default=25)
    needed_by = models.DateField(_("needed by"), null=True, blank=True)
    can_collect = models.BooleanField(_("we can collect it"), default=True)
    #: what else would do, best first: see `listings.substitutes`
    substitutes = models.JSONField(_("what else would do"), default=list, blank=True)
    #: the kit list that it is a line of
    kit = models.ForeignKey(
        KitList, on_delete=models.PROTECT, null=True, blank=True, related_name="lines", editable=False
    )
    state = models.CharField(max_length=10, choices=WantState.choices, default=WantState.OPEN, editable=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    public_latitude = models.FloatField(editable=False)
    public_longitude = models.FloatField(editable=False)
    x = models.FloatField(editable=False)
    y = models.FloatField(editable=False)
    z = models.FloatField(editable=False)
    spot = models.BigIntegerField(unique=True, editable=False)

    #: on rows that were measured: the squared straight line in km² from where they were measured.
    squared_chord: float

    objects = WantQuerySet.as_manager()

    class Meta:
        verbose_name = _("want")
        verbose_name_plural = _("wants")
        indexes = (
            models.Index(fields=["spot"], name="want_near", condition=Q(state=WantState.OPEN)),
            models.Index(fields=["organisation", "state", "-created_at"], name="want_in_yard"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="want_quantity_is_above_zero",
                violation_error_message=_("Look for more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(radius_km__range=(1, 500)),
                name="want_radius_is_from_1_to_500_km",
                violation_error_message=_("The radius must be from 1 to 500 km."),
            ),
            models.CheckConstraint(
                condition=Q(state=WantState.OPEN, closed_at=None)
                | (~Q(state=WantState.OPEN) & Q(closed_at__isnull=False)),
                name="want_that_is_not_open_was_closed",
                violation_error_message=_("A closed want says when it was closed."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def public_point(self) -> Point:
        return Point(self.public_latitude, self.public_longitude)
