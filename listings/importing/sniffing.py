"""What a column's cells look like, to confirm, correct or replace what its label says."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from listings import taxonomy
from listings.importing.conditions import parse_condition
from listings.importing.dimensions import parse_dimensions
from listings.importing.fields import Field
from marketplace.kernel.units import unit_named

_LOOKED_AT: Final = 200
_FIGURE: Final = re.compile(
    r"[~c.]*\s*\d[\d,]*(?:\.\d+)?\s*(?:x|off|no\.?|nos\.?|pcs?|ea\.?|each|items?|units?|m2|m²|kg|\+)?", re.IGNORECASE
)
_MONEY: Final = re.compile(r"(?:£|gbp|€|\$)\s*[\d,.]+.*|[\d,.]+\s*(?:gbp|pounds)", re.IGNORECASE)
_MASS: Final = re.compile(
    r"(?:approx\.?|c\.?|~|about)?\s*[\d,.]+\s*(?:kgs?|kilos?|tonnes?|t|g|lbs?)\b.*", re.IGNORECASE
)
_LINK: Final = re.compile(r"(?:https?://|www\.)\S+|\S+\.(?:com|co\.uk|org|net|uk|eu)(?:/\S*)?", re.IGNORECASE)
_PICTURE: Final = re.compile(r".*\.(?:jpe?g|png|webp|heic|gif)", re.IGNORECASE)
_DATE: Final = re.compile(
    r"(?:(?:w/?c|by|from|until|before|after|on|end of)\s+)?(?:\d{4}-\d\d-\d\d.*|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|"
    r"\d{1,2}(?:st|nd|rd|th)?[\s-]*[a-z]{3,9}[\s-]*\d{2,4}|[a-z]{3,9}[\s-]\d{2,4})",
    re.IGNORECASE,
)
_COUNTER_LABELS: Final = frozenset(
    {"no", "number", "#", "line", "line no", "row", "item no", "item number", "item", "items"}
)


def share(cells: list[str], looks: Callable[[str], object]) -> float:
    """The share, 0 to 1, of the first cells that look like it."""
    seen = cells[:_LOOKED_AT]
    return sum(bool(looks(cell)) for cell in seen) / len(seen) if seen else 0.0


def is_figure(cell: str) -> bool:
    return _FIGURE.fullmatch(cell) is not None


def is_counter(cells: list[str]) -> bool:
    """Whether a column only numbers the lines: 1, 2, 3 ... with few gaps."""
    figures = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 7]
    if len(figures) < 3 or len(figures) < len(cells) * 0.8 or figures[0] not in {0, 1}:
        return False
    steps = [later - sooner for sooner, later in pairwise(figures)]
    return sum(step == 1 for step in steps) >= len(steps) * 0.8


def corrected(field: Field, confidence: float, label: str, cells: list[str]) -> tuple[Field, float]:
    """The label's meaning, unless the cells plainly contradict it."""
    if field in {Field.REFERENCE, Field.TITLE} and label in _COUNTER_LABELS:
        return _numbered(field, confidence, label, cells)
    if field is Field.QUANTITY:
        return _quantity(confidence, cells)
    if field is Field.UNIT and share(cells, is_figure) > 0.8:
        return Field.QUANTITY, 0.6
    if field is Field.AVAILABLE_FROM and label == "available" and share(cells, is_figure) > 0.8:
        return Field.QUANTITY, 0.6
    if field is Field.CONDITION and share(cells, parse_condition) < 0.3:
        return Field.DESCRIPTION, 0.5
    if field is Field.IGNORE and label == "total" and share(cells, _MONEY.fullmatch) < 0.3:
        return Field.QUANTITY, 0.5
    if field in {Field.WIDTH, Field.DEPTH, Field.HEIGHT, Field.LENGTH} and share(cells, is_figure) < 0.3:
        return Field.DESCRIPTION, 0.4
    return field, confidence


def _numbered(field: Field, confidence: float, label: str, cells: list[str]) -> tuple[Field, float]:
    """ "No" may count the lines, say how many there are, or be a reference."""
    if is_counter(cells):
        return Field.IGNORE, 0.9
    if share(cells, is_figure) < 0.8:
        return (Field.TITLE, confidence) if label in {"item", "items"} else (Field.REFERENCE, confidence)
    if label in {"no", "number", "#"} and (len(set(cells)) < len(cells) or max(map(len, cells)) < 4):
        return Field.QUANTITY, 0.7
    return Field.REFERENCE, 0.7


def _quantity(confidence: float, cells: list[str]) -> tuple[Field, float]:
    if share(cells, _MONEY.fullmatch) > 0.5:
        return Field.PRICE, 0.6
    if share(cells, unit_named) > 0.7:
        return Field.UNIT, 0.8
    counted = share(cells, lambda cell: any(map(str.isdigit, cell))) > 0.4
    return Field.QUANTITY, confidence if counted else 0.5  # the rows' errors will tell what is wrong with it


def by_content(cells: list[str], label: str, *, headerless: bool) -> tuple[Field, float]:
    """A meaning from the cells alone. Without a header anywhere the guess goes further, as there is nothing else."""
    if share(cells, _DATE.fullmatch) >= 0.7:
        return _dates(label, headerless=headerless)
    looks: tuple[tuple[Field, Callable[[str], object]], ...] = (
        (Field.PHOTO, _PICTURE.fullmatch),
        (Field.LINK, _LINK.fullmatch),
        (Field.UNIT_MASS, _MASS.fullmatch),
        (Field.CONDITION, parse_condition),
        (Field.DIMENSIONS, parse_dimensions),
    )
    for field, look in looks:
        if share(cells, look) >= 0.7:
            return field, 0.5
    return _headerless(cells) if headerless else (Field.DESCRIPTION, 0.3)


def _dates(label: str, *, headerless: bool) -> tuple[Field, float]:
    """Days under a label that we do not know: one word of it may say whether they open or close the time."""
    words = set(label.split())
    if words & {"by", "until", "before", "end", "latest", "last", "deadline", "to", "gone", "out"}:
        return Field.MUST_BE_GONE_BY, 0.5
    if words & {"from", "start", "when", "ready", "available", "after", "earliest"}:
        return Field.AVAILABLE_FROM, 0.4
    return (Field.MUST_BE_GONE_BY, 0.3) if headerless else (Field.DESCRIPTION, 0.3)


def _headerless(cells: list[str]) -> tuple[Field, float]:
    if is_counter(cells):
        return Field.IGNORE, 0.5
    if share(cells, is_figure) >= 0.7:
        return Field.QUANTITY, 0.5
    if share(cells, _MONEY.fullmatch) >= 0.7:
        return Field.REPLACEMENT_VALUE, 0.3  # never taken for an asking price unless someone says so
    return (Field.TITLE, 0.5) if title_likeness(cells) >= 0.5 else (Field.DESCRIPTION, 0.3)


def title_likeness(cells: list[str]) -> float:
    """How much a column reads like names of things: words that the category tree knows, different from row to row."""
    seen = cells[:_LOOKED_AT]
    if not seen or share(seen, is_figure) > 0.5:
        return 0.0
    known = share(seen, lambda cell: taxonomy.guess(cell[:200]))
    different = len(set(seen)) / len(seen)
    return 0.2 + 0.6 * known + 0.2 * different if share(seen, lambda cell: len(cell) > 2) > 0.5 else 0.1
