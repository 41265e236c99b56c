"""When the van comes: carried on from what has happened, and shown behind a signed link."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from logistics.actions.runs import driving, positioning
from logistics.arrivals import Visit, expected
from logistics.models import Collection, Position, PositionSharing, Route, Stop
from logistics.models.signed_links import FOLLOW_FOR, FollowBroken, FollowExpired, follow_token, read_follow_token
from logistics.queries.following import following
from marketplace.kernel.geo import Point
from marketplace.web.models import Mail
from tests import make

NOW = make.NOW
MINUTE = timedelta(minutes=1)


def _visit(arrives: int, *, waits: int = 0, works: int = 10, leg: int = 20, **done: datetime) -> Visit:
    """Planned so many minutes after NOW."""
    arrival = NOW + arrives * MINUTE
    begins = arrival + waits * MINUTE
    return Visit(arrival, begins, begins + works * MINUTE, leg * 60, **done)


def test_a_late_start_moves_everything_on() -> None:
    visits = [_visit(20), _visit(50)]
    on_time = expected(visits, left_at=NOW, now=NOW)
    late = expected(visits, left_at=NOW + 30 * MINUTE, now=NOW + 30 * MINUTE)
    assert [one.at - NOW for one in on_time if one] == [20 * MINUTE, 50 * MINUTE]
    assert [one.at - NOW for one in late if one] == [50 * MINUTE, 80 * MINUTE]


def test_what_is_over_sets_the_clock_and_an_opening_is_waited_for() -> None:
    visits = [_visit(20, done_at=NOW + 25 * MINUTE), _visit(50, waits=30), _visit(110)]
    found = expected(visits, left_at=NOW, now=NOW + 26 * MINUTE)
    assert found[0] is None
    assert [one.at - NOW for one in found if one] == [80 * MINUTE, 110 * MINUTE]


def test_nobody_is_expected_in_the_past_and_the_answer_is_a_range() -> None:
    [found] = expected([_visit(20)], left_at=NOW, now=NOW + 60 * MINUTE)
    assert found is not None
    assert found.at == NOW + 60 * MINUTE
    assert found.earliest <= found.at < found.latest
    assert found.latest - found.at >= 10 * MINUTE


def test_where_the_van_is_counts_more_than_the_plan() -> None:
    [found] = expected([_visit(60, leg=60)], left_at=NOW, now=NOW + 10 * MINUTE, ahead_s=300)
    assert found is not None
    assert found.at == NOW + 15 * MINUTE


class _Past(signing.TimestampSigner):
    def timestamp(self) -> str:
        """Signed a day before it could still be read."""
        past = timezone.now() - FOLLOW_FOR - timedelta(days=1)
        return signing.b62_encode(int(past.timestamp()))


def test_link_is_good_for_one_side_and_for_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    token = follow_token(collection=7, kind="pickup")
    assert read_follow_token(token) == (7, "pickup")
    for broken in (token[:-1], token + "x", "x", signing.dumps("7 pickup")):
        with pytest.raises(FollowBroken):
            read_follow_token(broken)
    monkeypatch.setattr(signing, "TimestampSigner", _Past)
    with pytest.raises(FollowExpired):
        read_follow_token(follow_token(collection=7, kind="pickup"))


@pytest.fixture
def route(db: None, monkeypatch: pytest.MonkeyPatch) -> Route:
    """A run with one load, published."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    carrier = make.carrier()
    make.accepted_claim(quantity=6, carrier=carrier)
    make.plan(carrier)
    return Route.objects.for_runs().get()


def _page(kind: str) -> str:
    token = follow_token(collection=Collection.objects.get().pk, kind=kind)
    answer = Client().get(reverse("logistics:follow", args=[token]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_both_sides_follow_without_signing_in(route: Route) -> None:
    collection = Collection.objects.with_parties().get()
    assert "Planned." in _page("pickup")
    mails = [mail.text for mail in Mail.objects.all() if "on-the-way" in mail.text]
    assert len(mails) == 2
    driving.start(route=route, by=route.shift.driver.user, now=NOW)
    assert "You are next." in _page("pickup")
    receivers = _page("dropoff")
    assert "1 other stop before you." in receivers
    for secret in (
        collection.pickup_code,
        collection.dropoff_code,
        collection.claim.listing.site.address,
        str(route.shift.driver.user),
    ):
        assert secret not in _page("pickup") + receivers
    pickup, dropoff = Stop.objects.for_mails()
    make.proved(pickup)
    assert "Collected from you." in _page("pickup")
    assert "You are next." in _page("dropoff")
    make.proved(dropoff)
    assert "Delivered to you." in _page("dropoff")


def test_dead_links_say_so(route: Route) -> None:
    answer = Client().get(reverse("logistics:follow", args=["no-such-link"]))
    assert (answer.status_code, "not complete" in answer.content.decode()) == (404, True)
    gone = follow_token(collection=10**18, kind="pickup")
    assert Client().get(reverse("logistics:follow", args=[gone])).status_code == 404


def test_van_tells_where_it_is_by_choice_only_and_forgets(route: Route) -> None:
    driver, place = route.shift.driver.user, Point(53.8, -1.55)
    driving.start(route=route, by=route.shift.driver.user, now=NOW)
    route.refresh_from_db()
    note: dict[str, Any] = {"route": route, "point": place, "accuracy_m": 20, "by": driver, "now": NOW}
    with pytest.raises(positioning.NotShared):
        positioning.note_position(**note)
    other = make.administrator(route.plan.organisation)
    with pytest.raises(positioning.NotTheDriver):
        positioning.share(route=route, by=other, now=NOW)
    positioning.share(route=route, by=driver, now=NOW)
    positioning.note_position(**note)
    with pytest.raises(positioning.NotTheDriver):
        positioning.note_position(**{**note, "by": other})
    shown = following(Collection.objects.with_parties().get(), "pickup", now=NOW + MINUTE)
    assert (shown.is_live, shown.state) == (True, "next")
    page = _page("pickup")
    assert "53.8" not in page
    assert "from where the van is now" in page
    assert positioning.forget_positions(now=NOW + timedelta(hours=47)) == 0
    assert positioning.forget_positions(now=NOW + timedelta(hours=49)) == 1
    positioning.note_position(**note)
    positioning.stop_sharing(route=route, by=driver, now=NOW)
    assert (Position.objects.count(), PositionSharing.objects.get().ended_at) == (0, NOW)


def test_party_is_led_from_its_load_to_the_van(route: Route) -> None:
    claim = Collection.objects.with_parties().get().claim
    giver = make.client(make.administrator(claim.listing.organisation), claim.listing.organisation)
    page = giver.get(reverse("logistics:collection-of-claim", args=[claim.pk])).content.decode()
    address = reverse("logistics:follow-own", args=[claim.pk, 1])
    assert f'href="{address}"' in page
    assert "The van comes to collect" in giver.get(address, follow=True).content.decode()
    words = giver.get(reverse("logistics:words-code", args=[claim.pk, 1]))
    assert (words["Content-Type"], b"<svg" in words.content) == ("image/svg+xml", True)
