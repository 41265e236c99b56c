"""Reports of the giver: a draft with a question about a line, and a frozen one that is published."""

from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from marketplace.impact.actions.calculating import work_on
from marketplace.impact.actions.reports.freezing import freeze, publish
from marketplace.impact.actions.reports.preparing import Subject, prepare
from marketplace.impact.actions.reports.reviewing import lock, question, submit
from marketplace.impact.models import Diversion, PublishedLink, Report, ReviewComment
from marketplace.impact.models.published_links import published_token
from marketplace.kernel.periods import Period, month_of, previous
from marketplace.organisations.models import Organisation, Role, User
from tests.access.cases import Case, Rule
from tests.access.moving import Side

ANY: Final = frozenset(Role.values)
A_REPORTER: Final = frozenset({Role.ADMINISTRATOR.value, Role.REPORTER.value})
OWNERS: Final = Rule(parties={"giver": ANY})
REPORTERS: Final = Rule(parties={"giver": A_REPORTER})


@dataclass
class Reports:
    """Both of them, the line that was asked about, the question, and the address of the frozen one."""

    draft: Report
    frozen: Report
    line: Diversion
    asked: ReviewComment
    link: PublishedLink

    @property
    def token(self) -> str:
        return published_token(self.link.pk)


def report_on(giver: Side, line: Diversion) -> Reports:
    """Prepare both, and have the older one reviewed by the other person."""
    now = timezone.now()
    by, other = giver.people[Role.REPORTER], giver.people[Role.ADMINISTRATOR]
    this_month = month_of(timezone.localdate())
    draft = _prepared(giver.organisation, this_month, by)
    frozen = _prepared(giver.organisation, previous(this_month), by)
    asked = question(report=draft, line=line.pk, text="canary question", by=other, now=now)
    submit(report=frozen, by=by, now=now)
    lock(report=frozen, by=other, now=now)
    freeze(report=frozen, by=other, now=now)
    return Reports(draft, frozen, line, asked, publish(report=frozen, days=30, by=by, now=now))


def _prepared(organisation: Organisation, period: Period, by: User) -> Report:
    subject = Subject(scope="organisation", period=period, view="given")
    report = prepare(organisation=organisation, subject=subject, by=by, now=timezone.now())
    work_on(run=report.run, clock=timezone.now, by=by, now=timezone.now())
    return Report.objects.select_related("run").get(pk=report.pk)


CASES: Final = [
    Case("impact:reports", get=Rule(own=ANY)),
    Case("impact:report-new", get=Rule(own=A_REPORTER), post=Rule(own=A_REPORTER)),
    Case("impact:prepared", lambda w: {"pk": w.reports.draft.pk}, get=OWNERS, note="(draft)"),
    Case("impact:prepared", lambda w: {"pk": w.reports.frozen.pk}, get=OWNERS, note="(frozen)"),
    Case("impact:report-step", lambda w: {"pk": w.reports.draft.pk}, post=REPORTERS),
    Case("impact:report-restate", lambda w: {"pk": w.reports.frozen.pk}, get=REPORTERS, post=REPORTERS),
    Case("impact:report-publish", lambda w: {"pk": w.reports.frozen.pk}, post=REPORTERS),
    Case("impact:report-lines", lambda w: {"pk": w.reports.draft.pk}, get=OWNERS),
    Case(
        "impact:report-line",
        lambda w: {"pk": w.reports.draft.pk, "line": w.reports.line.pk},
        get=OWNERS,
        post=REPORTERS,
    ),
    Case("impact:report-comment", lambda w: {"pk": w.reports.asked.pk}, post=REPORTERS),
    Case("impact:link-withdraw", lambda w: {"pk": w.reports.link.pk}, post=REPORTERS),
    Case("impact:published", lambda w: {"token": w.reports.token}, get=Rule(public=True)),
]
