"""Duplicates: which pairs are told as alike, and in which words."""

from dataclasses import replace
from decimal import Decimal

import pytest

from listings.likeness import ALIKE, Thing, likeness

DESK = Thing(
    title="Oak veneer desks 1600 x 800",
    category="furniture/desks-and-tables/desks",
    site=1,
    quantity=Decimal(24),
    unit="item",
    dimensions="160 x 80 x 74 cm",
    make="",
    model="",
    serial_number="",
)


@pytest.mark.parametrize(
    "other",
    [
        DESK,
        replace(DESK, title="OAK VENEER DESK 1600x800"),
        replace(DESK, title="Desks, oak veneer, 1600 x 800", quantity=Decimal(20)),
        replace(DESK, title="Oak desks 1600 x 800", dimensions=""),
        replace(DESK, site=2),
        replace(DESK, title="The oak veneer desks (1600 x 800)", category="furniture/desks-and-tables/tables"),
    ],
)
def test_the_same_thing_listed_twice_is_told(other: Thing) -> None:
    found, mirrored = likeness(DESK, other), likeness(other, DESK)
    assert found is not None
    assert mirrored is not None
    assert ALIKE <= found.score == mirrored.score


@pytest.mark.parametrize(
    "other",
    [
        replace(DESK, title="Oak veneer desks 1200 x 800", dimensions="120 x 80 x 74 cm"),
        replace(DESK, title="Oak veneer bookcases"),
        replace(DESK, title="Desk lamps"),
        replace(DESK, title="Oak meeting tables", category="furniture/desks-and-tables/tables"),
        replace(DESK, title="Oak desks", site=2, quantity=Decimal(1), category="furniture/storage/shelves"),
    ],
)
def test_another_thing_is_not(other: Thing) -> None:
    assert likeness(DESK, other) is None


def test_a_serial_number_or_a_model_decides() -> None:
    mixer = replace(DESK, title="Planetary mixer", make="Hobart", model="A200", serial_number="11-482", dimensions="")
    same = replace(mixer, title="Kitchen mixer, large", quantity=Decimal(1))
    found = likeness(mixer, same)
    assert found is not None
    assert (found.score, found.reasons) == (100, (("The serial number is the same: {serial}.", {"serial": "11-482"}),))
    assert likeness(mixer, replace(mixer, serial_number="11-483")) is None
    assert likeness(mixer, replace(mixer, serial_number="", model="A120")) is None


def test_reasons_say_what_is_alike() -> None:
    found = likeness(DESK, replace(DESK, quantity=Decimal(20), site=2))
    assert found is not None
    assert [sentence.format(**details) for sentence, details in found.reasons] == [
        "The title says the same.",
        "They are in the same category.",
        "This one counts 24, that one 20.",
        "They have the same size.",
    ]
