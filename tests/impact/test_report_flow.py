"""A report on its way: two people, questions, the lock, the seal, and what happens to what is found later."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from marketplace.impact.actions.correcting import take_back
from marketplace.impact.actions.loading import load_factor_sets
from marketplace.impact.actions.reports import freezing, preparing, reviewing
from marketplace.impact.figures import figures_of
from marketplace.impact.kept import digest_of
from marketplace.impact.models import (
    CalculationRun,
    Diversion,
    Factor,
    FactorSet,
    Report,
    ReportState,
    RunLine,
    RunState,
)
from marketplace.impact.queries.frozen import document_of, sealed
from marketplace.impact.queries.integrity import faults_of
from marketplace.impact.queries.locking import is_locked
from marketplace.kernel.periods import NotAPeriod, parse_period
from marketplace.organisations.models import Organisation
from tests import make
from tests.impact.reporting import LATER, QUARTER, Office, counted, drafted, figures, frozen, locked, office, work

pytestmark = pytest.mark.django_db


def ground() -> Office:
    """A giver of two receipts, with two reporters."""
    receipt = make.receipt(kept=3, kept_kg="72", rejected=1, rejected_kg="24", fate="recycled")
    giver: Organisation = receipt.collection.claim.listing.organisation
    make.receipt(make.listing(giver, slug="laptops"), kept=2, kept_kg="3.3", basis="item_default")
    counted(receipt)
    return office(giver)


def test_two_people_lock_and_nothing_open_is_frozen() -> None:
    own = ground()
    report = drafted(own)
    by, now = {"preparer": own.preparer, "reviewer": own.reviewer}, LATER
    with pytest.raises(NotAPeriod):
        parse_period("2026-09-30..2026-07-01")
    with pytest.raises(preparing.ReportIsThere):
        drafted(own)
    with pytest.raises(freezing.NotLocked):
        freezing.freeze(report=report, by=by["reviewer"], now=now)
    reviewing.submit(report=report, by=by["preparer"], now=now)
    with pytest.raises(reviewing.ReviewedByPreparer):
        reviewing.lock(report=report, by=by["preparer"], now=now)
    line = RunLine.objects.filter(run=report.run).in_order()[0].diversion_id
    asked = reviewing.question(report=report, line=line, text="Which scale?", by=by["reviewer"], now=now)
    with pytest.raises(reviewing.OpenQuestions):
        reviewing.lock(report=report, by=by["reviewer"], now=now)
    reviewing.answer(comment=asked, text="Ticket 12", by=by["preparer"], now=now)
    reviewing.resolve(comment=asked, by=by["reviewer"], now=now)
    assert not is_locked(own.organisation, QUARTER.ends_on)
    reviewing.lock(report=report, by=by["reviewer"], now=now)
    assert is_locked(own.organisation, QUARTER.ends_on)
    assert not is_locked(own.organisation, QUARTER.day_after)
    later = reviewing.question(report=report, line=line, text="And the ticket?", by=by["reviewer"], now=now)
    with pytest.raises(reviewing.OpenQuestions):
        freezing.freeze(report=report, by=by["reviewer"], now=now)
    reviewing.resolve(comment=later, by=by["reviewer"], now=now)
    freezing.freeze(report=report, by=by["reviewer"], now=now)
    assert report.state == ReportState.FROZEN
    assert [one["text"] for one in sealed(report).document["questions"]] == [
        "Which scale?",
        "Ticket 12",
        "And the ticket?",
    ]
    with pytest.raises(reviewing.SomebodyElseWas):
        reviewing.question(report=report, line=line, text="Too late", by=by["reviewer"], now=now)
    with pytest.raises(preparing.PeriodIsClosed):
        drafted(own)


def test_late_line_keeps_the_report_from_being_locked() -> None:
    own = ground()
    report = drafted(own)
    counted(make.receipt(make.listing(own.organisation), kept=1, kept_kg="20"))
    reviewing.submit(report=report, by=own.preparer, now=LATER)
    with pytest.raises(reviewing.LedgerHasGrown):
        reviewing.lock(report=report, by=own.reviewer, now=LATER)
    run = preparing.prepare_again(report=report, by=own.preparer, now=LATER)
    assert work(run, by=own.preparer).state == RunState.DONE
    report = Report.objects.select_related("run").get(pk=report.pk)
    reviewing.lock(report=report, by=own.reviewer, now=LATER)
    assert figures(report).total.lines == 4


def test_frozen_report_reproduces_whatever_comes_later() -> None:
    own = ground()
    report = frozen(own, drafted(own))
    before = bytes(report.frozen or b"")
    said = figures(report)
    load_factor_sets(now=LATER)
    newer = FactorSet.objects.exclude(pk=report.run.factor_set_id).order_by("pk")[0]
    line = Diversion.objects.filter(entry="recorded", part="kept").order_by("pk")[0]
    take_back(line=line, reason="Counted twice", by=own.preparer, now=LATER + timedelta(days=1))
    counted(make.receipt(make.listing(own.organisation), kept=1, kept_kg="20"))
    again = Report.objects.select_related("run__factor_set", "run__parameter_set").get(pk=report.pk)
    assert bytes(again.frozen or b"") == before
    assert sealed(again).figures == said
    rebuilt = document_of(again, previous_digest="", by=again.frozen_by or own.reviewer, now=again.frozen_at or LATER)
    assert rebuilt == before
    assert faults_of(again) == []
    second = frozen(
        own, drafted(own, period=parse_period("2026-10"), now=LATER + timedelta(days=2)), now=LATER + timedelta(days=3)
    )
    assert second.previous_digest == report.digest == sealed(second).previous_digest
    assert newer.pk != report.run.factor_set_id
    call_command("verify_reports")


@pytest.mark.parametrize("what", ["report", "line", "ledger", "factor", "run", "taken out"])
def test_tampering_is_found_and_named(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    own = ground()
    report = frozen(own, drafted(own))
    call_command("verify_reports")
    line = RunLine.objects.filter(run=report.run).in_order()[0]
    used = figures(report).factors[0].factor_id
    altered = bytes(report.frozen or b"").replace(b'"mass_kg":"9', b'"mass_kg":"8', 1)
    lines, mine = RunLine.objects.filter(pk=line.pk), Report.objects.filter(pk=report.pk)
    changes: dict[str, Callable[[], object]] = {
        "report": lambda: mine.update(frozen=altered),
        "line": lambda: lines.update(n_central=line.n_central + 1),
        "ledger": lambda: Diversion.objects.filter(pk=line.diversion_id).update(mass_kg=73),
        "factor": lambda: Factor.objects.filter(factor_id=used).update(kgco2e=Decimal("1.5")),
        "run": lambda: CalculationRun.objects.filter(pk=report.run_id).update(lines_digest=digest_of("x")),
        "taken out": lines.delete,
    }
    changes[what]()
    names = {
        "report": f"Report {report.pk} was altered",
        "line": f"Line {line.diversion_id} of the report",
        "ledger": f"Line {line.diversion_id} of the ledger",
        "factor": f"Factor {used} was",
        "run": f"Run {report.run_id} was altered",
        "taken out": f"The lines of run {report.run_id}",
    }
    with pytest.raises(CommandError):
        call_command("verify_reports")
    assert names[what] in capsys.readouterr().err


def test_restatement_bridges_from_the_frozen_report() -> None:
    own = ground()
    report = frozen(own, drafted(own))
    sealed_before = bytes(report.frozen or b"")
    factors, parameters = report.run.factor_set, report.run.parameter_set

    def restated(factor_set: FactorSet, reason: str) -> Report:
        return preparing.restate(
            report=report, factor_set=factor_set, parameter_set=parameters, reason=reason, by=own.preparer, now=LATER
        )

    with pytest.raises(preparing.NothingToRestate):
        restated(factors, "Once more")
    with pytest.raises(preparing.ReasonMissing):
        restated(factors, "  ")
    partial = FactorSet.objects.get(name="desnz-2026-partial")
    line = Diversion.objects.filter(entry="recorded", part="kept").order_by("pk")[1]
    take_back(line=line, reason="Counted twice", by=own.preparer, now=LATER + timedelta(days=1))
    made = restated(partial, "New factors")
    run = work(made.run, by=own.preparer, now=LATER + timedelta(days=2))
    assert run.state == RunState.DONE, run.failure
    opening, closing = sealed(report).figures.total.n, figures_of(run.figures).total.n
    for case in ("low", "central", "high"):
        steps = run.bridge["n"][case]
        changes = {name: Decimal(value) for name, value in steps["changes"].items()}
        assert Decimal(steps["opening"]) == getattr(opening, case)
        assert Decimal(steps["closing"]) == getattr(closing, case)
        assert Decimal(steps["opening"]) + sum(changes.values()) == Decimal(steps["closing"])
        assert changes["activity"] < 0
        assert changes["factors"] != 0
        assert changes["parameters"] == changes["method"] == Decimal(0)
    assert run.bridge["is_material"] is True
    made = Report.objects.select_related("run").get(pk=made.pk)
    frozen(own, made, now=LATER + timedelta(days=3))
    report.refresh_from_db()
    assert bytes(report.frozen or b"") == sealed_before
    assert made.previous_digest == report.digest
    with pytest.raises(preparing.RestatedAlready):
        restated(partial, "Again")


def test_what_is_found_about_a_locked_period_stands_in_the_next() -> None:
    own = ground()
    report = locked(own, drafted(own))
    line = Diversion.objects.filter(entry="recorded", part="kept").order_by("pk")[0]
    undone = take_back(line=line, reason="Counted twice", by=own.preparer, now=LATER)
    next_one = drafted(own, period=parse_period("2026-11"), now=LATER + timedelta(days=40))
    found = figures(next_one)
    assert [one.diversion_id for one in RunLine.objects.filter(run=next_one.run)] == [undone.pk]
    assert found.adjustments == found.total
    assert found.adjustments.mass_kg == -line.mass_kg
    assert found.total.n.central == -RunLine.objects.get(run=report.run, diversion=line).n_central
    assert figures(report).total.mass_kg == Decimal("99.300")


def test_platform_is_donors_is_recipients() -> None:
    own = ground()
    other = office(make.organisation())
    make.receipt(make.listing(other.organisation), kept=5, kept_kg="50")
    counted(make.receipt(make.listing(own.organisation), kept=1, kept_kg="7"))
    platform = figures(drafted(own, scope="platform")).total
    lines = Diversion.objects.all()
    sides = {"given": "donor", "received": "receiver"}
    for view, side in sides.items():
        parties = Organisation.objects.filter(pk__in=lines.values(side)).order_by("pk")
        parts = [figures(drafted(office(one), view=view)).total for one in parties]
        for name in ("lines", "mass_kg", "counted_kg", "kept_kg", "waste_kg", "c"):
            assert sum(getattr(one, name) for one in parts) == getattr(platform, name)
        assert sum(one.n.central for one in parts) == platform.n.central
