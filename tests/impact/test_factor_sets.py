"""Factor sets: what ships, and what a file must be to be taken."""

from decimal import Decimal
from pathlib import Path

import pytest

from listings import taxonomy
from marketplace.impact.factors import reading
from marketplace.impact.factors.kinds import Kind, Layered, Rejected, Unit
from marketplace.impact.factors.reading import (
    DATA,
    FactorFileChanged,
    FactorFileRefused,
    UnknownFactorSet,
    factor_set_names,
    parse_factors,
    read_counterfactuals,
    read_displacement_evidence,
    read_factor_set,
    read_vehicles,
    sha256_of,
)
from marketplace.impact.parameters import DISPLACEMENT
from tests.impact.lines import GRID

HEADER = "factor_id,kind,unit,kgco2e_per_unit,label\n"


def test_the_default_set_is_whole_and_names_its_bytes() -> None:
    found = read_factor_set("desnz-2025")
    kinds = [factor.kind for factor in found.factors.values()]
    assert (kinds.count(Kind.MATERIAL), kinds.count(Kind.WASTE)) == (70, 134)
    assert (found.year, found.version, found.is_partial, found.rejected) == (2025, "v1", False, ())
    assert found.sha256 == sha256_of((DATA / "desnz-2025-v1.csv").read_bytes())
    assert found.licence == "OGL v3.0"
    assert found.gwp_bases == ("AR4", "AR5")


def test_every_factor_says_where_it_comes_from() -> None:
    for name in factor_set_names():
        for factor in read_factor_set(name).factors.values():
            assert factor.evidence
            assert factor.licence == "OGL v3.0"
            assert factor.source in {"R1", "R2", "R3", "Goodsyard"}
            assert factor.upstream_sha256 or factor.kind is Kind.OWN or factor.source == "R2"


def test_the_partial_set_leaves_out_its_published_zero() -> None:
    found = read_factor_set("desnz-2026-partial")
    assert found.is_partial
    assert [rejected.factor_id for rejected in found.rejected] == ["19_500_5051_15_1"]
    assert found.get("19_500_5051_15_1") is None


def test_no_shipped_factor_is_zero_but_the_one_that_is_ours() -> None:
    zeros = [
        factor.factor_id
        for name in factor_set_names()
        for factor in read_factor_set(name).factors.values()
        if factor.kgco2e_per_unit == 0
    ]
    assert zeros == ["goodsyard_cargo_bike_km"]


def test_a_partial_set_answers_first_and_only_for_its_kinds() -> None:
    newer, older = read_factor_set("desnz-2026-partial"), read_factor_set("desnz-2025")
    layered = Layered(newer, older, frozenset({Kind.MATERIAL}))
    assert layered.source_of("19_504_5112_15_1") == "desnz-2026-partial"
    assert layered.source_of("20_500_5255_15_1") == "desnz-2025"
    assert layered.source_of("19_506_5156_15_1") == "desnz-2025"
    assert layered.source_of("no such row") is None
    assert layered.get("no such row") is None
    scrap = layered.get("19_504_5112_15_1")
    assert scrap is not None
    assert scrap.kgco2e_per_unit == Decimal("3470.91114")


def test_an_unknown_set_is_refused() -> None:
    with pytest.raises(UnknownFactorSet):
        read_factor_set("desnz-1999")


def test_an_altered_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("manifest.csv", "desnz-2025-v1.csv"):
        (tmp_path / name).write_bytes((DATA / name).read_bytes())
    with (tmp_path / "desnz-2025-v1.csv").open("a") as file:
        file.write("\n")
    monkeypatch.setattr(reading, "DATA", tmp_path)
    read_factor_set.cache_clear()
    try:
        with pytest.raises(FactorFileChanged):
            read_factor_set("desnz-2025")
    finally:
        read_factor_set.cache_clear()


def test_blank_is_no_factor_and_zero_is_set_aside() -> None:
    text = f"{HEADER}a,material,tonne,,Blank\nb,material,tonne,0.0,Zero\nc,own,km,0,Bike\nd,waste,tonne,4.7,Waste\n"
    factors, rejected = parse_factors(text)
    assert list(factors) == ["c", "d"]
    assert rejected == (
        Rejected("a", "blank: no factor is published, which is not zero"),
        Rejected("b", "zero: not a credible factor of this kind"),
    )


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (",material,tonne,1,x\n", "Row 2 of the factor file: the factor id is missing"),
        ("a,material,tonne,1,x\na,material,tonne,2,y\n", "Row 3 of the factor file: the factor id a comes twice"),
        ("a,material,tonne,1;5,x\n", "Row 2 of the factor file: '1;5' is not a number"),
        ("a,material,tonne,-1,x\n", "Row 2 of the factor file: '-1' cannot be a factor"),
        ("a,material,tonne,NaN,x\n", "Row 2 of the factor file: 'NaN' cannot be a factor"),
        ("a,stuff,tonne,1,x\n", "Row 2 of the factor file: the kind or the unit is not one that is known"),
        ("a,material,km,1,x\n", "Row 2 of the factor file: a factor for material is per tonne, not per km"),
    ],
)
def test_a_bad_row_is_refused_with_its_number(rows: str, problem: str) -> None:
    with pytest.raises(FactorFileRefused) as refusal:
        parse_factors(HEADER + rows)
    assert str(refusal.value) == problem


def test_counterfactuals_and_vehicles_name_factors_of_the_default_set() -> None:
    found = read_factor_set("desnz-2025")
    for known in read_counterfactuals().values():
        for factor_id in (known.eol_factor_id, known.landfill_factor_id):
            assert not factor_id or found.factors[factor_id].kind is Kind.WASTE
    for vehicle in read_vehicles().values():
        assert vehicle.factor_ids
        assert {found.factors[factor_id].unit for factor_id in vehicle.factor_ids} == {Unit.KM}
        if len(vehicle.factor_ids) == 1:
            assert vehicle.note
    assert found.factors[GRID].kind is Kind.ENERGY


def test_an_electric_van_is_not_zero() -> None:
    found = read_factor_set("desnz-2025")
    per_km = [found.factors[factor_id].kgco2e_per_unit for factor_id in read_vehicles()["van_electric"].factor_ids]
    assert per_km == [Decimal("0.06976"), Decimal("0.01759")]


def test_materials_of_the_categories_have_as_cautious_an_end_of_life_as_ours() -> None:
    found = read_factor_set("desnz-2025")
    for material in taxonomy.materials().values():
        ours = found.get(read_counterfactuals()[material.factor_id].eol_factor_id)
        theirs = found.factors[material.end_of_life_factor_id]
        if ours is not None:
            assert theirs.kgco2e_per_unit == ours.kgco2e_per_unit, material.key


def test_displacement_rates_rest_on_evidence_or_say_that_they_do_not() -> None:
    evidence = read_displacement_evidence()
    assert DISPLACEMENT["clothing"].central == evidence["clothing_resale_uk"].rate
    assert DISPLACEMENT["it"].central == evidence["community_repair"].rate
    for rate in DISPLACEMENT.values():
        assert rate.low == evidence["second_hand_all_gb"].rate
        assert rate.ground in evidence or rate.ground.startswith("assumption")


def test_displacement_groups_are_those_of_the_categories() -> None:
    assert set(DISPLACEMENT) == set(taxonomy.DISPLACEMENT_GROUPS)
