"""Lists of item references: those that ship, and what a person's own sheet holds once its columns are named."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Final

from marketplace.impact.factors.reading import DATA, sha256_of
from marketplace.kernel.errors import DomainError, gettext_noop

LONGEST_ITEM: Final = 120
LONGEST_BASIS: Final = 200
MOST: Final = Decimal(1_000_000)


class ListRefused(DomainError):
    """A row cannot be what it says it is."""

    code = "reference_list_refused"
    message = gettext_noop("Row {row}: {problem}")
    field = "file"


@dataclass(frozen=True, slots=True)
class Item:
    """One row: what it is, of which category (by slug; empty: of none), its mass (kg) and footprint (kgCO2e)."""

    item: str
    category: str
    mass_kg: Decimal | None
    footprint_kgco2e: Decimal | None
    basis: str = ""
    sample: str = ""


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list with its provenance."""

    name: str
    source: str
    year: int
    licence: str
    note: str
    sha256: str
    is_on: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column (from 0) says what; ``None``: the sheet does not say it."""

    item: int
    category: int | None = None
    mass_kg: int | None = None
    footprint_kgco2e: int | None = None
    basis: int | None = None


@cache
def shipped_lists() -> tuple[ItemList, ...]:
    """The lists that come with Goodsyard."""
    content = (DATA / "item_references.csv").read_bytes()
    rows = list(csv.DictReader(content.decode("utf-8").splitlines()))
    with (DATA / "item_lists.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            ItemList(
                name=one["name"],
                source=one["source"],
                year=int(one["year"]),
                licence=one["licence"],
                note=one["note"],
                sha256=sha256_of(content),
                is_on=one["is_on"] == "yes",
                items=tuple(_shipped(row) for row in rows if row["list"] == one["list"]),
            )
            for one in csv.DictReader(file)
        )


def _shipped(row: Mapping[str, str]) -> Item:
    mass, footprint = (Decimal(row[name]) if row[name] else None for name in ("mass_kg", "footprint_kgco2e"))
    return Item(row["item"], row["category"], mass, footprint, row["basis"], row["sample"])


def items_of(
    rows: Sequence[Sequence[str]], columns: Columns, categories: Mapping[str, str], *, first_row: int
) -> tuple[Item, ...]:
    """The items of a sheet's rows; blank rows are passed over.

    :param categories: slug by name, synonym or slug, in lower case; an item whose category is not among them stands
        for none and is kept all the same
    :param first_row: the number of the first of the rows in the file, for sentences
    :raises ListRefused: text for a number, nothing above zero, no name, a category twice
    """
    found: list[Item] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=first_row):
        if not any(cell.strip() for cell in row):
            continue
        one = _item(row, columns, categories, number)
        if one.category and one.category in seen:
            raise ListRefused(row=number, problem=f"the category {one.category} stands twice in the list.")
        seen.add(one.category)
        found.append(one)
    if not found:
        raise ListRefused(row=first_row, problem="there is no item in the list.")
    return tuple(found)


def _item(row: Sequence[str], columns: Columns, categories: Mapping[str, str], number: int) -> Item:
    name = _cell(row, columns.item)
    if not name or len(name) > LONGEST_ITEM:
        raise ListRefused(row=number, problem="an item has a name of at most 120 characters.")
    mass = _number(_cell(row, columns.mass_kg), number)
    footprint = _number(_cell(row, columns.footprint_kgco2e), number)
    if mass is None and footprint is None:
        raise ListRefused(row=number, problem="it has neither a mass nor a footprint.")
    said = _cell(row, columns.category) or name
    return Item(
        item=name,
        category=categories.get(said.casefold(), ""),
        mass_kg=mass,
        footprint_kgco2e=footprint,
        basis=_cell(row, columns.basis)[:LONGEST_BASIS],
    )


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""


def _number(text: str, number: int) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(text.replace(",", "").removesuffix("kg").strip())
    except InvalidOperation:
        raise ListRefused(row=number, problem=f"“{text[:40]}” is not a number.") from None
    if not value.is_finite() or not 0 < value <= MOST:
        raise ListRefused(row=number, problem=f"{text[:40]} is not above zero, or too large.")
    return value


def names_of(categories: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Slug by all that a category is called: (slug, name, synonyms joined by ";"). A name goes before a synonym."""
    rows = list(categories)
    found = {
        word.strip().casefold(): slug for slug, _name, synonyms in rows for word in synonyms.split(";") if word.strip()
    }
    for slug, name, _synonyms in rows:
        found[name.casefold()] = slug
        found[slug] = slug
    return found
