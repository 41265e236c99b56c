"""Where a report is on its way, what may be done with it, and how a list of reports says so."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from marketplace.impact.models import Report, ReportState
from marketplace.impact.queries.run_figures import scope_label
from marketplace.kernel.periods import format_period
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role, User

TONES = {
    ReportState.DRAFT: "wait",
    ReportState.IN_REVIEW: "wait",
    ReportState.LOCKED: "good",
    ReportState.FROZEN: "good",
}


@dataclass(frozen=True, slots=True)
class Deed:
    """A button: what it does and what follows."""

    name: str
    label: str
    consequence: str
    kind: str = "primary"


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report in a list."""

    report: Report
    title: str
    tone: str


def reports_of(organisation: Organisation) -> QuerySet[Report]:
    """The organisation's reports, newest period first, with how many questions are open."""
    open_questions = Count("comments", filter=Q(comments__question=None, comments__resolved_at=None))
    return Report.objects.owned_by(organisation).for_list().annotate(open_questions=open_questions)


def report_row(report: Report) -> ReportRow:
    """As the list says it."""
    return ReportRow(report, title_of(report), TONES[ReportState(report.state)])


def title_of(report: Report) -> str:
    """Whom, when and which side it is about."""
    run = report.run
    return f"{scope_label(run)}, {format_period(run.period)}"


def steps_of(report: Report) -> list[dict[str, object]]:
    """The way of a report as `components/stage.html` draws it."""
    order = list(ReportState)
    at = order.index(ReportState(report.state))
    moments = {
        ReportState.DRAFT: report.prepared_at,
        ReportState.IN_REVIEW: report.submitted_at,
        ReportState.LOCKED: report.locked_at,
        ReportState.FROZEN: report.frozen_at,
    }
    return [
        {
            "label": str(state.label),
            "at": moments[state],
            "state": "now" if place == at and state != ReportState.FROZEN else "done" if place <= at else "todo",
        }
        for place, state in enumerate(order)
    ]


def deeds_of(report: Report, *, user: User, roles: frozenset[str], now: datetime) -> list[Deed]:
    """What this person may do with the report as it is now."""
    if not may(roles, Role.REPORTER):
        return []
    if report.run.is_working and not report.run.is_stuck(now):
        return []
    by_state = {
        ReportState.DRAFT: _of_draft,
        ReportState.IN_REVIEW: _of_review,
        ReportState.LOCKED: _of_locked,
        ReportState.FROZEN: _of_frozen,
    }
    return by_state[ReportState(report.state)](report, user, now)


def _of_draft(report: Report, user: User, now: datetime) -> list[Deed]:
    deeds = []
    if report.run.is_done:
        deeds.append(
            Deed("submit", _("Give it to review"), _("Somebody else looks at every figure before it is locked."))
        )
        deeds.append(_again())
    else:
        deeds.append(Deed("retry", _("Work it out again"), _("It starts from the beginning.")))
    return [*deeds, _discard()]


def _again() -> Deed:
    return Deed("again", _("Work it out anew"), _("By the ledger, the factors and parameters of today."), "plain")


def _discard() -> Deed:
    return Deed("discard", _("Discard"), _("The draft and its questions are gone. The ledger stays."), "quiet")


def _of_review(report: Report, user: User, now: datetime) -> list[Deed]:
    deeds = []
    if report.preparer_id != user.pk and report.run.ends_on < localtime(now).date():
        deeds.append(
            Deed(
                "lock",
                _("Lock it"),
                _("You sign for the review. What is found later stands in the next period."),
                "signal",
            )
        )
    deeds.append(Deed("send_back", _("Send it back"), _("It is a draft again."), "plain"))
    return [*deeds, _again()]


def _of_locked(report: Report, user: User, now: datetime) -> list[Deed]:
    return [
        Deed(
            "freeze",
            _("Freeze it"),
            _("It is sealed with a digest, linked to the report before, and never changes."),
            "signal",
        ),
        Deed("reopen", _("Open it again"), _("It is a draft again, and its period takes lines in."), "quiet"),
    ]


def _of_frozen(report: Report, user: User, now: datetime) -> list[Deed]:
    return []
