"""Offers: journeys that volunteers may take, ring by ring."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from logistics.lifecycle import OFFER, must_lead_to
from logistics.models.collections import Collection, CollectionMode
from logistics.models.fleet import Driver
from logistics.models.plans import Route
from marketplace.organisations.models import Organisation, User


class Ring(models.IntegerChoices):
    """Who may take it, from near to far; each holds those before it."""

    OWN = 1, _("our own volunteers")
    CIRCLE = 2, _("drivers of organisations in our circles")
    VERIFIED = 3, _("drivers of every verified organisation")


class OfferState(models.TextChoices):
    OPEN = "open", _("Open")
    TAKEN = "taken", _("Taken")
    EXPIRED = "expired", _("Nobody took it")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class OfferQuerySet(models.QuerySet["Offer"]):
    def posted_by(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def standing(self) -> Self:
        return self.filter(state__in=(OfferState.OPEN, OfferState.TAKEN))

    def open_at(self, now: datetime) -> Self:
        """Those that somebody could take: open, or taken by somebody who looks for cover."""
        wanted = Q(state=OfferState.OPEN) | Q(state=OfferState.TAKEN, cover_wanted_at__isnull=False)
        return self.filter(wanted, expires_at__gt=now)

    def for_page(self) -> Self:
        return self.select_related(
            "organisation",
            "asked__user",
            "taken_by__user",
            "taken_by__organisation",
            "route__plan",
            "collection__claim__listing__site",
            "collection__claim__listing__category",
            "collection__claim__listing__organisation",
            "collection__claim__site",
            "collection__claim__organisation",
            "collection__claim__carrier",
        ).order_by("expires_at", "pk")

    def step(self, *, seen: str, to: str, **fields: object) -> bool:
        """Compare and swap the state; True if this call moved it."""
        must_lead_to(OFFER, seen, to)
        return self.filter(state=seen).update(state=to, **fields) == 1


class Offer(models.Model):
    """A load that its carrier, or the requester who would fetch it, lays before volunteers. Whoever takes it gets a
    run of their own; handed back, it is open again. While somebody is asked by name nobody else may take it, until
    `turn_ends_at`; then the next in the fair order is asked, or everybody in the ring may.

    Deliberately absent: exact addresses (the run shows them to whoever took it) and hours (they are the run's).
    """

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="offers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offers")
    state = models.CharField(max_length=10, choices=OfferState.choices, default=OfferState.OPEN)
    #: how the load would have moved: it does again once nobody takes it.
    mode_before = models.CharField(max_length=10, choices=CollectionMode.choices)
    note = models.CharField(_("what to know"), max_length=300, blank=True)
    ring = models.PositiveSmallIntegerField(choices=Ring.choices, default=Ring.OWN)
    widest_ring = models.PositiveSmallIntegerField(choices=Ring.choices, default=Ring.OWN)
    next_ring_at = models.DateTimeField(null=True, blank=True)
    #: one after the other is asked by name, those with the fewest hours first.
    in_turn = models.BooleanField(default=False)
    asked = models.ForeignKey(Driver, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    turn_ends_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_by = models.ForeignKey(Driver, on_delete=models.PROTECT, null=True, blank=True, related_name="offers")
    taken_at = models.DateTimeField(null=True, blank=True)
    route = models.OneToOneField(Route, on_delete=models.PROTECT, null=True, blank=True, related_name="offer")
    #: whoever took it asks others to stand in; they stay on until somebody does.
    cover_wanted_at = models.DateTimeField(null=True, blank=True)
    cover_why = models.CharField(max_length=300, blank=True)
    #: the claim had no carrier: whoever takes the offer is it, for as long as they have it.
    lends_carrier = models.BooleanField(default=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer to volunteers")
        verbose_name_plural = _("offers to volunteers")
        indexes = (models.Index(fields=["state", "expires_at"], name="offer_due"),)  # the clock, and every list
        constraints = (
            models.UniqueConstraint(
                fields=["collection"],
                condition=Q(state__in=[OfferState.OPEN, OfferState.TAKEN]),
                name="load_is_offered_once_at_a_time",
                violation_error_message=_("This is offered to volunteers already."),
            ),
            models.CheckConstraint(
                condition=Q(state=OfferState.TAKEN, taken_by__isnull=False, taken_at__isnull=False, route__isnull=False)
                | ~Q(state=OfferState.TAKEN) & Q(taken_by=None, taken_at=None, route=None),
                name="offer_that_is_taken_says_by_whom",
                violation_error_message=_("A taken offer names who drives and when."),
            ),
            models.CheckConstraint(
                condition=Q(ring__lte=F("widest_ring")),
                name="offer_opens_no_wider_than_it_was_meant",
                violation_error_message=_("It is open to more people than was said."),
            ),
            models.CheckConstraint(
                condition=Q(cover_wanted_at=None) | Q(state=OfferState.TAKEN),
                name="cover_is_wanted_for_what_is_taken",
                violation_error_message=_("Cover is asked for what somebody has taken."),
            ),
            models.CheckConstraint(
                condition=Q(asked=None, turn_ends_at=None) | Q(asked__isnull=False, turn_ends_at__isnull=False),
                name="whoever_is_asked_by_name_has_until_some_moment",
                violation_error_message=_("Whoever is asked by name has until some moment to answer."),
            ),
        )

    def __str__(self) -> str:
        return str(self.collection)


class OfferWord(models.TextChoices):
    POSTED = "posted", _("Offered")
    WIDENED = "widened", _("Opened to more people")
    ASKED = "asked", _("Asked by name")
    PASSED = "passed", _("Said no")
    TAKEN = "taken", _("Taken")
    HANDED_BACK = "handed_back", _("Handed back")
    COVER_WANTED = "cover_wanted", _("Cover asked for")
    COVERED = "covered", _("Taken over")
    EXPIRED = "expired", _("Nobody took it")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class OfferEvent(models.Model):
    """What became of an offer, in order. Only added to."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="events")
    word = models.CharField(max_length=12, choices=OfferWord.choices)
    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("event of an offer")
        verbose_name_plural = _("events of offers")

    def __str__(self) -> str:
        return f"{self.get_word_display()} · {self.offer}"
