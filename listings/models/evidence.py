"""Evidence: what a giver shows so that goods may leave."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listings.gates import QUALITY
from listings.models.listings import Listing
from marketplace.organisations.models import User


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def standing(self) -> Self:
        """What was not taken back."""
        return self.filter(withdrawn_at=None)

    def of(self, listings: Iterable[int]) -> Self:
        """Of these listings, by their keys."""
        return self.filter(listing__in=listings)

    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")


class Evidence(models.Model):
    """One thing shown for one gate of a listing: a picture, words, or why the rule does not fit. Never edited; taken
    back it stays on record. The picture is in the private storage under a random name: the listing's owner and the
    parties of its claims may look at it, nobody else.
    """

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="evidence")
    gate = models.CharField(max_length=20)
    applies = models.BooleanField(default=True)
    picture = models.CharField(max_length=200, blank=True)
    #: SHA-256 of the picture as it is kept.
    picture_hash = models.CharField(max_length=64, blank=True)
    words = models.CharField(_("in words"), max_length=500, blank=True)
    #: keys of the checklist's sentences that do not hold.
    unmet = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    valid_until = models.DateField(_("good until"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = (
            models.CheckConstraint(
                condition=~Q(picture="") | ~Q(words="") | Q(gate=QUALITY),
                name="evidence_shows_a_picture_or_says_something",
                violation_error_message=_("Attach a picture or write what shows it."),
            ),
            models.CheckConstraint(
                condition=Q(applies=True) | ~Q(words=""),
                name="evidence_says_why_a_rule_does_not_fit",
                violation_error_message=_("Say why this does not fit the thing."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="evidence_withdrawn_says_by_whom",
                violation_error_message=_("Evidence taken back says when and by whom."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.gate} · {self.listing}"
