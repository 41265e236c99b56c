"""Who is asked first: the fair order alone."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from logistics.rota import Turn, fair_order, next_asked

TURNS = st.lists(
    st.builds(
        Turn,
        driver=st.integers(1, 50),
        minutes=st.integers(0, 600),
        last_on=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        times_asked=st.integers(0, 5),
        is_free=st.booleans(),
    ),
    unique_by=lambda turn: turn.driver,
    max_size=12,
)


def test_fewest_hours_then_longest_since_then_asked_least() -> None:
    turns = [
        Turn(1, minutes=120, last_on=date(2026, 1, 1)),
        Turn(2, minutes=60, last_on=date(2026, 9, 1)),
        Turn(3, minutes=60, last_on=date(2026, 8, 1)),
        Turn(4, times_asked=2),
        Turn(5, times_asked=1, last_asked_at=datetime(2026, 9, 2, tzinfo=UTC)),
        Turn(6, times_asked=1, last_asked_at=datetime(2026, 9, 1, tzinfo=UTC)),
        Turn(7, is_free=False),
    ]
    assert fair_order(turns) == [6, 5, 4, 3, 2, 1, 7]


@given(TURNS)
def test_order_is_whole_and_the_same_however_they_are_given(turns: list[Turn]) -> None:
    assert sorted(fair_order(turns)) == sorted(turn.driver for turn in turns)
    assert fair_order(turns) == fair_order(reversed(turns))


@given(TURNS)
def test_nobody_is_asked_twice_and_everybody_once(turns: list[Turn]) -> None:
    asked: list[int] = []
    while (driver := next_asked(turns, asked)) is not None:
        asked.append(driver)
    assert asked == fair_order(turns)


@given(TURNS, st.integers(1, 300))
def test_who_gave_more_comes_later_among_the_free(turns: list[Turn], more: int) -> None:
    free = [turn for turn in turns if turn.is_free]
    if len(free) < 2:
        return
    first = fair_order(free)[0]
    busier = [turn for turn in free if turn.driver != first]
    most = max(turn.minutes for turn in free)
    assert fair_order([*busier, Turn(first, minutes=most + more)])[-1] == first
