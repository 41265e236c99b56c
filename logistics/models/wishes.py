"""Wishes: which journeys of other organisations a driver wants to hear of, and which they were told of."""

from datetime import datetime
from typing import Final, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from logistics.models.fleet import Driver
from logistics.models.offers import Offer
from marketplace.kernel.geo import Point

#: How far around may be asked for.
LEAST_KM: Final = 2
MOST_KM: Final = 100


class OfferWishQuerySet(models.QuerySet["OfferWish"]):
    def in_use(self) -> Self:
        """Those of people who drive still."""
        return self.filter(driver__left_at=None)


class OfferWish(models.Model):
    """A driver wants to be told of journeys that begin near a place, of some kinds or of every kind, whoever offers
    them. Without a row nobody is written to. Stopping deletes it.

    Deliberately absent: an address. The point is that of a postcode's sector, never a home.
    """

    driver = models.OneToOneField(Driver, on_delete=models.CASCADE, related_name="wish")
    #: what the point was made from, as the driver wrote it.
    place = models.CharField(_("around"), max_length=12)
    latitude = models.FloatField(editable=False)
    longitude = models.FloatField(editable=False)
    radius_km = models.PositiveSmallIntegerField(_("how far around (km)"), default=15)
    #: slugs of sections of the category tree; empty: every kind.
    kinds = models.JSONField(_("kinds"), default=list, blank=True)
    at = models.DateTimeField(editable=False)

    objects = OfferWishQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish for journeys")
        verbose_name_plural = _("wishes for journeys")
        constraints = (
            models.CheckConstraint(
                condition=Q(radius_km__range=(LEAST_KM, MOST_KM)),
                name="wish_reaches_from_two_to_a_hundred_kilometres",
                violation_error_message=_("From 2 to 100 kilometres."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="wish_is_around_a_place_on_the_globe",
                violation_error_message=_("The point is not on the globe."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.driver} · {self.place}"

    @property
    def point(self) -> Point:
        return Point(self.latitude, self.longitude)


class OfferToldQuerySet(models.QuerySet["OfferTold"]):
    def since(self, moment: datetime) -> Self:
        return self.filter(at__gte=moment)


class OfferTold(models.Model):
    """A driver was written to about an offer because of their wish: once, and not too often a day."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="told")
    driver = models.ForeignKey(Driver, on_delete=models.CASCADE, related_name="told_of")
    at = models.DateTimeField()

    objects = OfferToldQuerySet.as_manager()

    class Meta:
        verbose_name = _("word about an offer")
        verbose_name_plural = _("words about offers")
        indexes = (models.Index(fields=["driver", "at"], name="offers_told_to_a_driver"),)  # how many today
        constraints = (
            models.UniqueConstraint(
                fields=["offer", "driver"],
                name="driver_is_told_of_an_offer_once",
                violation_error_message=_("They were told of it already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.driver} · {self.offer}"
