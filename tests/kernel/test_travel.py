"""The travel law, both ways round."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.kernel.travel import USUAL, MalformedLaw, TravelLaw, drive_seconds, reach_km


@settings(max_examples=100, deadline=None)
@given(minutes=st.floats(5, 600))
def test_reach_undoes_the_time_it_takes(minutes: float) -> None:
    reach = reach_km(USUAL, minutes)
    assert minutes * 60 <= drive_seconds(USUAL, reach) + 1e-6
    assert drive_seconds(USUAL, reach) <= minutes * 60 + 1.001


def test_bands_reach_as_far_as_the_law_says() -> None:
    assert [round(reach_km(USUAL, minutes), 1) for minutes in (15, 30, 60)] == [4.6, 10.5, 22.3]
    assert reach_km(USUAL, 1) == 0
    assert reach_km(USUAL, -5) == 0


@pytest.mark.parametrize("wrong", [{"factor": 0}, {"per_km_s": 0}, {"base_s": -1}, {"margin": -1}])
def test_law_without_positive_numbers_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(MalformedLaw):
        TravelLaw(**wrong)
