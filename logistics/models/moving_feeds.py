"""Addresses of calendars of what moves: each a secret of one person, for one organisation."""

from typing import Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from listings.models.feeds import digest_of
from marketplace.organisations.models import Organisation, User

_SALT: Final = "logistics.calendar.address"


class MovingFeedKind(models.TextChoices):
    DRIVES = "drives", _("My shifts and runs")
    MOVES = "moves", _("Collections and deliveries")


def token_of(person: int, organisation: int, kind: str, nonce: str) -> str:
    """The secret part of an address, reckoned with the site's secret: a copy of the database alone opens nothing."""
    return salted_hmac(_SALT, f"{person} {organisation} {kind} {nonce}", algorithm="sha256").hexdigest()[:48]


class MovingFeedQuerySet(models.QuerySet["MovingFeed"]):
    def of(self, person: User, organisation: Organisation) -> Self:
        return self.filter(person=person, organisation=organisation)

    def opened_by(self, token: str) -> Self:
        """The row whose address it is, as long as its person belongs to the organisation."""
        belongs = Q(person__is_active=True, person__memberships__organisation=F("organisation"))
        return self.filter(belongs, digest=digest_of(token)).select_related("organisation", "person").distinct()


class MovingFeed(models.Model):
    """A person may read a calendar without signing in: their own shifts and runs, or what is collected from, for and by
    the organisation. It ends with the membership. Deliberately absent: the secret itself."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="moving_feeds")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6, choices=MovingFeedKind.choices)
    nonce = models.CharField(max_length=22, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField(editable=False)

    objects = MovingFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("address of a calendar")
        verbose_name_plural = _("addresses of calendars")
        constraints = (
            models.UniqueConstraint(
                fields=["digest"],
                name="moving_calendar_is_found_by_one_secret",
                violation_error_message=_("There is such an address already."),
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "kind"],
                name="person_has_one_moving_calendar_of_a_kind",
                violation_error_message=_("You have an address for this calendar already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"

    @property
    def token(self) -> str:
        """The secret part of the address."""
        return token_of(self.person_id, self.organisation_id, self.kind, self.nonce)
