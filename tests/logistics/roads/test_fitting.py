"""Laws of travel fitted to driven legs."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.roads.fitting import LEAST_LEGS, DrivenLeg, LegsTooAlike, TooFewLegs, fit
from marketplace.kernel.travel import USUAL, TravelLaw, drive_seconds


def driven(law: TravelLaw, *, count: int = 120, scatter: float = 0.15, seed: int = 1) -> list[DrivenLeg]:
    """Legs of a town where this is the law, each off by a share of itself."""
    chance = random.Random(seed)
    lengths = [chance.uniform(0.5, 15) for _ in range(count)]
    return [DrivenLeg(km, drive_seconds(law, km) * chance.lognormvariate(0, scatter)) for km in lengths]


def test_law_of_the_legs_is_found_again_through_scatter() -> None:
    truth = replace(USUAL, base_s=240, per_km_s=80)
    found = fit(driven(truth, count=300), USUAL)
    assert found.law.base_s == pytest.approx(240, rel=0.15)
    assert found.law.per_km_s == pytest.approx(80, rel=0.08)
    assert (found.law.factor, found.law.margin, found.law.circuity) == (USUAL.factor, USUAL.margin, USUAL.circuity)
    assert found.after.median < 0.13
    assert found.before.median > found.after.median
    assert found.is_better


def test_lunches_and_late_taps_do_not_move_it() -> None:
    truth = replace(USUAL, base_s=200, per_km_s=90)
    legs = driven(truth, count=200)
    spoilt = legs + [DrivenLeg(leg.km, leg.seconds + 1800) for leg in legs[:25]]
    spoilt += [DrivenLeg(4, 9 * 3600), DrivenLeg(30, 300), DrivenLeg(0, 60), DrivenLeg(3, 0)]
    clean, found = fit(legs, USUAL), fit(spoilt, USUAL)
    assert found.told == 229
    assert drive_seconds(found.law, 5) == pytest.approx(drive_seconds(clean.law, 5), rel=0.05)
    assert len(found.far_out) >= 15


def test_law_that_is_right_already_is_not_bettered() -> None:
    found = fit(driven(USUAL), USUAL)
    assert drive_seconds(found.law, 8) == pytest.approx(drive_seconds(USUAL, 8), rel=0.06)


def test_margin_is_slack_and_no_error() -> None:
    legs = driven(USUAL)
    assert fit(legs, replace(USUAL, margin=1.3)).before == fit(legs, USUAL).before


def test_too_few_and_too_alike_are_refused() -> None:
    with pytest.raises(TooFewLegs) as refusal:
        fit(driven(USUAL, count=LEAST_LEGS - 1), USUAL)
    assert refusal.value.there == LEAST_LEGS - 1
    fit(driven(USUAL, count=LEAST_LEGS, scatter=0.01), USUAL)
    with pytest.raises(LegsTooAlike):
        fit([DrivenLeg(5, 600 + at) for at in range(40)], USUAL)
    with pytest.raises(LegsTooAlike):
        fit([DrivenLeg(1 + at / 10, 2000 - at) for at in range(40)], USUAL)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(0.1, 60), st.floats(60, 9000)), min_size=30, max_size=60))
def test_any_legs_give_a_law_or_a_refusal(pairs: list[tuple[float, float]]) -> None:
    try:
        found = fit([DrivenLeg(km, seconds) for km, seconds in pairs], USUAL)
    except (TooFewLegs, LegsTooAlike):
        return
    assert found.law.base_s >= 0
    assert found.law.per_km_s > 0
    assert len(found.used) >= LEAST_LEGS
