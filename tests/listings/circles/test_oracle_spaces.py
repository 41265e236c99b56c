"""The same rule for spaces: who finds, opens and may book one, who reads a booking, and what a calendar file holds."""

import random
import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from listings.actions.booking import book
from listings.actions.opening import set_hours
from listings.actions.publishing import publish
from listings.actions.staging import StageValues, stage
from listings.actions.subscribing import subscribe
from listings.models import Audience
from listings.models.bookings import Booking
from listings.models.feeds import token_of
from listings.models.spaces import Space
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import Circle, CircleMembership, Organisation
from tests import make
from tests.listings.circles.oracle import Graph, build
from tests.listings.circles.test_oracle import browser_of
from tests.listings.circles.test_oracle_telling import everybody_leaves
from tests.make.spaces import ALL_DAY

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
SPACES = 6


@pytest.mark.parametrize("seed", [3])
def test_spaces_bookings_and_calendars_are_shown_to_whom_they_concern(seed: int) -> None:
    now, chance = timezone.now(), random.Random(seed)
    graph = build(seed, now)
    spaces = [_space(chance, graph, now) for _number in range(SPACES)]
    graph.listings = [space.listing for space in spaces]
    shown = [len(graph.found(viewer)) for viewer in (None, *graph.organisations)]
    assert 0 < shown[0] < max(shown), "a world in which there is something to get wrong"
    bookings = _book(graph, spaces, now)
    for change in (None, everybody_leaves):
        if change is not None:
            change(now)
        for viewer in (None, *graph.organisations):
            _pages(graph, viewer)
        for viewer in graph.organisations:
            _bookings(graph, bookings, viewer)
            _calendars(graph, spaces, bookings, viewer, now)


def _space(chance: random.Random, graph: Graph, now: datetime) -> Space:
    """A hall, shown to its own, a circle or everyone, from a day around today on."""
    owner = chance.choice(graph.organisations)
    row = make.draft(
        owner, site=graph.wants[owner.pk].site, slug="hall", title=f"Hall {chance.random()}", quantity=Decimal(1),
        condition="unknown", capacity_people=120, unit_mass_kg=None, mass_basis="",
    )  # fmt: skip
    places = CircleMembership.objects.lasting(now.date()).filter(organisation=owner)
    circles = [circle for circle in Circle.objects.order_by("pk") if places.filter(circle=circle).exists()]
    days = sorted((now + timedelta(days=chance.randint(-9, 5))).date() for _stage in range(2))
    stages = [StageValues(Audience.CIRCLE, days[0], one) for one in circles if chance.random() < 0.8]
    if not stages or chance.random() < 0.4:
        stages.append(StageValues(Audience.EVERYONE, days[1]))
    if chance.random() < 0.9:
        stage(listing=row, stages=stages, by=row.created_by, now=now)
    publish(listing=row, by=row.created_by, now=now)
    set_hours(listing=row, hours=ALL_DAY, by=row.created_by, now=now)
    row.refresh_from_db()
    return Space.objects.create(listing=row, approval="automatic", lead_hours=0)


def _moment(graph: Graph, hour: int) -> datetime:
    return datetime.combine(graph.today + timedelta(days=10), time(hour), tzinfo=LONDON)


def _book(graph: Graph, spaces: Sequence[Space], now: datetime) -> list[Booking]:
    """Whoever finds a space may book it, each at an hour of their own, and nobody else may."""
    made = []
    for hour, viewer in enumerate(graph.organisations, start=8):
        found, opened, by = graph.found(viewer), graph.opened(viewer), make.administrator(viewer)
        for space in spaces:
            said = {"starts": _moment(graph, hour), "ends": _moment(graph, hour + 1), "by": by, "now": now}
            asked = {"space": space, "organisation": viewer, "purpose": "A repair café.", "people": 9, **said}
            if space.listing_id in found:
                made.append(book(**asked))  # type: ignore[arg-type]  # as `book` says
            elif space.listing.organisation_id != viewer.pk:
                with pytest.raises(DomainError) as refused:
                    book(**asked)  # type: ignore[arg-type]  # as above
                assert refused.value.code == "space_not_offered"
            if space.listing_id not in opened:
                assert browser_of(viewer).get(f"/spaces/{space.listing_id}/book/").status_code == 404
    return made


def _linked(page: str) -> set[int]:
    return {int(pk) for pk in re.findall(r'href="/(?:spaces|listings)/(\d+)/', page)}


def _pages(graph: Graph, viewer: Organisation | None) -> None:
    found, opened, browser = graph.found(viewer), graph.opened(viewer), browser_of(viewer)
    asked = f"on={graph.today + timedelta(days=10)}&starts=20:00&ends=21:00&place=Leeds&radius=500"
    assert _linked(browser.get(f"/spaces/?{asked}").content.decode()) == found
    for row in graph.listings:
        for address in (f"/spaces/{row.pk}/", f"/spaces/{row.pk}/month/"):
            week = (graph.today + timedelta(days=10)).isoformat()
            answer = browser.get(f"{address}?week={week}")
            assert (row.pk, answer.status_code) == (row.pk, 200 if row.pk in opened else 404)
            if answer.status_code == 200 and (viewer is None or viewer.pk != row.organisation_id):
                page = answer.content.decode()
                known = {row.organisation_id, viewer.pk if viewer else None}
                assert [one.name for one in graph.organisations if one.pk not in known and one.name in page] == []


def _bookings(graph: Graph, bookings: Sequence[Booking], viewer: Organisation) -> None:
    browser, theirs = browser_of(viewer), set()
    for one in bookings:
        parties = {one.organisation_id, one.space.listing.organisation_id}
        answer = browser.get(f"/bookings/{one.pk}/")
        assert (one.pk, answer.status_code) == (one.pk, 200 if viewer.pk in parties else 404)
        theirs |= {one.pk} if viewer.pk in parties else set()
    for side in ("", "ours", "theirs"):
        listed = browser.get(f"/bookings/?side={side}").content.decode()
        assert {int(pk) for pk in re.findall(r'href="/bookings/(\d+)/', listed)} <= theirs


def _calendars(
    graph: Graph, spaces: Sequence[Space], bookings: Sequence[Booking], viewer: Organisation, now: datetime
) -> None:
    """An organisation's file holds the bookings to which it is a party; a space's those of the space."""
    own = [space for space in spaces if space.listing.organisation_id == viewer.pk]
    by = make.administrator(viewer)
    for space in (None, *own):
        feed = subscribe(organisation=viewer, space=space, by=by, now=now)
        token = token_of(by.pk, viewer.pk, space.pk if space else None, feed.nonce)
        file = Client().get(f"/calendars/{token}.ics").content.decode()
        expected = [
            one
            for one in bookings
            if one.space_id == (space.pk if space else one.space_id)
            and viewer.pk in {one.organisation_id, one.space.listing.organisation_id}
        ]
        assert file.count("BEGIN:VEVENT") == len(expected)
        known = {viewer.pk} | {
            pk for one in expected for pk in (one.organisation_id, one.space.listing.organisation_id)
        }
        assert [one.name for one in graph.organisations if one.pk not in known and one.name in file] == []
