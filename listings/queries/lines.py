"""The line for a listing, as those who wait and those who think about joining read it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Claim, ClaimState, Listing, allocation_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where a waiting claim stands, in words, and what happens next."""

    title: str
    words: str
    is_in_the_running: bool


def waiting_of(claim: Claim) -> Waiting | None:
    """Where a claim waits: its place in line, or in the running until the decision. One query, for waiting ones."""
    if claim.state != ClaimState.WAITING:
        return None
    rules = allocation_of(claim.listing)
    if rules.is_in_the_running:
        return Waiting(_("In the running"), running_words(rules.closes_at), is_in_the_running=True)
    line = list(Claim.objects.waiting_for(claim.listing).values_list("pk", flat=True))
    place = {"place": line.index(claim.pk) + 1 if claim.pk in line else len(line), "count": len(line)}
    words = _(
        "What comes back is offered to those in line in turn, as far as it is of use to them. You get a mail and "
        "confirm within %(hours)s hours; nothing is held until then."
    ) % {"hours": rules.confirm_hours}
    return Waiting(_("Number %(place)s of %(count)s in line") % place, words, is_in_the_running=False)


def running_words(closes_at: datetime | None) -> str:
    """What happens to those in the running."""
    if closes_at is None:
        return _("The giver decides about all claims together. Nothing is held until then; everyone is told at once.")
    when = {"when": date_format(localtime(closes_at), "l j F, H:i")}
    return _("Claims are taken until %(when)s, then all are decided together. Everyone is told at once.") % when


def line_words(listing: Listing) -> str:
    """How many wait for a listing that is all claimed."""
    count = Claim.objects.waiting_for(listing).count()
    if not count:
        return _("Nobody waits in line yet.")
    return ngettext("%(count)s waits in line.", "%(count)s wait in line.", count) % {"count": count}
