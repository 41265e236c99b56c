"""Which papers keep somebody from driving something: the rules alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.clearance import Driving, Gap, Paper, Shortfall, Subject, first_test_due, shortfalls

DAY = date(2026, 9, 15)
LONG = date(2030, 1, 1)
OLD = date(2020, 1, 1)


def licence(*, until: date | None = LONG, since: date = OLD, categories: tuple[str, ...] = ("B",)) -> Paper:
    return Paper("driving_licence", Subject.DRIVER, since, until, frozenset(categories))


def paper(kind: str, subject: Subject, until: date | None = LONG) -> Paper:
    return Paper(kind, subject, OLD, until)


def short_of(
    *papers: Paper, vehicle: str = "van_3_diesel", registered: date | None = None, keeps: bool = False
) -> list[Shortfall]:
    return shortfalls(Driving(DAY, vehicle, registered, papers, keeps))


def test_licence_is_wanted_for_everything_with_a_motor() -> None:
    missing = Shortfall(Subject.DRIVER, "driving_licence", Gap.MISSING)
    assert short_of() == [missing]
    assert short_of(vehicle="van_electric") == [missing]
    assert short_of(vehicle="cargo_bike") == []
    assert short_of(licence()) == []


def test_licence_is_good_to_its_last_day_and_not_the_day_after() -> None:
    assert short_of(licence(until=DAY)) == []
    ended = DAY - timedelta(days=1)
    assert short_of(licence(until=ended)) == [Shortfall(Subject.DRIVER, "driving_licence", Gap.RUN_OUT, ended)]
    begins = DAY + timedelta(days=1)
    assert short_of(licence(since=begins)) == [Shortfall(Subject.DRIVER, "driving_licence", Gap.NOT_YET, begins)]


@pytest.mark.parametrize(
    ("vehicle", "category", "enough", "too_little"),
    [("rigid_7_5t", "C1", ("C1", "C1E", "C", "CE"), ("B", "BE")), ("rigid_17t", "C", ("C", "CE"), ("B", "C1", "C1E"))],
)
def test_licence_covers_its_category_and_those_below(
    vehicle: str, category: str, enough: tuple[str, ...], too_little: tuple[str, ...]
) -> None:
    short = [Shortfall(Subject.DRIVER, "driving_licence", Gap.WRONG_CATEGORY, category=category)]
    assert [short_of(licence(categories=(one,)), vehicle=vehicle) for one in enough] == [[] for _one in enough]
    assert [short_of(licence(categories=(one,)), vehicle=vehicle) for one in too_little] == [
        short for _one in too_little
    ]


def test_renewal_takes_the_place_of_what_ran_out() -> None:
    assert short_of(licence(until=DAY - timedelta(days=9)), licence(since=DAY - timedelta(days=8))) == []


def test_mot_is_wanted_from_the_vehicles_third_birthday() -> None:
    missing = [Shortfall(Subject.VEHICLE, "mot", Gap.MISSING)]
    assert short_of(licence(), registered=date(2023, 9, 16)) == []
    assert short_of(licence(), registered=date(2023, 9, 15)) == missing
    assert short_of(licence(), paper("mot", Subject.VEHICLE), registered=date(2019, 1, 1)) == []
    assert short_of(licence(), registered=date(2019, 1, 1), vehicle="cargo_bike") == []
    lorry = licence(categories=("C",))
    assert short_of(lorry, registered=date(2025, 9, 15), vehicle="rigid_7_5t") == missing
    assert first_test_due("van_diesel", date(2024, 2, 29)) == date(2027, 3, 1)


def test_insurance_is_missed_once_policies_are_kept_here() -> None:
    assert short_of(licence()) == []
    missing = [Shortfall(Subject.VEHICLE, "vehicle_insurance", Gap.MISSING)]
    assert short_of(licence(), keeps=True) == missing
    own, fleet = (paper("vehicle_insurance", one) for one in (Subject.VEHICLE, Subject.ORGANISATION))
    assert short_of(licence(), own, keeps=True) == []
    assert short_of(licence(), fleet, keeps=True) == []
    over = DAY - timedelta(days=1)
    ended = paper("vehicle_insurance", Subject.VEHICLE, until=over)
    assert short_of(licence(), ended, keeps=True) == [
        Shortfall(Subject.VEHICLE, "vehicle_insurance", Gap.RUN_OUT, over)
    ]
    assert short_of(licence(), ended, fleet, keeps=True) == []


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("waste_carrier_registration", Subject.ORGANISATION),
        ("goods_in_transit_insurance", Subject.ORGANISATION),
        ("manual_handling", Subject.DRIVER),
        ("tail_lift_examination", Subject.VEHICLE),
    ],
)
def test_what_was_recorded_blocks_once_it_has_run_out(kind: str, subject: Subject) -> None:
    over = DAY - timedelta(days=1)
    assert short_of(licence()) == []
    assert short_of(licence(), paper(kind, subject)) == []
    assert short_of(licence(), paper(kind, subject, until=None)) == []
    assert short_of(licence(), paper(kind, subject, until=over)) == [Shortfall(subject, kind, Gap.RUN_OUT, over)]


def test_lorries_papers_say_nothing_about_vans() -> None:
    over = paper("operator_licence", Subject.ORGANISATION, until=DAY - timedelta(days=1))
    assert short_of(licence(), over) == []
    assert [one.kind for one in short_of(licence(categories=("C",)), over, vehicle="rigid_17t")] == ["operator_licence"]


@given(
    st.lists(st.tuples(st.integers(-400, 400), st.integers(0, 400)), max_size=5),
    st.integers(-400, 800),
)
def test_day_is_blocked_exactly_when_no_licence_holds_it(spans: list[tuple[int, int]], ahead: int) -> None:
    papers = [
        licence(since=DAY + timedelta(days=start), until=DAY + timedelta(days=start + length))
        for start, length in spans
    ]
    day = DAY + timedelta(days=ahead)
    held = any(start <= ahead <= start + length for start, length in spans)
    assert (shortfalls(Driving(day, "van_diesel", None, papers)) == []) == held
