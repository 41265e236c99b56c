"""What the two holders of goods state about them: the seven statements that decide whether they are waste."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listings.models import Claim
from logistics.papers.statements import KEYS
from marketplace.organisations.models import Organisation, User


class Holder(models.TextChoices):
    GIVER = "giver", _("The giver")
    RECEIVER = "receiver", _("The receiver")


class AttestationQuerySet(models.QuerySet["Attestation"]):
    def standing(self) -> Self:
        """Those that count: nobody has signed anew since."""
        return self.filter(replaced_at=None)


class Attestation(models.Model):
    """One holder's signature under the seven statements, for the goods of a claim. Never edited: whoever erred signs
    anew, before the goods move, and the row that it replaces is kept."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="attestations")
    holder = models.CharField(max_length=8, choices=Holder.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    #: which text of the statements was signed
    wording = models.CharField(max_length=10)
    same_purpose = models.BooleanField()
    meant_for_reuse = models.BooleanField()
    minor_repair_only = models.BooleanField()
    both_know = models.BooleanField()
    repair_will_be_done = models.BooleanField()
    use_is_lawful = models.BooleanField()
    kept_as_goods = models.BooleanField()
    detail = models.CharField(max_length=500, blank=True)
    signer_name = models.CharField(max_length=120)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = AttestationQuerySet.as_manager()

    class Meta:
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")
        constraints = (
            models.UniqueConstraint(
                fields=["claim", "holder"],
                condition=Q(replaced_at=None),
                name="holder_has_one_attestation_that_counts",
                violation_error_message=_("This side has signed already."),
            ),
            models.CheckConstraint(
                condition=~Q(detail="") | Q(**dict.fromkeys(KEYS, True)),
                name="attestation_that_does_not_hold_says_why",
                violation_error_message=_("Say what does not hold."),
            ),
            models.CheckConstraint(
                condition=~Q(signer_name=""),
                name="attestation_is_signed_by_name",
                violation_error_message=_("Write the name of whoever signs."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_holder_display()} · {self.claim}"

    @property
    def held(self) -> frozenset[str]:
        """The keys of the statements that hold."""
        return frozenset(key for key in KEYS if getattr(self, key))


class SignatureReminder(models.Model):
    """One side was reminded that goods cannot leave on a day before it signs. Only added to."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="signature_reminders")
    holder = models.CharField(max_length=8, choices=Holder.choices)
    #: the day on which the goods are to be collected
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reminder to sign")
        verbose_name_plural = _("reminders to sign")
        constraints = (
            models.UniqueConstraint(
                fields=["claim", "holder", "day"],
                name="side_is_reminded_to_sign_once_for_a_day",
                violation_error_message=_("This side was reminded already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_holder_display()} · {self.claim}"
