"""Claims: a requester's reservation of a quantity of a listing; and enquiries, which reserve nothing."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.dialogue.models import Thread
from marketplace.organisations.models import Organisation, Site, User


class ClaimState(models.TextChoices):
    ASKED = "asked", _("Asked")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")
    COLLECTED = "collected", _("On its way")
    RECEIVED = "received", _("Received")


_ENDED_BY_WORDS = (ClaimState.DECLINED, ClaimState.CANCELLED)
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
        """Asked or accepted: they hold some of the listing that is still on its site."""
        return self.filter(state__in=(ClaimState.ASKED, ClaimState.ACCEPTED))

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
            "listing__organisation", "listing__site", "listing__category", "organisation", "site", "carrier", "thread",
            "asked_by", "decided_by",
        )  # fmt: skip

    def step(self, *, seen: str, to: str, **fields: object) -> bool:
        """Compare and swap the state; True if this call moved it."""
        return self.filter(state=seen).update(state=to, **fields) == 1


class Claim(models.Model):
    """A quantity of a listing set aside for an organisation, from asking to receiving.

    The quantity asked for is held from the first moment; accepting a part releases the rest. `carrier` is the
    organisation whose van is asked to bring it; nobody means that the requester fetches it.
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

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        indexes = (
            models.Index(fields=["organisation", "state", "-asked_at"], name="claim_by_asker"),
            models.Index(fields=["listing", "state"], name="claim_by_listing"),
            models.Index(fields=["carrier", "state"], name="claim_by_carrier"),
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
                condition=Q(state__in=_AFTER_ACCEPTANCE, accepted_quantity__isnull=False, decided_at__isnull=False)
                | Q(state=ClaimState.ASKED, accepted_quantity=None, decided_at=None)
                | Q(state__in=_ENDED_BY_WORDS),
                name="claim_has_an_accepted_quantity_once_accepted",
                violation_error_message=_("An accepted claim says how much and when."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ClaimState.DECLINED) | ~Q(reason=""),
                name="declined_claim_gives_a_reason",
                violation_error_message=_("Say why, so that they can plan."),
            ),
            models.UniqueConstraint(
                fields=["listing", "organisation"],
                condition=Q(state__in=[ClaimState.ASKED, ClaimState.ACCEPTED]),
                name="organisation_claims_a_listing_once_at_a_time",
                violation_error_message=_("You already have an open claim on this listing."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} · {self.listing}"


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
