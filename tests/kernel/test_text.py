"""Unsafe text is refused; folding and slugs are stable."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.text import UnsafeText, fold, refuse_unsafe, slug


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800"])
def test_control_characters_and_lone_surrogates_are_refused(bad: str) -> None:
    with pytest.raises(UnsafeText) as refusal:
        refuse_unsafe(f"a{bad}b", field="title")
    assert refusal.value.field == "title"
    refusal.value.message.encode()


def test_ordinary_text_passes() -> None:
    refuse_unsafe("Zwölf Stühle\r\n\tline two, emoji 🪑, עברית")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  São  Tomé ", "sao tome"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("Straße", "strasse"),
        ("St John’s – North", "st john's - north"),
        ("हिन्दी", "हिन्दी"),
    ],
)
def test_fold_makes_alike(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_fold_twice_is_fold_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_slug_is_always_fit_for_an_address(text: str) -> None:
    made = slug(text)
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", made)
    assert len(made) <= 80
    assert slug(made) == made


def test_slug_of_a_title() -> None:
    assert slug("St. John’s Wood — desks (No. 4)") == "st-johns-wood-desks-no-4"
