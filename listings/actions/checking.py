"""The dry run of an import: every row read and judged, nothing kept but the judgement."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from listings.actions import listing as listing_actions
from listings.actions.merging import Offer
from listings.importing.answers import LIST_SITE, Answers, said_outright
from listings.importing.fields import Field
from listings.importing.headers import Layout, guess_layout
from listings.importing.parsed import Context, ParsedRow, RowProblem, as_json
from listings.importing.row_kinds import RowKind
from listings.importing.rows import ParsedSheet, parse
from listings.importing.sheets import Sheet
from listings.models import ImportJob, ImportRow
from listings.models.imports import ImportState, RowOutcome
from listings.queries.imports import Ground, answers_of, ground_of, kept_sheet
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.quantities import format_quantity
from marketplace.kernel.units import Unit
from marketplace.organisations.models import User

#: Called with the rows done and the rows there are.
Told = Callable[[int, int], None]
_AT_ONCE: Final = 500


class NotAnswered(DomainError):
    code = "import_not_answered"
    message = gettext_noop("Say first what the columns of “{name}” mean.")


class NothingInIt(DomainError):
    code = "nothing_in_it"
    message = gettext_noop("We found no item in “{name}”: all its rows are headings, totals, remarks or blank.")


def check(*, job: ImportJob, attempt: int, told: Told, by: User, now: datetime) -> None:
    """Read the whole list under its answers and keep a judgement of every row, in place of any earlier one.

    Whatever is wrong with the list as a whole becomes the reason why the import failed. Does nothing if another worker
    has this attempt, or the person began anew meanwhile.
    """
    this = ImportJob.objects.filter(pk=job.pk)
    if not this.filter(state=ImportState.CHECKING).take_up(attempt=attempt, now=now):
        return
    try:
        rows, remarks = _judged(job, told, by, now)
    except DomainError as refusal:
        failure = refusal.said_with(_)[:500]
        this.of_attempt(attempt).step(seen=ImportState.CHECKING, to=ImportState.FAILED, failure=failure)
        return
    items = sum(row.outcome != RowOutcome.NOTE for row in rows)
    with transaction.atomic():
        still_ours = this.of_attempt(attempt).step(
            seen=ImportState.CHECKING, to=ImportState.CHECKED, rows_total=items, rows_done=items, remarks=remarks
        )
        if still_ours:
            ImportRow.objects.filter(job=job).delete()
            ImportRow.objects.bulk_create(rows, batch_size=_AT_ONCE)


def _judged(job: ImportJob, told: Told, by: User, now: datetime) -> tuple[list[ImportRow], list[str]]:
    answers = answers_of(job)
    if answers is None:
        raise NotAnswered(name=job.filename)
    ground = ground_of(job.organisation)
    sheet = kept_sheet(job)
    layout = guess_layout(sheet.rows)
    there = len(sheet.rows) - layout.first_data_row
    context = Context(
        today=localtime(now).date(),
        default_site=LIST_SITE,
        default_category=answers.category or None,
        default_condition=answers.condition or None,
        date_order=answers.dates,
        sites=ground.site_names,
    )
    parsed = parse(sheet.rows, layout, answers.columns, context, lambda done: told(done, there))
    judge = _Judge(job, sheet, layout, answers, ground, by, now)
    rows = [judge.row(item) for item in parsed.items]
    if not rows:
        raise NothingInIt(name=job.filename)
    rows += [
        ImportRow(job=job, number=note.number, cells=sheet.rows[note.number - 1], outcome=RowOutcome.NOTE,
                  warnings=[asdict(RowProblem("", note.message))])
        for note in parsed.notes if note.kind is not RowKind.BLANK
    ]  # fmt: skip
    return rows, _remarks(sheet, layout, parsed, answers)


def _remarks(sheet: Sheet, layout: Layout, parsed: ParsedSheet, answers: Answers) -> list[str]:
    remarks = [*sheet.notes, *parsed.remarks]
    meanings = set(answers.columns.values())
    if Field.PHOTO in meanings:
        remarks.append(_("Photos that the list names are not fetched: add them on the listings' pages."))
    if Field.PRICE in meanings and answers.terms in {"give", "lend"}:
        remarks.append(_("Its prices are left out, as you give or lend these things."))
    return remarks


def _amount(parsed: ParsedRow) -> str:
    """How many, as the table prints it: "34 items", "about 40 m"."""
    values = parsed.values
    if values.quantity is None:
        return ""
    return format_quantity(values.quantity, Unit(values.unit), approximate=values.quantity_approximate)


@dataclass(slots=True)
class _Judge:
    """Looks at one row after the other, and remembers which listings they claim."""

    job: ImportJob
    sheet: Sheet
    layout: Layout
    answers: Answers
    ground: Ground
    by: User
    now: datetime
    spoken_for: dict[str, int] = field(default_factory=dict)  # reference: number of the row

    def row(self, parsed: ParsedRow) -> ImportRow:
        """The row with what would become of it."""
        cells = self.sheet.rows[parsed.number - 1]
        said = said_outright(cells, self.answers.columns, parsed.values)
        row = ImportRow(job=self.job, number=parsed.number, cells=cells, outcome=RowOutcome.ERROR)
        row.values = {"item": as_json(parsed.values), "said": said, "changes": [], "amount": _amount(parsed)}
        if parsed.ok:
            try:
                self._settle(row, parsed, said)
            except DomainError as refusal:
                parsed.errors.append(RowProblem(self._label(refusal.field), refusal.said_with(_)))
        row.errors = [asdict(problem) for problem in parsed.errors]
        row.warnings = [asdict(problem) for problem in parsed.warnings]
        return row

    def _settle(self, row: ImportRow, parsed: ParsedRow, said: list[str]) -> None:
        item = parsed.values
        listing = self.ground.listing_with(item.reference)
        reference = listing.reference if listing is not None else item.reference
        first = self.spoken_for.setdefault(reference, row.number)
        if first != row.number:
            raise listing_actions.ReferenceUsed(
                _("Row %(first)s means the same listing, “%(reference)s”. Each row needs its own reference.")
                % {"first": first, "reference": reference},
                field="reference",
            )
        if listing is None:
            offer = Offer.new(item, self.answers, self.ground)
        else:
            offer = Offer.update(listing, item, said, self.answers, self.ground)
        kept = listing_actions.check(
            organisation=self.ground.organisation,
            site=offer.site,
            category=offer.category,
            values=offer.values,
            by=self.by,
            now=self.now,
        )
        parsed.warnings += [RowProblem("", warning) for warning in offer.warnings]
        row.values["category"], row.values["site"] = offer.category.name, offer.site.name
        row.outcome = RowOutcome.CREATE
        if listing is not None:
            changes = Offer(offer.site, offer.category, kept).changes_to(listing)
            row.listing = listing
            row.values["changes"] = [asdict(change) for change in changes]
            row.outcome = RowOutcome.UPDATE if changes else RowOutcome.UNCHANGED

    def _label(self, name: str | None) -> str:
        """The heading of the column that a refusal is about, if the list has one for it."""
        labels = self.layout.labels
        columns = self.answers.columns.items()
        return next((labels[i] for i, meaning in columns if meaning.value == name and i < len(labels)), "")
