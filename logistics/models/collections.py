"""Collections: the job of moving claimed goods from a site to a site."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listings.models import Claim, ClaimState
from logistics.lifecycle import COLLECTION, must_lead_to
from marketplace.organisations.models import Organisation


class CollectionMode(models.TextChoices):
    VAN = "van", _("Brought by a van")
    FETCH = "fetch", _("Fetched by the requester")


class CollectionState(models.TextChoices):
    READY = "ready", _("To be planned")
    PLANNED = "planned", _("Planned")
    EN_ROUTE = "en_route", _("On the way to collect")
    COLLECTED = "collected", _("Collected")
    DELIVERED = "delivered", _("Delivered")
    CLOSED = "closed", _("Received")
    CANCELLED = "cancelled", _("Cancelled")


class CollectionQuerySet(models.QuerySet["Collection"]):
    def visible_to(self, organisation: Organisation) -> Self:
        """The parties: who gives, who receives, who carries."""
        return self.filter(
            Q(claim__organisation=organisation)
            | Q(claim__listing__organisation=organisation)
            | Q(claim__carrier=organisation)
        )

    def carried_by(self, organisation: Organisation) -> Self:
        return self.filter(claim__carrier=organisation, mode=CollectionMode.VAN)

    def called_off(self) -> Self:
        """Those that nobody needs any more, since their claim was cancelled."""
        waiting = (CollectionState.READY, CollectionState.PLANNED, CollectionState.EN_ROUTE)
        return self.filter(claim__state__in=(ClaimState.CANCELLED, ClaimState.LAPSED), state__in=waiting)

    def with_parties(self) -> Self:
        """With everything that a page or a mail about one says."""
        return self.select_related(
            "claim__listing__site",
            "claim__listing__category",
            "claim__listing__organisation",
            "claim__site",
            "claim__organisation",
            "claim__carrier",
        )

    def for_planning(self) -> Self:
        return self.select_related(
            "claim__listing__site__organisation",
            "claim__listing__category",
            "claim__listing__organisation",
            "claim__site",
            "claim__organisation",
            "claim__carrier",
        ).order_by("pk")

    def step(self, *, seen: str, to: str, **fields: object) -> bool:
        """Compare and swap the state; True if this call moved it."""
        must_lead_to(COLLECTION, seen, to)
        return self.filter(state=seen).update(state=to, **fields) == 1

    def step_all(self, *, seen: str, to: str) -> int:
        """Move all that are in a state to another; how many."""
        must_lead_to(COLLECTION, seen, to)
        return self.filter(state=seen).update(state=to)


class Collection(models.Model):
    """One accepted claim on its way. Made when somebody first arranges it; the load was worked out then.

    The two codes are three words each: the donor reads out `pickup_code`, the receiver `dropoff_code`.
    """

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="collection")
    mode = models.CharField(max_length=5, choices=CollectionMode.choices)
    state = models.CharField(max_length=10, choices=CollectionState.choices, default=CollectionState.READY)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    load_kg = models.PositiveIntegerField()
    load_litres = models.PositiveIntegerField()
    load_pallets = models.PositiveSmallIntegerField(default=0)
    needs_two_people = models.BooleanField(default=False)
    needs_tail_lift = models.BooleanField(default=False)
    pickup_code = models.CharField(max_length=60, editable=False)
    dropoff_code = models.CharField(max_length=60, editable=False)
    #: wrong tries at each; after `MOST_WRONG_CODES` only a photo proves.
    wrong_pickup_codes = models.PositiveSmallIntegerField(default=0, editable=False)
    wrong_dropoff_codes = models.PositiveSmallIntegerField(default=0, editable=False)
    #: for goods that the requester fetches: the moment agreed.
    fetch_at = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=1)
    last_failure = models.CharField(max_length=300, blank=True)
    collected_quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    created_at = models.DateTimeField(editable=False)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        indexes = (models.Index(fields=["state", "mode"], name="collection_to_plan"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="collection_moves_more_than_zero",
                violation_error_message=_("A collection moves more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(collected_quantity=None)
                | Q(collected_quantity__gt=0, collected_quantity__lte=models.F("quantity")),
                name="collected_at_most_what_was_accepted",
                violation_error_message=_("No more can be collected than was accepted."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[CollectionState.COLLECTED, CollectionState.DELIVERED, CollectionState.CLOSED])
                | Q(collected_quantity__isnull=False),
                name="collection_under_way_says_how_much_was_collected",
                violation_error_message=_("Say how much was collected."),
            ),
        )

    def __str__(self) -> str:
        return str(self.claim)
