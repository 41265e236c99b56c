"""Jain's index, levelling, and that fair share is the fairer over a year."""

from fractions import Fraction
from itertools import product

from hypothesis import example, given
from hypothesis import strategies as st

from listings.allocation.fairness import Vessel, fill, jain
from listings.allocation.reach import from_the_top, in_both, joined, plus
from listings.allocation.split import Policy
from tests.listings.allocation import year

F = Fraction
numbers = st.sets(st.integers(0, 20), max_size=8)
vessels = st.lists(
    st.builds(
        lambda base, step, low, room: Vessel(F(base, 4), F(step, 6), low, low + room),
        st.integers(0, 6),
        st.integers(1, 6),
        st.integers(0, 2),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=4,
)


def test_jain_is_one_for_equals_and_one_nth_for_one_of_n() -> None:
    assert jain([F(1, 3)] * 4) == 1
    assert jain([F(1), F(0), F(0), F(0)]) == F(1, 4)
    assert jain([F(1, 4), F(1)]) == F(25, 34)
    assert jain([]) == jain([F(0), F(0)]) == 1


#: Equally low, and one lot: it goes where it raises most.
@example([Vessel(F(1, 2), F(1, 3), 0, 2), Vessel(F(1, 2), F(1, 2), 0, 2)], 1)
@given(vessels, st.integers(0, 14))
def test_fill_is_the_most_even_of_all(these: list[Vessel], lots: int) -> None:
    ways = [list(way) for way in product(*(range(one.low, one.high + 1) for one in these)) if sum(way) == lots]
    best = max(
        ways,
        key=lambda way: (sorted(one.level(count) for one, count in zip(these, way, strict=True)), way),
        default=None,
    )
    assert fill(these, lots) == best


@given(numbers, numbers, st.integers(0, 40))
def test_ranges_are_sets_of_numbers(one: set[int], other: set[int], total: int) -> None:
    first, second = joined((number, number) for number in one), joined((number, number) for number in other)

    def among(ranges: tuple[tuple[int, int], ...]) -> set[int]:
        return {number for low, high in ranges for number in range(low, high + 1)}

    assert (among(first), among(in_both(first, second))) == (one, one & other)
    assert among(plus(first, second, total)) == {a + b for a in one for b in other if a + b <= total}
    assert among(from_the_top(first, total)) == {total - number for number in one if number <= total}


def test_fair_share_is_fairer_than_first_come_over_a_year() -> None:
    lived = {policy: year.lived(1, policy) for policy in (Policy.FIRST_COME, Policy.FAIR_SHARE)}
    assert lived[Policy.FAIR_SHARE].jain > lived[Policy.FIRST_COME].jain
    assert lived[Policy.FAIR_SHARE].lowest > lived[Policy.FIRST_COME].lowest
    assert lived[Policy.FAIR_SHARE].given == lived[Policy.FIRST_COME].given
