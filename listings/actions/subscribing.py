"""Calendars: giving oneself an address that a calendar program reads, changing it, taking it away."""

from datetime import datetime

from django.db import IntegrityError, transaction

from listings.models.feeds import CalendarFeed, digest_of, new_nonce, token_of
from listings.models.spaces import Space
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Organisation, User


class NotYourSpace(DomainError):
    code = "not_your_space"
    message = gettext_noop("Only the organisation whose space it is has its calendar.")


def subscribe(*, organisation: Organisation, space: Space | None, by: User, now: datetime) -> CalendarFeed:
    """Make an address for the person, or give the one they have.

    :param space: one of the organisation's own; none: all its bookings, asked for and asked of it
    :raises NotYourSpace: somebody else's space
    """
    if space is not None and space.listing.organisation_id != organisation.pk:
        raise NotYourSpace
    nonce = new_nonce()
    token = token_of(by.pk, organisation.pk, space.pk if space else None, nonce)
    about = {"person": by, "organisation": organisation, "space": space}
    try:
        with transaction.atomic():
            return CalendarFeed.objects.create(**about, nonce=nonce, digest=digest_of(token), made_at=now)
    except IntegrityError:
        return CalendarFeed.objects.get(**about)


def renew(*, feed: CalendarFeed, by: User, now: datetime) -> None:
    """Change the address: from now on the old one opens nothing. The person's own, which whoever calls has seen to."""
    nonce = new_nonce()
    token = token_of(by.pk, feed.organisation_id, feed.space_id, nonce)
    CalendarFeed.objects.filter(pk=feed.pk, person=by).update(nonce=nonce, digest=digest_of(token), made_at=now)
    feed.refresh_from_db()


def unsubscribe(*, feed: CalendarFeed, by: User, now: datetime) -> None:
    """Take the address away: from now on it opens nothing."""
    CalendarFeed.objects.filter(pk=feed.pk, person=by).delete()
