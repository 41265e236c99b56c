"""Where an address is: the shipped gazetteer first, then the geocoder on the network, if one is configured.

The gazetteer always answers for itself (a postcode's sector, its district, or the town). A configured geocoder is asked
for the exact point of a street address; its answer counts only near what the gazetteer says. Answers are kept, "not
found" included, and Nominatim is asked at most once a second by all processes together, as its usage policy demands
(https://operations.osmfoundation.org/policies/nominatim/): they take turns by a row in the database.
"""

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from geopy.exc import GeopyError
from geopy.geocoders import Nominatim, Pelias, Photon

from marketplace.env import Geocoder
from marketplace.kernel.geo import Point, distance_km
from marketplace.organisations.models import GeocodeAnswer, GeocoderTurn
from marketplace.organisations.models.sites import PlaceSource
from marketplace.organisations.places.book import Place
from marketplace.organisations.places.lookup import resolve

log = logging.getLogger(__name__)

TIMEOUT_S: Final = 8
#: Nominatim's policy is one request a second; a fifth more for clocks that differ and machines that are busy.
LEAST_DELAY_S: Final = {"nominatim": 1.2, "photon": 0.2, "pelias": 0.2}
#: Nobody waits longer for a turn; who would have to goes without.
LONGEST_WAIT_S: Final = 5.0
#: A turn so far ahead was never given out: the clock was set back.
_CLOCK_SET_BACK_S: Final = 60.0
#: "Not found" is asked again after so long: streets are built.
NOT_FOUND_FOR: Final = timedelta(days=30)
#: A geocoder's point further than this from the postcode's or town's own is another High Street.
PLAUSIBLE_KM: Final = 30
LONGEST_QUESTION: Final = 300
ATTRIBUTIONS: Final = {
    "nominatim": "Address search by Nominatim, © OpenStreetMap contributors (ODbL)",
    "photon": "Address search by Photon, © OpenStreetMap contributors (ODbL)",
    "pelias": "Address search by Pelias, © OpenStreetMap contributors (ODbL)",
}
HOSTS: Final = {"nominatim": "nominatim.openstreetmap.org", "photon": "photon.komoot.io", "pelias": ""}

_BRITISH: Final = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}")

Ask = Callable[[str], Any]  # Any: geopy's Location, which has no types


@dataclass(frozen=True, slots=True)
class Located:
    """A point and how it was found."""

    point: Point
    source: PlaceSource


def attribution() -> str:
    """What must be shown beside addresses that the configured geocoder found; empty without one."""
    return ATTRIBUTIONS.get(settings.GEOCODER.name, "")


def is_british_postcode(postcode: str) -> bool:
    """Whether the text has the shape of a whole British postcode (in capitals)."""
    return _BRITISH.fullmatch(postcode) is not None


def tidy_postcode(postcode: str) -> str:
    """In capitals, with the space where a British postcode has it: "ls14ap" is "LS1 4AP"."""
    plain = " ".join(postcode.upper().split())
    bare = plain.replace(" ", "")
    return f"{bare[:-3]} {bare[-3:]}" if is_british_postcode(bare) else plain


def locate(*, street: str, town: str, postcode: str, now: datetime) -> Located | None:
    """The point of an address, or None where neither the gazetteer nor the geocoder knows it.

    A whole British postcode that the gazetteer does not know is not made up for by its town: it is mistyped.
    Waits for the network where a geocoder is configured, so never call it inside a transaction.
    """
    offline = _offline(town=town, postcode=postcode)
    if not settings.GEOCODER.name or (offline is None and is_british_postcode(postcode)) or not (street or postcode):
        return offline
    question = ", ".join(part for part in (street, town, postcode) if part)[:LONGEST_QUESTION]
    found = ask(question, now=now)
    if found is None or (offline is not None and distance_km(found, offline.point) > PLAUSIBLE_KM):
        return offline
    return Located(found, PlaceSource.GEOCODER)


def _offline(*, town: str, postcode: str) -> Located | None:
    place = resolve(postcode) if postcode else None
    if place is None and not is_british_postcode(postcode):
        place = resolve(town)
    return _as_located(place) if place else None


def _as_located(place: Place) -> Located:
    return Located(place.point, PlaceSource(place.kind.value))


def ask(question: str, *, now: datetime) -> Point | None:
    """What the configured geocoder says to a question; a kept answer is not asked for again.

    A geocoder that is down, slow or cross is logged and counts as not knowing, this once.

    :raises RuntimeError: inside a transaction (a mistake in the program: it would hold locks while it waits)
    """
    provider = settings.GEOCODER.name
    kept = GeocodeAnswer.objects.filter(provider=provider, question=question).first()
    if kept is not None and kept.latitude is not None and kept.longitude is not None:
        return Point(kept.latitude, kept.longitude)
    if kept is not None and kept.answered_at > now - NOT_FOUND_FOR:
        return None
    if transaction.get_connection().in_atomic_block:
        raise RuntimeError("a geocoder is not asked inside a transaction")
    if not take_turn(provider):
        log.warning("the geocoder %s has too many questions waiting", provider)
        return None
    try:
        found = _asker(settings.GEOCODER)(question)
    except (GeopyError, ValueError) as error:  # ValueError: an answer that is not JSON
        log.warning("the geocoder %s did not answer: %s", provider, error)
        return None
    point = Point(found.latitude, found.longitude) if found is not None else None
    GeocodeAnswer.objects.update_or_create(
        provider=provider,
        question=question,
        defaults={
            "label": str(found.address)[:300] if found is not None else "",
            "latitude": point.latitude if point else None,
            "longitude": point.longitude if point else None,
            "answered_at": now,
        },
    )
    return point


def take_turn(provider: str) -> bool:
    """Wait until this process may ask, after all that took their turn before; False if that would be too long.

    The guard is one conditional update, so that two that read the same moment cannot both have it.
    """
    turns = GeocoderTurn.objects.filter(provider=provider)
    GeocoderTurn.objects.get_or_create(provider=provider)
    while True:
        now_s = time.time()
        free_at_s = turns.values_list("free_at_s", flat=True).get()
        wait_s = max(free_at_s - now_s, 0.0)
        if wait_s > _CLOCK_SET_BACK_S:
            wait_s = 0.0
        elif wait_s > LONGEST_WAIT_S:
            return False
        if turns.filter(free_at_s=free_at_s).update(free_at_s=now_s + wait_s + LEAST_DELAY_S[provider]):
            time.sleep(wait_s)
            return True


@lru_cache(maxsize=4)
def _asker(geocoder: Geocoder) -> Ask:
    """The geocoder's question, put by geopy."""
    scheme, _, host = geocoder.domain.rpartition("://")
    common: dict[str, Any] = {  # Any: geopy's arguments are of several types
        "scheme": scheme or "https",
        "timeout": TIMEOUT_S,
        "user_agent": geocoder.user_agent,
    }
    domain = host or HOSTS[geocoder.name]
    if not domain:
        raise ImproperlyConfigured("GEOCODER=pelias needs GEOCODER_DOMAIN: there is no public server")
    if geocoder.name == "nominatim":
        maker = Nominatim(domain=domain, **common)
    elif geocoder.name == "photon":
        maker = Photon(domain=domain, **common)
    else:
        maker = Pelias(domain=domain, api_key=geocoder.api_key or None, **common)
    asked: Ask = maker.geocode
    return asked
