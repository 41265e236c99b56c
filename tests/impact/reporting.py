"""A report on its way: receipts counted, a run worked out, people who prepare and review."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from logistics.models import Receipt
from marketplace.impact.actions.calculating import work_on
from marketplace.impact.actions.counting import count_receipts
from marketplace.impact.actions.reports.freezing import freeze
from marketplace.impact.actions.reports.preparing import Subject, prepare
from marketplace.impact.actions.reports.reviewing import lock, submit
from marketplace.impact.figures import ReportFigures, figures_of
from marketplace.impact.models import CalculationRun, Report
from marketplace.kernel.periods import Period, parse_period
from marketplace.organisations.models import Organisation, Role, User
from tests import make

LATER = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
QUARTER = parse_period("2026-Q3")


@dataclass
class Office:
    """An organisation with two people who report."""

    organisation: Organisation
    preparer: User
    reviewer: User


def office(organisation: Organisation) -> Office:
    return Office(organisation, make.member(organisation, Role.REPORTER), make.member(organisation, Role.REPORTER))


def work(run: CalculationRun, *, by: User, now: datetime = LATER) -> CalculationRun:
    """Work the run out and read it again."""
    work_on(run=run, clock=lambda: now, by=by, now=now)
    run.refresh_from_db()
    return run


def drafted(
    office: Office, *, period: Period = QUARTER, view: str = "given", scope: str = "organisation", now: datetime = LATER
) -> Report:
    """A draft that is worked out."""
    subject = Subject(scope=scope, period=period, view=view)
    report = prepare(organisation=office.organisation, subject=subject, by=office.preparer, now=now)
    work(report.run, by=office.preparer, now=now)
    report.refresh_from_db()
    return report


def locked(office: Office, report: Report, *, now: datetime = LATER) -> Report:
    submit(report=report, by=office.preparer, now=now)
    lock(report=report, by=office.reviewer, now=now)
    return report


def frozen(office: Office, report: Report, *, now: datetime = LATER) -> Report:
    locked(office, report, now=now)
    freeze(report=report, by=office.reviewer, now=now + timedelta(minutes=1))
    return report


def figures(report: Report) -> ReportFigures:
    return figures_of(report.run.figures)


def counted(*receipts: Receipt, now: datetime = make.NOW) -> None:
    assert count_receipts(now=now) >= len(receipts)
