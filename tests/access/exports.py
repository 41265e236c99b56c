"""A worked-out report of the giver's yard in the world of the access tests, with a file of it; and who may see what."""

from dataclasses import dataclass
from typing import Final

from marketplace.impact.actions.calculating import work_on
from marketplace.impact.actions.exporting import ask, make
from marketplace.impact.actions.reports.preparing import Subject, prepare
from marketplace.impact.models import Report, ReportFile, ReportScope, ReportView
from marketplace.kernel.periods import quarter_of
from marketplace.organisations.models import Organisation, Role, Site
from tests.access.cases import Case, Rule
from tests.make.organisations import NOW, administrator

ANY: Final = frozenset(Role.values)
REPORT: Final = frozenset({Role.ADMINISTRATOR.value, Role.REPORTER.value})
OF_ANY: Final = Rule(own=ANY)
TO_REPORT: Final = Rule(own=REPORT)
BOTH_SIDES: Final = Rule(parties={"giver": ANY, "receiver": ANY})
MEMBERS: Final = Rule(parties={"giver": ANY})
REPORTERS: Final = Rule(parties={"giver": REPORT})
#: of public bodies, of which the world has none: `tests.impact.test_areas`
NOBODY: Final = Rule(parties={})


@dataclass
class Exported:
    """The report, and its lines as a sheet."""

    report: Report
    file: ReportFile


def export(organisation: Organisation, site: Site) -> Exported:
    """What the site gave in the quarter of the tests, worked out and written down."""
    by = administrator(organisation)
    subject = Subject(scope=ReportScope.SITE, period=quarter_of(NOW.date()), view=ReportView.GIVEN, site=site)
    report = prepare(organisation=organisation, subject=subject, by=by, now=NOW)
    work_on(run=report.run, clock=lambda: NOW, by=by, now=NOW)
    report.refresh_from_db()
    file = ask(report=report, kind="csv", by=by, now=NOW)
    make(file=file, attempt=file.attempt, clock=lambda: NOW, by=by, now=NOW)
    file.refresh_from_db()
    ReportFile.objects.filter(pk=file.pk).update(expires_at=NOW.replace(year=2100))
    return Exported(report, file)


CASES: Final = [
    Case("impact:report", get=OF_ANY),
    Case("impact:report-csv", get=TO_REPORT),
    Case("impact:report-count", post=TO_REPORT),
    Case("impact:lines", get=OF_ANY),
    Case("impact:line", lambda w: {"pk": w.moves.line.pk}, get=BOTH_SIDES),
    Case("impact:method", get=OF_ANY),
    Case("impact:charts", lambda w: {"pk": w.exported.report.pk}, get=MEMBERS),
    Case("impact:checks", lambda w: {"pk": w.exported.report.pk}, get=MEMBERS),
    Case("impact:files", lambda w: {"pk": w.exported.report.pk}, get=REPORTERS, post=REPORTERS),
    Case("impact:file", lambda w: {"pk": w.exported.file.pk}, get=REPORTERS),
    Case("impact:file-again", lambda w: {"pk": w.exported.file.pk}, post=REPORTERS),
    Case("impact:area", get=NOBODY),
    Case("impact:area-csv", get=NOBODY),
    Case("impact:area-geojson", get=NOBODY),
]
