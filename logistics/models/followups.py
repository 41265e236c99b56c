"""Follow-ups: what became of things 3, 6 and 12 months after they came, asked by mail and answered by a tap."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from logistics.models.handovers import Displaced, Receipt
from logistics.models.passports import AppendOnlyQuerySet, Passport
from marketplace.organisations.models import Organisation, User


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def for_page(self) -> Self:
        """With what the question says."""
        return self.select_related(
            "receipt__collection__claim__listing__category",
            "receipt__collection__claim__listing__organisation",
            "receipt__collection__claim__organisation",
            "receipt__collection__claim__site",
            "passport__listing",
        )

    def asked_of(self, organisation: Organisation) -> Self:
        return self.filter(receipt__collection__claim__organisation=organisation)


class FollowUp(models.Model):
    """One question to a receiver, so many months after a receipt. Its mail has gone out when the row is there."""

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="follow_ups")
    passport = models.ForeignKey(Passport, on_delete=models.PROTECT, null=True, related_name="follow_ups")
    months = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = (
            models.UniqueConstraint(
                fields=["receipt", "months"],
                name="receipt_is_followed_up_once_at_each_time",
                violation_error_message=_("This was asked already."),
            ),
            models.CheckConstraint(
                condition=Q(months__in=[3, 6, 12]),
                name="follow_up_comes_after_three_six_or_twelve_months",
                violation_error_message=_("We ask after 3, 6 and 12 months."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.receipt} · {self.months}"


class Use(models.TextChoices):
    """What became of it."""

    IN_USE = "in_use", _("Still in use")
    STORED = "stored", _("Kept, but not used now")
    PASSED_ON = "passed_on", _("Passed on to somebody else")
    RECYCLED = "recycled", _("Recycled")
    DISPOSED = "disposed", _("Thrown away")
    UNKNOWN = "unknown", _("We do not know")


class FollowUpAnswer(models.Model):
    """One answer. A later one to the same question corrects it; none is ever edited. Append-only."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="answers")
    use = models.CharField(_("what became of it"), max_length=10, choices=Use.choices)
    displaced = models.CharField(_("without this"), max_length=12, choices=Displaced.choices, default=Displaced.UNKNOWN)
    note = models.CharField(_("note"), max_length=300, blank=True)
    #: None: by the link of a mail.
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a follow-up")
        verbose_name_plural = _("answers to follow-ups")
        indexes = (
            # the newest answer of each: `logistics.queries.followups`
            models.Index(fields=["follow_up", "at"], name="newest_answer_of_follow_up"),
        )

    def __str__(self) -> str:
        return f"{self.follow_up} · {self.use}"
