"""The geocoder on the network: real geopy against a server of our own on the loopback that answers as real ones do."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from pytest_django import Settings

from marketplace.env import Geocoder
from marketplace.kernel.geo import Point
from marketplace.organisations.actions import placing
from marketplace.organisations.gateways import geocoding
from marketplace.organisations.models import GeocodeAnswer, GeocoderTurn, Site
from marketplace.organisations.models.sites import PlaceSource
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

EXACT = Point(53.79131, -1.53287)
FAR_AWAY = Point(51.5014, -0.1419)


class Server:
    """What the geocoder on the loopback will answer, and what it was asked."""

    def __init__(self) -> None:
        self.point: Point | None = EXACT
        self.status = 200
        self.delay_s = 0.0
        self.broken = False
        self.asked: list[str] = []
        self.asked_at: list[float] = []
        self.agents: list[str] = []
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self.http.server_port}"

    def answer(self, path: str) -> Any:  # Any: JSON in the shape of each provider
        if path.startswith("/search"):
            found = {"display_name": "Wharf", "lat": str(EXACT.latitude), "lon": str(EXACT.longitude)}
            if self.point is not None:
                found |= {"lat": str(self.point.latitude), "lon": str(self.point.longitude)}
            return [] if self.point is None else [found]
        features = []
        if self.point is not None:
            features = [
                {
                    "type": "Feature",
                    "geometry": {"type": "Point", "coordinates": [self.point.longitude, self.point.latitude]},
                    "properties": {"name": "Wharf", "country": "UK"},
                }
            ]
        return {"type": "FeatureCollection", "features": features}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = parse_qs(urlsplit(self.path).query)
                server.asked.append((asked.get("q") or asked.get("text") or [""])[0])
                server.asked_at.append(time.monotonic())
                server.agents.append(self.headers["User-Agent"])
                time.sleep(server.delay_s)
                body = b"<html>" if server.broken else json.dumps(server.answer(self.path)).encode()
                self.send_response(server.status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:  # Any: whatever the standard library says
                """Say nothing."""

        return Handler


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    running = Server()
    thread = threading.Thread(target=running.http.serve_forever, daemon=True)
    thread.start()
    yield running
    running.http.shutdown()
    running.http.server_close()
    thread.join()


def _use(settings: Settings, server: Server, name: str) -> None:
    settings.GEOCODER = Geocoder(name, server.address, "key" if name == "pelias" else "", "goodsyard-test")


def _locate(street: str = "Wharf Street", town: str = "Leeds", postcode: str = "LS2 7EQ") -> geocoding.Located | None:
    return geocoding.locate(street=street, town=town, postcode=postcode, now=make.NOW)


@pytest.mark.parametrize("name", ["nominatim", "photon", "pelias"])
def test_each_provider_gives_the_exact_point(settings: Settings, server: Server, name: str) -> None:
    _use(settings, server, name)
    found = _locate()
    assert found is not None
    assert (found.point, found.source) == (EXACT, "geocoder")
    assert server.asked == ["Wharf Street, Leeds, LS2 7EQ"]
    assert server.agents == ["goodsyard-test"]
    assert "OpenStreetMap" in geocoding.attribution()


def test_an_answer_is_asked_for_once(settings: Settings, server: Server) -> None:
    _use(settings, server, "photon")
    assert _locate() == _locate()
    assert len(server.asked) == 1
    kept = GeocodeAnswer.objects.get()
    assert (kept.provider, kept.question, kept.latitude, kept.answered_at) == (
        "photon",
        "Wharf Street, Leeds, LS2 7EQ",
        EXACT.latitude,
        make.NOW,
    )


def test_not_found_is_kept_for_a_month_and_the_gazetteer_answers(settings: Settings, server: Server) -> None:
    _use(settings, server, "photon")
    server.point = None
    found = [_locate(), _locate()]
    assert [one.source for one in found if one] == ["postcode_sector", "postcode_sector"]
    assert len(server.asked) == 1
    server.point = EXACT
    later = make.NOW + timedelta(days=31)
    again = geocoding.locate(street="Wharf Street", town="Leeds", postcode="LS2 7EQ", now=later)
    assert again == geocoding.Located(EXACT, PlaceSource.GEOCODER)
    assert GeocodeAnswer.objects.count() == 1


def test_a_point_far_from_the_postcode_is_not_believed(settings: Settings, server: Server) -> None:
    _use(settings, server, "photon")
    server.point = FAR_AWAY
    found = _locate()
    assert found is not None
    assert found.source == "postcode_sector"


def test_a_place_that_only_the_geocoder_knows_is_found(settings: Settings, server: Server) -> None:
    _use(settings, server, "photon")
    found = _locate(town="Qwertyville", postcode="")
    assert found == geocoding.Located(EXACT, PlaceSource.GEOCODER)


def test_a_mistyped_british_postcode_is_not_sent(settings: Settings, server: Server) -> None:
    _use(settings, server, "photon")
    assert _locate(postcode="ZZ99 9ZZ") is None
    assert server.asked == []


@pytest.mark.parametrize("fault", ["status", "broken", "down"])
def test_a_geocoder_that_fails_is_passed_over_and_asked_again(settings: Settings, server: Server, fault: str) -> None:
    _use(settings, server, "photon")
    if fault == "status":
        server.status = 503
    elif fault == "broken":
        server.broken = True
    else:
        settings.GEOCODER = Geocoder("photon", "http://127.0.0.1:9", "", "goodsyard-test")
    found = _locate()
    assert found is not None
    assert found.source == "postcode_sector"
    assert GeocodeAnswer.objects.count() == 0


def test_a_slow_geocoder_is_given_up(settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geocoding, "TIMEOUT_S", 0.2)
    geocoding._asker.cache_clear()
    settings.GEOCODER = Geocoder("photon", server.address, "", "goodsyard-slow")
    server.delay_s = 1
    found = _locate()
    assert found is not None
    assert found.source == "postcode_sector"


def test_nominatim_is_asked_at_most_once_a_second_by_all_together(settings: Settings, server: Server) -> None:
    """Each thread has a connection of its own and shares nothing else with the others, as processes would."""
    _use(settings, server, "nominatim")

    def ask(number: int) -> None:
        try:
            geocoding.ask(f"{number} Wharf Street", now=make.NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gaps = [later - earlier for earlier, later in zip(server.asked_at, server.asked_at[1:], strict=False)]
    assert len(gaps) == 2
    assert sum(gaps) >= 2.0
    assert min(gaps) >= 0.7  # sent in time; a busy machine may bring the one before it late


def test_who_would_wait_too_long_goes_without(settings: Settings, server: Server) -> None:
    _use(settings, server, "nominatim")
    GeocoderTurn.objects.create(provider="nominatim", free_at_s=time.time() + 20)
    found = _locate()
    assert found is not None
    assert (found.source, server.asked) == ("postcode_sector", [])


def test_a_clock_that_was_set_back_stops_nobody(settings: Settings, server: Server) -> None:
    _use(settings, server, "nominatim")
    GeocoderTurn.objects.create(provider="nominatim", free_at_s=time.time() + 86_400)
    found = _locate()
    assert found is not None
    assert (found.source, len(server.asked)) == ("geocoder", 1)


@pytest.mark.django_db
def test_no_question_inside_a_transaction(settings: Settings, server: Server) -> None:
    from django.db import transaction

    _use(settings, server, "photon")
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        _locate()
    assert server.asked == []


def test_add_site_asks_the_geocoder_and_shows_only_the_public_point(settings: Settings, server: Server) -> None:
    _use(settings, server, "photon")
    ours = make.organisation()
    placing.add_site(
        organisation=ours,
        name="Warehouse",
        street="Wharf Street",
        town="Leeds",
        postcode="LS2 7EQ",
        by=make.administrator(ours),
        now=make.NOW,
    )
    site = Site.objects.get()
    assert (site.point, site.place_source) == (EXACT, "geocoder")
    assert site.public_point != EXACT


def test_without_a_geocoder_nothing_is_asked(server: Server) -> None:
    found = _locate()
    assert found is not None
    assert (found.source, server.asked, geocoding.attribution()) == ("postcode_sector", [], "")
