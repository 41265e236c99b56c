"""What a transfer note has to say of waste: every gap is refused with its field, a mirror entry asks for the hazard."""

from dataclasses import replace
from decimal import Decimal

import pytest

from listings.waste_codes import list_of_waste
from logistics.papers.waste import (
    WasteRefused,
    WasteValues,
    checked,
    checked_registration,
    containers,
    hazards,
    needs_assessment,
    treatments,
)
from marketplace.kernel.errors import DomainError

BULKY = WasteValues(
    codes=["20 03 07"],
    description="Desks with scratched tops",
    origin="Office clearance",
    sic_code="82990",
    physical_form="Solid",
    container_type="LOO",
    container_count=1,
    mass_kg=Decimal(96),
    is_estimate=True,
    hierarchy_applied=True,
)
DANGEROUS = replace(
    BULKY,
    codes=["20 01 35*"],
    hazard_found=True,
    hazard_basis="Data sheet, read by Sam",
    hazards=["HP_6"],
    components="Lead",
    consignment_code="cj123e/a0001",
)


def test_all_842_codes_of_the_list_can_be_declared() -> None:
    """Each code with the answers that its entry asks for, and none of them without."""
    for code, entry in list_of_waste().items():
        said = replace(BULKY, codes=[entry.display])
        if entry.is_mirror:
            said = replace(said, hazard_found=entry.is_hazardous, hazard_basis="Test")
        if entry.is_hazardous:
            said = replace(said, hazards=["HP_14"], consignment_code="SA1234567")
        assert checked(said).codes == (code,)
        if entry.is_mirror or entry.is_hazardous:
            with pytest.raises(WasteRefused):
                checked(replace(BULKY, codes=[code]))
    assert len(list_of_waste()) == 842
    assert (len(containers()), len(hazards()), len(treatments())) == (16, 16, 28)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"codes": []}, "codes"),
        ({"codes": ["200307", "200138", "200136", "200111", "200110", "150101"]}, "codes"),
        ({"codes": ["99 99 99"]}, "waste_code"),
        ({"description": " "}, "description"),
        ({"origin": ""}, "origin"),
        ({"sic_code": "12"}, "sic_code"),
        ({"sic_code": "١٢٣٤٥"}, "sic_code"),
        ({"physical_form": "Wobbly"}, "physical_form"),
        ({"container_type": "XXX"}, "container_type"),
        ({"container_count": 0}, "container_count"),
        ({"mass_kg": Decimal(0)}, "mass_kg"),
        ({"hierarchy_applied": False}, "hierarchy_applied"),
        ({"hazards": ["HP_3"]}, "hazards"),
    ],
)
def test_each_gap_is_refused_at_its_field(said: dict[str, object], field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        checked(replace(BULKY, **said))  # type: ignore[arg-type] # values of several types
    assert refusal.value.field == field


def test_mirror_entries_force_the_question_and_name_the_other_side() -> None:
    asked = {code: needs_assessment([code]) for code in ("200137", "200138", "200307")}
    assert asked == {"200137": True, "200138": True, "200307": False}
    painted = replace(DANGEROUS, codes=["20 01 37*"])
    assert checked(painted).codes == ("200137",)
    with pytest.raises(WasteRefused, match="twin"):
        checked(replace(painted, hazard_found=None))
    with pytest.raises(WasteRefused, match=r"You found nothing hazardous, but 20 01 37\* .* 20 01 38"):
        checked(replace(painted, hazard_found=False))
    with pytest.raises(WasteRefused, match=r"You found it hazardous, but 20 01 38 .* 20 01 37\*"):
        checked(replace(BULKY, codes=["200138"], hazard_found=True, hazard_basis="A test"))
    with pytest.raises(WasteRefused, match="how that was found out") as refusal:
        checked(replace(painted, hazard_basis=" "))
    assert refusal.value.field == "hazard_basis"


def test_hazardous_waste_names_its_properties_and_its_consignment() -> None:
    assert checked(DANGEROUS).consignment_code == "CJ123E/A0001"
    for said, field in (({"hazards": []}, "hazards"), ({"hazards": ["HP_99"]}, "hazards")):
        with pytest.raises(WasteRefused) as refusal:
            checked(replace(DANGEROUS, **said))
        assert refusal.value.field == field
    with pytest.raises(WasteRefused, match="CJ123E/A0001"):
        checked(replace(DANGEROUS, consignment_code="17"))


@pytest.mark.parametrize("number", ["CBDU123456", "cbdl12345", "CBDU 123", "", "CBDX123", "12345"])
def test_registration_has_the_form_of_one(number: str) -> None:
    good = {"CBDU123456": "CBDU123456", "cbdl12345": "CBDL12345"}
    if number in good:
        assert checked_registration(number, "") == (good[number], "")
    else:
        with pytest.raises(WasteRefused):
            checked_registration(number, "")


def test_carrier_is_registered_or_says_why_not_never_both() -> None:
    assert checked_registration("", "ONE_OFF") == ("", "ONE_OFF")
    for number, why in (("CBDU123456", "ONE_OFF"), ("", "BECAUSE"), ("", "")):
        with pytest.raises(WasteRefused):
            checked_registration(number, why)
