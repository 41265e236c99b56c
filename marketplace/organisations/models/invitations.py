"""Invitations: a promise of a role, bound to an e-mail address."""

import hashlib
from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.organisations.models.organisations import Organisation, Role
from marketplace.organisations.models.people import User


def hash_of(token: str) -> str:
    """What is kept of a token: SHA-256 in hexadecimal (the token itself has 256 random bits)."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def of(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def with_token(self, token: str) -> Self:
        """The one that was mailed with this token, with all that its page prints."""
        return self.filter(token_hash=hash_of(token)).select_related("organisation", "invited_by")

    def for_address(self, email: str) -> Self:
        """What was sent to the address, as it is offered to the person who confirmed it."""
        return (
            self.filter(email=email.lower()).select_related("organisation", "invited_by").order_by("created_at", "pk")
        )

    def open_at(self, now: datetime) -> Self:
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)

    def for_people_page(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation).select_related("invited_by").order_by("-created_at", "-pk")


class Invitation(models.Model):
    """One invitation. Only a hash of its token is kept; the token itself is in the mail and nowhere else."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"), max_length=254)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(accepted_at=None, accepted_by=None)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_is_accepted_by_somebody",
                violation_error_message=_("An accepted invitation names who accepted it."),
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(revoked_at=None),
                name="invitation_is_not_both_accepted_and_revoked",
                violation_error_message=_("An accepted invitation cannot be revoked."),
            ),
        )

    def is_open_at(self, now: datetime) -> bool:
        """Whether it can still be accepted, as `open_at` has it."""
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > now

    def __str__(self) -> str:
        return f"{self.email} → {self.organisation}"
