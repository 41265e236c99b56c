"""What comes out of a row: an item-to-be with its problems in words; and what has to be known to read one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from listings.importing.cells import is_empty
from listings.importing.dates import Order
from listings.importing.fields import Field
from marketplace.kernel.errors import DomainError


@dataclass(frozen=True, slots=True)
class Context:
    """What the mapping page asks besides the columns, and what we know of the organisation.

    ``sites`` maps what a cell may say (name, postcode) to the site's key; a default of ``None`` means "none given".
    """

    today: date
    default_site: str | None = None
    default_category: str | None = None
    default_condition: str | None = None
    date_order: Order | None = None
    sites: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something about one cell, in a sentence for the person. ``column`` is its label; empty for the row as a whole."""

    column: str
    message: str


@dataclass(slots=True)
class ItemValues:
    """A listing-to-be. ``None`` means that the sheet does not say; masses in kg, prices in pence, both for one unit."""

    reference: str = ""
    reference_made: bool = False  # a fingerprint of ours, since the sheet gives none
    title: str = ""
    description: str = ""
    category: str | None = None  # slug of a leaf
    category_guessed: bool = False
    kind: str | None = None  # material, equipment, space: the category's
    quantity: Decimal | None = None
    quantity_approximate: bool = False
    unit: str = "item"
    unit_mass_kg: Decimal | None = None
    mass_basis: str | None = None  # kernel MassBasis: "declared" for what a sheet says
    mass_approximate: bool = False
    condition: str | None = None
    dimensions: str = ""  # to read: "914 w × 457 d × 1806 h mm"
    width_mm: int | None = None
    depth_mm: int | None = None
    height_mm: int | None = None
    volume_litres: Decimal | None = None  # of one
    available_from: date | None = None
    must_be_gone_by: date | None = None
    price_pence: int | None = None  # asked for one
    replacement_value_pence: int | None = None  # of one, new; never asked for
    site: str | None = None  # a key of Context.sites, or the default
    make: str = ""
    model: str = ""
    serial: str = ""
    photo: str = ""


def as_json(values: ItemValues) -> dict[str, str | int | bool | None]:
    """The values as JSON can keep them exactly: decimals and days as text."""
    plain = {spec.name: getattr(values, spec.name) for spec in fields(values)}
    return {
        name: f"{value:f}" if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date) else value
        for name, value in plain.items()
    }


def from_json(kept: Mapping[str, Any]) -> ItemValues:  # Any: JSON
    """The values again, as :func:`as_json` wrote them."""
    values = ItemValues(**kept)
    for name in ("quantity", "unit_mass_kg", "volume_litres"):
        if kept[name] is not None:
            setattr(values, name, Decimal(kept[name]))
    for name in ("available_from", "must_be_gone_by"):
        if kept[name] is not None:
            setattr(values, name, date.fromisoformat(kept[name]))
    return values


@dataclass(slots=True)
class ParsedRow:
    """One item of the list. With errors it will not be imported; warnings say what was taken for granted."""

    number: int  # row of the file, from 1
    values: ItemValues
    errors: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.errors


@dataclass(slots=True)
class Row:
    """A row being read: its cells by meaning, and what has been found so far."""

    cells: dict[Field, str]
    labels: dict[Field, str]
    units: dict[Field, str]
    described: list[tuple[str, str]]  # label and text of the columns that join the description
    section: str
    parsed: ParsedRow

    def text(self, wanted: Field) -> str:
        """The cell's text; empty where the column is missing or says "n/a"."""
        cell = self.cells.get(wanted, "")
        return "" if is_empty(cell) else cell

    def error(self, wanted: Field, problem: DomainError | str) -> None:
        self.parsed.errors.append(RowProblem(self.labels.get(wanted, ""), str(problem)))

    def warn(self, wanted: Field, message: str) -> None:
        if message:
            self.parsed.warnings.append(RowProblem(self.labels.get(wanted, ""), message))
