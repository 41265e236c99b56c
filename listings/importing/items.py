"""One row to one item: each value from its cell, each doubt a warning, each impossibility an error."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from listings import taxonomy
from listings.importing.cells import ReadMass, one_of, read_mass, read_price, read_quantity, read_unit
from listings.importing.conditions import condition_in_prose, parse_condition
from listings.importing.dates import Order, parse_date
from listings.importing.dimensions import Dimensions, parse_dimensions
from listings.importing.fields import Field, label_words
from listings.importing.parsed import Context, Row
from listings.importing.references import LONGEST as LONGEST_REFERENCE
from marketplace.kernel.errors import DomainError
from marketplace.kernel.mass import MassBasis
from marketplace.kernel.text import fold
from marketplace.kernel.units import Unit

LONGEST_TITLE: Final = 120
LONGEST_DESCRIPTION: Final = 4_000
LONGEST_NAME: Final = 80  # of a make, a model, a serial number
LEAST_SURE: Final = 0.34  # a guess below this is worth less than the person's own default

_COUNT_FIRST: Final = re.compile(r"(?P<count>\d{1,5})\s*(?:x|×|off|no\.?|nos\.?|pcs)\s+(?P<what>\D.*)", re.IGNORECASE)
_COUNT_LAST: Final = re.compile(r"(?P<what>.*\w)\s*[,(-]?\s*\(?(?:x|×|qty:?)\s*(?P<count>\d{1,5})\)?", re.IGNORECASE)
_PLAIN_LABELS: Final = {
    *("note", "notes", "description", "comment", "comments", "detail", "details", "remarks", "remark", "info", "other"),
    *("long description", "further information", "more information", "additional information"),
}
_SIDES: Final = ((Field.LENGTH, "l"), (Field.WIDTH, "w"), (Field.DEPTH, "d"), (Field.HEIGHT, "h"))


def read_item(row: Row, context: Context, order: Order | None) -> None:
    """Fill the row's values, errors and warnings from its cells."""
    _title(row)
    _reference(row)
    _category(row, context)
    _quantity(row)
    _mass(row)
    _condition(row, context)
    _dimensions(row)
    _dates(row, context, order)
    _prices(row)
    _site(row, context)
    _description(row)


