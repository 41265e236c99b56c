"""How a history of promises becomes one sentence: pure."""

import pytest

from listings.promises import BROKEN, HALF_LIFE_DAYS, Happened, habit, weight


def _history(**counts: int) -> list[Happened]:
    return [Happened(outcome, 10) for outcome, count in counts.items() for _ in range(count)]


@pytest.mark.parametrize(
    ("counts", "grade"),
    [
        ({}, "unknown"),
        ({"no_show": 1}, "unknown"),
        ({"kept": 3}, "steady"),
        ({"kept": 8, "late_cancel": 1}, "steady"),
        ({"kept": 4, "early_cancel": 4}, "steady"),
        ({"kept": 2, "no_show": 1}, "mixed"),
        ({"kept": 1, "no_show": 3}, "shaky"),
        ({"unanswered": 4}, "shaky"),
    ],
)
def test_a_history_has_its_grade(counts: dict[str, int], grade: str) -> None:
    assert habit(_history(**counts)).grade == grade


def test_what_is_excused_counts_neither_way_and_is_told() -> None:
    kept = _history(kept=3)
    excused = [Happened("no_show", 1, is_excused=True), Happened("excused", 1)]
    assert habit(kept + excused).grade == habit(kept).grade == "steady"
    assert habit(kept + excused).counts == {"kept": 3, "excused": 2}


def test_what_lies_long_ago_counts_less_and_in_the_end_nothing() -> None:
    assert weight(HALF_LIFE_DAYS) == pytest.approx(0.5)
    lately, long_ago = Happened("no_show", 5), Happened("no_show", 3 * HALF_LIFE_DAYS)
    kept = _history(kept=2)
    assert habit([*kept, lately, lately, lately]).grade == "shaky"
    assert habit([*kept, long_ago, long_ago, long_ago]).grade == "steady"
    assert habit([*kept, Happened("no_show", 4 * HALF_LIFE_DAYS + 1)]).counts == {"kept": 2}


def test_worse_outcomes_break_more_of_a_promise() -> None:
    assert sorted(BROKEN, key=lambda name: BROKEN[name]) == [
        "kept", "early_cancel", "late_cancel", "late_return", "unanswered", "no_show",
    ]  # fmt: skip
