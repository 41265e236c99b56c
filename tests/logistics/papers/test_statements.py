"""The seven statements decide the path: any that does not hold makes it waste, whoever says so."""

import pytest

from logistics.papers.statements import KEYS, STATEMENTS, WastePath, path_for

ALL = frozenset(KEYS)


def test_there_are_seven_with_words_of_their_own() -> None:
    assert len(STATEMENTS) == len(ALL) == 7
    assert len({one.words for one in STATEMENTS}) == 7


def test_goods_only_where_both_sides_state_all_seven() -> None:
    assert path_for(is_waste=False, giver=ALL, receiver=ALL) == WastePath.GOODS
    assert path_for(is_waste=False, giver=ALL, receiver=None) == WastePath.OPEN
    assert path_for(is_waste=False, giver=None, receiver=ALL) == WastePath.OPEN
    assert path_for(is_waste=False, giver=None, receiver=None) == WastePath.OPEN


@pytest.mark.parametrize("without", KEYS)
def test_one_that_does_not_hold_by_either_side_makes_it_waste(without: str) -> None:
    assert path_for(is_waste=False, giver=ALL - {without}, receiver=ALL) == WastePath.WASTE
    assert path_for(is_waste=False, giver=ALL, receiver=ALL - {without}) == WastePath.WASTE
    assert path_for(is_waste=False, giver=ALL - {without}, receiver=None) == WastePath.WASTE


def test_what_is_listed_as_waste_is_waste_whatever_is_signed() -> None:
    assert path_for(is_waste=True, giver=ALL, receiver=ALL) == WastePath.WASTE
