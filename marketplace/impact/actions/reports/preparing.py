"""Preparing: a report of a scope and a period, worked out in the background, anew as often as it takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime

from marketplace.impact.models import (
    CalculationRun,
    Department,
    FactorSet,
    ParameterSet,
    Report,
    ReportState,
    ReviewComment,
)
from marketplace.impact.parameters import METHOD_VERSION
from marketplace.impact.queries.calculating import parameters_in_use
from marketplace.impact.queries.factors import factor_set_for
from marketplace.impact.queries.run_lines import lines_for
from marketplace.impact.queries.versions import code_version
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.periods import Period
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.models import Circle, Organisation, Site, User

OPEN: Final = (ReportState.DRAFT, ReportState.IN_REVIEW)
LONGEST_REASON: Final = 500


class PeriodInFuture(DomainError):
    code = "period_in_future"
    message = gettext_noop("This period has not begun yet.")
    field = "period"


class ReportIsThere(DomainError):
    code = "report_is_there"
    message = gettext_noop("There is a report of exactly this already. Open it, or discard it first.")
    field = "period"


class PeriodIsClosed(DomainError):
    code = "period_is_closed"
    message = gettext_noop(
        "A locked report covers some of these days already. What was found since stands in the next period; "
        "a frozen report can be restated."
    )
    field = "period"


class ReportIsClosed(DomainError):
    code = "report_is_closed"
    message = gettext_noop("The report is locked, so nothing of it changes.")


class NotFrozen(DomainError):
    code = "not_frozen"
    message = gettext_noop("Only a frozen report can be restated. Work the draft out again instead.")


class RestatedAlready(DomainError):
    code = "restated_already"
    message = gettext_noop("This report is being restated, or was. Go on from that restatement.")


class NothingToRestate(DomainError):
    code = "nothing_to_restate"
    message = gettext_noop(
        "Nothing has changed since: the same lines, factors, parameters and method. The frozen report stands."
    )


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = gettext_noop("Say why the report is restated, in at most 500 characters.")
    field = "reason"


@dataclass(frozen=True)
class Subject:
    """Whom and which days a report is about; `scope` is a `ReportScope`, `view` a `ReportView`."""

    scope: str
    period: Period
    view: str
    site: Site | None = None
    department: Department | None = None
    circle: Circle | None = None
    area: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> dict[str, object]:
        """The columns that say whom."""
        return {
            "scope": self.scope,
            "site": self.site,
            "department": self.department,
            "circle": self.circle,
            "area": self.area,
            "view": self.view,
        }


def prepare(*, organisation: Organisation, subject: Subject, by: User, now: datetime) -> Report:
    """A draft with its run in the queue; whoever calls this puts a worker to it.

    :raises PeriodInFuture: nothing can have happened yet
    :raises PeriodIsClosed: a closed report of the same scope and side covers some of the days
    :raises ReportIsThere: a draft of exactly this is open
    :raises NoFactorSet | NoParameterSet: there is nothing to work it out with
    """
    period = subject.period
    if period.starts_on > localtime(now).date():
        raise PeriodInFuture
    same = Report.objects.owned_by(organisation).filter(
        **{f"run__{name}": value for name, value in subject.place.items()}
    )
    over = same.filter(run__starts_on__lte=period.ends_on, run__ends_on__gte=period.starts_on)
    if over.closed().exists():
        raise PeriodIsClosed
    if same.filter(run__starts_on=period.starts_on, run__ends_on=period.ends_on).exists():
        raise ReportIsThere
    run = CalculationRun(
        organisation=organisation,
        **subject.place,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        factor_set=factor_set_for(period.ends_on),
        parameter_set=parameters_in_use(),
        method_version=METHOD_VERSION,
        code_version=code_version(),
        inputs=dict(subject.inputs),
        asked_by=by,
        asked_at=now,
    )
    with transaction.atomic():
        run.save()
        return Report.objects.create(organisation=organisation, run=run, preparer=by, prepared_at=now)


def prepare_again(*, report: Report, by: User, now: datetime) -> CalculationRun:
    """Work it out anew, by the factors and parameters of today; questions stay with their lines.

    :raises ReportIsClosed: it is locked or frozen
    """
    old = report.run
    run = _copy(old, by, now)
    if old.restates_id is None:
        run.factor_set = factor_set_for(old.ends_on)
        run.parameter_set = parameters_in_use()
    with transaction.atomic():
        run.save()
        if not Report.objects.filter(pk=report.pk, state__in=OPEN, run=old).update(run=run):
            raise ReportIsClosed
        old.delete()
    report.run = run
    return run


def _copy(old: CalculationRun, by: User, now: datetime) -> CalculationRun:
    """A run of the same subject, by today's code."""
    kept = (
        "organisation_id", "scope", "site_id", "department_id", "circle_id", "area", "view", "starts_on", "ends_on",
        "factor_set_id", "parameter_set_id", "inputs", "restates_id",
    )  # fmt: skip
    values = {name: getattr(old, name) for name in kept}
    return CalculationRun(
        **values, method_version=METHOD_VERSION, code_version=code_version(), asked_by=by, asked_at=now
    )


def discard(*, report: Report, by: User, now: datetime) -> None:
    """Take a draft away, with its questions and its run.

    :raises ReportIsClosed: it is locked or frozen
    """
    with transaction.atomic():
        if not Report.objects.filter(pk=report.pk, state__in=OPEN).update(state=ReportState.DRAFT, submitted_at=None):
            raise ReportIsClosed
        ReviewComment.objects.filter(report=report, question__isnull=False).delete()
        ReviewComment.objects.filter(report=report).delete()
        Report.objects.filter(pk=report.pk).delete()
        report.run.delete()


def restate(
    *, report: Report, factor_set: FactorSet, parameter_set: ParameterSet, reason: str, by: User, now: datetime
) -> Report:
    """A draft that puts a frozen report right, measured against it; the frozen one stays as it is.

    :raises NotFrozen | RestatedAlready | ReasonMissing: as they say
    :raises NothingToRestate: the same lines, factors, parameters and code
    """
    reason = reason.strip()
    refuse_unsafe(reason, field="reason")
    if report.state != ReportState.FROZEN:
        raise NotFrozen
    if not reason or len(reason) > LONGEST_REASON:
        raise ReasonMissing
    if report.restatements.exists():
        raise RestatedAlready
    run = _copy(report.run, by, now)
    run.restates, run.factor_set, run.parameter_set = report.run, factor_set, parameter_set
    if not _differs(run, report.run):
        raise NothingToRestate
    with transaction.atomic():
        run.save()
        return Report.objects.create(
            organisation=report.organisation,
            run=run,
            restates=report,
            restatement_reason=reason,
            preparer=by,
            prepared_at=now,
        )


def _differs(run: CalculationRun, old: CalculationRun) -> bool:
    names = ("factor_set_id", "parameter_set_id", "code_version")
    if any(getattr(run, name) != getattr(old, name) for name in names):
        return True
    return lines_for(run).count() != old.all_lines
