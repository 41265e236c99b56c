"""Names for areas: what people would call a cell of the map."""

from collections.abc import Collection

from marketplace.kernel.cells import cell_at, cell_centre, spot
from marketplace.kernel.geo import distance_km
from marketplace.organisations.places.book import TownRow, book
from marketplace.organisations.places.lookup import place_of


def names_of_cells(cells: Collection[int], level: int) -> dict[int, str]:
    """The largest town in each of these cells of a level; where there is none, "near" the nearest town."""
    largest: dict[int, TownRow] = {}
    for town in book().towns if cells else ():
        cell = cell_at(spot(town.point, 0), level)
        if cell in cells and (cell not in largest or town.people > largest[cell].people):
            largest[cell] = town
    return {cell: place_of(largest[cell]).label if cell in largest else _near(cell, level) for cell in cells}


def _near(cell: int, level: int) -> str:
    centre = cell_centre(cell, level)
    nearest = min(book().towns, key=lambda town: distance_km(town.point, centre))
    return place_of(nearest).label
