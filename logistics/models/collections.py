"""Collections: the job of moving claimed goods from a site to a site, one for each load of a claim."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from listings.models import Claim, ClaimState
from logistics.lifecycle import COLLECTION, must_lead_to
from marketplace.organisations.models import Organisation


class CollectionMode(models.TextChoices):
    """Who moves a load: the carrier's fleet, the requester, the giver, a volunteer, or a carrier from outside."""

    VAN = "van", _("Brought by a van")
    FETCH = "fetch", _("Fetched by the requester")
    BRING = "bring", _("Brought by the giver")
    VOLUNTEER = "volunteer", _("Brought by a volunteer")
    CARRIER = "carrier", _("Brought by a hired carrier")


class CollectionState(models.TextChoices):
    READY = "ready", _("To be planned")
    OFFERED = "offered", _("Offered to volunteers")
    PLANNED = "planned", _("Planned")
    EN_ROUTE = "en_route", _("On the way to collect")
    COLLECTED = "collected", _("Collected")
    RETURNING = "returning", _("On the way back")
    RETURNED = "returned", _("Back with the giver")
    DELIVERED = "delivered", _("Delivered")
    CLOSED = "closed", _("Received")
    LOST = "lost", _("Lost")
    CANCELLED = "cancelled", _("Cancelled")


#: Nothing of the load has left its site, and it is still to come.
WAITING = (CollectionState.READY, CollectionState.OFFERED, CollectionState.PLANNED, CollectionState.EN_ROUTE)
#: It left, so it says how much did.
LEFT = (
    CollectionState.COLLECTED,
    CollectionState.RETURNING,
    CollectionState.RETURNED,
    CollectionState.DELIVERED,
    CollectionState.CLOSED,
    CollectionState.LOST,
)
#: Nothing more becomes of it.
SETTLED = (CollectionState.RETURNED, CollectionState.CLOSED, CollectionState.LOST, CollectionState.CANCELLED)


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
        return self.filter(claim__state__in=(ClaimState.CANCELLED, ClaimState.LAPSED), state__in=WAITING)

    def of(self, claim: Claim) -> Self:
        """The loads of a claim, in their order."""
        return self.filter(claim=claim).order_by("part")

    def in_play(self) -> Self:
        """All but those that were called off: their quantities sum to what was accepted."""
        return self.exclude(state=CollectionState.CANCELLED)

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
    """One load of an accepted claim on its way. The first is made when somebody arranges it and holds all of it; a
    load that is cut gives its parts numbers of their own. What it weighs was worked out when it was made or cut.

    Law: the quantities of a claim's loads that were not called off sum to what was accepted; of what was collected,
    what is not yet delivered, back or lost is still aboard. The two codes are three words each: the donor reads out
    `pickup_code`, the receiver `dropoff_code`.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="collections")
    part = models.PositiveSmallIntegerField(default=1, editable=False)
    #: the load that this one was cut from, and whether it was what a driver had to leave behind.
    cut_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="cuts")
    is_rest = models.BooleanField(default=False, editable=False)
    mode = models.CharField(max_length=10, choices=CollectionMode.choices)
    state = models.CharField(max_length=10, choices=CollectionState.choices, default=CollectionState.READY)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    load_kg = models.PositiveIntegerField()
    load_litres = models.PositiveIntegerField()
    load_pallets = models.PositiveSmallIntegerField(default=0)
    needs_two_people = models.BooleanField(default=False)
    needs_tail_lift = models.BooleanField(default=False)
    #: what it needs besides, as the planner calls it (`logistics.planning.handling.CARE`), sorted.
    care = models.JSONField(default=list, blank=True)
    pickup_code = models.CharField(max_length=60, editable=False)
    dropoff_code = models.CharField(max_length=60, editable=False)
    #: wrong tries at each; after `MOST_WRONG_CODES` only a photo proves.
    wrong_pickup_codes = models.PositiveSmallIntegerField(default=0, editable=False)
    wrong_dropoff_codes = models.PositiveSmallIntegerField(default=0, editable=False)
    #: for goods that the requester fetches, the giver brings or a hired carrier takes: the moment agreed.
    fetch_at = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=1)
    last_failure = models.CharField(max_length=300, blank=True)
    collected_quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    #: what became of that; what is missing from the sum is still aboard.
    delivered_quantity = models.DecimalField(max_digits=12, decimal_places=3, default=Decimal(0))
    returned_quantity = models.DecimalField(max_digits=12, decimal_places=3, default=Decimal(0))
    lost_quantity = models.DecimalField(max_digits=12, decimal_places=3, default=Decimal(0))
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
                | Q(collected_quantity__gt=0, collected_quantity__lte=F("quantity")),
                name="collected_at_most_what_was_accepted",
                violation_error_message=_("No more can be collected than was accepted."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=LEFT) | Q(collected_quantity__isnull=False),
                name="collection_under_way_says_how_much_was_collected",
                violation_error_message=_("Say how much was collected."),
            ),
            models.CheckConstraint(
                condition=Q(delivered_quantity__gte=0, returned_quantity__gte=0, lost_quantity__gte=0),
                name="what_became_of_a_load_is_never_below_zero",
                violation_error_message=_("A count is never below zero."),
            ),
            models.CheckConstraint(
                condition=Q(collected_quantity=None, delivered_quantity=0, returned_quantity=0, lost_quantity=0)
                | Q(collected_quantity__gte=F("delivered_quantity") + F("returned_quantity") + F("lost_quantity")),
                name="no_more_arrives_than_was_collected",
                violation_error_message=_("More cannot arrive, come back and be lost than was collected."),
            ),
            models.CheckConstraint(
                condition=Q(part__gte=1),
                name="loads_are_numbered_from_one",
                violation_error_message=_("Loads are numbered from one."),
            ),
            models.UniqueConstraint(
                fields=["claim", "part"],
                name="claim_has_each_load_once",
                violation_error_message=_("This claim has a load with that number already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.claim} · {self.part}" if self.part > 1 else str(self.claim)

    @property
    def aboard(self) -> Decimal:
        """What left the site and is neither delivered nor back nor lost."""
        gone = self.delivered_quantity + self.returned_quantity + self.lost_quantity
        return (self.collected_quantity or Decimal(0)) - gone
