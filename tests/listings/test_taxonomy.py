"""The shipped category tree: complete, consistent with the factor set and the List of Waste, and able to guess."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from listings import taxonomy
from marketplace.kernel.units import Unit

GOODS = [category for category in taxonomy.load() if category.kind != "space"]
SPACES = [category for category in taxonomy.load() if category.kind == "space"]


def test_tree_has_about_120_leaves_in_three_levels() -> None:
    assert 110 <= len(taxonomy.load()) <= 130
    for category in taxonomy.load():
        assert all(category.path)
        assert category.kind in taxonomy.KINDS


def test_slugs_are_unique_over_the_whole_tree_and_belong_to_one_parent() -> None:
    leaves = [category.slug for category in taxonomy.load()]
    sections = {(c.group_slug, c.section_slug, c.section_name) for c in taxonomy.load()}
    groups = {(c.group_slug, c.group_name) for c in taxonomy.load()}
    every = leaves + [section for _, section, _ in sections] + [group for group, _ in groups]
    assert len(every) == len(set(every))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in every)


@pytest.mark.parametrize("category", GOODS, ids=lambda category: category.slug)
def test_goods_have_mass_volume_materials_and_a_waste_code(category: taxonomy.CategoryData) -> None:
    assert category.mass_kg is not None
    assert Decimal("0.01") <= category.mass_kg <= 1000
    assert category.volume_litres is not None
    assert category.volume_litres > 0
    assert sum(category.split.values()) == 1
    assert len(category.split) == len(category.materials)
    assert set(category.end_of_life) == set(category.split)
    assert re.fullmatch(r"[0-9]{6}", category.waste_code)
    assert category.waste_alternative == "" or re.fullmatch(r"[0-9]{6}", category.waste_alternative)
    assert (category.mass_basis, category.mass_uncertainty_percent, bool(category.mass_source)) in {
        ("editorial estimate", 50, False),
        ("reference", 30, True),
    }


def _rows(name: str, key: str) -> dict[str, dict[str, str]]:
    with (Path(__file__).parents[2] / name).open(encoding="utf-8", newline="") as lines:
        return {row[key]: row for row in csv.DictReader(lines)}


def test_waste_codes_are_in_the_list_of_waste_with_their_mirror_flag() -> None:
    codes = _rows("listings/data/list_of_waste.csv", "code")
    for category in GOODS:
        assert category.waste_mirror == codes[category.waste_code]["entry_type"].startswith("Mirror"), category.slug
        assert category.waste_alternative == "" or category.waste_alternative in codes


def test_materials_are_rows_of_the_factor_set() -> None:
    factors = _rows("marketplace/impact/data/desnz-2025-v1.csv", "factor_id")
    for material in taxonomy.materials().values():
        assert factors[material.factor_id]["route"] == "Primary material production"
        assert factors[material.end_of_life_factor_id]["category"] == "Waste disposal"
        assert factors[material.end_of_life_factor_id]["route"] != "Landfill"
        if material.landfill_factor_id:
            assert factors[material.landfill_factor_id]["route"] == "Landfill"


@pytest.mark.parametrize("category", SPACES, ids=lambda category: category.slug)
def test_spaces_have_no_mass_and_no_waste_code(category: taxonomy.CategoryData) -> None:
    assert (category.mass_kg, category.volume_litres, category.split, category.waste_code) == (None, None, {}, "")
    assert category.unit == Unit.HOUR


def test_every_row_uses_known_words() -> None:
    for category in taxonomy.load():
        assert Unit(category.unit)
        assert set(category.handling) <= set(taxonomy.HANDLING)
        assert category.safety in taxonomy.SAFETY_GATES
        assert category.displacement in taxonomy.DISPLACEMENT_GROUPS
        assert len(category.synonyms) >= 4, category.slug


def test_units_that_are_masses_weigh_what_they_say() -> None:
    for category in GOODS:
        fixed = Unit(category.unit).fixed_kg
        assert fixed is None or category.mass_kg == fixed


def test_no_synonym_means_two_leaves_in_the_file() -> None:
    seen: dict[str, str] = {}
    for category in taxonomy.load():
        for synonym in category.synonyms:
            assert synonym not in seen, f"{synonym}: {seen.get(synonym)} and {category.slug}"
            seen[synonym] = category.slug


@pytest.mark.parametrize("category", taxonomy.load(), ids=lambda category: category.slug)
def test_guess_knows_each_leaf_by_its_own_name(category: taxonomy.CategoryData) -> None:
    assert taxonomy.guess(category.name)[0][0] == category.slug


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Filing cabinet suspension files", "binders"),
        ("Lockable FILING CABINETS", "filing-cabinets"),
        ("A5 lever arch files, black", "binders"),
        ("Desk lamp with oak table stand", "lighting"),
        ("Chair, office, mesh back", "office-chairs"),
        ("Tables - folding", "folding-tables"),
        ("Office desk chair", "office-chairs"),
        ("Computer desk", "desks"),
        ("Lenovo ThinkPad T480", "laptops"),
        ("Facing bricks (London stock)", "bricks"),
        ("Kingspan TP10 100mm", "insulation"),
        ("Under-counter fridge", "fridges"),
        ("12.5mm plasterboard 2400x1200", "plasterboard"),
        ("Café chairs", "bar-stools"),
        ("Meeting room, seats 12", "meeting-room"),
        ("Heras fencing panels", "fencing"),
    ],
)
def test_guess_takes_the_head_of_the_phrase(title: str, slug: str) -> None:
    assert taxonomy.guess(title)[0][0] == slug


def test_guess_uses_the_description_when_the_title_says_nothing() -> None:
    assert taxonomy.guess("Mixed lot", "about thirty stacking chairs from the hall")[0][0] == "stacking-chairs"


@pytest.mark.parametrize("text", ["", "   ", "???", "xyzzy plugh", "\x00", "😀" * 50, "a" * 10_000])
def test_guess_is_silent_about_what_it_does_not_know(text: str) -> None:
    assert taxonomy.guess(text) == []


def test_guess_scores_are_shares() -> None:
    scores = [score for _, score in taxonomy.guess("filing cabinet suspension files")]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert sum(scores) == pytest.approx(1, abs=0.01)
