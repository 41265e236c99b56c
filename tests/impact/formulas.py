"""The formulas of our workbooks, worked out by a reader of their text: SUM, SUMIFS, the four operations, cells.

LibreOffice does the same in `tests.bench.recalculating`, where it is there.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>\"[^\"]*\")|(?P<name>SUMIFS|SUM)\(|"
    r"(?P<cell>(?:'[^']+'!|[A-Za-z][A-Za-z0-9]*!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)|(?P<sign>[-+*/(),]))"
)


class Workbook:
    """A workbook whose formulas are worked out anew, whatever values were saved beside them."""

    def __init__(self, file: Any) -> None:  # Any: what openpyxl opens
        self._book = load_workbook(file)
        self._known: dict[tuple[str, int, int], object] = {}

    @property
    def sheets(self) -> list[str]:
        return list(self._book.sheetnames)

    def formulas(self) -> Iterator[tuple[str, str, str]]:
        """Sheet, cell and text of every formula."""
        for sheet in self._book:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        yield sheet.title, cell.coordinate, str(cell.value)

    def rows(self, sheet: str) -> list[list[object]]:
        """Every row of a sheet, worked out."""
        found = self._book[sheet]
        return [
            [self.value(sheet, row, column) for column in range(1, found.max_column + 1)]
            for row in range(1, found.max_row + 1)
        ]

    def value(self, sheet: str, row: int, column: int) -> object:
        """What a cell comes to."""
        key = (sheet, row, column)
        if key not in self._known:
            cell = self._book[sheet].cell(row, column)
            self._known[key] = (
                _Reader(self, sheet, str(cell.value)[1:]).whole() if cell.data_type == "f" else cell.value
            )
        return self._known[key]


class _Reader:
    def __init__(self, book: Workbook, sheet: str, text: str) -> None:
        self._book, self._sheet = book, sheet
        self._tokens = [(match.lastgroup or "", match[match.lastgroup or 0]) for match in _TOKEN.finditer(text)]
        assert "".join(match[0] for match in _TOKEN.finditer(text)) == text, text
        self._at = 0

    def whole(self) -> Decimal:
        value = self._sum()
        assert self._at == len(self._tokens)
        return value

    def _next(self, *signs: str) -> str:
        if self._at < len(self._tokens) and self._tokens[self._at][1] in signs:
            self._at += 1
            return self._tokens[self._at - 1][1]
        return ""

    def _sum(self) -> Decimal:
        value = self._product()
        while sign := self._next("+", "-"):
            other = self._product()
            value = value + other if sign == "+" else value - other
        return value

    def _product(self) -> Decimal:
        value = self._single()
        while sign := self._next("*", "/"):
            other = self._single()
            value = value * other if sign == "*" else value / other
        return value

    def _single(self) -> Decimal:
        if self._next("-"):
            return -self._single()
        if self._next("("):
            value = self._sum()
            assert self._next(")")
            return value
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "number":
            return Decimal(text)
        if kind == "name":
            return self._called(text)
        return _number(self._cells(text)[0])

    def _called(self, name: str) -> Decimal:
        values: list[list[object]] = []
        while True:
            kind, text = self._tokens[self._at]
            self._at += 1
            values.append([text.strip('"')] if kind == "text" else self._cells(text))
            if not self._next(","):
                break
        assert self._next(")")
        if name == "SUM":
            return sum((_number(one) for one in values[0]), Decimal(0))
        where, wanted = values[1], values[2][0]
        return sum((_number(one) for one, key in zip(values[0], where, strict=True) if key == wanted), Decimal(0))

    def _cells(self, text: str) -> list[object]:
        sheet, _mark, area = text.rpartition("!")
        first, _colon, last = area.replace("$", "").partition(":")
        (left, top), (right, bottom) = (coordinate_from_string(one or first) for one in (first, last))
        columns = range(column_index_from_string(left), column_index_from_string(right) + 1)
        return [
            self._book.value(sheet.strip("'") or self._sheet, row, column)
            for row in range(top, bottom + 1)
            for column in columns
        ]


def _number(value: object) -> Decimal:
    return Decimal(str(value)) if isinstance(value, int | float | Decimal) else Decimal(0)
