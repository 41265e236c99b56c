"""Where a line is counted."""

from decimal import Decimal

import pytest

from marketplace.impact import rows
from marketplace.impact.rows import (
    ContradictoryFate,
    Operation,
    Outcome,
    Row,
    UnbalancedSplit,
    UnbalancedWaste,
    WasteStatus,
    check_split,
    check_waste_balance,
    row_for,
)


def fate(
    operation: Operation = Operation.REUSE,
    *,
    waste: bool = False,
    outcome: Outcome = Outcome.ACCEPTED,
    hazardous: bool = False,
    same_organisation: bool = False,
    onsite: bool = False,
    hop: int = 1,
) -> Row:
    return row_for(
        waste_status=WasteStatus.WASTE if waste else WasteStatus.NOT_WASTE,
        outcome=outcome,
        operation=operation,
        hazardous=hazardous,
        same_organisation=same_organisation,
        onsite=onsite,
        hop=hop,
    )


def test_reuse_of_what_never_was_waste_is_prevention_outside_the_waste_rows() -> None:
    assert fate() == rows.PREVENTION
    assert fate(Operation.PREPARATION_FOR_REUSE) == rows.PREVENTION
    assert fate(same_organisation=True) == rows.INTERNAL
    assert not rows.PREVENTION.is_diverted


def test_waste_that_is_used_again_was_prepared_for_reuse() -> None:
    expected = "306-4/preparation_for_reuse/non-hazardous/offsite"
    assert fate(waste=True).code == fate(Operation.PREPARATION_FOR_REUSE, waste=True).code == expected
    assert fate(waste=True, same_organisation=True, onsite=True).code.endswith("/onsite")


def test_energy_recovery_is_disposal() -> None:
    row = fate(Operation.ENERGY_RECOVERY, waste=True, hazardous=True)
    assert (row.code, row.is_disposed) == ("306-5/energy_recovery/hazardous/offsite", True)
    assert row.gri == ("GRI 306-5 waste directed to disposal: incineration (with energy recovery), hazardous, offsite")


def test_treatment_makes_waste_whatever_was_stated() -> None:
    row = fate(Operation.RECYCLING, outcome=Outcome.REJECTED)
    assert (row.code, row.is_sent_to_treatment, row.is_reuse) == (
        "306-4/recycling/non-hazardous/offsite",
        True,
        False,
    )


@pytest.mark.parametrize("operation", [Operation.REUSE, Operation.PREPARATION_FOR_REUSE])
def test_a_rejected_item_is_not_reused(operation: Operation) -> None:
    with pytest.raises(ContradictoryFate):
        fate(operation, outcome=Outcome.REJECTED)


def test_nothing_counts_before_it_is_confirmed() -> None:
    assert fate(outcome=Outcome.UNCONFIRMED) == rows.UNKNOWN
    assert fate(Operation.UNKNOWN) == rows.UNKNOWN
    assert fate(Operation.RETURNED, outcome=Outcome.REJECTED) == rows.RETURNED


def test_a_later_hop_is_recirculated_until_it_ends() -> None:
    assert fate(hop=2) == fate(hop=3, waste=True) == fate(hop=2, same_organisation=True) == rows.RECIRCULATED
    assert fate(Operation.LANDFILL, hop=2).code == "306-5/landfill/non-hazardous/offsite"


def test_rows_have_unique_codes_that_fit_their_column() -> None:
    assert len(rows.ROW_BY_CODE) == len(rows.ROWS) == 33
    assert max(len(code) for code in rows.ROW_BY_CODE) <= 60
    assert len({row.label for row in rows.ROWS}) == 33


def test_waste_balance_counts_stock_and_refuses_a_difference() -> None:
    recycled = rows.ROW_BY_CODE["306-4/recycling/non-hazardous/offsite"]
    buried = rows.ROW_BY_CODE["306-5/landfill/non-hazardous/offsite"]
    kg = {recycled: Decimal(30), buried: Decimal(10), rows.PREVENTION: Decimal(500)}
    check_waste_balance(kg, generated_kg=Decimal(45), change_in_stock_kg=Decimal(5))
    with pytest.raises(UnbalancedWaste) as refusal:
        check_waste_balance(kg, generated_kg=Decimal(45))
    assert refusal.value.details == {"generated": Decimal(45), "accounted": Decimal(40)}


def test_parts_of_a_split_weigh_no_more_than_the_whole() -> None:
    check_split(whole_kg=Decimal(10), parts_kg=[Decimal(4), Decimal(6)])
    check_split(whole_kg=Decimal(10), parts_kg=[Decimal(4), Decimal(5)])
    with pytest.raises(UnbalancedSplit):
        check_split(whole_kg=Decimal(10), parts_kg=[Decimal(4), Decimal("6.001")])
