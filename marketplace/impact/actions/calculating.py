"""Calculating: every line of a scope and a period worked out, as background work that says how far it is."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from marketplace.impact.actions.bridging import BridgeBuilder, NoBridge
from marketplace.impact.figures import plain
from marketplace.impact.kept import COLUMNS, KeptLine, digest_of, effects_json, line_digest
from marketplace.impact.models import CalculationRun, RunLine, RunState
from marketplace.impact.queries.rates import Rates
from marketplace.impact.queries.results import is_adjustment, kept_under
from marketplace.impact.queries.run_figures import Counts, Journeys, figures_for
from marketplace.impact.queries.run_lines import (
    LedgerRow,
    Places,
    chunks_of,
    facts_digest,
    facts_of,
    lines_for,
    newest_line,
    priced,
)
from marketplace.impact.totals import Totals
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.mass import MassBasis
from marketplace.organisations.models import User

BROKEN_OFF: Final = gettext_noop(
    "The work broke off, so nothing was kept. Start it again; tell the operator if it recurs."
)
#: The moment, as the interface that set the work off reads it.
Clock = Callable[[], datetime]
_Values = dict[str, Any]  # Any: columns of a row
#: Rows of one statement: SQLite takes 250,000 parameters, and longer statements are no faster.
AT_ONCE: Final = 250


class StillCalculating(DomainError):
    code = "still_calculating"
    message = gettext_noop("It is being worked out. If nothing has moved for some minutes, you can start it again.")


def restart(*, run: CalculationRun, by: User, now: datetime) -> None:
    """Put a run that failed or is stuck in the queue again.

    :raises StillCalculating: a worker is at it
    """
    if run.is_working and not run.is_stuck(now):
        raise StillCalculating
    CalculationRun.objects.filter(pk=run.pk).exclude(state=RunState.DONE).update(
        state=RunState.QUEUED, asked_at=now, touched_at=None, ended_at=None, failure="", failure_code="", asked_by=by
    )


def work_on(*, run: CalculationRun, clock: Clock, by: User, now: datetime) -> None:
    """Work a run out; of several workers one does. Lines are written some thousands at a time, and none is seen before
    the step to done, which comes last: broken off before, nothing counts and it can be started again.
    """
    mine = CalculationRun.objects.filter(pk=run.pk)
    if not mine.step(seen=RunState.QUEUED, to=RunState.RUNNING, touched_at=now):
        return
    try:
        _work(run, clock)
    except DomainError as refusal:
        _fail(run, refusal.code, refusal.said_with(_), clock())
    finally:  # only where the program itself failed it is still being worked on
        _fail(run, "broken_off", _(BROKEN_OFF), clock())


def _fail(run: CalculationRun, code: str, sentence: str, at: datetime) -> None:
    mine = CalculationRun.objects.filter(pk=run.pk)
    said = {"failure_code": code[:40], "failure": sentence[:500], "ended_at": at}
    if mine.step(seen=RunState.RUNNING, to=RunState.FAILED, **said):
        RunLine.objects.filter(run=run).delete()


@dataclass
class _Work:
    """What grows while a run is worked out."""

    run: CalculationRun
    rates: Rates
    places: Places
    bridge: BridgeBuilder | NoBridge
    totals: Totals = field(default_factory=Totals)
    journeys: Journeys = field(default_factory=Journeys)
    receipts: set[int] = field(default_factory=set)
    provisional: int = 0
    inputs: Any = field(default_factory=hashlib.sha256)  # Any: hashlib has no public type for it
    outputs: Any = field(default_factory=hashlib.sha256)


def _work(run: CalculationRun, clock: Clock) -> None:
    RunLine.objects.filter(run=run).delete()
    run.cutoff = newest_line()
    run.all_lines = lines_for(run).filter(pk__lte=run.cutoff).count()
    CalculationRun.objects.filter(pk=run.pk).update(cutoff=run.cutoff, all_lines=run.all_lines, done_lines=0)
    work = _Work(run, Rates.of(run), Places(run), BridgeBuilder.of(run))
    work.inputs.update(work.rates.digest.encode())
    done = 0
    for chunk in chunks_of(run):
        work.places.learn(chunk)
        work.bridge.learn(chunk)
        _write([_worked_out(work, row) for row in chunk])
        done += len(chunk)
        CalculationRun.objects.filter(pk=run.pk).update(done_lines=done, touched_at=clock())
    _finish(work, clock())


def _worked_out(work: _Work, row: LedgerRow) -> _Values:
    """A line's columns, counted into everything on the way."""
    line = facts_of(row)
    one = kept_under(row, line, work.rates)
    adjusts = is_adjustment(row, work.run.starts_on)
    work.totals.add(one, work.places.of(row), priced(row), basis=MassBasis(row.mass_basis), is_adjustment=adjusts)
    work.journeys.add(line, work.rates.factors_for(row.factor_set_id, adjusts=adjusts))
    work.bridge.add(row, line, one)
    values = _values(work.run, row, one, is_adjustment=adjusts)
    work.receipts.add(row.receipt_id)
    work.provisional += row.is_provisional
    work.inputs.update(values["facts_sha256"].encode())
    work.outputs.update(values["sha256"].encode())
    return values


