"""Lists of item references on their page, and the sheet of a new one."""

from dataclasses import dataclass

from django.db.models import Count, Q

from listings.importing.headers import Layout, guess_layout
from listings.importing.reading import read_sheet
from listings.models import Category
from marketplace.impact.factors.reading import sha256_of
from marketplace.impact.item_lists import Columns, Item, ItemList, items_of, names_of
from marketplace.impact.models import ItemReference, ReferenceSet
from marketplace.organisations.models import Organisation

GUESSES = {
    "item": ("item", "product", "description", "name"),
    "category": ("category", "type"),
    "mass_kg": ("weight", "mass", "kg"),
    "footprint_kgco2e": ("co2", "carbon", "footprint"),
    "basis": ("basis", "source", "method"),
}


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """A person's sheet with how it is laid out."""

    rows: list[list[str]]
    layout: Layout
    digest: str

    def guesses(self) -> dict[str, str]:
        """Which column seems to mean what, by the words of its header; one column for one thing."""
        found: dict[str, str] = {}
        for name, words in GUESSES.items():
            for column in self.layout.columns:
                at = str(column.index)
                if at not in found.values() and any(word in column.label.casefold() for word in words):
                    found[name] = at
                    break
        return found

    def items(self, columns: Columns) -> tuple[Item, ...]:
        """The items by what the columns mean.

        :raises ListRefused: a row cannot be
        """
        leaves = Category.objects.leaves().order_by("pk").values_list("slug", "name", "synonyms")
        first = self.layout.first_data_row
        return items_of(self.rows[first:], columns, names_of(leaves), first_row=first + 1)


def own_sheet(content: bytes, filename: str) -> OwnSheet:
    """The sheet of a file, with its headers found.

    :raises SheetRefused: it is no list, in words
    """
    rows = read_sheet(content, filename).rows
    return OwnSheet(rows, guess_layout(rows), sha256_of(content))


def own_list(said: dict[str, str], year: int, sheet: OwnSheet, columns: Columns) -> ItemList:
    """The list that the sheet and its provenance make.

    :raises ListRefused: a row cannot be
    """
    return ItemList(
        name=said["name"],
        source=said["source"],
        year=year,
        licence=said["licence"],
        note="",
        sha256=sheet.digest,
        is_on=True,
        items=sheet.items(columns),
    )


def lists_for(organisation: Organisation) -> list[ReferenceSet]:
    """Those of the platform and its own, with how many items each has and how many of them stand for a category."""
    counts = {"items_count": Count("items"), "known_count": Count("items", filter=Q(items__category__isnull=False))}
    rows = ReferenceSet.objects.of(organisation).annotate(**counts)
    return list(rows.order_by("organisation", "-loaded_at", "-pk"))


def items_in(reference_set: ReferenceSet) -> list[ItemReference]:
    """Its items, as the list has them."""
    return list(reference_set.items.select_related("category").order_by("number", "pk"))
