"""What a person answered about a list, and the terms that follow for each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from listings import taxonomy
from listings.importing.cells import is_empty
from listings.importing.conditions import parse_condition
from listings.importing.dates import Order
from listings.importing.fields import Field
from listings.importing.parsed import ItemValues
from marketplace.kernel.errors import DomainError, gettext_noop

BY_PRICE: Final = "by_price"
TERMS: Final = (BY_PRICE, "give", "sell", "lend", "hire")
#: Where a row names no site of ours, it has this one: the list's own answer is meant.
LIST_SITE: Final = ""


class MaterialIsKept(DomainError):
    """Material is used up, so it cannot come back."""

    code = "material_is_kept"
    message = gettext_noop("“{title}” is a material: it is given or sold, not lent or hired out.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The mapping page's questions, answered. All but the columns are for new listings of which the list is silent."""

    columns: Mapping[int, Field]
    site: int  # key of the site
    category: str  # slug of a leaf, or empty: a row that nobody can place waits
    condition: str  # or empty
    dates: Order | None  # none: as the list itself settles it
    terms: str  # one of TERMS
    typical: bool  # weight and handling that the list does not give are those typical for the category

    def as_json(self) -> dict[str, Any]:  # Any: JSON
        return {
            "columns": {str(index): field.value for index, field in self.columns.items()},
            "site": self.site,
            "category": self.category,
            "condition": self.condition,
            "dates": self.dates,
            "terms": self.terms,
            "typical": self.typical,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Answers:  # Any: JSON
        columns = {int(index): Field(field) for index, field in kept["columns"].items()}
        return cls(**{**kept, "columns": columns})


def terms_of(*, terms: str, kind: str, title: str, price_pence: int | None) -> tuple[str, int | None]:
    """The mode of a listing and its price (none where it is given or lent); a space is lent or hired whatever is said.

    :raises MaterialIsKept: material for lending
    """
    asked = price_pence or None
    paid = terms in {"sell", "hire"} or (terms == BY_PRICE and asked is not None)
    if kind == "space":
        mode = "hire" if paid else "lend"
    elif terms in {"lend", "hire"}:
        if kind == "material":
            raise MaterialIsKept(title=title[:60])
        mode = terms
    else:
        mode = "sell" if paid else "give"
    return mode, asked if paid else None


def said_outright(cells: list[str], columns: Mapping[int, Field], values: ItemValues) -> list[str]:
    """What the row says in so many words, and not by our guess or the list's answers: only that changes a listing
    which is there already. Some of "category", "condition", "quantity", "unit"."""
    told = {field: cells[index] for index, field in columns.items() if index < len(cells)}
    quantity, unit = told.get(Field.QUANTITY), told.get(Field.UNIT, "")
    said = {
        "category": taxonomy.named(told.get(Field.CATEGORY, "")) is not None,
        "condition": parse_condition(told.get(Field.CONDITION, "")) is not None,
        "quantity": values.quantity != 1 if quantity is None else not is_empty(quantity),
        "unit": values.unit != "item" or not is_empty(unit),
    }
    return [name for name, outright in said.items() if outright]