def _values(run: CalculationRun, row: LedgerRow, one: KeptLine, *, is_adjustment: bool) -> _Values:
    values: _Values = {
        "run_id": run.pk,
        "diversion_id": row.id,
        "row": row.row,
        "category_id": row.category_id,
        "donor_id": row.donor_id,
        "receiver_id": row.receiver_id,
        "donor_site_id": row.donor_site_id,
        "receiver_site_id": row.receiver_site_id,
        "entered_on": row.entered_on,
        "mass_kg": one.mass_kg,
        "basis": row.mass_basis,
        "method": one.method.value,
        "factor_ids": " ".join(sorted({effect.factor_id for effect in one.effects if effect.factor_id})),
        "is_adjustment": is_adjustment,
        "is_quantified": one.is_quantified,
        "unquantified_kg": one.unquantified_kg,
        "effects": effects_json(one.effects),
        "facts_sha256": facts_digest(row),
        **dict(zip(COLUMNS, one.figures, strict=True)),
    }
    values["sha256"] = line_digest(values)
    return values


def _write(lines: Sequence[_Values]) -> None:
    """Write the lines of one chunk, all or none, straight from their columns: through models and `bulk_create` it would
    take as long as everything else in a run together."""
    with transaction.atomic(), connection.cursor() as cursor:
        for start in range(0, len(lines), AT_ONCE):
            some = lines[start : start + AT_ONCE]
            columns = list(some[0])
            names = ", ".join(connection.ops.quote_name(name) for name in columns)
            row = f"({', '.join(['%s'] * len(columns))})"
            table = connection.ops.quote_name(RunLine._meta.db_table)
            statement = f"INSERT INTO {table} ({names}) VALUES {', '.join([row] * len(some))}"  # noqa: S608 - names of our own columns, never anything typed
            cursor.execute(statement, [_said(value) for one in some for value in one.values()])


def _said(value: Any) -> Any:  # Any: what a driver takes
    if isinstance(value, list):
        return json.dumps(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return value


def _finish(work: _Work, at: datetime) -> None:
    run = work.run
    run.input_digest = digest_of([work.inputs.hexdigest(), run.code_version, dict(run.inputs)])
    counts = Counts(receipts=len(work.receipts), provisional=work.provisional)
    figures = figures_for(run, work.totals, work.rates, transport=work.journeys.said(), counts=counts)
    done: Mapping[str, object] = {
        "input_digest": run.input_digest,
        "lines_digest": work.outputs.hexdigest(),
        "figures": plain(figures),
        "bridge": work.bridge.said(figures),
        "ended_at": at,
    }
    CalculationRun.objects.filter(pk=run.pk).step(seen=RunState.RUNNING, to=RunState.DONE, **done)
