"""`python -m tests.bench.impact --data FOLDER [--postgres URL] [--lines 100000]`: runs and reports of a large ledger.

A ledger of so many lines of twenty givers, half of them (at most 50,000) of the first, is written in bulk: copies of
lines that receipts made through the actions, over a year, with masses of their own. Then one run of the first giver's
year and one of the whole exchange are worked out, and their reports read beside one hand-written SQL aggregate over
the same rows, in turn, in the same process. Memory is the peak of this process. FOLDER is outside the project; the
PostgreSQL database is emptied.
"""

import argparse
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.search.engines import surroundings
from tests.bench.search.telling import say, say_machine

if TYPE_CHECKING:
    from marketplace.impact.models import CalculationRun, Diversion, Report

GIVERS = 20
OF_THE_FIRST = 50_000
ROUNDS = 15
BATCH = 2000
LATER = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
FIRST_DAY = date(2025, 1, 1)
COLUMNS = (
    "mass_kg", "unquantified_kg", "new_production", "a_low", "a_central", "a_high", "b_low", "b_central", "b_high",
    "c", "d", "u_low", "u_central", "u_high", "n_low", "n_central", "n_high",
)  # fmt: skip


def main() -> int:
    """Exit status 1 where a report took more than 1.3 times the aggregate, or a figure differs from it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.impact")
    parser.add_argument("--data", type=Path, required=True, help="a folder outside the project")
    parser.add_argument("--postgres", default="", help="postgres://user@host:port/name, which is emptied; else SQLite")
    parser.add_argument("--lines", type=int, default=100_000)
    options = parser.parse_args()
    options.data.mkdir(parents=True, exist_ok=True)
    os.environ.update(surroundings(options.data, options.postgres))
    import django

    django.setup()
    say_machine()
    return _run(options.lines)


def _run(lines: int) -> int:
    from tests.bench.contention.ground import empty_database, in_a_hurry

    in_a_hurry()
    empty_database()
    begun = time.monotonic()
    patterns = _ground()
    _fill(patterns, lines)
    say(f"{lines:,} lines written in {time.monotonic() - begun:.0f} s; {_peak_mb():.0f} MB so far")
    wrong = 0
    for scope in ("organisation", "platform"):
        report = _worked_out(patterns[0], scope)
        wrong += _compared(report)
    return 1 if wrong else 0


def _ground() -> "list[Diversion]":
    """One line of each giver, from receipts counted by the actions."""
    from marketplace.impact.actions.counting import count_receipts
    from marketplace.impact.actions.loading import load_factor_sets
    from marketplace.impact.models import Diversion
    from tests import make

    load_factor_sets(now=make.NOW)
    kinds = (("desks", "270", "weighed"), ("laptops", "13.2", "item_default"), ("office-chairs", "84", "declared"))
    for number in range(GIVERS):
        slug, mass, basis = kinds[number % len(kinds)]
        make.receipt(make.listing(make.organisation(), slug=slug), kept=4, kept_kg=mass, basis=basis)
    count_receipts(now=make.NOW)
    return list(Diversion.objects.order_by("pk"))


def _fill(patterns: "list[Diversion]", lines: int) -> None:
    """Copies with their own day, mass and facts; half of them of the first giver."""
    from marketplace.impact.models import Diversion

    first, rows = min(OF_THE_FIRST, lines // 2), []
    Diversion.objects.filter(pk__in=[one.pk for one in patterns]).update(entered_on=date(2024, 6, 1))
    for number in range(lines):
        pattern = patterns[0] if number < first else patterns[1 + number % (GIVERS - 1)]
        rows.append(_copy(pattern, number))
        if len(rows) == BATCH or number == lines - 1:
            Diversion.objects.bulk_create(rows)
            rows = []


def _copy(pattern: "Diversion", number: int) -> "Diversion":
    from marketplace.impact.models import Diversion

    values = {field.attname: getattr(pattern, field.attname) for field in Diversion._meta.concrete_fields}
    mass = pattern.mass_kg * (1 + Decimal(number % 97) / 100)
    scale = mass / pattern.mass_kg
    facts = dict(pattern.evidence["facts"])
    facts["mass_kg"] = str(mass)
    facts["parts"] = [one | {"mass_kg": str(Decimal(one["mass_kg"]) * scale)} for one in facts["parts"]]
    facts["legs"] = [one | {"carried_kg": str(mass)} for one in facts["legs"]]
    return Diversion(
        **values
        | {
            "id": None,
            "revision": 2 + number % 30_000,
            "part": ("kept", "rejected")[number // 30_000 % 2],
            "receipt_id": pattern.receipt_id,
            "entered_on": FIRST_DAY + timedelta(days=number % 365),
            "mass_kg": mass.quantize(Decimal("0.001")),
            "evidence": pattern.evidence | {"facts": facts},
        }
    )


def _worked_out(pattern: "Diversion", scope: str) -> "Report":
    """The year's report of the first giver, or of the exchange, with what its run took."""
    from marketplace.impact.actions.calculating import work_on
    from marketplace.impact.actions.reports.preparing import Subject, prepare
    from marketplace.impact.models import Report
    from marketplace.kernel.periods import parse_period
    from marketplace.organisations.models import Role
    from tests import make

    by = make.member(pattern.donor, Role.REPORTER)
    subject = Subject(scope=scope, period=parse_period("2025"), view="given")
    report = prepare(organisation=pattern.donor, subject=subject, by=by, now=LATER)
    begun, used = time.monotonic(), time.process_time()
    work_on(run=report.run, clock=lambda: LATER, by=by, now=LATER)
    report = Report.objects.select_related("run").get(pk=report.pk)
    took, busy = time.monotonic() - begun, time.process_time() - used
    say(
        f"run of {scope}: {report.run.get_state_display()}, {report.run.all_lines:,} lines in {took:.1f} s "
        f"({busy:.1f} s of CPU); peak memory of the process {_peak_mb():.0f} MB"
    )
    return report


