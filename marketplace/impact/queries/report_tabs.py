"""What the pages beside a report print: its charts, its checks, its files, and the way between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace.impact.auditing import Check, Result, worst
from marketplace.impact.figures import figures_of
from marketplace.impact.models import FileKind, Report, ReportFile
from marketplace.impact.queries.dossiers import checks_of
from marketplace.impact.queries.pictures import ChartPicture, pictures_of
from marketplace.organisations.access import may
from marketplace.organisations.models import Role

#: Of the lines behind an answer so many are shown at first.
SHOWN: Final = 12
TONES: Final = {Result.SOUND: "good", Result.LOOK: "wait", Result.FAIL: "stop"}
WHAT_FOR: Final = {
    FileKind.PDF: gettext_lazy(
        "Designed and paged, charts as vectors, with method, factors, checks, lines and sign-off."
    ),
    FileKind.XLSX: gettext_lazy(
        "Totals, shares and products are formulas over the lines, so that a reader can check them."
    ),
    FileKind.CSV: gettext_lazy("One row a line, exact figures, factors and hashes."),
    FileKind.JSON: gettext_lazy("Everything for another program; its schema is in the pack."),
    FileKind.PACK: gettext_lazy(
        "All of these, factors, parameters, remarks and evidence files, with an index of SHA-256 hashes."
    ),
}


@dataclass(frozen=True, slots=True)
class DrawnChart:
    """A chart that may be put into a page as it is."""

    picture: ChartPicture
    drawn: SafeString


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check as its page prints it."""

    check: Check
    question: str
    remedy: str
    tone: str
    word: str
    lines: Sequence[int]
    more: int


@dataclass(frozen=True, slots=True)
class ChecksPage:
    """All checks, and how they came out together."""

    rows: list[CheckRow]
    tone: str
    summary: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that was asked for."""

    file: ReportFile
    kind: str
    size: str
    is_old: bool
    is_stuck: bool


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of file that may be asked for."""

    value: str
    label: str
    what_for: str
    is_working: bool


@dataclass(frozen=True, slots=True)
class FilesPage:
    """The files of a report."""

    kinds: list[KindRow]
    files: list[FileRow]
    is_working: bool
    is_done: bool


def report_tabs(report: Report, roles: frozenset[str], *, current: str) -> list[dict[str, object]]:
    """The pages of a report, those that the roles may open."""
    pages = [("prepared", _("Report")), ("charts", _("Charts")), ("checks", _("What an auditor would ask"))]
    if may(roles, Role.REPORTER):
        pages.append(("files", _("Files")))
    return [
        {"label": label, "href": reverse(f"impact:{name}", args=[report.pk]), "current": name == current}
        for name, label in pages
    ]


def charts_page(report: Report) -> list[DrawnChart]:
    """Every chart of a report that is worked out."""
    if not report.run.figures:
        return []
    pictures = pictures_of(figures_of(report.run.figures))
    return [DrawnChart(one, SafeString(one.svg)) for one in pictures]


def checks_page(report: Report, *, asked: str) -> ChecksPage:
    """Every check.

    :param asked: the code of a check of which all lines are shown
    """
    checks = checks_of(report) if report.run.figures else ()
    return ChecksPage(
        rows=[_check(check, asked) for check in checks],
        tone=TONES[worst(checks)],
        summary=_summary(checks),
        is_done=bool(report.run.figures),
    )


def result_words(result: Result) -> str:
    """How a check came out, for people."""
    return {Result.SOUND: _("Sound"), Result.LOOK: _("Look at it"), Result.FAIL: _("Wrong")}[result]


def _check(check: Check, asked: str) -> CheckRow:
    lines = check.lines if check.question.code == asked else check.lines[:SHOWN]
    return CheckRow(
        check=check,
        question=_(check.question.text),
        remedy=_(check.question.remedy) if check.result is not Result.SOUND else "",
        tone=TONES[check.result],
        word=result_words(check.result),
        lines=lines,
        more=len(check.lines) - len(lines),
    )


def _summary(checks: Sequence[Check]) -> str:
    wrong = sum(1 for check in checks if check.result is Result.FAIL)
    look = sum(1 for check in checks if check.result is Result.LOOK)
    if wrong:
        return ngettext(
            "%(count)s check found a fault in the ledger.", "%(count)s checks found faults in the ledger.", wrong
        ) % {"count": wrong}
    if look:
        return ngettext(
            "Nothing is wrong. %(count)s answer is to be known before anybody signs.",
            "Nothing is wrong. %(count)s answers are to be known before anybody signs.",
            look,
        ) % {"count": look}
    return _("Every answer is sound.")


def files_page(report: Report, *, now: datetime) -> FilesPage:
    """The files that were asked for, newest first, and those that may be."""
    files = list(ReportFile.objects.of_report(report))
    working = {file.kind for file in files if file.is_working and not file.is_stuck(now)}
    digest = report.run.input_digest
    return FilesPage(
        kinds=[KindRow(kind.value, str(kind.label), str(WHAT_FOR[kind]), kind.value in working) for kind in FileKind],
        files=[
            FileRow(
                file=file,
                kind=str(file.get_kind_display()),
                size=filesizeformat(file.size),
                is_old=bool(file.input_digest) and file.input_digest != digest,
                is_stuck=file.is_stuck(now),
            )
            for file in files
        ],
        is_working=bool(working),
        is_done=bool(report.run.figures),
    )
