"""Few donors who fill most of a kit list, against trying every choice; and the lists that are ready made."""

from decimal import Decimal
from itertools import combinations
from math import e

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listings import taxonomy
from listings.kits import TEMPLATES, Line, Supply, Taken, few_donors, share_of, spread
from listings.substitutes import Substitute, also_paths, names_of

CHAIRS, TABLES = 1, 2
NOTHING = Decimal(0)


def _line(pk: int, wanted: int, covered: int = 0) -> Line:
    return Line(pk, Decimal(wanted), Decimal(covered))


def _supply(line: int, donor: int, amount: int, *, listing: int = 0, score: int = 80) -> Supply:
    return Supply(line, listing or donor * 10 + line, donor, Decimal(amount), score)


def test_claims_fill_a_line_before_the_next_and_nothing_counts_twice() -> None:
    both = (CHAIRS, TABLES)
    taken = [Taken(Decimal(6), "asked", both), Taken(Decimal(6), "received", both), Taken(Decimal(9), "asked", both)]
    assert spread(taken, {CHAIRS: Decimal(10), TABLES: Decimal(4)}) == {
        CHAIRS: {"asked": Decimal(6) + Decimal(7), "received": Decimal(4)},
        TABLES: {"received": Decimal(2), "asked": Decimal(2)},
    }


def test_share_is_the_mean_of_the_lines_and_never_above_all() -> None:
    assert share_of([_line(CHAIRS, 30, 15), _line(TABLES, 1, 3)]) == 0.75
    assert share_of([]) == 0


def test_donor_who_adds_most_comes_first_and_the_next_adds_most_to_that() -> None:
    lines = [_line(CHAIRS, 30), _line(TABLES, 10)]
    supplies = [
        _supply(CHAIRS, 7, 20),
        _supply(TABLES, 7, 10),
        _supply(CHAIRS, 8, 25),
        _supply(CHAIRS, 9, 10),
        _supply(TABLES, 9, 10),
    ]
    told = [(one.donor, one.gives, one.listings, round(one.share_after, 3)) for one in few_donors(lines, supplies)]
    assert told == [
        (7, {TABLES: Decimal(10), CHAIRS: Decimal(20)}, (71, 72), 0.833),
        (8, {CHAIRS: Decimal(10)}, (81,), 1.0),
    ]


def test_what_is_there_already_is_not_asked_for_again() -> None:
    assert few_donors([_line(CHAIRS, 30, 30)], [_supply(CHAIRS, 7, 20)]) == []


def test_listing_that_fits_two_lines_is_given_once() -> None:
    lines = [_line(CHAIRS, 10), _line(TABLES, 10)]
    supplies = [_supply(CHAIRS, 7, 10, listing=5, score=90), _supply(TABLES, 7, 10, listing=5, score=70)]
    (only,) = few_donors(lines, supplies)
    assert only.gives == {CHAIRS: Decimal(10)}


_supplies = st.lists(
    st.builds(_supply, st.integers(1, 3), st.integers(1, 5), st.integers(1, 12), score=st.integers(50, 100)), max_size=9
)


@settings(max_examples=80)
@given(wanted=st.lists(st.integers(1, 10), min_size=1, max_size=3), supplies=_supplies, most=st.integers(1, 3))
def test_greedy_choice_is_near_the_best_of_all(wanted: list[int], supplies: list[Supply], most: int) -> None:
    lines = [_line(number, amount) for number, amount in enumerate(wanted, start=1)]
    supplies = [one for one in {one.listing: one for one in supplies}.values() if one.line <= len(lines)]
    chosen = few_donors(lines, supplies, most=most)
    given = {line.pk: sum((one.gives.get(line.pk, NOTHING) for one in chosen), NOTHING) for line in lines}
    assert all(given[line.pk] <= line.wanted for line in lines)
    best = max(
        (_reached(lines, supplies, donors) for donors in combinations({one.donor for one in supplies}, most)),
        default=_reached(lines, supplies, tuple({one.donor for one in supplies})),
    )
    reached = chosen[-1].share_after if chosen else 0.0
    assert (1 - 1 / e) * best - 0.03 <= reached <= best + 1e-9 or len({one.donor for one in supplies}) < most


def _reached(lines: list[Line], supplies: list[Supply], donors: tuple[int, ...]) -> float:
    total = 0.0
    for line in lines:
        there = sum((one.amount for one in supplies if one.line == line.pk and one.donor in donors), NOTHING)
        total += float(min(there / line.wanted, Decimal(1)))
    return total / len(lines)


@pytest.mark.parametrize("name", TEMPLATES)
def test_ready_made_lists_name_leaves_of_the_tree(name: str) -> None:
    leaves = taxonomy.by_slug()
    for line in TEMPLATES[name].lines:
        assert line.category in leaves
        assert not line.also or leaves[line.also].kind == leaves[line.category].kind
        assert line.quantity > 0


def test_substitutes_are_understood_by_words_or_by_category() -> None:
    kept = [{"words": "folding chairs", "category": ""}, {"words": "", "category": "outdoor-furniture"}]
    hospitality = "furniture/hospitality/"
    assert also_paths(kept, "equipment") == (f"{hospitality}stacking-chairs", f"{hospitality}outdoor-furniture")
    assert also_paths(kept, "material") == ()
    assert names_of(Substitute("benches"), "equipment") == ["Benches and outdoor furniture"]
    assert names_of(Substitute("a thing of no name"), "equipment") == []