def _compared(report: "Report") -> int:
    """Medians of both, in turn; 1 where the report is too slow or says something else."""
    from marketplace.impact.models import CalculationRun

    pk, run = report.pk, report.run
    ours: list[float] = []
    theirs: list[float] = []
    page = said = None
    for _round in range(ROUNDS):
        said = _timed(theirs, lambda: _aggregate(run))
        page = _timed(ours, lambda: _read(pk))
    ratio = statistics.median(ours) / statistics.median(theirs)
    say(
        f"report of {run.scope}, {run.all_lines:,} lines: page {_ms(ours)}, SQL aggregate {_ms(theirs)}, "
        f"ratio {ratio:.2f}"
    )
    assert isinstance(run, CalculationRun)
    same = page is not None and said is not None and abs(page - said) < Decimal("0.01")
    say(f"  N central {page} (exact), by the aggregate {said}: {'the same' if same else 'NOT THE SAME'}")
    return int(ratio > 1.3 or not same)


def _timed(into: list[float], work: Callable[[], Decimal]) -> Decimal:
    begun = time.perf_counter()
    answer = work()
    into.append(time.perf_counter() - begun)
    return answer


def _aggregate(run: "CalculationRun") -> Decimal:
    """What somebody would write by hand: every figure by row of the report."""
    from django.db import connection

    sums = ", ".join(f"SUM({name})" for name in COLUMNS)
    sql = f"SELECT row, COUNT(*), {sums} FROM impact_runline WHERE run_id = %s GROUP BY row"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(sql.replace(" row", ' "row"'), [run.pk])
        rows = cursor.fetchall()
    return sum((Decimal(str(row[2 + COLUMNS.index("n_central")])) for row in rows), Decimal(0))


def _read(pk: int) -> Decimal:
    """What the page of a report does with its figures, from the row to every table."""
    from marketplace.impact.models import Report
    from marketplace.impact.queries.frozen import figures_in
    from marketplace.impact.queries.prepared import prepared_page

    report = Report.objects.select_related("run").get(pk=pk)
    figures = figures_in(report)
    prepared_page(figures, report.run.bridge)
    return figures.total.n.central


def _ms(times: list[float]) -> str:
    return f"{statistics.median(times) * 1000:.1f} ms"


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
