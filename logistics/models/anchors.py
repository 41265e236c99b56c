"""Anchors: the heads of all chains of custody that grew, chained themselves, so that a cut tail is seen."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from logistics.models.passports import AppendOnlyQuerySet, Passport


class CustodyAnchor(models.Model):
    """The heads of the chains that grew since the anchor before. Its hash covers them and the anchor before.

    Append-only, numbered from 1 without a gap. The newest hash is public: whoever keeps a copy can prove later that no
    chain was shortened, nor this one (`manage.py verify_custody --anchor HASH`).
    """

    number = models.PositiveIntegerField(unique=True)
    heads = models.PositiveIntegerField()
    #: events of all passports together, at that moment.
    events = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("anchor of custody")
        verbose_name_plural = _("anchors of custody")

    def __str__(self) -> str:
        return f"{self.number} · {self.hash[:12]}"


class AnchoredHead(models.Model):
    """How long the chain of one passport was at an anchor, and the hash of its last event then. Append-only."""

    anchor = models.ForeignKey(CustodyAnchor, on_delete=models.PROTECT, related_name="anchored")
    passport = models.ForeignKey(Passport, on_delete=models.PROTECT, related_name="anchorings")
    length = models.PositiveIntegerField()
    head = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("anchored head")
        verbose_name_plural = _("anchored heads")
        constraints = (
            models.UniqueConstraint(
                fields=["anchor", "passport"],
                name="anchor_covers_a_passport_once",
                violation_error_message=_("This anchor covers the passport already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.passport} {self.length}"
