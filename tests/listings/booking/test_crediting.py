"""Bookings that took place are promises kept, once it is too late to say that somebody did not come."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from listings.actions import agreeing
from listings.actions.crediting import credit_kept
from listings.models import PromiseOutcome
from tests import make
from tests.make.organisations import administrator
from tests.make.spaces import booking, space

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


def _noted() -> list[tuple[int, str]]:
    return list(PromiseOutcome.objects.order_by("pk").values_list("organisation", "outcome"))


def test_what_took_place_is_kept_by_both_after_a_fortnight_and_once() -> None:
    made = booking()
    owner = made.space.listing.organisation
    assert credit_kept(now=made.ends_at + WEEK) == 0
    assert credit_kept(now=made.ends_at + 2 * WEEK) == 1
    assert credit_kept(now=made.ends_at + 3 * WEEK) == 0
    assert _noted() == [(made.organisation.pk, "kept"), (owner.pk, "kept")]


def test_who_did_not_come_has_not_kept_it_and_the_other_has() -> None:
    made = booking()
    owner = made.space.listing.organisation
    agreeing.note_no_show(
        booking=made, organisation=owner, reason="Nobody came.", by=administrator(owner), now=made.ends_at
    )
    assert credit_kept(now=made.ends_at + 3 * WEEK) == 1
    assert _noted() == [(made.organisation.pk, "no_show"), (owner.pk, "kept")]


def test_what_was_never_confirmed_and_what_is_ones_own_is_no_promise() -> None:
    asked = booking(space(approval="owner"))
    own = space()
    booking(own, organisation=own.listing.organisation)
    assert credit_kept(now=asked.ends_at + 3 * WEEK) == 0
    assert _noted() == []


def test_a_promise_about_a_booking_says_so_and_costs_the_same_for_one_and_three() -> None:
    room = space()
    owner, counts = room.listing.organisation, []
    client = make.client(administrator(owner), owner)
    for hours in ([8], [10, 12]):
        made = [booking(room, starts=f"2026-09-22 {hour:02}:00", ends=f"2026-09-22 {hour + 1:02}:00") for hour in hours]
        credit_kept(now=made[-1].ends_at + 3 * WEEK)
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/yard/promises/").content.decode()
        counts.append((page.count(f"{room.listing.title}, Tuesday 22 September 2026"), len(asked)))
    assert counts[0][0] == 1
    assert counts[1] == (3, counts[0][1])


def test_the_page_of_a_booking_tells_each_side_of_the_other() -> None:
    made = booking()
    for reader, other in (
        (made.organisation, made.space.listing.organisation),
        (made.space.listing.organisation, made.organisation),
    ):
        page = make.client(administrator(reader), reader).get(f"/bookings/{made.pk}/").content.decode()
        assert f"How {other.name} keeps promises" in page
