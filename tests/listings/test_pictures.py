"""Catalogue pictures: one for every leaf, the same each time, different from seed to seed."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from listings import taxonomy
from listings.photo_processing import process
from listings.pictures import draw
from listings.pictures.motifs import MOTIFS


def test_every_leaf_has_a_drawing_of_its_own_choice() -> None:
    assert set(MOTIFS) == {leaf.slug for leaf in taxonomy.load()}


@pytest.mark.parametrize("leaf", taxonomy.load(), ids=lambda leaf: leaf.slug)
def test_draw_gives_a_picture_with_something_on_it(leaf: taxonomy.CategoryData) -> None:
    for seed in range(4):
        with Image.open(io.BytesIO(draw(leaf.slug, seed, (160, 120)))) as picture:
            assert (picture.format, picture.size) == ("WEBP", (160, 120))
            assert len(picture.convert("RGB").getcolors(160 * 120) or []) > 40


def test_draw_is_repeatable_and_varies_with_the_seed() -> None:
    assert draw("desks", 7, (160, 120)) == draw("desks", 7, (160, 120))
    assert len({draw("desks", seed, (160, 120)) for seed in range(12)}) > 8


def test_draw_takes_an_unknown_category_and_odd_sizes() -> None:
    for size in ((16, 16), (300, 100), (100, 300)):
        with Image.open(io.BytesIO(draw("no-such-thing", 1, size))) as picture:
            assert picture.size == size


def test_a_drawing_passes_as_an_upload() -> None:
    assert process(draw("sofas", 1), "sofa.webp").large.width == 1200
