"""Publishing, withdrawing and expiring listings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime

from listings.actions import stocking
from listings.actions.fitting import fit_written
from listings.actions.lining import dissolve, promote
from listings.actions.staging import note_closed, note_published
from listings.lifecycle import LISTING, sources
from listings.models import Listing, ListingState
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User

#: How many listings a run of the clock closes at once.
AT_ONCE: Final = 500


class CannotPublish(DomainError):
    code = "cannot_publish"
    message = gettext_noop("This listing is published already.")


class WasteCodeMissing(DomainError):
    code = "waste_code_missing"
    message = gettext_noop("Waste needs a List of Waste code before it can be published. Save it as a draft meanwhile.")
    field = "waste_code"


class LastDayIsPast(DomainError):
    code = "last_day_is_past"
    message = gettext_noop("Its last day of advertising has passed: choose a later one, or none.")
    field = "advertise_until"


class GoneByIsPast(DomainError):
    code = "gone_by_is_past"
    message = gettext_noop("The day by which it must be gone has passed: choose a later one, or none.")
    field = "must_be_gone_by"


class SiteIsClosed(DomainError):
    code = "site_is_closed"
    message = gettext_noop("Its site is closed. Choose another of your sites first.")
    field = "site"


class CannotWithdraw(DomainError):
    code = "cannot_withdraw"
    message = gettext_noop("Only a listing that was published can be withdrawn.")


class ClaimsAreOpen(DomainError):
    code = "claims_are_open"
    message = gettext_noop("It has open claims ({count}). Decline or cancel them first, so that everybody is told why.")


def publish(*, listing: Listing, by: User, now: datetime) -> None:
    """Offer a draft, or offer again what was withdrawn or had expired: what came back meanwhile to those in line, the
    rest to those who look for such a thing.

    :raises WasteCodeMissing | LastDayIsPast | GoneByIsPast | SiteIsClosed: it cannot be offered as it stands
    :raises CannotPublish: it is published already
    """
    current = Listing.objects.select_related("site").get(pk=listing.pk)
    with transaction.atomic():
        open_up(listings=[current], by=by, now=now)
        promote(listing=current, by=by, now=now)  # what came back while it was closed
        listing.refresh_from_db(from_queryset=Listing.objects.for_fitting())
        fit_written(listing=listing, by=by, now=now)


def open_up(*, listings: Sequence[Listing], by: User, now: datetime) -> None:
    """The step itself, of all of them or none: published, and the first time their stock is entered. Who opens many
    at once fits them to the wants afterwards, which takes longer.

    :raises DomainError: as for `publish`
    """
    for listing in listings:
        check_open(listing=listing, by=by, now=now)
    with transaction.atomic(savepoint=False):
        keys = [listing.pk for listing in listings]
        closed = Listing.objects.filter(pk__in=keys, state__in=sources(LISTING, ListingState.PUBLISHED))
        if closed.update(state=ListingState.PUBLISHED, published_at=now, closed_at=None) != len(keys):
            raise CannotPublish
        stocking.list_stock(listings=listings, by=by, now=now)
        note_published(listings=listings, by=by, now=now)


def check_open(*, listing: Listing, by: User, now: datetime) -> None:
    """Whether it can be offered as it stands.

    :raises WasteCodeMissing | LastDayIsPast | GoneByIsPast | SiteIsClosed: no
    """
    today = localtime(now).date()
    if listing.is_waste and not listing.waste_code:
        raise WasteCodeMissing
    if listing.advertise_until is not None and listing.advertise_until < today:
        raise LastDayIsPast
    if listing.must_be_gone_by is not None and listing.must_be_gone_by < today:
        raise GoneByIsPast
    if listing.site.closed_at is not None:
        raise SiteIsClosed


def withdraw(*, listing: Listing, by: User, now: datetime) -> None:
    """Take a listing back. What is left stays noted, for when it is published again; who waits for some is told.

    :raises ClaimsAreOpen: somebody waits for an answer or for the goods
    :raises CannotWithdraw: it is a draft, or withdrawn already
    """
    with transaction.atomic():
        open_ones = Listing.objects.filter(pk=listing.pk, state__in=sources(LISTING, ListingState.WITHDRAWN))
        if not open_ones.update(state=ListingState.WITHDRAWN, closed_at=now):
            raise CannotWithdraw
        # Read after the UPDATE: a claim at the same moment waited for that row, or was there before.
        waiting = listing.claims.unfinished().count()
        if waiting:
            raise ClaimsAreOpen(count=waiting)
        dissolve(listing=listing, by=by, now=now)
        note_closed(listings=[listing], by=by, now=now)
    listing.refresh_from_db()


def expire(*, listing: Listing, now: datetime) -> bool:
    """Close a published listing whose last day has passed; its claims go on. True if this call closed it."""
    past = Listing.objects.filter(pk=listing.pk).past_last_day(localtime(now).date())
    with transaction.atomic():
        expired = past.update(state=ListingState.EXPIRED, closed_at=now) == 1
        if expired:
            note_closed(listings=[listing], by=None, now=now)
    return expired


def expire_due(*, now: datetime) -> int:
    """Close every published listing whose last day has passed, at most `AT_ONCE` of them. Returns how many."""
    due = Listing.objects.past_last_day(localtime(now).date()).order_by("advertise_until", "pk")
    return sum(expire(listing=listing, now=now) for listing in due[:AT_ONCE])
