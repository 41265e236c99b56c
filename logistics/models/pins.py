"""What a coordinator decided by hand and asked of others, and every new plan of the day keeps to."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from logistics.models.collections import Collection
from logistics.models.fleet import Shift
from marketplace.organisations.models import Organisation, Role, Site, User


class PinQuerySet(models.QuerySet["Pin"]):
    def of(self, collections: Iterable[Collection]) -> dict[int, "Pin"]:
        """Those of these collections, by collection."""
        pins = self.filter(collection__in=[one.pk for one in collections])
        return {pin.collection_id: pin for pin in pins.select_related("shift__vehicle").order_by("pk")}


class Pin(models.Model):
    """A collection is kept for a day and, where a shift is named, rides on that one or not at all.

    One that names no shift only says on which day: the planner chooses the van.
    """

    collection = models.OneToOneField(Collection, on_delete=models.CASCADE, related_name="pin")
    day = models.DateField()
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, null=True, blank=True, related_name="pins")
    pinned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    pinned_at = models.DateTimeField()

    objects = PinQuerySet.as_manager()

    class Meta:
        verbose_name = _("pin")
        verbose_name_plural = _("pins")

    def __str__(self) -> str:
        return f"{self.collection} · {self.day}"


class AskKind(models.TextChoices):
    WIDEN_PICKUP = "widen_pickup", _("Open longer for collecting")
    WIDEN_DELIVERY = "widen_delivery", _("Open longer for delivering")


class AskAnswer(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")


class PartyAskQuerySet(models.QuerySet["PartyAsk"]):
    def on_day(self, collections: Iterable[Collection], day: date) -> Self:
        return self.filter(collection__in=[one.pk for one in collections], day=day).order_by("pk")

    def with_parties(self) -> Self:
        return self.select_related(
            "collection__claim__listing__organisation",
            "collection__claim__listing__site",
            "collection__claim__organisation",
            "collection__claim__site",
            "collection__claim__carrier",
        )


class PartyAsk(models.Model):
    """The carrier asked a party to open its dock longer on a day, so that a van can come. A yes widens that party's
    hours for this collection on this day, by so many minutes on both sides, and nothing else."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="asks")
    kind = models.CharField(max_length=14, choices=AskKind.choices)
    day = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=3, choices=AskAnswer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = PartyAskQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to a party")
        verbose_name_plural = _("questions to parties")
        constraints = (
            models.UniqueConstraint(
                fields=["collection", "kind", "day"],
                name="party_is_asked_once_about_a_day",
                violation_error_message=_("They have been asked already."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=480),
                name="party_is_asked_for_minutes_up_to_eight_hours",
                violation_error_message=_("Ask for something between a minute and eight hours."),
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="answer_of_a_party_says_when_it_came",
                violation_error_message=_("An answer says when it came."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.collection}"

    @property
    def party(self) -> Organisation:
        """Whoever is asked. Read with the parties."""
        claim = self.collection.claim
        return claim.listing.organisation if self.kind == AskKind.WIDEN_PICKUP else claim.organisation

    @property
    def role(self) -> Role:
        """Who of them answers."""
        return Role.LISTER if self.kind == AskKind.WIDEN_PICKUP else Role.REQUESTER

    @property
    def site(self) -> Site:
        """Whose dock it is about."""
        claim = self.collection.claim
        return claim.listing.site if self.kind == AskKind.WIDEN_PICKUP else claim.site
