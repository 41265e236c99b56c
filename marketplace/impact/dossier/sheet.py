"""A sheet of a workbook, written from the top down: text as text, numbers as numbers, formulas with their value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL: Final = 32_767


@dataclass(frozen=True, slots=True)
class Calculated:
    """A formula of ours and what it comes to."""

    formula: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Styles:
    """How cells look: xlsxwriter's formats."""

    head: Any  # Any: xlsxwriter has no types
    total: Any  # Any: likewise
    words: Any  # Any: likewise

    @classmethod
    def of(cls, book: Any) -> Styles:  # Any: likewise
        """The formats of a book."""
        return cls(
            head=book.add_format({"bold": True, "bg_color": "#0f5138", "font_color": "#ffffff", "text_wrap": True}),
            total=book.add_format({"bold": True, "top": 1}),
            words=book.add_format({"text_wrap": False}),
        )


class Sheet:
    """One sheet; `next` is the number of the row that is written next, as spreadsheets count."""

    def __init__(self, sheet: Any, styles: Styles) -> None:  # Any: likewise
        self._sheet, self._styles = sheet, styles
        self.next = 2

    @classmethod
    def begin(cls, book: Any, styles: Styles, name: str, widths: Sequence[int], heads: Sequence[str]) -> Sheet:
        """A sheet with its heads, which stay in sight."""  # Any of `book`: likewise
        made = book.add_worksheet(name)
        made.freeze_panes(1, 0)
        made.set_landscape()
        made.fit_to_pages(1, 0)
        made.repeat_rows(0)
        for column, (width, head) in enumerate(zip(widths, heads, strict=True)):
            made.set_column(column, column, width)
            made.write_string(0, column, head, styles.head)
        return cls(made, styles)

    @staticmethod
    def formula(formula: str, value: Decimal) -> Calculated:
        """A cell that calculates, and what it comes to."""
        return Calculated(formula, value)

    def row(self, *values: object) -> None:
        """One row."""
        self._write(values, None)

    def total(self, *values: object) -> None:
        """One row that sums others up."""
        self._write(values, self._styles.total)

    def _write(self, values: Sequence[object], style: Any) -> None:  # Any: likewise
        for column, value in enumerate(values):
            self._cell(self.next - 1, column, value, style)
        self.next += 1

    def _cell(self, row: int, column: int, value: object, style: Any) -> None:  # Any: likewise
        if value is None or value == "":
            return
        if isinstance(value, Calculated):
            self._sheet.write_formula(row, column, value.formula, style, float(value.value))
        elif isinstance(value, bool):
            self._sheet.write_string(row, column, "yes" if value else "no", style)
        elif isinstance(value, int | Decimal):
            self._sheet.write_number(row, column, value, style)
        elif isinstance(value, date):
            self._sheet.write_datetime(row, column, value, style)
        else:
            self._sheet.write_string(row, column, _NOT_XML.sub("", str(value))[:_LONGEST_CELL], style)
