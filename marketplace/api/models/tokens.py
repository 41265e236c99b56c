"""Tokens: keys with which programs act for an organisation."""

import hashlib
import secrets
from datetime import date, datetime
from typing import Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.api.scopes import Scope, known
from marketplace.organisations.models import Organisation, User

#: What every token begins with, so that a leaked one can be told for what it is.
BEGINS: Final = "gy_"
#: So much of it is kept to tell tokens apart on their page.
_SHOWN: Final = len(BEGINS) + 5


def new_token() -> str:
    """A token with 256 random bits."""
    return BEGINS + secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is kept of a token: SHA-256 in hexadecimal (the token itself has 256 random bits)."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def beginning_of(token: str) -> str:
    """By what its maker recognises it."""
    return token[:_SHOWN]


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def of(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def opened_by(self, token: str) -> Self:
        """The one that this is the token of, with for whom it acts."""
        return self.filter(token_hash=hash_of(token)).select_related("organisation", "made_by")

    def live_at(self, now: datetime) -> Self:
        """Neither taken back nor past its end."""
        return self.filter(revoked_at=None, expires_at__gt=now)

    def for_page(self) -> Self:
        """With what their page prints, the newest first."""
        return self.select_related("made_by").order_by("-made_at", "-pk")

    def note_use(self, today: date) -> int:
        """Write the day down, once a day."""
        return self.filter(Q(last_used_on=None) | Q(last_used_on__lt=today)).update(last_used_on=today)


class ApiToken(models.Model):
    """A key with which a program acts for one organisation as the person who made it, within its scopes, until its end.

    It does no more than that person's roles allow at the moment of the request, and nothing once they have left the
    organisation. Only a hash of it is kept. Deliberately absent: the token, and the addresses that it was used from.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("what it is for"), max_length=80)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    beginning = models.CharField(max_length=12, editable=False)
    scopes = models.JSONField(_("what it may do"), default=list)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    last_used_on = models.DateField(null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")),
                name="api_token_ends_after_it_was_made",
                violation_error_message=_("A token ends after it was made."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="api_token_is_revoked_by_somebody",
                violation_error_message=_("A token that was taken back says by whom."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def allows(self) -> frozenset[Scope]:
        """What it may be used for."""
        return known(self.scopes)

    def is_live_at(self, now: datetime) -> bool:
        """As `live_at` has it."""
        return self.revoked_at is None and self.expires_at > now
