"""What must hold for any ledger in the database: every gram is in one row, and every figure is the sum of its lines."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logistics.models import Receipt
from marketplace.impact import rows
from marketplace.impact.actions.correcting import NotALineOfAReceipt, ReasonMissing, TakenBackAlready, take_back
from marketplace.impact.actions.counting import count_receipts
from marketplace.impact.calculation import Scenarios, calculate
from marketplace.impact.evidence import FIGURES, columns_of, evidence_of, result_of
from marketplace.impact.models import Diversion
from marketplace.impact.queries import kept_in_use_kg
from marketplace.impact.queries.ledger import GROUPS, Drill, LedgerLine, Scope, lines_in, statement_of
from marketplace.impact.rows import ROW_BY_CODE
from marketplace.impact.statement import OUTSIDE, Statement
from marketplace.kernel.mass import MassBasis
from marketplace.kernel.periods import quarter_of
from marketplace.organisations.models import Organisation
from tests import make
from tests.impact.lines import factors_2025
from tests.impact.test_laws import lines

pytestmark = pytest.mark.django_db

THIS_QUARTER: Final = quarter_of(make.NOW.date())
CLOSE: Final = Decimal("1e-12")
PLACES: Final = Decimal("0.000001")


def scope_of(organisation: Organisation, **other: Any) -> Scope:  # Any: fields of a scope
    return replace(Scope(organisation, THIS_QUARTER, None, "given"), **other)


masses = st.decimals("0", "5000", places=3)
drawn: dict[str, st.SearchStrategy[Any]] = {  # Any: facts of a receipt, of several types
    "kept": st.integers(0, 3),
    "rejected": st.integers(0, 2),
    "fate": st.sampled_from(["returned", "recycled", "disposed", "unknown"]),
    "kept_kg": masses,
    "rejected_kg": masses,
    "basis": st.sampled_from([basis.value for basis in MassBasis]),
    "mode": st.sampled_from(["fetch", "van"]),
    "slug": st.sampled_from(["desks", "laptops", "fabric", "fridges", "timber"]),
    "is_waste": st.booleans(),
    "is_driven": st.booleans(),
}


def _counts_something(one: dict[str, Any]) -> bool:  # Any: as above
    return bool(one["kept"] + one["rejected"])


told = st.fixed_dictionaries(drawn).filter(_counts_something)


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _receive(giver: Organisation, taker: Organisation, one: dict[str, Any]) -> Receipt:  # Any: as drawn
    waste = {"is_waste": True, "waste_code": "200123" if one["slug"] == "fridges" else "200307"}
    listing = make.listing(
        giver, site=giver.sites.get(), slug=one["slug"], unit="item", **(waste if one["is_waste"] else {})
    )
    made = make.receipt(
        listing,
        organisation=taker,
        site=taker.sites.get(),
        kept=one["kept"],
        kept_kg=str(one["kept_kg"] if one["kept"] else 0),
        rejected=one["rejected"],
        rejected_kg=str(one["rejected_kg"] if one["rejected"] else 0),
        fate=one["fate"] if one["rejected"] else "",
        basis=one["basis"],
        mode=one["mode"],
    )
    if one["mode"] == "van" and one["is_driven"]:
        make.driven_route(made.collection)
    return made


@given(everything=st.lists(told, min_size=1, max_size=5), undo=st.integers(0, 3))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_report_is_the_sum_of_its_lines_and_they_are_the_receipts(everything: list[dict[str, Any]], undo: int) -> None:
    with _undone():
        giver, taker = make.organisation(), make.organisation("charity")
        make.site(giver)
        make.site(taker, at=make.BRADFORD)
        receipts = [_receive(giver, taker, one) for one in everything]
        count_receipts(now=make.NOW)
        found = lines_in(scope_of(giver))
        received = sum((one.kept_mass_kg + one.rejected_mass_kg for one in receipts), Decimal(0))
        assert sum((line.row.mass_kg for line in found), Decimal(0)) == received
        for line in [line for line in found if line.result is not None][:undo]:
            take_back(line=line.row, reason="Counted twice.", by=make.administrator(giver), now=make.NOW)
        _check_sums(lines_in(scope_of(giver)))
        _check_drills(lines_in(scope_of(giver)))
        _check_views(giver, taker)


def _check_sums(found: list[LedgerLine]) -> None:
    statement = statement_of(found)
    by_row = {row.code: kg for row, kg in statement.mass.by_row.items()}
    assert sum(by_row.values(), Decimal(0)) == sum((line.row.mass_kg for line in found), Decimal(0))
    assert by_row == {
        code: sum((line.row.mass_kg for line in found if line.row.row == code), Decimal(0)) for code in by_row
    }
    by_basis = sum(statement.mass.by_basis.values(), Decimal(0))
    assert by_basis == sum((line.row.mass_kg for line in found if line.report_row not in OUTSIDE), Decimal(0))
    assert statement.mass.generated_kg == statement.mass.diverted_kg + statement.mass.disposed_kg
    kept = sum((line.row.net_central or Decimal(0) for line in found), Decimal(0))
    assert abs(kept - statement.n.central) <= PLACES * len(found)
    assert kept_in_use_kg() == statement.mass.kept_in_use_kg
    assert all(all(getattr(line.row, name) is None for name in FIGURES) for line in found if not line.row.is_quantified)


def _check_drills(found: list[LedgerLine]) -> None:
    statement = statement_of(found)
    mass = statement.mass

    def behind(**words: str) -> list[LedgerLine]:
        return [line for line in found if Drill(**words).takes(line)]

    def kg(taken: list[LedgerLine]) -> Decimal:
        return sum((line.row.mass_kg for line in taken), Decimal(0))

    assert {row: kg(behind(row=row.code)) for row in mass.by_row} == mass.by_row
    assert {basis: kg(behind(basis=basis.value)) for basis in mass.by_basis} == mass.by_basis
    assert {name: kg(behind(row=name)) for name in GROUPS} == {
        "kept": mass.kept_in_use_kg,
        "prevention": mass.prevented_kg,
        "306-3": mass.generated_kg,
        "306-4": mass.diverted_kg,
        "306-5": mass.disposed_kg,
    }
    assert _near(statement_of(behind(show="emissions")), statement)
    for share in statement.by_factor:
        effects = [line.factor_effect(share.factor_id) for line in behind(factor=share.factor_id)]
        assert abs(sum((one or Decimal(0) for one in effects), Decimal(0)) - share.effect.central) <= CLOSE
    unquantified = sum((line.unquantified_kg for line in behind(show="unquantified")), Decimal(0))
    assert unquantified == statement.unquantified_kg


def _near(first: Statement, second: Statement) -> bool:
    gap: Scenarios = first.n - second.n
    return max(abs(gap.low), abs(gap.central), abs(gap.high)) <= CLOSE


def _check_views(giver: Organisation, taker: Organisation) -> None:
    """The same lines stand in the giver's and in the receiver's report, and in nobody else's."""
    given_lines = [line.row.pk for line in lines_in(scope_of(giver))]
    assert [line.row.pk for line in lines_in(scope_of(taker, view="received"))] == given_lines
    assert lines_in(scope_of(giver, view="received")) == []
    assert lines_in(scope_of(taker)) == []


