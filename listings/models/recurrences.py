"""Recurring material: a listing that comes again by a rule, the days of it, and who has a standing claim on each."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

from listings.models.listings import Listing
from marketplace.kernel.recurrence import LONGEST_TEXT, Rule, parse_rule
from marketplace.organisations.models import Organisation, Site, User


class RecurrenceState(models.TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


class StandingState(models.TextChoices):
    ASKED = "asked", _("Asked")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Declined")
    ENDED = "ended", _("Ended")


def _thousandths(expression: CombinedExpression) -> Round:
    """SQLite reckons in binary fractions."""
    return Round(expression, precision=3, output_field=models.DecimalField(max_digits=12, decimal_places=3))


class RecurrenceQuerySet(models.QuerySet["Recurrence"]):
    def owned_by(self, organisation: Organisation) -> Self:
        return self.filter(listing__organisation=organisation)

    def visible_to(self, organisation: Organisation, today: date) -> Self:
        """Their own, those they have asked a standing claim on, and those of which they may open a listing."""
        seen = Listing.objects.visible_to(organisation, today).values("pk")
        posted = Occurrence.objects.filter(listing__in=seen).values("recurrence")
        asked = StandingClaim.objects.filter(organisation=organisation).values("recurrence")
        return self.filter(
            Q(listing__organisation=organisation) | Q(listing__in=seen) | Q(pk__in=posted) | Q(pk__in=asked)
        )

    def unfinished(self) -> Self:
        return self.exclude(state=RecurrenceState.ENDED)

    def to_post(self) -> Self:
        """Those that may have something to post: running, or going on from a known day."""
        going = self.filter(Q(state=RecurrenceState.RUNNING) | Q(resumes_on__isnull=False)).unfinished()
        return going.select_related("listing__organisation", "by").order_by("pk")

    def for_page(self) -> Self:
        """With what a page about it prints."""
        return self.select_related("listing__organisation", "listing__site", "listing__category")

    def promise(self, quantity: Decimal) -> bool:
        """The guard: promise so much of each occurrence, if that much of it is unpromised. True if it was."""
        running = self.exclude(state=RecurrenceState.ENDED).filter(promised__lte=_thousandths(F("quantity") - quantity))
        return running.update(promised=_thousandths(F("promised") + quantity)) == 1

    def unpromise(self, quantity: Decimal) -> None:
        """Give back what a standing claim had of each occurrence."""
        self.update(promised=_thousandths(F("promised") - quantity))

    def step(self, *, seen: tuple[str, ...], to: str, **fields: object) -> bool:
        """Compare and swap the state; True if this call moved it."""
        return self.filter(state__in=seen).update(state=to, **fields) == 1


class Recurrence(models.Model):
    """A listing that is posted again on each day of a rule, `ahead_days` before that day, by the clock.

    `listing` is the pattern: what it says when an occurrence is posted is what the occurrence says. `quantity` is how
    much each occurrence has, `promised` how much of it standing claims have. While paused nothing is posted, except
    for days from `resumes_on` on, where that is known. `trouble` says why the clock paused it.
    """

    listing = models.OneToOneField(Listing, on_delete=models.PROTECT, related_name="recurrence")
    rule = models.CharField(max_length=LONGEST_TEXT)
    starts_on = models.DateField(_("from"))
    quantity = models.DecimalField(_("how much each time"), max_digits=12, decimal_places=3)
    promised = models.DecimalField(max_digits=12, decimal_places=3, default=Decimal(0), editable=False)
    ahead_days = models.PositiveSmallIntegerField(_("posted so many days before"), default=7)
    #: must be gone so many days after its day; None: no such day
    gone_within_days = models.PositiveSmallIntegerField(_("gone within so many days"), null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=RecurrenceState.choices, default=RecurrenceState.RUNNING, editable=False
    )
    resumes_on = models.DateField(_("goes on from"), null=True, blank=True, editable=False)
    trouble = models.CharField(max_length=300, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(editable=False)

    objects = RecurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("recurrence")
        verbose_name_plural = _("recurrences")
        indexes = (models.Index(fields=["state"], name="recurrence_to_post"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="recurrence_has_something_each_time",
                violation_error_message=_("Say how much there is each time."),
            ),
            models.CheckConstraint(
                condition=Q(promised__gte=0, promised__lte=F("quantity")),
                name="recurrence_promises_at_most_what_comes",
                violation_error_message=_("Standing claims cannot have more than comes each time."),
            ),
            models.CheckConstraint(
                condition=Q(ahead_days__lte=60) & (Q(gone_within_days=None) | Q(gone_within_days__lte=60)),
                name="recurrence_is_posted_at_most_two_months_ahead",
                violation_error_message=_("Post it at most 60 days before, and give at most 60 days to collect it."),
            ),
            models.CheckConstraint(
                condition=Q(state=RecurrenceState.PAUSED) | Q(resumes_on=None, trouble=""),
                name="only_a_paused_recurrence_goes_on_some_day",
                violation_error_message=_("Only what is paused goes on from a day."),
            ),
            models.CheckConstraint(
                condition=Q(state=RecurrenceState.ENDED, ended_at__isnull=False)
                | (~Q(state=RecurrenceState.ENDED) & Q(ended_at=None)),
                name="recurrence_says_when_it_ended",
                violation_error_message=_("What has ended says when."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.listing} · {self.rule}"

    @property
    def repeats(self) -> Rule:
        return parse_rule(self.rule)

    def is_on(self, day: date) -> bool:
        """Whether something is posted for a day of its rule, as far as its state says."""
        if self.state == RecurrenceState.PAUSED:
            return self.resumes_on is not None and day >= self.resumes_on
        return self.state == RecurrenceState.RUNNING


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    def since(self, day: date) -> Self:
        return self.filter(on__gte=day).order_by("on")


class Occurrence(models.Model):
    """A day of a recurrence that was posted as a listing, or is skipped. One row a day is what makes two workers post
    it once."""

    recurrence = models.ForeignKey(Recurrence, on_delete=models.PROTECT, related_name="occurrences")
    on = models.DateField()
    listing = models.OneToOneField(
        Listing, on_delete=models.PROTECT, null=True, blank=True, related_name="occurrence", editable=False
    )
    skipped_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("occurrence")
        verbose_name_plural = _("occurrences")
        constraints = (
            models.UniqueConstraint(
                fields=["recurrence", "on"],
                name="recurrence_happens_once_a_day",
                violation_error_message=_("That day is posted or skipped already."),
            ),
            models.CheckConstraint(
                condition=Q(skipped_by=None) | Q(listing=None),
                name="skipped_occurrence_has_no_listing",
                violation_error_message=_("A skipped day has no listing."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.recurrence} · {self.on}"


class StandingClaimQuerySet(models.QuerySet["StandingClaim"]):
    def asked_by(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def unfinished(self) -> Self:
        return self.filter(state__in=[StandingState.ASKED, StandingState.AGREED])

    def agreed(self) -> Self:
        """In the order in which they were agreed, with what a claim needs."""
        rows = self.filter(state=StandingState.AGREED).select_related("organisation", "site", "by", "decided_by")
        return rows.order_by("decided_at", "pk")

    def for_list(self) -> Self:
        """With what a row prints: those to answer first."""
        rows = self.select_related("organisation", "site", "recurrence__listing").prefetch_related("breaks")
        return rows.order_by("state", "at", "pk")

    def for_answer(self) -> Self:
        """With what an answer to one needs."""
        return self.select_related("organisation", "recurrence__listing__organisation")

    def visible_to(self, organisation: Organisation) -> Self:
        """One's own, and those on one's own recurrences."""
        return self.filter(Q(organisation=organisation) | Q(recurrence__listing__organisation=organisation))

    def step(self, *, seen: tuple[str, ...], to: str, **fields: object) -> bool:
        """Compare and swap the state; True if this call moved it."""
        return self.filter(state__in=seen).update(state=to, **fields) == 1


class StandingClaim(models.Model):
    """An organisation's claim on so much of every occurrence, agreed once by the giver.

    Each occurrence is claimed for it and promised to it when it is posted, except in its breaks. `trouble` is why that
    failed the last time; empty once it has worked again.
    """

    recurrence = models.ForeignKey(Recurrence, on_delete=models.PROTECT, related_name="standing_claims")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="standing_claims")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("where it goes"))
    quantity = models.DecimalField(_("how much each time"), max_digits=12, decimal_places=3)
    purpose = models.CharField(_("what it is for"), max_length=1000)
    state = models.CharField(max_length=10, choices=StandingState.choices, default=StandingState.ASKED, editable=False)
    reason = models.CharField(max_length=500, blank=True, editable=False)
    trouble = models.CharField(max_length=300, blank=True, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(editable=False)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = StandingClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing claim")
        verbose_name_plural = _("standing claims")
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="standing_claim_is_for_something",
                violation_error_message=_("Ask for more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(state=StandingState.ASKED, decided_at=None)
                | ~Q(state__in=[StandingState.ASKED, StandingState.AGREED])
                | Q(state=StandingState.AGREED, decided_at__isnull=False),
                name="agreed_standing_claim_says_when",
                violation_error_message=_("What is agreed says since when."),
            ),
            models.UniqueConstraint(
                fields=["recurrence", "organisation"],
                condition=Q(state__in=[StandingState.ASKED, StandingState.AGREED]),
                name="organisation_has_one_standing_claim_on_a_recurrence",
                violation_error_message=_("You have a standing claim on this already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} · {self.recurrence}"

    def takes_on(self, day: date) -> bool:
        """Whether it is agreed and not in a break on that day. Reads `breaks`: fetch them before."""
        is_agreed = self.state == StandingState.AGREED
        return is_agreed and not any(one.from_on <= day <= one.to_on for one in self.breaks.all())


class StandingBreak(models.Model):
    """Days on which a standing claim collects nothing, both included: a school's holidays."""

    claim = models.ForeignKey(StandingClaim, on_delete=models.CASCADE, related_name="breaks")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("break")
        verbose_name_plural = _("breaks")
        constraints = (
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")),
                name="break_ends_after_it_begins",
                violation_error_message=_("A break ends on or after the day on which it begins."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_on} - {self.to_on}"
