"""Matching: what fits, what does not, why, and its laws."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listings.matching.reasons import WEIGHTS, Fit, Part
from listings.matching.scoring import LEAST_SCORE, fit
from listings.matching.sides import Need, Offer, Side
from marketplace.kernel.geo import Point
from tests.make import BRADFORD, LEEDS, YORK

TODAY = date(2026, 9, 15)

NEED = Need(
    kind="equipment",
    category_path="furniture/office/office-chairs",
    category_name="Office chairs",
    title="Office chairs",
    quantity=Decimal(30),
    unit="item",
    radius_km=25,
    needed_by=date(2026, 10, 1),
    can_collect=True,
    point=BRADFORD,
    hours={"mon": [["09:00", "17:00"]]},
)
OFFER = Offer(
    kind="equipment",
    category_path="furniture/office/office-chairs",
    category_name="Office chairs",
    title="Blue office chairs",
    words=frozenset({"chair", "office", "task", "blue"}),
    available=Decimal(12),
    unit="item",
    available_from=None,
    must_be_gone_by=None,
    needs_two_people=False,
    needs_tail_lift=False,
    point=LEEDS,
    mass_kg=Decimal(12),
    hours={"mon": [["13:00", "18:30"]], "tue": [["09:00", "17:00"]]},
)


def told(how: Fit | None, side: Side) -> dict[Part, str]:
    assert how is not None
    return {reason.part: reason.template(side).format(**reason.details) for reason in how.reasons}


def test_reasons_are_sentences_for_either_side() -> None:
    how = fit(NEED, OFFER, today=TODAY)
    assert told(how, "want") == {
        Part.WORDS: "It is what you look for: Office chairs.",
        Part.DISTANCE: "About 14 km from you.",
        Part.QUANTITY: "12 of your 30 items.",
        Part.DATES: "Available before you need it.",
        Part.HANDLING: "One person can fetch it.",
        Part.HOURS: "Their dock and yours are both open 4 hours a week.",
        Part.RELIABILITY: "Too few claims lately to say how they answer.",
    }
    assert told(how, "listing") == {
        Part.WORDS: "They look for Office chairs.",
        Part.DISTANCE: "They are about 14 km away.",
        Part.QUANTITY: "They need 30; your 12 are a part of it.",
        Part.DATES: "Available before they need it (1 October).",
        Part.HANDLING: "They can collect it.",
        Part.HOURS: "Your dock and theirs are both open 4 hours a week.",
        Part.RELIABILITY: "Too few claims lately to say how you answer.",
    }


def test_score_is_the_sum_of_its_visible_parts() -> None:
    how = fit(NEED, OFFER, today=TODAY)
    assert how is not None
    assert how.score == round(sum(reason.points for reason in how.reasons)) == 79
    assert sum(WEIGHTS.values()) == 100


@pytest.mark.parametrize(
    "other",
    [
        replace(OFFER, kind="material"),
        replace(OFFER, available=Decimal(0)),
        replace(OFFER, point=YORK),
        replace(OFFER, available_from=date(2026, 10, 16)),
        replace(OFFER, must_be_gone_by=date(2026, 9, 14)),
        replace(OFFER, category_path="it/computing/laptops", title="Laptops", words=frozenset({"laptop"})),
        replace(OFFER, category_path="furniture/office/desks", title="Oak desks", words=frozenset({"desk", "oak"})),
        replace(OFFER, title="Office chair", available=Decimal(2)),
        replace(OFFER, condition="for_parts"),
    ],
)
def test_what_cannot_be_is_no_fit(other: Offer) -> None:
    assert fit(NEED, other, today=TODAY) is None


def test_same_section_fits_only_with_the_words() -> None:
    near = replace(OFFER, category_path="furniture/office/meeting-chairs", category_name="Meeting chairs")
    assert told(fit(NEED, near, today=TODAY), "want")[Part.WORDS] == "It mentions “office”, “chair”."


def test_want_for_a_whole_group_takes_all_of_it() -> None:
    wide = replace(NEED, category_path="furniture", category_name="Furniture", title="anything")
    assert fit(wide, OFFER, today=TODAY) is not None
    assert fit(wide, replace(OFFER, category_path="furnitures/x/y"), today=TODAY) is None


def test_want_without_a_category_goes_by_what_its_words_mean() -> None:
    loose = replace(NEED, category_path="", category_name="", title="task seating")
    assert told(fit(loose, OFFER, today=TODAY), "want")[Part.WORDS] == "It mentions “task”."
    worded = replace(loose, title="blue chair")
    assert told(fit(worded, OFFER, today=TODAY), "want")[Part.WORDS] == "It mentions “blue”, “chair”."
    assert fit(replace(worded, title="red sofa"), OFFER, today=TODAY) is None


def test_late_is_told_and_costs_points() -> None:
    late = fit(NEED, replace(OFFER, available_from=date(2026, 10, 6)), today=TODAY)
    assert told(late, "want")[Part.DATES] == "Available 5 days after you need it."
    on_time = fit(NEED, OFFER, today=TODAY)
    assert late is not None
    assert on_time is not None
    assert late.score < on_time.score


def test_heavy_things_say_what_moving_them_takes() -> None:
    heavy = fit(NEED, replace(OFFER, needs_two_people=True, needs_tail_lift=True), today=TODAY)
    assert told(heavy, "want")[Part.HANDLING] == "Moving it takes two people and a tail lift."


def test_other_units_get_half_and_say_so() -> None:
    boxes = fit(NEED, replace(OFFER, unit="box"), today=TODAY)
    assert told(boxes, "want")[Part.QUANTITY] == "There are 12 boxes; you asked for 30 items."


amounts = st.decimals(min_value=Decimal("0.001"), max_value=Decimal(1_000_000), places=3)
days = st.integers(-30, 60).map(lambda offset: TODAY + timedelta(days=offset))
places = st.builds(Point, st.floats(53.5, 54.2), st.floats(-2.2, -0.9))


@given(
    need=st.builds(
        replace, st.just(NEED), quantity=amounts, radius_km=st.integers(1, 500), needed_by=st.none() | days,
        point=places,
    ),
    offer=st.builds(
        replace, st.just(OFFER), available=amounts, available_from=st.none() | days, must_be_gone_by=st.none() | days,
        needs_two_people=st.booleans(), point=places,
    ),
)  # fmt: skip
def test_every_fit_is_within_bounds_and_explained(need: Need, offer: Offer) -> None:
    how = fit(need, offer, today=TODAY)
    if how is None:
        return
    assert LEAST_SCORE <= how.score <= 100
    assert 0 <= how.distance_km <= need.radius_km
    assert [reason.part for reason in how.reasons] == list(WEIGHTS)
    for reason in how.reasons:
        assert 0 <= reason.share <= 1
        for side in ("want", "listing"):
            assert reason.template(side).format(**reason.details)


@given(more=amounts)
def test_more_of_it_never_scores_less(more: Decimal) -> None:
    some = fit(NEED, OFFER, today=TODAY)
    richer = fit(NEED, replace(OFFER, available=OFFER.available + more), today=TODAY)
    assert some is not None
    assert richer is not None
    assert richer.score >= some.score
