"""The List of Waste: complete, forgiving about how a code is written, and honest about mirrors."""

import pytest

from listings.waste_codes import UnknownWasteCode, counterparts, find, is_hazardous, list_of_waste


def test_list_is_complete() -> None:
    entries = list_of_waste()
    assert len(entries) == 842
    assert sum(entry.is_hazardous for entry in entries.values()) == 408
    assert all(len(code) == 6 and code.isdigit() and entry.code == code for code, entry in entries.items())


@pytest.mark.parametrize("written", ["200138", "20 01 38", "20.01.38", " 20-01-38 ", "20 01 38*"])
def test_find_reads_a_code_however_it_is_written(written: str) -> None:
    entry = find(written)
    assert (entry.code, entry.display) == ("200138", "20 01 38")
    assert entry.description == "Wood other than that mentioned in 20 01 37"


@pytest.mark.parametrize("written", ["", "20", "200199x", "99 99 99", "²00138"])
def test_find_refuses_what_is_not_in_the_list(written: str) -> None:
    with pytest.raises(UnknownWasteCode) as refusal:
        find(written)
    assert refusal.value.field == "waste_code"


def test_hazardous_entries_carry_a_star() -> None:
    assert is_hazardous("20 01 23")
    assert find("200123").display == "20 01 23*"
    assert not is_hazardous("20 03 07")


def test_mirror_entries_name_their_counterpart_both_ways() -> None:
    assert find("20 01 38").is_mirror
    assert [entry.display for entry in counterparts("20 01 38")] == ["20 01 37*"]
    assert [entry.display for entry in counterparts("20 01 37*")] == ["20 01 38"]
    assert not find("20 03 07").is_mirror
    assert counterparts("20 03 07") == ()


def test_counterparts_stand_on_the_other_side() -> None:
    for entry in list_of_waste().values():
        for other in counterparts(entry.code):
            assert other.is_hazardous != entry.is_hazardous
            assert entry in counterparts(other.code)
