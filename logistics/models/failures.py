"""Stops that did not work: why, a picture of it, and what the driver says should come next."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from logistics.models.plans import Stop
from marketplace.organisations.models import User


class FailureCode(models.TextChoices):
    NOBODY = "nobody", _("Nobody was there")
    NOT_READY = "not_ready", _("The goods were not ready")
    DOES_NOT_FIT = "does_not_fit", _("They did not fit into the van")
    NO_ACCESS = "no_access", _("We could not get in")
    REFUSED = "refused", _("They did not want it")
    DAMAGED = "damaged", _("The goods were damaged")
    VAN = "van", _("The van broke down")
    OTHER = "other", _("Something else")


class FailureStep(models.TextChoices):
    """What comes next. `LATER` is on the same run, at its end."""

    ANOTHER_DAY = "another_day", _("Another day")
    LATER = "later", _("Later on this run")
    BACK = "back", _("Back to the giver")


class StopFailure(models.Model):
    """One try at a stop that did not work. Never edited; a stop tried later on the same run can have several."""

    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="failures")
    client_id = models.UUIDField(unique=True)
    code = models.CharField(max_length=12, choices=FailureCode.choices)
    words = models.CharField(max_length=300, blank=True)
    step = models.CharField(max_length=12, choices=FailureStep.choices, default=FailureStep.ANOTHER_DAY)
    #: in the private storage, under a random name, with the SHA-256 of its bytes.
    photo = models.CharField(max_length=200, blank=True)
    photo_hash = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("stop that did not work")
        verbose_name_plural = _("stops that did not work")
        constraints = (
            models.CheckConstraint(
                condition=~Q(code=FailureCode.OTHER) | ~Q(words=""),
                name="something_else_is_said_in_words",
                violation_error_message=_("Say what happened."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.stop}: {self.get_code_display()}"
