"""Whether a report still is what was signed: its bytes, its link, its lines, the ledger and the factors behind it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from marketplace.impact.figures import ReportFigures
from marketplace.impact.kept import COLUMNS, canonical, line_digest
from marketplace.impact.models import Diversion, Factor, Report, RunLine
from marketplace.impact.queries.frozen import figures_in, sealed
from marketplace.impact.queries.run_lines import CHUNK, LedgerRow, facts_digest, ledger_rows

#: More lines than this are checked by `manage.py verify_reports`, not while somebody waits for a page.
AT_ONCE: Final = 5000
_COLUMNS: Final = (
    "diversion_id", "row", "category_id", "donor_id", "receiver_id", "donor_site_id", "receiver_site_id",
    "entered_on", "mass_kg", "basis", "method", "is_adjustment", "is_quantified", "unquantified_kg", "effects",
    "facts_sha256", *COLUMNS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was signed. `what` is one of report, link, run, line, ledger, factor; `key` which."""

    what: str
    key: str
    sentence: str


def faults_of(report: Report, *, with_lines: bool = True) -> list[Fault]:
    """Everything that is not as it was when the report was frozen; of one that is not frozen, when it was worked out.

    :param with_lines: whether every line, and what the ledger says of it, is looked at too
    """
    found = [*_sealed_faults(report), *_factor_faults(report)]
    if with_lines and report.run.is_done:
        found += _line_faults(report)
    return found


def _sealed_faults(report: Report) -> Iterator[Fault]:
    if not report.is_frozen:
        return
    number = str(report.pk)
    said = bytes(report.frozen or b"")
    if hashlib.sha256(said).hexdigest() != report.digest:
        yield Fault("report", number, _("Report %(number)s was altered after it was frozen.") % {"number": number})
        return
    document = sealed(report).document
    if document["previous_digest"] != report.previous_digest:
        yield Fault("link", number, _("The link of report %(number)s was altered.") % {"number": number})
    before = Report.objects.owned_by(report.organisation).frozen().filter(digest=document["previous_digest"])
    if document["previous_digest"] and not before.exists():
        yield Fault(
            "link", number, _("The report before report %(number)s is gone or was altered.") % {"number": number}
        )
    run = report.run
    same = (
        canonical(document["figures"]) == canonical(run.figures),
        document["run"]["lines_digest"] == run.lines_digest,
        document["run"]["input_digest"] == run.input_digest,
    )
    if not all(same):
        yield Fault(
            "run", str(run.pk), _("Run %(number)s was altered after its report was frozen.") % {"number": run.pk}
        )


def _factor_faults(report: Report) -> Iterator[Fault]:
    """Factors whose stored value is not the one that the report was worked out with."""
    if not report.run.figures:
        return
    try:
        figures = figures_in(report)
    except (ValueError, KeyError, TypeError):  # the bytes are no report any more, which was said above
        return
    used = {one.factor_id: one.value for one in figures.factors if one.value}
    stored: dict[str, set[str]] = {}
    rows = Factor.objects.filter(factor_id__in=sorted(used)).order_by("pk")
    for factor_id, kgco2e in rows.values_list("factor_id", "kgco2e"):
        stored.setdefault(factor_id, set()).add(_value(kgco2e))
    for factor_id, value in used.items():
        if _value(Decimal(value)) not in stored.get(factor_id, set()):
            sentence = _("Factor %(id)s was %(value)s when the report was worked out, and is not any more.")
            yield Fault("factor", factor_id, sentence % {"id": factor_id, "value": value})


def _value(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"


def _line_faults(report: Report) -> Iterator[Fault]:
    run, chain, last = report.run, hashlib.sha256(), 0
    lines = RunLine.objects.filter(run=run).in_order()
    count = 0
    sums = {name: Decimal(0) for name in ("mass_kg", *COLUMNS)}
    while chunk := list(lines.filter(diversion_id__gt=last)[:CHUNK]):
        last, count = chunk[-1].diversion_id, count + len(chunk)
        numbers = [one.diversion_id for one in chunk]
        ledger = {row.id: row for row in ledger_rows(Diversion.objects.filter(pk__in=numbers))}
        for line in chunk:
            values = {name: getattr(line, name) for name in _COLUMNS}
            chain.update(line.sha256.encode())
            for name in sums:
                sums[name] += values[name]
            yield from _one_line(line, values, ledger[line.diversion_id])
    if count != run.all_lines or chain.hexdigest() != run.lines_digest:
        sentence = _("The lines of run %(number)s are not those that it wrote: one was altered, added or taken out.")
        yield Fault("run", str(run.pk), sentence % {"number": run.pk})
    yield from _sum_faults(report, sums)


def _one_line(line: RunLine, values: dict[str, Any], ledger: LedgerRow) -> Iterator[Fault]:  # Any: columns of a row
    number = str(line.diversion_id)
    if line_digest(values) != line.sha256:
        yield Fault("line", number, _("Line %(number)s of the report was altered.") % {"number": number})
    if facts_digest(ledger) != line.facts_sha256:
        yield Fault("ledger", number, _("Line %(number)s of the ledger was altered.") % {"number": number})


def _sum_faults(report: Report, sums: dict[str, Decimal]) -> Iterator[Fault]:
    try:
        figures: ReportFigures = figures_in(report)
    except (ValueError, KeyError, TypeError, json.JSONDecodeError):
        return
    total = figures.total
    said = {"mass_kg": total.mass_kg, "n_low": total.n.low, "n_central": total.n.central, "n_high": total.n.high}
    for name, value in said.items():
        if sums[name] != value:
            yield Fault("run", name, _("The lines do not add up to the report’s figures: %(name)s.") % {"name": name})
