"""A competitor inside each critical window of a booking: on PostgreSQL a second connection acts just before one certain
statement of ours, and either waits at the guard until we have committed, or was there first and we see what it did.

SQLite has no such windows: its writers begin one after the other (IMMEDIATE).
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import Any, Final

import pytest
from django.db import connection, connections

from listings.actions import agreeing, booking, excepting, letting
from listings.actions.opening import set_hours
from listings.models.bookings import BookedSlot, Booking, BookingState
from listings.models.spaces import Space
from marketplace.organisations.models import Organisation
from tests import make
from tests.listings.booking import brute
from tests.listings.booking.deeds import outcome
from tests.make import spaces as make_spaces

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
TUESDAY: Final = date(2026, 9, 22)
#: How long a competitor that waits at the guard is given to show that it does wait.
_A_MOMENT_S: Final = 0.4
_PATIENCE_S: Final = 60

Act = Callable[[], object]
GUARD: Final = 'UPDATE "listings_space" SET "writes"'
INSERT: Final = 'INSERT INTO "listings_bookedslot"'
FREE: Final = 'DELETE FROM "listings_bookedslot"'


class Competitor:
    """Acts once, on a connection of its own, when ours is about to run the statement that it waits for."""

    def __init__(self, before: str, act: Act, *, is_to_wait: bool) -> None:
        self.before, self.act = before, act
        self.patience_s = _A_MOMENT_S if is_to_wait else _PATIENCE_S
        self.told = ""
        self.waited = False
        self._thread: threading.Thread | None = None

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Any:  # Any: Django's own signature
        if self._thread is None and self.before in sql:
            self._thread = threading.Thread(target=self._run)
            self._thread.start()
            self._thread.join(self.patience_s)
            self.waited = self._thread.is_alive()
        return execute(sql, *rest)

    def _run(self) -> None:
        try:
            self.told = outcome(self.act)
        finally:
            connections["default"].close()

    def finish(self) -> None:
        assert self._thread is not None, f"nothing of ours runs {self.before}"
        self._thread.join(_PATIENCE_S)
        assert not self._thread.is_alive()


@contextmanager
def competing(before: str, act: Act, *, is_guarded: bool = True) -> Iterator[Competitor]:
    """Within it, the competitor acts before our statement; at its end it has come to an end too. Before our guard, or
    without one, nothing keeps it waiting."""
    other = Competitor(before, act, is_to_wait=is_guarded and before != GUARD)
    with connection.execute_wrapper(other):
        yield other
    other.finish()


def booked(space: Space, organisation: Organisation) -> Act:
    return partial(_book, space.pk, organisation)


def _book(pk: int, organisation: Organisation) -> Booking:
    return make_spaces.booking(Space.objects.for_page().get(pk=pk), organisation=organisation)


@pytest.fixture
def hall() -> Space:
    return make_spaces.space(make.organisation(), approval="owner")


@pytest.mark.parametrize(
    ("before", "ours", "theirs"), [(GUARD, "space_taken", "done"), (INSERT, "done", "space_taken")]
)
@pytest.mark.parametrize("part", ["same", "half", "whole"])
def test_two_who_book_whole_or_part_at_once(hall: Space, before: str, ours: str, theirs: str, part: str) -> None:
    half = make_spaces.space(parent=hall)
    mine, other = {"same": (hall, hall), "half": (hall, half), "whole": (half, hall)}[part]
    we, they = make.organisation(), make.organisation()
    with competing(before, booked(other, they)) as competitor:
        told = outcome(booked(mine, we))
    assert (told, competitor.told, competitor.waited) == (ours, theirs, before == INSERT)
    assert Booking.objects.count() == 1
    assert (brute.overlaps(), brute.strays()) == ([], [])


def test_without_the_guard_the_unique_quarters_stand_behind_it(hall: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: both look, both find it free, and the database refuses the second."""
    monkeypatch.setattr(booking, "guard", lambda *, space, by, now: Space.objects.for_page().get(pk=space.pk))
    we, they = make.organisation(), make.organisation()
    with competing(INSERT, booked(hall, they), is_guarded=False) as competitor:
        told = outcome(booked(hall, we))
    assert competitor.waited is False
    assert competitor.told == "done"
    assert told.startswith("IntegrityError")
    assert "space_is_booked_once_at_a_time" in told
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("before", "told"), [(GUARD, ("booking_moved_on", "done")), (FREE, ("done", "booking_moved_on"))]
)
def test_a_booking_that_is_declined_while_it_is_withdrawn(hall: Space, before: str, told: tuple[str, str]) -> None:
    asked = make_spaces.booking(hall)
    by = asked.asked_by
    withdrawn = partial(agreeing.withdraw, booking=_copy(asked), by=by, now=make.NOW)
    with competing(before, withdrawn) as competitor:
        ours = outcome(partial(agreeing.decline, booking=asked, reason="No.", by=by, now=make.NOW))
    assert (ours, competitor.told) == told
    assert BookedSlot.objects.count() == 0
    assert _copy(asked).state == (BookingState.DECLINED if ours == "done" else BookingState.WITHDRAWN)


@pytest.mark.parametrize("before", [GUARD, FREE])
def test_a_time_that_is_given_up_while_somebody_books_it(hall: Space, before: str) -> None:
    """Until that is committed the time is taken: who asks meanwhile is told so at once, who asks later has it."""
    given_up = make_spaces.booking(make_spaces.space(hall.listing.organisation))
    they = make.organisation()
    with competing(before, booked(given_up.space, they), is_guarded=False) as competitor:
        agreeing.cancel(
            booking=given_up, organisation=given_up.organisation, reason="Ill.", by=given_up.asked_by, now=make.NOW
        )
    assert (competitor.told, competitor.waited) == ("space_taken", False)
    assert outcome(booked(given_up.space, they)) == "done"
    assert (brute.overlaps(), brute.strays()) == ([], [])


@pytest.mark.parametrize(
    ("before", "ours", "theirs"), [(GUARD, "closed_then", "done"), (INSERT, "done", "booked_then")]
)
@pytest.mark.parametrize("change", ["day", "week"])
def test_hours_that_change_while_somebody_books(hall: Space, before: str, ours: str, theirs: str, change: str) -> None:
    by = hall.listing.created_by
    closing = (
        partial(excepting.except_day, space=hall, on=TUESDAY, opens=None, closes=None, note="", by=by, now=make.NOW)
        if change == "day"
        else partial(set_hours, listing=hall.listing, hours={"mon": [["09:00", "17:00"]]}, by=by, now=make.NOW)
    )
    with competing(before, closing) as competitor:
        told = outcome(booked(hall, make.organisation()))
    assert (told, competitor.told) == (ours, theirs)
    assert Booking.objects.count() == int(ours == "done")


@pytest.mark.parametrize(
    ("before", "ours", "theirs"), [(GUARD, "space_changed_meanwhile", "done"), (INSERT, "done", "tree_is_booked")]
)
def test_a_space_that_is_put_under_another_while_somebody_books_it(
    hall: Space, before: str, ours: str, theirs: str
) -> None:
    room = make_spaces.space(hall.listing.organisation)
    by = hall.listing.created_by
    moving = partial(letting.divide, space=Space.objects.for_page().get(pk=room.pk), parent=hall, by=by, now=make.NOW)
    with competing(before, moving) as competitor:
        told = outcome(booked(room, make.organisation()))
    assert (told, competitor.told) == (ours, theirs)
    assert (brute.overlaps(), brute.strays()) == ([], [])


def _copy(this: Booking) -> Booking:
    return Booking.objects.for_page().get(pk=this.pk)
