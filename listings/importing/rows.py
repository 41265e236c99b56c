"""Rows under a mapping become items-to-be, each with its problems in words; no row is ever lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from listings.importing.cells import is_empty
from listings.importing.dates import Order, column_order
from listings.importing.fields import Field
from listings.importing.headers import Layout
from listings.importing.items import read_item
from listings.importing.parsed import Context, ItemValues, ParsedRow, Row
from listings.importing.references import Fingerprints
from listings.importing.row_kinds import RowKind, RowNote, classify, is_sum, note

DateOrder = Order | Literal["unsettled"]
DATE_FIELDS: Final = (Field.AVAILABLE_FROM, Field.MUST_BE_GONE_BY)


@dataclass(frozen=True, slots=True)
class ParsedSheet:
    """Every row below the headers, as an item or as a note, in the order of the file."""

    items: list[ParsedRow]
    notes: list[RowNote]
    remarks: list[str]  # about the list as a whole
    date_order: DateOrder | None  # how its dates were read: "dmy", "mdy", "unsettled", or none there

    @property
    def ready(self) -> list[ParsedRow]:
        return [item for item in self.items if item.ok]

    @property
    def refused(self) -> list[ParsedRow]:
        return [item for item in self.items if not item.ok]


def _silent(done: int) -> None:
    """For those who do not wait for it."""


def parse(
    rows: list[list[str]],
    layout: Layout,
    mapping: Mapping[int, Field],
    context: Context,
    told: Callable[[int], None] = _silent,
) -> ParsedSheet:
    """Read every row below the headers.

    :param rows: the whole sheet, as read
    :param mapping: what each column means; columns it does not name are left out
    :param told: is told before each row how many there were so far
    """
    order = context.date_order or _date_order(rows, layout, mapping)
    items: list[ParsedRow] = []
    notes: list[RowNote] = []
    body: list[list[str]] = []
    fingerprints = Fingerprints()
    section = ""
    for index in range(layout.first_data_row, len(rows)):
        told(index - layout.first_data_row)
        cells = rows[index]
        kind = classify(cells, mapping, layout.labels)
        wordless = kind in {RowKind.ITEM, RowKind.REMARK} and not _title(cells, mapping)
        if wordless and body and is_sum(cells, body):
            kind = RowKind.TOTAL
        if kind is not RowKind.ITEM:
            notes.append(note(index + 1, kind, cells))
            section = next(filter(None, cells)) if kind is RowKind.SECTION else section
            continue
        body.append(cells)
        row = _row(index + 1, cells, layout, mapping, section)
        read_item(row, context, None if order == "unsettled" else order)
        fingerprints.settle(row.parsed)
        items.append(row.parsed)
    return ParsedSheet(items, notes, _remarks(items, mapping, order), order)


def _title(cells: list[str], mapping: Mapping[int, Field]) -> str:
    return next((cells[i] for i, meaning in mapping.items() if meaning is Field.TITLE and i < len(cells)), "")


def _date_order(rows: list[list[str]], layout: Layout, mapping: Mapping[int, Field]) -> DateOrder | None:
    """One order for the list: a day above 12 in any of its date columns settles it."""
    columns = [index for index, meaning in mapping.items() if meaning in DATE_FIELDS]
    return column_order(row[index] for row in rows[layout.first_data_row :] for index in columns if row[index])


def _row(number: int, cells: list[str], layout: Layout, mapping: Mapping[int, Field], section: str) -> Row:
    used = {index: meaning for index, meaning in sorted(mapping.items()) if index < len(cells)}
    single = {meaning: index for index, meaning in used.items() if not meaning.repeatable}
    labels = layout.labels
    spoken = labels if layout.header_row is not None else [""] * len(labels)  # "Column C" is no word for a reader
    return Row(
        cells={meaning: cells[index] for meaning, index in single.items()},
        labels={meaning: labels[index] for meaning, index in single.items()},
        units={meaning: layout.units[index] for meaning, index in single.items() if index in layout.units},
        described=[(spoken[i], cells[i]) for i, m in used.items() if m is Field.DESCRIPTION and not is_empty(cells[i])],
        section=section,
        parsed=ParsedRow(number, ItemValues()),
    )


def _remarks(items: list[ParsedRow], mapping: Mapping[int, Field], order: DateOrder | None) -> list[str]:
    remarks = []
    fields = set(mapping.values())
    if Field.QUANTITY not in fields:
        remarks.append("No column says how many, so each row counts as one.")
    if any(item.values.reference_made for item in items):
        remarks.append(
            "Rows without a reference got one made from their title and size, so that importing the same list again "
            "updates them instead of adding them twice. Changing a title makes it a new listing."
        )
    if order == "unsettled":
        remarks.append("The dates can be read in two ways, 3/4 as 3 April or as March 4. Say which is meant.")
    return remarks
