"""Calls with a key of the caller's own, so that the same call sent again happens once."""

from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.api.models.tokens import ApiToken


class KeyedCallQuerySet(models.QuerySet["KeyedCall"]):
    def with_key(self, token: ApiToken, key: str) -> Self:
        return self.filter(token=token, key=key)

    def running(self, call: "KeyedCall") -> Self:
        """That call, if nobody has answered it or taken it over since it was read."""
        return self.filter(pk=call.pk, attempt=call.attempt, status=None)

    def take_over(self, call: "KeyedCall", attempt: UUID, now: datetime) -> bool:
        """Compare and swap: one row updated means that this attempt runs the call now."""
        return self.running(call).update(attempt=attempt, begun_at=now) == 1

    def begun_before(self, moment: datetime) -> Self:
        return self.filter(begun_at__lt=moment)


class KeyedCall(models.Model):
    """One call that changes something, by the key that the caller gave it, and what it was answered.

    Without a status it is running, or its process was killed before its effect: the answer is written in the
    transaction of the effect. `attempt` says which process runs it. Refusals are not kept: they had no effect.
    """

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="calls", db_index=False)
    key = models.CharField(max_length=100)
    #: SHA-256 over method, path and body: the same key is for the same call
    fingerprint = models.CharField(max_length=64)
    attempt = models.UUIDField()
    begun_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    body = models.TextField(blank=True)
    location = models.CharField(max_length=200, blank=True)

    objects = KeyedCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("keyed call")
        verbose_name_plural = _("keyed calls")
        indexes = (models.Index(fields=["begun_at"], name="keyed_call_to_forget"),)
        constraints = (
            models.UniqueConstraint(
                fields=["token", "key"],
                name="token_uses_a_key_for_one_call",
                violation_error_message=_("This key was used already."),
            ),
            models.CheckConstraint(
                condition=~Q(status=None) | Q(body="", location=""),
                name="running_call_has_no_answer_yet",
                violation_error_message=_("A call that runs has no answer yet."),
            ),
        )

    def __str__(self) -> str:
        return self.key
