"""What an auditor would ask: each question sees the fault that it is for, and names the lines."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest

from marketplace.impact.auditing import QUESTIONS, AuditLine, Check, Result, audit, worst
from marketplace.impact.calculation import calculate
from marketplace.impact.factors.kinds import Factor, Kind, Unit
from marketplace.impact.factors.rows import StoredFactors
from marketplace.impact.lines import Line
from marketplace.impact.rows import PREVENTION
from marketplace.kernel.mass import MassBasis
from tests.impact.lines import factors_2025, golden_line

FACTORS: Final = factors_2025()
DESKS: Final = replace(golden_line("L1"), line_id="1", life_share=Decimal(1), giver="1", receiver="2")
FRIDGE: Final = replace(golden_line("L3"), line_id="3", giver="1", receiver="2")


def stood(line: Line, **written: object) -> AuditLine:
    result = calculate(line, FACTORS)
    said = AuditLine(int(line.line_id), line.row.code, line.basis.value, line.counted_kg, result)
    return replace(said, **written)  # type: ignore[arg-type]  # fields of the line


def answers(*lines: AuditLine) -> dict[str, Check]:
    return {check.question.code: check for check in audit(lines, FACTORS)}


def test_sound_lines_get_sound_answers_but_for_what_the_example_shows() -> None:
    found = answers(stood(DESKS), stood(FRIDGE))
    assert list(found) == [question.code for question in QUESTIONS]
    assert {code for code, check in found.items() if check.result is not Result.SOUND} == {"dominant_factor"}
    assert found["mass_balance"].finding == "38 kg came up and the same was diverted or disposed of; no stock is held."
    assert found["dominant_factor"].lines == (1,)
    assert worst(found.values()) is Result.LOOK
    assert worst(audit((), FACTORS)) is Result.SOUND


@pytest.mark.parametrize(
    ("code", "result", "made"),
    [
        ("mass_balance", Result.FAIL, lambda: stood(replace(DESKS, became_waste=True))),
        ("basis_and_row", Result.FAIL, lambda: stood(DESKS, row="nowhere")),
        ("basis_and_row", Result.FAIL, lambda: stood(DESKS, basis="guessed")),
        ("no_factor_missing", Result.LOOK, lambda: stood(replace(DESKS, parts=()))),
        ("no_factor_missing", Result.LOOK, lambda: stood(DESKS, result=None)),
        ("mostly_estimated", Result.LOOK, lambda: stood(replace(DESKS, basis=MassBasis.ITEM_DEFAULT))),
        (
            "odd_item_weight",
            Result.LOOK,
            lambda: stood(replace(DESKS, item_kg=Decimal(27), default_item_kg=Decimal(5))),
        ),
        ("giver_is_receiver", Result.LOOK, lambda: stood(replace(DESKS, receiver="1"))),
        ("unknown_life", Result.LOOK, lambda: stood(replace(DESKS, life_share=None))),
    ],
)
def test_question_sees_its_fault_and_names_the_line(code: str, result: Result, made: Callable[[], AuditLine]) -> None:
    check = answers(made(), stood(FRIDGE))[code]
    assert (check.result, check.lines) == (result, (1,))


def test_odd_journeys_are_found_with_everything_that_they_carried() -> None:
    near = replace(DESKS, legs=(replace(DESKS.legs[0], straight_line_km=Decimal(2)),))
    assert answers(stood(near))["odd_trip_length"].lines == (1,)
    full = answers(stood(DESKS), stood(replace(DESKS, line_id="2")))["trip_overcounted"]
    assert (full.result, full.lines) == (Result.LOOK, (1, 2))


def test_line_that_stands_twice_is_found() -> None:
    check = answers(stood(DESKS), stood(DESKS))["basis_and_row"]
    assert (check.result, check.lines) == (Result.FAIL, (1,))


def test_serial_number_of_two_lines_is_found() -> None:
    lines = [stood(replace(DESKS, line_id=number, serials=("SN-1",))) for number in ("1", "2")]
    check = answers(*lines)["same_serial"]
    assert (check.result, check.lines) == (Result.LOOK, (1, 2))


def test_line_that_claims_all_although_a_factor_lacks_is_a_fault() -> None:
    lacking = calculate(replace(DESKS, parts=(*DESKS.parts[:1],)), FACTORS)
    silent = replace(lacking, unquantified_kg=Decimal(0), unquantified_eol_kg=Decimal(0))
    check = answers(stood(DESKS, result=silent))["no_factor_missing"]
    assert (check.result, check.lines) == (Result.FAIL, (1,))


def test_published_zero_is_a_fault_and_our_own_is_named() -> None:
    key = DESKS.parts[0].factor_id
    for kind, result in ((Kind.MATERIAL, Result.FAIL), (Kind.OWN, Result.SOUND)):
        zero = StoredFactors({key: Factor(key, kind, Unit.TONNE, Decimal(0), "Wood")})
        check = {one.question.code: one for one in audit([stood(DESKS)], zero)}["no_zero_factor"]
        assert check.result is result
        assert key in check.finding


def test_what_a_tonne_avoided_is_held_against_published_figures() -> None:
    clothing = replace(golden_line("L4"), line_id="1")
    check = answers(stood(clothing))["avoided_per_tonne"]
    assert check.result is Result.LOOK
    assert check.finding.startswith("14.39 tCO2e a tonne")
    assert clothing.row is PREVENTION
