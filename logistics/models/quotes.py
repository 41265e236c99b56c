"""Quotes: what a carrier from outside, who needs no account, asks for moving a load. The link in its mail is signed."""

from datetime import datetime
from typing import Final, Self

from django.core import signing
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from logistics.models.collections import Collection
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User

_SALT: Final = "logistics.quote"


class QuoteState(models.TextChoices):
    ASKED = "asked", _("Asked")
    PRICED = "priced", _("Offered")
    DECLINED = "declined", _("No, thanks")
    ACCEPTED = "accepted", _("Hired")
    NOT_CHOSEN = "not_chosen", _("Not chosen")
    WITHDRAWN = "withdrawn", _("Withdrawn")


#: Asked and not answered, or answered with a price and not decided.
OPEN: Final = (QuoteState.ASKED, QuoteState.PRICED)


class QuoteQuerySet(models.QuerySet["CarrierQuote"]):
    def of(self, collection: Collection) -> Self:
        """Those for a load, the cheapest first, then by when they were asked."""
        return self.filter(collection=collection).order_by(F("price_pence").asc(nulls_last=True), "asked_at", "pk")

    def open(self) -> Self:
        """Those that may still come to something."""
        return self.filter(state__in=OPEN)

    def for_page(self) -> Self:
        """With what a page or a mail about one says."""
        return self.select_related(
            "collection__claim__listing__site",
            "collection__claim__listing__organisation",
            "collection__claim__listing__category",
            "collection__claim__organisation",
            "collection__claim__site",
            "collection__claim__carrier",
            "asked_by",
        )

    def step(self, *, seen: str, to: str, **fields: object) -> bool:
        """Compare and swap the state; True if this call moved it."""
        return self.filter(state=seen).update(state=to, **fields) == 1


class CarrierQuote(models.Model):
    """A request to one carrier for one load, and its answer: a price in pence and when it would come, or no thanks."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="quotes")
    company = models.CharField(_("carrier"), max_length=120)
    email = models.EmailField(_("e-mail"))
    state = models.CharField(max_length=10, choices=QuoteState.choices, default=QuoteState.ASKED)
    price_pence = models.PositiveIntegerField(null=True, blank=True)
    pickup_from = models.DateTimeField(null=True, blank=True)
    pickup_until = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("quote of a carrier")
        verbose_name_plural = _("quotes of carriers")
        constraints = (
            models.UniqueConstraint(
                fields=["collection", "email"],
                name="carrier_is_asked_once_about_a_load",
                violation_error_message=_("This carrier was asked about this load already."),
            ),
            models.UniqueConstraint(
                fields=["collection"],
                condition=Q(state=QuoteState.ACCEPTED),
                name="load_has_one_hired_carrier",
                violation_error_message=_("A carrier is hired for this load already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[QuoteState.ASKED, QuoteState.DECLINED, QuoteState.WITHDRAWN, "not_chosen"])
                | Q(price_pence__isnull=False, pickup_from__isnull=False, pickup_until__isnull=False),
                name="quote_says_how_much_and_when",
                violation_error_message=_("A quote says how much and when."),
            ),
            models.CheckConstraint(
                condition=Q(pickup_from=None) | Q(pickup_until__gt=F("pickup_from")),
                name="quoted_pickup_ends_after_it_begins",
                violation_error_message=_("The time for the pickup ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("asked_at")),
                name="quote_may_be_answered_for_a_while",
                violation_error_message=_("A carrier has some time to answer."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.company} · {self.collection}"

    @property
    def token(self) -> str:
        """What the link in its mail carries: who has it answers for the carrier."""
        return signing.Signer(salt=_SALT).sign(str(self.pk))

    def is_over(self, now: datetime) -> bool:
        """Whether the time to answer has passed."""
        return self.state == QuoteState.ASKED and self.expires_at <= now


class QuoteLinkBroken(DomainError):
    code = "quote_link_broken"
    message = gettext_noop("This link is not complete, or was changed. Copy all of it from the mail.")


def read_quote_token(token: str) -> int:
    """The id of the quote behind a link; until when it can be answered stands in its row.

    :raises QuoteLinkBroken: not ours
    """
    try:
        return int(signing.Signer(salt=_SALT).unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise QuoteLinkBroken from error
