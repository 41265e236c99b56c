"""Claims: a requester's reservation of a quantity of a listing; and enquiries, which reserve nothing."""

from datetime import datetime
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from listings.models.listings import Listing
from marketplace.dialogue.models import Thread
from marketplace.organisations.models import Organisation, Site, User


class ClaimState(models.TextChoices):
    ASKED = "asked", _("Asked")
    WAITING = "waiting", _("Waiting")
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")
    LAPSED = "lapsed", _("Lapsed")
    COLLECTED = "collected", _("On its way")
    RECEIVED = "received", _("Received")


_ENDED = (ClaimState.DECLINED, ClaimState.CANCELLED, ClaimState.LAPSED)
_HOLDING = (ClaimState.ASKED, ClaimState.OFFERED, ClaimState.ACCEPTED)
_IN_PLAY = (ClaimState.ASKED, ClaimState.WAITING, ClaimState.OFFERED, ClaimState.ACCEPTED)
_MAY_COME_BACK = (*_HOLDING, ClaimState.COLLECTED)
_AFTER_ACCEPTANCE = (ClaimState.ACCEPTED, ClaimState.COLLECTED, ClaimState.RECEIVED)


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, organisation: Organisation) -> Self:
        """The claims of which the organisation is a party: who asks, who gives, and who carries once accepted."""
        carries = Q(carrier=organisation, state__in=_AFTER_ACCEPTANCE)
        return self.filter(Q(organisation=organisation) | Q(listing__organisation=organisation) | carries)

    def asked_by(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def asked_of(self, organisation: Organisation) -> Self:
        return self.filter(listing__organisation=organisation)

    def carried_by(self, organisation: Organisation) -> Self:
        """Accepted ones that the organisation was asked to bring."""
        return self.filter(carrier=organisation, state__in=_AFTER_ACCEPTANCE)

    def unfinished(self) -> Self:
        """Asked, offered or accepted: they hold some of the listing that is still on its site."""
        return self.filter(state__in=_HOLDING)

    def in_play(self) -> Self:
        """Those that hold some, and those that wait for some."""
        return self.filter(state__in=_IN_PLAY)

    def waiting_for(self, listing: Listing) -> Self:
        """In line, or in the running until the decision: who came to stand by a decision first, in its order, then by
        when they asked."""
        waiting = self.filter(listing=listing, state=ClaimState.WAITING)
        return waiting.order_by(F("decision_line__rank").asc(nulls_last=True), "asked_at", "pk")

    def overdue(self, now: datetime) -> Self:
        """Whose deadline has passed, the longest past first."""
        return self.unfinished().filter(hold_until__lte=now).order_by("hold_until", "pk")

    def waiting_in_vain(self) -> Self:
        """In line for what nobody holds any more: the listing closed, or all of it was received."""
        taken = models.Exists(Claim.objects.filter(listing=models.OuterRef("listing"), state__in=_MAY_COME_BACK))
        waiting = self.filter(state=ClaimState.WAITING).filter(
            Q(listing__allocation=None)
            | Q(listing__allocation__policy="first_come")
            | Q(listing__allocation__decision__isnull=False)
        )
        gone = Q(listing__available=0) & ~Q(taken)
        return waiting.filter(Q(listing__state__in=("withdrawn", "expired")) | gone).order_by("asked_at", "pk")

    def accepted(self) -> Self:
        return self.filter(state=ClaimState.ACCEPTED)

    def for_cards(self) -> Self:
        """With what a row on a list prints, newest first."""
        return self.select_related("listing__organisation", "listing__site", "organisation", "site").order_by(
            "-asked_at", "-pk"
        )

    def for_page(self) -> Self:
        """With what the page of one claim prints."""
        return self.select_related(
            "listing__organisation", "listing__site", "listing__category", "listing__allocation", "organisation",
            "site", "carrier", "thread",
            "asked_by", "decided_by",
        )  # fmt: skip

    def step(self, *, seen: str, to: str, **fields: object) -> bool:
        """Compare and swap the state; True if this call moved it."""
        return self.filter(state=seen).update(state=to, **fields) == 1


class Claim(models.Model):
    """An organisation's asking for a quantity of a listing, from asking or joining the line to receiving.

    Asked, offered and accepted claims hold some of the listing until `hold_until` (none: without end); a waiting one
    holds nothing: it is in line, or in the running where its listing's claims are decided at once. `offered_quantity`
    is what a promoted claim holds, `least_quantity` the least that is of use (none: any). Accepting a part releases
    the rest. What goes in several loads is counted in `collected_quantity` as each leaves. `lapsed_from` says which
    deadline was missed. `carrier` is the organisation whose van is asked to bring it; nobody means that the requester
    fetches it.
    """

    listing = models.ForeignKey("listings.Listing", on_delete=models.PROTECT, related_name="claims")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="claims")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("where it goes"))
    carrier = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("carrier")
    )
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="claim", editable=False)
    state = models.CharField(max_length=10, choices=ClaimState.choices, default=ClaimState.ASKED, editable=False)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    accepted_quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True, editable=False)
    #: what has left the site so far, in one load or several
    collected_quantity = models.DecimalField(max_digits=12, decimal_places=3, default=Decimal(0), editable=False)
    offered_quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True, editable=False)
    least_quantity = models.DecimalField(
        _("least that is of use"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    #: the requester agreed to the giver's clauses for this claim
    keeps_clauses = models.BooleanField(_("keeps to the giver's clauses"), default=False)
    hold_until = models.DateTimeField(null=True, blank=True, editable=False)
    #: when its collection is planned: then it has no deadline
    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: how often the time to collect was extended
    extensions = models.PositiveSmallIntegerField(default=0, editable=False)
    purpose = models.TextField(_("what it is for"), max_length=1000)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(editable=False)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    collected_at = models.DateTimeField(null=True, blank=True, editable=False)
    received_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    offered_at = models.DateTimeField(null=True, blank=True, editable=False)
    lapsed_at = models.DateTimeField(null=True, blank=True, editable=False)
    lapsed_from = models.CharField(max_length=10, choices=ClaimState.choices, blank=True, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        indexes = (
            models.Index(fields=["organisation", "state", "-asked_at"], name="claim_by_asker"),
            models.Index(fields=["listing", "state"], name="claim_by_listing"),
            models.Index(fields=["carrier", "state"], name="claim_by_carrier"),
            models.Index(fields=["hold_until"], name="claim_overdue", condition=Q(hold_until__isnull=False)),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="claim_quantity_is_above_zero",
                violation_error_message=_("Ask for more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_quantity=None) | Q(accepted_quantity__gt=0, accepted_quantity__lte=F("quantity")),
                name="claim_accepts_at_most_what_was_asked",
                violation_error_message=_("Accept at most what was asked for."),
            ),
            models.CheckConstraint(
                condition=Q(collected_quantity=0)
                | Q(collected_quantity__gt=0, collected_quantity__lte=F("accepted_quantity")),
                name="no_more_of_a_claim_leaves_than_was_accepted",
                violation_error_message=_("No more can be collected than was promised."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=_AFTER_ACCEPTANCE, accepted_quantity__isnull=False, decided_at__isnull=False)
                | Q(
                    state__in=[ClaimState.ASKED, ClaimState.WAITING, ClaimState.OFFERED],
                    accepted_quantity=None,
                    decided_at=None,
                )
                | Q(state__in=_ENDED),
                name="claim_has_an_accepted_quantity_once_accepted",
                violation_error_message=_("An accepted claim says how much and when."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ClaimState.DECLINED) | ~Q(reason=""),
                name="declined_claim_gives_a_reason",
                violation_error_message=_("Say why, so that they can plan."),
            ),
            models.CheckConstraint(
                condition=Q(state=ClaimState.OFFERED, offered_quantity__isnull=False, hold_until__isnull=False)
                | (~Q(state=ClaimState.OFFERED) & Q(offered_quantity=None)),
                name="claim_says_what_is_offered_while_it_is",
                violation_error_message=_("An offered claim says how much and until when."),
            ),
            models.CheckConstraint(
                condition=Q(offered_quantity=None) | Q(offered_quantity__gt=0, offered_quantity__lte=F("quantity")),
                name="claim_is_offered_at_most_what_was_asked",
                violation_error_message=_("Offer at most what was asked for."),
            ),
            models.CheckConstraint(
                condition=Q(least_quantity=None) | Q(least_quantity__gt=0, least_quantity__lte=F("quantity")),
                name="claim_needs_at_most_what_was_asked",
                violation_error_message=_("The least that is of use is more than zero and at most what you ask for."),
            ),
            models.CheckConstraint(
                condition=Q(hold_until=None) | Q(state__in=_HOLDING),
                name="only_a_claim_that_holds_has_a_deadline",
                violation_error_message=_("Only a claim that holds something holds it until a moment."),
            ),
            models.CheckConstraint(
                condition=(Q(state=ClaimState.LAPSED, lapsed_at__isnull=False) & ~Q(lapsed_from=""))
                | (~Q(state=ClaimState.LAPSED) & Q(lapsed_at=None, lapsed_from="")),
                name="lapsed_claim_says_when_and_from_where",
                violation_error_message=_("A lapsed claim says when it lapsed and which deadline had passed."),
            ),
            models.UniqueConstraint(
                fields=["listing", "organisation"],
                condition=Q(state__in=_IN_PLAY),
                name="organisation_claims_a_listing_once_at_a_time",
                violation_error_message=_("You already have an open claim on this listing."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} · {self.listing}"

    @property
    def held(self) -> Decimal:
        """How much of the listing it holds now."""
        held = {
            ClaimState.ASKED: self.quantity,
            ClaimState.OFFERED: self.offered_quantity,
            ClaimState.ACCEPTED: self.accepted_quantity and self.accepted_quantity - self.collected_quantity,
        }
        return held.get(ClaimState(self.state)) or Decimal(0)

    @property
    def least(self) -> Decimal:
        """The least that is of use; zero where any is."""
        return self.least_quantity or Decimal(0)


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def visible_to(self, organisation: Organisation) -> Self:
        return self.filter(Q(organisation=organisation) | Q(listing__organisation=organisation))


class Enquiry(models.Model):
    """A question about a listing (a space above all) with its thread. It reserves nothing."""

    listing = models.ForeignKey("listings.Listing", on_delete=models.PROTECT, related_name="enquiries")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="enquiries")
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="enquiry")
    asked_at = models.DateTimeField(editable=False)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        constraints = (
            models.UniqueConstraint(
                fields=["listing", "organisation"],
                name="organisation_has_one_enquiry_about_a_listing",
                violation_error_message=_("You already asked about this listing: go on in that thread."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} · {self.listing}"