@given(line=lines())
def test_evidence_gives_back_what_was_written(line: Any) -> None:  # Any: a Line, drawn
    result = calculate(line, factors_2025())
    assert result_of(evidence_of(result), line_id=line.line_id) == result
    columns = columns_of(result)
    assert (columns["net_central"] is None) is result.is_excluded


def _one_line(**told: Any) -> Diversion:  # Any: arguments of `make.receipt`
    receipt = make.receipt(**told)
    count_receipts(now=make.NOW)
    return Diversion.objects.for_report().get(receipt=receipt)


def test_line_that_is_taken_back_leaves_nothing_and_stays() -> None:
    line = _one_line()
    before = Diversion.objects.values().get(pk=line.pk)
    later = make.NOW + timedelta(days=40)
    undone = take_back(line=line, reason="The desks were weighed twice.", by=make.user(), now=later)
    assert Diversion.objects.values().get(pk=line.pk) == before
    assert (undone.mass_kg, undone.quantity, undone.corrects_id) == (Decimal(-96), Decimal(-4), line.pk)
    assert undone.net_central is not None
    assert line.net_central is not None
    assert undone.net_central == -line.net_central
    assert undone.entered_on > THIS_QUARTER.ends_on
    both = [*lines_in(scope_of(line.donor)), *lines_in(scope_of(line.donor, period=quarter_of(undone.entered_on)))]
    statement = statement_of(both)
    assert statement.mass.by_row == {rows.PREVENTION: 0}
    assert statement.n == Scenarios()
    assert statement.e_new == 0


def test_line_without_figures_can_be_taken_back_too() -> None:
    line = _one_line(mode="van")
    take_back(line=line, reason="Never happened.", by=make.user(), now=make.NOW)
    statement = statement_of(lines_in(scope_of(line.donor)))
    assert statement.mass.by_row == {ROW_BY_CODE[line.row]: 0}
    assert statement.unquantified_kg == 0


def test_line_is_taken_back_once_and_a_correction_never() -> None:
    line = _one_line()
    person = make.user()
    undone = take_back(line=line, reason="Slip.", by=person, now=make.NOW)
    with pytest.raises(TakenBackAlready):
        take_back(line=line, reason="Again.", by=person, now=make.NOW)
    with pytest.raises(NotALineOfAReceipt):
        take_back(line=undone, reason="Back again.", by=person, now=make.NOW)
    assert Diversion.objects.count() == 2


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_taking_back_needs_a_reason(reason: str) -> None:
    line = _one_line()
    with pytest.raises(ReasonMissing):
        take_back(line=line, reason=reason, by=make.user(), now=make.NOW)
    assert Diversion.objects.count() == 1


def test_counting_does_not_count_a_receipt_again_that_was_taken_back() -> None:
    line = _one_line()
    take_back(line=line, reason="Slip.", by=make.user(), now=make.NOW)
    assert count_receipts(now=make.NOW) == 0


def test_operator_takes_a_line_back_by_command() -> None:
    line = _one_line()
    call_command("take_back_line", line.pk, reason="Slip.", by=make.administrator(line.donor).email)
    assert line.corrections.get().correction_reason == "Slip."
    with pytest.raises(CommandError, match="taken back already"):
        call_command("take_back_line", line.pk, reason="Slip.", by=make.administrator(line.donor).email)
    with pytest.raises(CommandError, match="no such line"):
        call_command("take_back_line", 0, reason="Slip.", by="nobody@example.org")


@pytest.mark.parametrize(
    "change",
    [
        {"mass_kg": Decimal(-1)},
        {"entry": "corrected"},
        {"is_quantified": False},
        {"net_central": None},
    ],
)
def test_database_refuses_what_no_line_may_be(change: dict[str, object]) -> None:
    line = _one_line()
    with pytest.raises(IntegrityError), transaction.atomic():
        Diversion.objects.filter(pk=line.pk).update(**change)


def test_database_takes_a_receipt_once() -> None:
    line = _one_line()
    line.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)
    assert Diversion.objects.count() == 1
