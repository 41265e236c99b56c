"""The ledger itself put to an auditor's questions, giver by giver."""

from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef, QuerySet

from marketplace.impact.auditing import AuditLine, Check, audit
from marketplace.impact.evidence import result_of
from marketplace.impact.models import Diversion, FactorSet
from marketplace.impact.queries.factors import stored_factors
from marketplace.kernel.periods import Period
from marketplace.organisations.models import Organisation


def audits_of(
    givers: QuerySet[Organisation], period: Period | None
) -> Iterator[tuple[Organisation, int, tuple[Check, ...]]]:
    """Each giver that has lines, how many, and every check of them; one giver's lines are held at a time."""
    factors = stored_factors(*FactorSet.objects.newest_first())
    for giver in givers.filter(Exists(Diversion.objects.filter(donor=OuterRef("pk")))):
        rows = Diversion.objects.given_by(giver).order_by("pk")
        if period is not None:
            rows = rows.within(period.starts_on, period.ends_on)
        lines = list(_lines(rows.iterator(2000)))
        if lines:
            yield giver, len(lines), audit(lines, factors)


def _lines(rows: Iterable[Diversion]) -> Iterator[AuditLine]:
    for row in rows:
        result = result_of(row.evidence, line_id=str(row.pk)) if row.evidence else None
        yield AuditLine(row.pk, row.row, row.mass_basis, row.mass_kg, result)
