"""Reviewing: questions about lines, their answers, and what they end in: sent back, or locked."""

from datetime import datetime
from typing import Final

from django.db.models import F
from django.utils.timezone import localtime

from marketplace.impact.models import Report, ReportState, ReviewComment, RunLine
from marketplace.impact.queries.run_lines import lines_for
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.models import User

LONGEST: Final = 1000


class SomebodyElseWas(DomainError):
    code = "report_is_elsewhere"
    message = gettext_noop("The report has gone on meanwhile. Look where it is now.")


class NotWorkedOut(DomainError):
    code = "not_worked_out"
    message = gettext_noop("The figures are not worked out yet, or their calculation failed.")


class ReviewedByPreparer(DomainError):
    code = "reviewed_by_preparer"
    message = gettext_noop("You prepared this report. Somebody else has to review it.")


class OpenQuestions(DomainError):
    code = "open_questions"
    message = gettext_noop("Questions are open: {count}. Answer and resolve them first.")


class LedgerHasGrown(DomainError):
    code = "ledger_has_grown"
    message = gettext_noop("The ledger has lines of this period that the report does not hold. Work it out again.")


class PeriodNotOver(DomainError):
    code = "period_not_over"
    message = gettext_noop("The period is not over yet, so it cannot be locked.")


class TextMissing(DomainError):
    code = "text_missing"
    message = gettext_noop("Write what you would like to say, in at most 1,000 characters.")
    field = "text"


class NotALineOfIt(DomainError):
    code = "not_a_line_of_it"
    message = gettext_noop("This line is not in the report.")


class NoQuestion(DomainError):
    code = "no_open_question"
    message = gettext_noop("This question is resolved already.")


def submit(*, report: Report, by: User, now: datetime) -> None:
    """Give it to review.

    :raises NotWorkedOut | SomebodyElseWas: there are no figures; it is no draft
    """
    if not report.run.is_done:
        raise NotWorkedOut
    _step(report, ReportState.DRAFT, ReportState.IN_REVIEW, submitted_at=now)


def send_back(*, report: Report, by: User, now: datetime) -> None:
    """Give it back to whoever prepared it.

    :raises SomebodyElseWas: it is not in review
    """
    _step(report, ReportState.IN_REVIEW, ReportState.DRAFT, submitted_at=None)


def lock(*, report: Report, by: User, now: datetime) -> None:
    """Close the period: what is found later stands in the next one. Whoever locks it signs for the review.

    :raises ReviewedByPreparer | NotWorkedOut | OpenQuestions | LedgerHasGrown | PeriodNotOver: as they say
    :raises SomebodyElseWas: it is not in review
    """
    run = report.run
    if report.preparer_id == by.pk:
        raise ReviewedByPreparer
    if not run.is_done:
        raise NotWorkedOut
    if run.ends_on >= localtime(now).date():
        raise PeriodNotOver
    refuse_open_questions(report=report, by=by, now=now)
    if lines_for(run).count() != run.all_lines:
        raise LedgerHasGrown
    _step(report, ReportState.IN_REVIEW, ReportState.LOCKED, locked_at=now, reviewer=by)


def reopen(*, report: Report, by: User, now: datetime) -> None:
    """Make a locked report a draft again; its period takes lines in again.

    :raises SomebodyElseWas: it is not locked, or frozen already
    """
    _step(report, ReportState.LOCKED, ReportState.DRAFT, locked_at=None, reviewer=None, submitted_at=None)


def refuse_open_questions(*, report: Report, by: User, now: datetime) -> None:
    """:raises OpenQuestions: some are not resolved"""
    count = report.comments.open().count()
    if count:
        raise OpenQuestions(count=count)


def _step(report: Report, seen: str, to: str, **fields: object) -> None:
    if not Report.objects.filter(pk=report.pk, run=report.run).step(seen=seen, to=to, **fields):
        raise SomebodyElseWas
    report.refresh_from_db()


def question(*, report: Report, line: int, text: str, by: User, now: datetime) -> ReviewComment:
    """Ask about a line of the report, by the number that the ledger gave it.

    :raises TextMissing | NotALineOfIt: as they say
    :raises SomebodyElseWas: it is frozen
    """
    text = _text(text)
    if not RunLine.objects.filter(run=report.run, diversion_id=line).exists():
        raise NotALineOfIt
    _refuse_frozen(report)
    return ReviewComment.objects.create(report=report, diversion_id=line, text=text, by=by, at=now)


def answer(*, comment: ReviewComment, text: str, by: User, now: datetime) -> ReviewComment:
    """Answer a question.

    :raises TextMissing | NoQuestion | SomebodyElseWas: no words; resolved already; the report is frozen
    """
    text = _text(text)
    _refuse_frozen(comment.report)
    if comment.question_id is not None or comment.resolved_at is not None:
        raise NoQuestion
    return ReviewComment.objects.create(
        report=comment.report, diversion=comment.diversion, question=comment, text=text, by=by, at=now
    )


def resolve(*, comment: ReviewComment, by: User, now: datetime) -> None:
    """Say that a question is settled; it stays to be read.

    :raises NoQuestion | SomebodyElseWas: as above
    """
    _refuse_frozen(comment.report)
    if not ReviewComment.objects.open().filter(pk=comment.pk).update(resolved_by=by, resolved_at=now):
        raise NoQuestion


def _refuse_frozen(report: Report) -> None:
    """The first statement of a question's transaction is the report's own row."""
    if not Report.objects.filter(pk=report.pk).exclude(state=ReportState.FROZEN).update(state=F("state")):
        raise SomebodyElseWas


def _text(text: str) -> str:
    text = text.strip()
    refuse_unsafe(text, field="text")
    if not text or len(text) > LONGEST:
        raise TextMissing
    return text
