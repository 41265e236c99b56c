"""What became of promises: kept, cancelled early or late, not come; the excuses, and the appeals against them."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from listings.models.claims import Claim
from marketplace.organisations.models import Organisation, User


class PromiseSide(models.TextChoices):
    GIVES = "gives", _("Gives")
    TAKES = "takes", _("Takes")


class Outcome(models.TextChoices):
    KEPT = "kept", _("Kept")
    EARLY_CANCEL = "early_cancel", _("Cancelled early")
    LATE_CANCEL = "late_cancel", _("Cancelled late")
    NO_SHOW = "no_show", _("Did not come")
    EXCUSED = "excused", _("Excused")
    UNANSWERED = "unanswered", _("Never answered")
    LATE_RETURN = "late_return", _("Brought back late, or not at all")


class PromiseOutcomeQuerySet(models.QuerySet["PromiseOutcome"]):
    def of(self, organisation: Organisation) -> Self:
        """What became of the organisation's own promises."""
        return self.filter(organisation=organisation)

    def visible_to(self, organisation: Organisation) -> Self:
        """What became of its own promises, and of those made to it. Nobody else ever sees them."""
        return self.filter(Q(organisation=organisation) | Q(other=organisation))

    def first_noted(self) -> Self:
        """One row for each promise: what was noted, whatever was forgiven later."""
        return self.filter(excuses=None)

    def for_page(self) -> Self:
        """With what a line or a page about them prints."""
        return self.select_related("organisation", "other", "claim__listing", "by", "excuse__by", "appeal__answered_by")


class PromiseOutcome(models.Model):
    """What became of a promise of one organisation to another, for a claim or a booking. Never edited, never deleted.

    An excuse is a row of its own that names the one it excuses; who was excused in the first place (a road was closed)
    has one row that says so. A booking is named by its key. Deliberately absent: any score.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="promises")
    other = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=5, choices=PromiseSide.choices)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="promises")
    booking_key = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    excuses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="excuse", editable=False
    )

    objects = PromiseOutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome of a promise")
        verbose_name_plural = _("outcomes of promises")
        indexes = (
            models.Index(fields=["organisation", "-at"], name="promise_of_its_maker"),
            models.Index(fields=["other", "-at"], name="promise_to_the_other"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(claim__isnull=False, booking_key="") | (Q(claim=None) & ~Q(booking_key="")),
                name="promise_is_about_a_claim_or_a_booking",
                violation_error_message=_("A promise is about one claim or one booking."),
            ),
            models.CheckConstraint(
                condition=~Q(organisation=F("other")),
                name="promise_is_made_to_somebody_else",
                violation_error_message=_("Nobody makes promises to themselves here."),
            ),
            models.CheckConstraint(
                condition=Q(excuses=None) | Q(outcome=Outcome.EXCUSED),
                name="excuse_of_a_promise_is_an_excuse",
                violation_error_message=_("What excuses something says that it is excused."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=[Outcome.EXCUSED, Outcome.NO_SHOW]) | ~Q(reason=""),
                name="excuse_and_no_show_give_a_reason",
                violation_error_message=_("Say what happened."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "claim"],
                condition=Q(excuses=None, claim__isnull=False),
                name="organisation_has_one_outcome_of_a_claim",
                violation_error_message=_("What became of this claim was noted already."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "booking_key"],
                condition=Q(excuses=None) & ~Q(booking_key=""),
                name="organisation_has_one_outcome_of_a_booking",
                violation_error_message=_("What became of this booking was noted already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} · {self.get_outcome_display()}"


class AppealQuerySet(models.QuerySet["Appeal"]):
    def open(self) -> Self:
        """Those that the operator has not answered, the oldest first."""
        return self.filter(answered_at=None).order_by("at", "pk")

    def for_page(self) -> Self:
        """With what the operator reads of them."""
        return self.select_related(
            "promise__organisation", "promise__other", "promise__claim__listing", "promise__by", "by", "answered_by"
        )


class Appeal(models.Model):
    """An organisation says that what was noted about it is not so. The operator answers once, with reasons.

    Upheld, the promise is excused by a row of its own; what was noted stays.
    """

    promise = models.OneToOneField(PromiseOutcome, on_delete=models.PROTECT, related_name="appeal", editable=False)
    words = models.TextField(_("what happened"), max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(editable=False)
    is_upheld = models.BooleanField(null=True, editable=False)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = (
            models.CheckConstraint(
                condition=~Q(words=""),
                name="appeal_says_what_happened",
                violation_error_message=_("Say what happened."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, is_upheld=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, is_upheld__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="answered_appeal_says_who_and_why",
                violation_error_message=_("An answer says whether, by whom and why."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.promise} · {self.at:%Y-%m-%d}"
