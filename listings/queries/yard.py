"""What of this room waits for somebody: their lines of the yard page."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Claim, ClaimState, Listing, ListingState
from listings.queries.bookings import bookings_waiting
from listings.queries.decisions import decisions_waiting
from listings.queries.imports import imports_waiting
from listings.queries.loans import loans_waiting
from listings.queries.wants import fits_waiting, wanted_waiting
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role, User
from marketplace.web.waiting import Waiting

#: A claim that has waited this long for an answer is urgent.
PATIENCE: Final = timedelta(days=2)


def waiting_for(*, organisation: Organisation, roles: frozenset[str], user: User, now: datetime) -> list[Waiting]:
    """For listers claims to answer, drafts to finish and lists to import; for requesters accepted claims and goods on
    their way."""
    waiting: list[Waiting] = []
    if may(roles, Role.LISTER):
        waiting += _to_answer(organisation, now) + _drafts(organisation) + wanted_waiting(organisation, now=now)
        waiting += decisions_waiting(organisation, now=now) + imports_waiting(organisation)
    if may(roles, Role.REQUESTER):
        waiting += _offers(organisation) + _own_claims(organisation) + fits_waiting(organisation, now=now)
    return waiting + loans_waiting(organisation, roles, now) + bookings_waiting(organisation, roles, now)


def _to_answer(organisation: Organisation, now: datetime) -> list[Waiting]:
    asked = Claim.objects.asked_of(organisation).filter(state=ClaimState.ASKED)
    found = asked.aggregate(count=Count("pk"), oldest=Min("asked_at"), first=Min("pk"))
    if not found["count"]:
        return []
    only = found["count"] == 1
    return [
        Waiting(
            title=ngettext("%(count)s claim to answer", "%(count)s claims to answer", found["count"])
            % {"count": found["count"]},
            detail=_("The goods are held until you say yes or no."),
            verb=_("Answer"),
            url=reverse("listings:claim", args=[found["first"]]) if only else f"{reverse('listings:claims')}?side=of",
            urgency="now" if now - found["oldest"] > PATIENCE else "soon",
            count=found["count"],
        )
    ]


def _drafts(organisation: Organisation) -> list[Waiting]:
    drafts = Listing.objects.owned_by(organisation).filter(state=ListingState.DRAFT)
    found = drafts.aggregate(count=Count("pk"), first=Min("pk"))
    if not found["count"]:
        return []
    only = found["count"] == 1
    return [
        Waiting(
            title=ngettext("%(count)s draft to finish", "%(count)s drafts to finish", found["count"])
            % {"count": found["count"]},
            detail=_("Nobody else sees a draft."),
            verb=_("Finish"),
            url=reverse("listings:listing", args=[found["first"]])
            if only
            else f"{reverse('listings:own')}?state={ListingState.DRAFT}",
            urgency="later",
            count=found["count"],
        )
    ]


def _offers(organisation: Organisation) -> list[Waiting]:
    """What came back and is offered to us from a line: it goes to the next if we say nothing."""
    offered = Claim.objects.asked_by(organisation).filter(state=ClaimState.OFFERED)
    found = offered.aggregate(count=Count("pk"), first=Min("pk"))
    if not found["count"]:
        return []
    only = found["count"] == 1
    return [
        Waiting(
            title=ngettext("%(count)s offer to confirm", "%(count)s offers to confirm", found["count"])
            % {"count": found["count"]},
            detail=_("It came back and is held for you for a short time."),
            verb=_("Confirm"),
            url=reverse("listings:claim", args=[found["first"]]) if only else f"{reverse('listings:claims')}?side=by",
            urgency="now",
            count=found["count"],
        )
    ]


def _own_claims(organisation: Organisation) -> list[Waiting]:
    """What was promised to us. Goods under way are logistics' to tell of."""
    count = Claim.objects.asked_by(organisation).accepted().count()
    if not count:
        return []
    return [
        Waiting(
            title=ngettext("%(count)s claim accepted", "%(count)s claims accepted", count) % {"count": count},
            detail=_("See where to fetch it, or when it is brought."),
            verb=_("Look"),
            url=f"{reverse('listings:claims')}?side=by",
            urgency="soon",
            count=count,
        )
    ]
