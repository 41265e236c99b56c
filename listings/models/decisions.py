"""Decisions: who got what of one or more listings, by which rule, as it was sent."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from listings.models.claims import Claim
from marketplace.organisations.models import Organisation, User


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, organisation: Organisation) -> Self:
        """The decisions to which the organisation is a party: who gives, and who asked."""
        asked = DecisionLine.objects.filter(claim__organisation=organisation).values("decision")
        return self.filter(Q(organisation=organisation) | Q(pk__in=asked))


class Decision(models.Model):
    """One answer to all claims on one or more listings of an organisation. Never edited.

    The figures are those of the split as it was sent: `need_met` the sum over listings of granted by offered,
    `fairness` Jain's index of what was granted against asked, `total_km` one journey for each taker. The seed of a
    ballot is in the allocation of its listing. Deliberately absent: who did not ask.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="decisions")
    #: nobody where the clock did it
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    policy = models.CharField(max_length=15)
    need_met = models.DecimalField(max_digits=9, decimal_places=6)
    fairness = models.DecimalField(max_digits=7, decimal_places=6)
    total_km = models.DecimalField(max_digits=12, decimal_places=1)
    #: of the claims that were decided about, as they were in the preview
    digest = models.CharField(max_length=64)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")

    def __str__(self) -> str:
        return f"{self.organisation} · {self.at:%Y-%m-%d}"


class Standing(models.TextChoices):
    """What came of one claim."""

    GRANTED = "granted", _("Gets some")
    STANDBY = "standby", _("In line for what comes back")
    DECLINED = "declined", _("Gets none")


class DecisionLineQuerySet(models.QuerySet["DecisionLine"]):
    def in_order(self) -> Self:
        return self.order_by("claim__listing", "rank", "pk")


class DecisionLine(models.Model):
    """What was suggested for one claim, what was granted, and why where that differs. Its ticket in a ballot is the
    number of the claim."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="lines")
    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="decision_line")
    rank = models.PositiveSmallIntegerField()
    suggested = models.DecimalField(max_digits=12, decimal_places=3)
    granted = models.DecimalField(max_digits=12, decimal_places=3)
    standing = models.CharField(max_length=10, choices=Standing.choices)
    reason = models.CharField(max_length=500, blank=True)

    objects = DecisionLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a decision")
        verbose_name_plural = _("lines of decisions")
        constraints = (
            models.CheckConstraint(
                condition=Q(granted=F("suggested")) | ~Q(reason=""),
                name="decision_says_why_it_differs_from_what_was_suggested",
                violation_error_message=_("Say why you chose otherwise than suggested."),
            ),
            models.CheckConstraint(
                condition=Q(standing=Standing.GRANTED, granted__gt=0)
                | Q(standing__in=[Standing.STANDBY, Standing.DECLINED], granted=0),
                name="decision_grants_some_exactly_where_it_says_so",
                violation_error_message=_("Who gets some is granted more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(suggested__gte=0),
                name="decision_suggests_zero_or_more",
                violation_error_message=_("A suggestion is zero or more."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.claim} · {self.granted}"
