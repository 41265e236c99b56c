"""Three words: enough of them, none like another, and forgiving of how people type."""

from __future__ import annotations

import itertools
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.codewords import WORDS, new_code, same_code


def one_letter_apart(a: str, b: str) -> bool:
    """Equal, or one letter changed, added or left out."""
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) <= 1
    short, long = sorted((a, b), key=len)
    return len(long) - len(short) == 1 and any(short == long[:n] + long[n + 1 :] for n in range(len(long)))


def test_the_list_is_what_it_claims() -> None:
    assert len(WORDS) == len(set(WORDS)) == 256
    assert all(3 <= len(word) <= 8 and word.isascii() and word.isalpha() and word.islower() for word in WORDS)
    assert [pair for pair in itertools.combinations(WORDS, 2) if one_letter_apart(*pair)] == []


@given(st.integers())
def test_a_code_is_three_different_words(seed: int) -> None:
    words = new_code(Random(seed)).split(" ")
    assert len(set(words)) == 3
    assert set(words) <= set(WORDS)


def test_codes_differ() -> None:
    rng = Random(1)
    assert len({new_code(rng) for _ in range(1000)}) > 990


@pytest.mark.parametrize(
    "typed",
    ["Otter lemon BRIDGE", "otter-lemon-bridge", "  otter,lemon.  bridge!", "ötter lemon bridge", "otterlemonbridge"],
)
def test_typing_is_forgiven(typed: str) -> None:
    assert same_code(typed, "otter lemon bridge")


@pytest.mark.parametrize(
    "typed", ["lemon otter bridge", "otter lemon", "otter lemon bridge oak", "", "   ", "123", "\x00"]
)
def test_another_code_is_not_the_same(typed: str) -> None:
    assert not same_code(typed, "otter lemon bridge")


def test_nothing_is_not_the_same_as_nothing() -> None:
    assert not same_code("", "")
