"""Telling people that a listing and a want fit, at the moment either appears."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime

from listings.actions.alerting import alert
from listings.models import Listing, Match, Want
from listings.queries.fits import listings_that_fit, scores_of_wants
from listings.queries.meeting import listings_met
from marketplace.organisations.models import User

#: So many of the best listings for a new want are noted; its page shows fewer.
MOST_NOTED: Final = 200
#: So long ago a transaction that is still running may have begun, and more.
LOOKED_BACK: Final = timedelta(minutes=10)
#: How many wants a run of the clock looks at, the newest.
AT_ONCE: Final = 500


def fit_listing(*, listing: Listing, by: User, now: datetime) -> int:
    """Note the open wants that a published listing fits, of all there are, and tell those who posted them. Returns how
    many are new.

    Of several processes that fit one listing at the same moment, one notes a pair: they wait for its row.
    """
    with transaction.atomic(savepoint=False):
        if not Listing.objects.filter(pk=listing.pk).update(kind=F("kind")):
            return 0
        return fit_written(listing=Listing.objects.for_fitting().get(pk=listing.pk), by=by, now=now)


def fit_written(*, listing: Listing, by: User, now: datetime) -> int:
    """As `fit_listing`, for who wrote the listing's row in this transaction and so holds it; `listing` as it is now,
    with its category and site."""
    if not listing.is_open:
        return 0
    pairs = scores_of_wants(listing, today=localtime(now).date())
    # A want that was posted at the same moment may have noted a pair first, and shown it: that is no news.
    fresh = Match.objects.note(listing, pairs, now)
    if fresh:
        alert(listing=listing, now=now)
    return fresh


def fit_want(*, want: Want, by: User, now: datetime) -> int:
    """Note the listings that an open want fits, as seen by the one who posts it: their page shows them at once."""
    seen = Want.objects.select_related("category", "site", "organisation").get(pk=want.pk)
    pairs = listings_that_fit(seen, today=localtime(now).date(), count=MOST_NOTED)
    noted = [Match(want=seen, listing=listing, score=how.score, found_at=now, seen_at=now) for listing, how in pairs]
    Match.objects.bulk_create(noted, ignore_conflicts=True)
    return len(pairs)


def fit_again(*, now: datetime) -> int:
    """Find the pairs that were missed because want and listing were committed in the same instant, each before it
    could see the other: wants posted lately are held against listings published lately. Returns how many were found.

    A pair is noted, and so told, once, however often this runs.
    """
    since, today = now - LOOKED_BACK, localtime(now).date()
    found = 0
    for want in Want.objects.posted_since(since)[:AT_ONCE]:
        published = Listing.objects.filter(pk__in=listings_met(want, today=today), published_at__gte=since)
        missed = published.exclude(matches__want=want).select_related("created_by").order_by("pk")
        found += sum(fit_listing(listing=listing, by=listing.created_by, now=now) for listing in missed)
    return found


def see_matches(*, want: Want, by: User, now: datetime) -> int:
    """Somebody of the requester's looks at the want: nothing found for it so far is news any more."""
    return Match.objects.filter(want=want).unseen().update(seen_at=now)
