"""What of the rooms below the ledger has taken note of."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from logistics.models import FollowUpAnswer, ReceiptCorrection
from logistics.models.passports import CustodyEvent


class Reading(models.Model):
    """A correction of a receipt, an answer to a follow-up, or an event of custody after which its lines were settled.

    Written with the lines in one transaction, so each is settled once, whoever does it and however often.
    """

    correction = models.OneToOneField(
        ReceiptCorrection, on_delete=models.PROTECT, null=True, blank=True, related_name="reading"
    )
    answer = models.OneToOneField(
        FollowUpAnswer, on_delete=models.PROTECT, null=True, blank=True, related_name="reading"
    )
    event = models.OneToOneField(CustodyEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="reading")
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = (
            models.CheckConstraint(
                condition=Q(correction__isnull=False, answer=None, event=None)
                | Q(correction=None, answer__isnull=False, event=None)
                | Q(correction=None, answer=None, event__isnull=False),
                name="reading_is_of_one_thing",
                violation_error_message=_("A reading is of one thing."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk}"
