"""Units: what a listing is counted or measured in. A closed list, so that sums mean something."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from marketplace.kernel.errors import gettext_noop


class _Words(NamedTuple):
    one: str
    many: str
    counted: bool
    also: str


class Unit(StrEnum):
    """What one of a quantity is."""

    ITEM = "item"
    KG = "kg"
    TONNE = "tonne"
    M = "m"
    M2 = "m2"
    M3 = "m3"
    LITRE = "litre"
    PALLET = "pallet"
    BOX = "box"
    SET = "set"
    SHEET = "sheet"
    ROLL = "roll"
    PAIR = "pair"
    HOUR = "hour"
    DAY = "day"

    @property
    def label(self) -> str:
        """One of it: "item", "m²"."""
        return _WORDS[self].one

    @property
    def plural(self) -> str:
        """Several of it: "items", "m²"."""
        return _WORDS[self].many

    @property
    def counted(self) -> bool:
        """Whether only whole numbers make sense: you cannot take half a pallet."""
        return _WORDS[self].counted

    @property
    def fixed_kg(self) -> Decimal | None:
        """Kilograms in one, where the unit is itself a mass."""
        return {Unit.KG: Decimal(1), Unit.TONNE: Decimal(1000)}.get(self)

    def for_amount(self, amount: Decimal) -> str:
        """The label that goes with an amount: "1 item", "0.5 tonnes", "2 m²"."""
        return self.label if amount == 1 else self.plural

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Value and plural label, for a form or a model field."""
        return [(unit.value, unit.plural) for unit in cls]


_: Final = gettext_noop
_WORDS: Final[dict[Unit, _Words]] = {
    Unit.ITEM: _Words(_("item"), _("items"), True, "off no nr nos pc pcs piece pieces ea each unit units qty"),
    Unit.KG: _Words(_("kg"), _("kg"), False, "kgs kilo kilos kilogram kilograms"),
    Unit.TONNE: _Words(_("tonne"), _("tonnes"), False, "t te ton tons"),
    Unit.M: _Words(_("metre"), _("metres"), False, "m meter meters lm linear-metres"),
    Unit.M2: _Words(_("m²"), _("m²"), False, "m2 sqm sq-m sq.m square-metre square-metres"),
    Unit.M3: _Words(_("m³"), _("m³"), False, "m3 cum cu-m cu.m cubic-metre cubic-metres"),
    Unit.LITRE: _Words(_("litre"), _("litres"), False, "l ltr ltrs liter liters"),
    Unit.PALLET: _Words(_("pallet"), _("pallets"), True, "pallet-load pallet-loads"),
    Unit.BOX: _Words(_("box"), _("boxes"), True, "carton cartons"),
    Unit.SET: _Words(_("set"), _("sets"), True, ""),
    Unit.SHEET: _Words(_("sheet"), _("sheets"), True, ""),
    Unit.ROLL: _Words(_("roll"), _("rolls"), True, ""),
    Unit.PAIR: _Words(_("pair"), _("pairs"), True, "pr prs"),
    Unit.HOUR: _Words(_("hour"), _("hours"), False, "h hr hrs"),
    Unit.DAY: _Words(_("day"), _("days"), False, ""),
}
_BY_NAME: Final[dict[str, Unit]] = {
    name: unit for unit, words in _WORDS.items() for name in (unit.value, words.one, words.many, *words.also.split())
}


def unit_named(text: str) -> Unit | None:
    """The unit that people mean by a word ("pcs", "sq m", "kgs", "no."), or none that we know."""
    return _BY_NAME.get("-".join(text.lower().split()).rstrip("."))
