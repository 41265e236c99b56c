"""Calendars of what moves: giving oneself an address, changing it, taking it away."""

from datetime import datetime

from django.db import IntegrityError, transaction

from listings.models.feeds import digest_of, new_nonce
from logistics.models.moving_feeds import MovingFeed, MovingFeedKind, token_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Organisation, User


class NoSuchCalendar(DomainError):
    code = "no_such_calendar"
    message = gettext_noop("Choose one of the calendars on this page.")


def subscribe(*, organisation: Organisation, kind: str, by: User, now: datetime) -> MovingFeed:
    """Make an address for the person, or give the one they have.

    :raises NoSuchCalendar: there is no such kind
    """
    if kind not in MovingFeedKind.values:
        raise NoSuchCalendar
    nonce = new_nonce()
    about = {"person": by, "organisation": organisation, "kind": kind}
    digest = digest_of(token_of(by.pk, organisation.pk, kind, nonce))
    try:
        with transaction.atomic():
            return MovingFeed.objects.create(**about, nonce=nonce, digest=digest, made_at=now)
    except IntegrityError:
        return MovingFeed.objects.get(**about)


def renew(*, feed: MovingFeed, by: User, now: datetime) -> None:
    """Change the address: from now on the old one opens nothing."""
    nonce = new_nonce()
    digest = digest_of(token_of(by.pk, feed.organisation_id, feed.kind, nonce))
    MovingFeed.objects.filter(pk=feed.pk, person=by).update(nonce=nonce, digest=digest, made_at=now)
    feed.refresh_from_db()


def unsubscribe(*, feed: MovingFeed, by: User, now: datetime) -> None:
    """Take the address away: from now on it opens nothing."""
    MovingFeed.objects.filter(pk=feed.pk, person=by).delete()
