"""Addresses of calendars: each a secret of one person, for one organisation, that can be changed or taken away."""

import hashlib
from typing import Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext_lazy as _

from listings.models.spaces import Space
from marketplace.organisations.models import Organisation, User

_SALT: Final = "listings.calendar.address"


def new_nonce() -> str:
    """What makes an address another one."""
    return get_random_string(22)


def token_of(person: int, organisation: int, space: int | None, nonce: str) -> str:
    """The secret part of an address. It is reckoned from the row with the site's secret, so that its person can look it
    up again and a copy of the database alone opens nothing."""
    return salted_hmac(_SALT, f"{person} {organisation} {space or 0} {nonce}", algorithm="sha256").hexdigest()[:48]


def digest_of(token: str) -> str:
    """What of the secret is kept, to find the row by."""
    return hashlib.sha256(token.encode()).hexdigest()


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def of(self, person: User, organisation: Organisation) -> Self:
        """The person's own addresses for that organisation."""
        return self.filter(person=person, organisation=organisation)

    def opened_by(self, token: str) -> Self:
        """The row whose address it is, as long as its person belongs to the organisation and the space is theirs."""
        belongs = Q(person__is_active=True, person__memberships__organisation=F("organisation"))
        owned = Q(space=None) | Q(space__listing__organisation=F("organisation"))
        return self.filter(belongs, owned, digest=digest_of(token)).distinct()

    def for_page(self) -> Self:
        return self.select_related("organisation", "space__listing__site")


class CalendarFeed(models.Model):
    """A person may read a calendar without signing in: of a space, or (no space) of all bookings of the organisation.

    It ends with the membership, and when its person changes or removes it. Deliberately absent: the secret itself.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_feeds")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    space = models.ForeignKey(Space, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    nonce = models.CharField(max_length=22, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField(editable=False)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("address of a calendar")
        verbose_name_plural = _("addresses of calendars")
        constraints = (
            models.UniqueConstraint(
                fields=["digest"],
                name="calendar_is_found_by_one_secret",
                violation_error_message=_("There is such an address already."),
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "space"],
                condition=Q(space__isnull=False),
                name="person_has_one_address_for_a_space",
                violation_error_message=_("You have an address for this calendar already."),
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(space=None),
                name="person_has_one_address_for_an_organisation",
                violation_error_message=_("You have an address for this calendar already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.space or self.organisation}"

    @property
    def token(self) -> str:
        """The secret part of the address."""
        return token_of(self.person_id, self.organisation_id, self.space_id, self.nonce)
