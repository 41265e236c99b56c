"""Threads between organisations, and what was said in them."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.organisations.models import Organisation, User


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, organisation: Organisation) -> Self:
        return self.filter(participants__organisation=organisation)


class Thread(models.Model):
    """A conversation. What it is about (a claim, an enquiry) points here; the thread knows only its parties."""

    subject = models.CharField(max_length=160)
    created_at = models.DateTimeField(editable=False)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")

    def __str__(self) -> str:
        return self.subject


class Participant(models.Model):
    """An organisation that may read and write in a thread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="participants")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = (
            models.UniqueConstraint(
                fields=["thread", "organisation"],
                name="organisation_takes_part_in_a_thread_once",
                violation_error_message=_("This organisation already takes part."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} · {self.thread}"


class MessageQuerySet(models.QuerySet["Message"]):
    def for_thread(self, thread: Thread) -> Self:
        return self.filter(thread=thread).select_related("author", "organisation").order_by("sent_at", "pk")


class Message(models.Model):
    """Something said by a person for an organisation, or by the operator of the exchange for none.

    Plain text; never edited, never removed.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(_("message"), max_length=4000)
    sent_at = models.DateTimeField(editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self) -> str:
        return self.body[:60]
