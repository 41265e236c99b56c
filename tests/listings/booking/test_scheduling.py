"""Bookings by a rule: free dates, named conflicts, proposals, and what is taken of it."""

from datetime import date, time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from listings.actions import scheduling
from listings.actions.scheduling import Pattern, book_series, plan_series
from listings.models.bookings import Booking, Series
from listings.models.spaces import Space
from marketplace.kernel.recurrence import BadRule, parse_rule
from marketplace.organisations.models import Organisation, OrganisationKind
from tests import make
from tests.make import spaces as make_spaces

pytestmark = pytest.mark.django_db
TUESDAYS = "FREQ=WEEKLY;COUNT=5"


def evenings(rule: str = TUESDAYS, *, starts_on: date = date(2026, 10, 6), begins: time = time(18)) -> Pattern:
    """Two hours every Tuesday from 6 October 2026 on."""
    return Pattern(rule=parse_rule(rule), starts_on=starts_on, begins=begins, length_minutes=120)


def charity() -> Organisation:
    return make.organisation(OrganisationKind.CHARITY)


def test_free_dates_are_booked_and_the_others_named_with_what_could_be_had() -> None:
    hall = make_spaces.space(make.organisation())
    half = make_spaces.space(parent=hall)
    other = make_spaces.space(parent=hall)
    somebody, us = charity(), charity()
    make_spaces.booking(half, organisation=somebody, starts="2026-10-13 19:00", ends="2026-10-13 20:00")
    make_spaces.booking(hall, organisation=us, starts="2026-10-27 18:00", ends="2026-10-27 20:00")
    plan = plan_series(space=half, organisation=us, pattern=evenings(), now=make.NOW)
    assert [one.begins for one in plan.free] == [
        make_spaces.at(f"{day} 18:00") for day in ("2026-10-06", "2026-10-20", "2026-11-03")
    ]
    theirs, ours = plan.conflicts
    assert (theirs.day, theirs.code, theirs.by_whom) == (date(2026, 10, 13), "space_taken", ())
    assert (ours.day, ours.code, ours.by_whom) == (date(2026, 10, 27), "space_taken", (us.name,))
    assert [(one.space.pk, one.time.begins) for one in theirs.proposals] == [
        (half.pk, make_spaces.at("2026-10-13 17:00")),
        (half.pk, make_spaces.at("2026-10-13 20:00")),
        (other.pk, make_spaces.at("2026-10-13 18:00")),
    ]
    told = plan_series(space=half, organisation=hall.listing.organisation, pattern=evenings(), now=make.NOW)
    assert [conflict.by_whom for conflict in told.conflicts] == [(somebody.name,), (us.name,)]
    by = make.administrator(us)
    series, made = book_series(
        space=half,
        organisation=us,
        pattern=evenings(),
        purpose="Rehearsals.",
        people=8,
        instead=[theirs.proposals[1].time],
        by=by,
        now=make.NOW,
    )
    assert [(one.starts_at, one.series) for one in made] == [
        (make_spaces.at(f"{day} {hour}:00"), series)
        for day, hour in (("2026-10-06", 18), ("2026-10-13", 20), ("2026-10-20", 18), ("2026-11-03", 18))
    ]


def test_a_rule_of_which_no_date_is_free_books_nothing() -> None:
    hall, us = make_spaces.space(), charity()
    values: dict[str, Any] = {
        "space": hall,
        "purpose": "x",
        "people": None,
        "by": make.administrator(us),
        "now": make.NOW,
    }  # Any: arguments
    book_series(organisation=us, pattern=evenings(), **values)
    with pytest.raises(scheduling.NothingFree):
        book_series(organisation=us, pattern=evenings(), **values)
    assert (Series.objects.count(), Booking.objects.count()) == (1, 5)


@pytest.mark.parametrize(
    "rule", ["FREQ=WEEKLY", "FREQ=DAILY;COUNT=61", "FREQ=WEEKLY;COUNT=500", "FREQ=DAILY;COUNT=1000000"]
)
def test_rules_without_an_end_and_of_very_many_dates_are_refused(rule: str) -> None:
    hall, us = make_spaces.space(), charity()
    with pytest.raises(BadRule):
        plan_series(space=hall, organisation=us, pattern=evenings(rule), now=make.NOW)


def test_an_hour_that_comes_twice_asks_which_and_one_that_does_not_exist_is_refused() -> None:
    hours = {day: [["00:00", "00:00"]] for day in ("sat", "sun")}
    cellar, us = make_spaces.space(hours=hours, horizon_days=365), charity()
    sundays = evenings("FREQ=WEEKLY;COUNT=2", starts_on=date(2026, 10, 18), begins=time(1, 30))
    cellar.slot_minutes = cellar.shortest_minutes = 30
    cellar.save()
    plan = plan_series(space=cellar, organisation=us, pattern=sundays, now=make.NOW)
    (conflict,) = plan.conflicts
    assert conflict.code == "time_comes_twice"
    assert [one.time.begins.hour for one in conflict.proposals] == [0, 1]
    spring = evenings("FREQ=WEEKLY;COUNT=1", starts_on=date(2027, 3, 28), begins=time(1, 30))
    (gap,) = plan_series(space=cellar, organisation=us, pattern=spring, now=make.NOW).conflicts
    assert (gap.code, len(gap.proposals)) == ("no_such_time", 2)


def test_a_plan_asks_as_much_for_three_dates_as_for_thirty() -> None:
    us = charity()
    hall = Space.objects.for_page().get(pk=make_spaces.space().pk)
    make_spaces.booking(hall, starts="2026-10-06 18:00", ends="2026-10-06 20:00")
    make_spaces.booking(hall, starts="2026-10-07 18:00", ends="2026-10-07 20:00")
    counts = []
    for number in (3, 30):
        with CaptureQueriesContext(connection) as asked:
            plan_series(space=hall, organisation=us, pattern=evenings(f"FREQ=DAILY;COUNT={number}"), now=make.NOW)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16
