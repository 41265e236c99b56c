"""The outbox: mail that is to be sent, or was."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailQuerySet(models.QuerySet["Mail"]):
    def due_at(self, now: datetime) -> Self:
        """What is still to be sent and may be tried again, oldest first."""
        return self.filter(sent_at=None, failed_at=None, next_try_at__lte=now).order_by("next_try_at", "pk")


class Mail(models.Model):
    """One mail to one person, as text and HTML; `failed_at` means that it was given up.

    Its words are wiped once it is sent or given up; that it was sent, when and to whom, stays.
    """

    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    #: where a mail program stops such mails for its reader with one POST (RFC 8058); empty for mail that must come.
    unsubscribe_url = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = (
            models.Index(fields=["next_try_at"], name="mail_due", condition=models.Q(sent_at=None, failed_at=None)),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(failed_at=None),
                name="mail_is_not_both_sent_and_failed",
                violation_error_message=_("A sent mail has not failed."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"
