"""Wishing: drivers say of which journeys they want to hear, are told of them, and stop it with one click."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse

from logistics.models import Driver, Offer, OfferTold, OfferWish
from logistics.models.wish_links import wish_token
from logistics.models.wishes import LEAST_KM, MOST_KM
from logistics.queries.wishes import sections, wishers_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.geo import public_point
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.actions.notifying import send_written
from marketplace.organisations.gateways.geocoding import locate, tidy_postcode
from marketplace.organisations.models import User
from marketplace.web.mailing import written

_LONGEST_PLACE: Final = 12


class WishPlaceNotKnown(DomainError):
    code = "wish_place_not_known"
    message = gettext_noop("We do not know this postcode. Check it.")
    field = "place"


class WishOutOfReach(DomainError):
    code = "wish_out_of_reach"
    message = gettext_noop("Choose from {least} to {most} kilometres.")
    field = "radius_km"


class NoSuchKind(DomainError):
    code = "no_such_kind_of_journey"
    message = gettext_noop("Choose kinds from the list, or none for all of them.")
    field = "kinds"


def wish(*, driver: Driver, place: str, radius_km: int, kinds: Sequence[str], by: User, now: datetime) -> OfferWish:
    """Be told of journeys that begin around a postcode, of these kinds (none named: of every kind). What was wished
    before is replaced. May wait for a geocoder on the network: not to be called inside a transaction.

    :raises WishPlaceNotKnown | WishOutOfReach | NoSuchKind: it cannot be kept
    """
    refuse_unsafe(place, field="place")
    if not LEAST_KM <= radius_km <= MOST_KM:
        raise WishOutOfReach(least=LEAST_KM, most=MOST_KM)
    if not set(kinds) <= {slug for slug, _name in sections()}:
        raise NoSuchKind
    postcode = tidy_postcode(place)[:_LONGEST_PLACE]
    located = locate(street="", town="", postcode=postcode, now=now)
    if located is None:
        raise WishPlaceNotKnown
    point = public_point(located.point)
    said = {
        "place": postcode,
        "latitude": point.latitude,
        "longitude": point.longitude,
        "radius_km": radius_km,
        "kinds": sorted(set(kinds)),
        "at": now,
    }
    return OfferWish.objects.update_or_create(driver=driver, defaults=said)[0]


def stop_wishing(*, driver: Driver, by: User, now: datetime) -> None:
    """No such mails any more: the wish is deleted."""
    OfferWish.objects.filter(driver=driver).delete()


def tell_wishers(*, offer: Offer, now: datetime) -> int:
    """Write to those whose wish the offer meets; how many that were. Once an offer, a few a day (`queries.wishes`)."""
    met = wishers_of(offer, now=now)
    OfferTold.objects.bulk_create(OfferTold(offer=offer, driver=one.driver, at=now) for one in met)
    for one in met:
        stop = reverse("logistics:wish-stop", args=[wish_token(one.driver_id)])
        context = {"offer": offer, "driver": one.driver, "wish": one, "person": one.driver.user, "stop_path": stop}
        letter = written(template="logistics/mail/offer_wished", context=context)
        send_written(
            email=one.driver.user.email,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            unsubscribe_url=f"{settings.SITE_URL}{stop}",
            now=now,
        )
    return len(met)