def _title(row: Row) -> None:
    values = row.parsed.values
    values.make, values.model = _short(row, Field.MAKE), _short(row, Field.MODEL)
    values.serial, values.photo = _short(row, Field.SERIAL), row.text(Field.PHOTO)[:500]
    title = " ".join(row.text(Field.TITLE).split())
    if Field.QUANTITY not in row.cells:
        title = _count_in_title(row, title)
    if not title:
        parts = (values.make, values.model, row.text(Field.CATEGORY))
        title = " ".join(dict.fromkeys(part for part in parts if part))
    if not title:
        row.error(Field.TITLE, "This row does not say what it is: its title is empty.")
    if len(title) > LONGEST_TITLE:
        row.described.insert(0, ("", title))
        title = title[: LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"
        row.warn(Field.TITLE, f"The title is longer than {LONGEST_TITLE} characters; all of it is in the description.")
    values.title = title


def _short(row: Row, field: Field) -> str:
    """A name or number of at most 80 characters; a longer one goes to the description."""
    text = " ".join(row.text(field).split())
    if len(text) <= LONGEST_NAME:
        return text
    row.described.append((row.labels.get(field, ""), text))
    return ""


def _count_in_title(row: Row, title: str) -> str:
    """ "34 x stacking chairs" where no column says how many."""
    match = _COUNT_FIRST.fullmatch(title) or _COUNT_LAST.fullmatch(title)
    if match is None:
        return title
    row.cells[Field.QUANTITY] = match["count"]
    row.warn(Field.TITLE, f"“{title[:60]}” was read as {match['count']} of “{match['what'][:60].strip()}”.")
    return match["what"].strip(" ,-(")


def _reference(row: Row) -> None:
    reference = " ".join(row.text(Field.REFERENCE).split())
    if len(reference) > LONGEST_REFERENCE:
        row.error(Field.REFERENCE, f"A reference can have at most {LONGEST_REFERENCE} characters.")
    row.parsed.values.reference = reference[:LONGEST_REFERENCE]


def _category(row: Row, context: Context) -> None:
    """The cell if it names a leaf; else title, cell and the heading above weighed together; else the default."""
    values, cell = row.parsed.values, row.text(Field.CATEGORY)
    slug = taxonomy.named(cell) if cell else None
    if slug is None:
        slug, score = _weighed(row, cell)
        values.category_guessed = slug is not None
        if score < LEAST_SURE and context.default_category:
            slug, values.category_guessed = context.default_category, False
    if slug is None:
        row.error(Field.CATEGORY, f"We could not tell what kind of thing “{values.title[:60]}” is. Choose a category.")
        return
    values.category = slug
    leaf = taxonomy.by_slug().get(slug)
    values.kind = leaf.kind if leaf else None


def _weighed(row: Row, cell: str) -> tuple[str | None, float]:
    scores: dict[str, float] = {}
    prose = " ".join(text for _, text in row.described)[:500]
    for text, more, weight in ((row.parsed.values.title, prose, 1.0), (cell, "", 0.7), (row.section, "", 0.4)):
        for slug, score in taxonomy.guess(text, more) if text else ():
            scores[slug] = scores.get(slug, 0.0) + weight * score
    return max(scores.items(), key=lambda pair: (pair[1], pair[0]), default=(None, 0.0))


def _quantity(row: Row) -> None:
    values, text = row.parsed.values, row.text(Field.QUANTITY)
    values.quantity = Decimal(1)
    named = read_unit(row.text(Field.UNIT)) if row.text(Field.UNIT) else None
    hint = read_unit(row.units.get(Field.QUANTITY, ""))
    unit = named or hint
    if row.text(Field.UNIT) and named is None:
        row.described.append((row.labels.get(Field.UNIT, ""), row.text(Field.UNIT)))
        row.warn(Field.UNIT, f"“{row.text(Field.UNIT)[:30]}” is not a unit that we know, so it is counted in items.")
    if not text:
        if Field.QUANTITY in row.cells:
            row.warn(Field.QUANTITY, "No quantity is given, so it counts as one.")
    else:
        try:
            read = read_quantity(text)
        except DomainError as problem:
            row.error(Field.QUANTITY, problem)
            values.quantity = None
            return
        values.quantity, values.quantity_approximate = read.amount, read.approximate
        unit = read.unit or unit
        row.warn(Field.QUANTITY, read.warning)
        if read.words and not set(taxonomy.tokens(read.words)) <= set(taxonomy.tokens(values.title)):
            row.described.append(("Quantity", text))
    values.unit = (unit or Unit.ITEM).value
    _whole(row, unit or Unit.ITEM)


def _whole(row: Row, unit: Unit) -> None:
    quantity = row.parsed.values.quantity
    if quantity is not None and unit.counted and quantity != quantity.to_integral_value():
        row.error(Field.QUANTITY, f"{quantity:f} {unit.plural}: give a whole number, or a unit like m or kg.")


def _mass(row: Row) -> None:
    values = row.parsed.values
    fixed = Unit(values.unit).fixed_kg
    if fixed is not None:
        values.unit_mass_kg, values.mass_basis = fixed, MassBasis.DECLARED.value
        values.mass_approximate = values.quantity_approximate
        return
    read = _read_masses(row)
    for field, mass in read.items():
        total = mass.total if mass.total is not None else field is Field.TOTAL_MASS
        try:
            kg = one_of(mass.kg, values.quantity) if total and values.quantity else mass.kg
        except DomainError as problem:
            row.error(field, problem)
            continue
        if values.unit_mass_kg is not None:
            if abs(values.unit_mass_kg - kg) > values.unit_mass_kg * Decimal("0.05"):
                row.warn(
                    field,
                    f"The weight of one, {values.unit_mass_kg.normalize():f} kg, disagrees and was taken.",
                )
            continue
        values.unit_mass_kg, values.mass_basis = kg, MassBasis.DECLARED.value
        values.mass_approximate = mass.approximate


def _read_masses(row: Row) -> dict[Field, ReadMass]:
    """The weights that can be read, that of one first."""
    read = {}
    for field in (Field.UNIT_MASS, Field.TOTAL_MASS):
        text = row.text(field)
        if text and text != "0":
            try:
                read[field] = read_mass(text, row.units.get(field, "") or _unit_in_label(row, field))
            except DomainError as problem:
                row.error(field, problem)
    return read


def _unit_in_label(row: Row, field: Field) -> str:
    return "tonnes" if {"tonne", "tonnes", "tonnage"} & set(label_words(row.labels.get(field, "")).split()) else ""


def _condition(row: Row, context: Context) -> None:
    values, text = row.parsed.values, row.text(Field.CONDITION)
    found = parse_condition(text) if text else None
    if found:
        values.condition = found[0]
        row.warn(Field.CONDITION, found[1])
        if label_words(text) != found[0].replace("_", " "):
            row.described.append((row.labels.get(Field.CONDITION, ""), text))
        return
    prose = condition_in_prose(" ".join((values.title, *(words for _, words in row.described))))
    values.condition = prose or context.default_condition
    if text:
        row.described.append((row.labels.get(Field.CONDITION, ""), text))
        taken = (values.condition or "none").replace("_", " ")
        row.warn(Field.CONDITION, f"“{text[:40]}” is not a condition that we know; {taken} was taken.")


def _dimensions(row: Row) -> None:
    values, text = row.parsed.values, row.text(Field.DIMENSIONS)
    read = parse_dimensions(text, row.units.get(Field.DIMENSIONS, "")) if text else _from_columns(row)
    if read is None:
        if text:
            row.described.append((row.labels.get(Field.DIMENSIONS, ""), text))
        return
    row.warn(Field.DIMENSIONS, read.warning)
    values.width_mm, values.depth_mm, values.height_mm = read.width_mm, read.depth_mm, read.height_mm
    values.volume_litres, values.dimensions = read.volume_litres, read.text


def _from_columns(row: Row) -> Dimensions | None:
    """Sides from columns of their own."""
    sides = []
    unit = next((row.units[field] for field, _ in _SIDES if field in row.units), "")
    for field, letter in _SIDES:
        text = row.text(field)
        if text:
            sides.append(f"{letter} {text}")
    read = parse_dimensions(" x ".join(sides), unit) if sides else None
    if sides and read is None:
        row.described.append(("Size", " x ".join(sides)))
    return read


def _dates(row: Row, context: Context, order: Order | None) -> None:
    values = row.parsed.values
    values.available_from = _date(row, Field.AVAILABLE_FROM, context, order)
    values.must_be_gone_by = _date(row, Field.MUST_BE_GONE_BY, context, order)
    if values.available_from and values.must_be_gone_by and values.must_be_gone_by < values.available_from:
        row.error(
            Field.MUST_BE_GONE_BY,
            f"The last day, {values.must_be_gone_by:%d %B %Y}, is before the first, {values.available_from:%d %B %Y}.",
        )
    elif values.must_be_gone_by and values.must_be_gone_by < context.today:
        row.warn(Field.MUST_BE_GONE_BY, f"{values.must_be_gone_by:%d %B %Y} has passed, so no last day was taken.")
        values.must_be_gone_by = None


def _date(row: Row, field: Field, context: Context, order: Order | None) -> date | None:
    text = row.cells.get(field, "")
    if not text:
        return None
    try:
        read = parse_date(text, order=order, today=context.today, end=field is Field.MUST_BE_GONE_BY)
    except DomainError as problem:
        row.error(field, problem)
        return None
    row.warn(field, read.warning)
    return read.day


def _prices(row: Row) -> None:
    values = row.parsed.values
    values.price_pence = _pence(row, Field.PRICE, must=True)
    values.replacement_value_pence = _pence(row, Field.REPLACEMENT_VALUE, must=False)


def _pence(row: Row, field: Field, *, must: bool) -> int | None:
    """A price for one in pence. What cannot be read is an error in an asking price and a remark in a value."""
    text, quantity = row.text(field), row.parsed.values.quantity
    if not text:
        return None
    try:
        read = read_price(text)
    except DomainError as problem:
        if must:
            row.error(field, problem)
        else:
            row.warn(field, f"{problem} It was kept in the description.")
            row.described.append((row.labels.get(field, ""), text))
        return None
    if not read.total or not quantity or quantity == 1:
        return read.pence
    row.warn(field, f"“{text[:30]}” is for all {quantity:f}; the price of one was worked out.")
    return int((Decimal(read.pence) / quantity).to_integral_value())


def _site(row: Row, context: Context) -> None:
    text = row.text(Field.SITE)
    key = {fold(name): key for name, key in context.sites.items()}.get(fold(text)) if text else None
    row.parsed.values.site = key or context.default_site
    if not text or key:
        return
    row.described.append((row.labels.get(Field.SITE, ""), text))
    if context.default_site is None:
        row.error(Field.SITE, f"“{text[:40]}” is not one of your sites. Choose a site for the list, or add this one.")


def _description(row: Row) -> None:
    values = row.parsed.values
    parts = [
        text if label_words(label) in {*_PLAIN_LABELS, ""} else f"{label}: {text}" for label, text in row.described
    ]
    for label, text in (("Make", values.make), ("Model", values.model)):
        if text and fold(text) not in fold(values.title):
            parts.append(f"{label}: {text}")
    if link := row.text(Field.LINK):
        parts.append(f"More about it: {link}")
    text = "\n".join(part for part in dict.fromkeys(parts) if fold(part) != fold(values.title))
    if len(text) > LONGEST_DESCRIPTION:
        row.warn(Field.DESCRIPTION, f"The description was cut at {LONGEST_DESCRIPTION} characters.")
        text = text[: LONGEST_DESCRIPTION - 1] + "…"
    values.description = text
