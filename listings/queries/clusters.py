"""What a map shows of many listings: one mark for each cell, with how many there are of each kind.

A cell is a fixed part of the earth, so a mark neither moves nor changes while somebody moves the map, and says no more
about a place than the public points do. Public listings are read from the tallies, unless the map is so close or so
narrowed that the tallies do not tell.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, F, Sum
from django.db.models.functions import Round

from listings.models.listings import ListingQuerySet
from listings.models.rollups import LEVELS
from listings.queries.searching import Rows
from listings.queries.tallied import Narrowing, level_near, narrowings_of, tallies
from marketplace.kernel.box import Box
from marketplace.kernel.cells import AXIS_BITS, cell_shift, cells_across, cover_box, touches
from marketplace.kernel.geo import Point

#: A cell of this many levels below the zoom is 64 points wide on a map of 256-point tiles.
CELLS_IN_A_TILE: Final = 2
#: Marks that a map can take; in a larger box the cells are larger.
MOST_CELLS: Final = 1024
_MILLIONTH: Final = 1_000_000

#: Of a cell and kind: how many, and the sums of latitudes and longitudes (millionths of a degree) and of ids.
Sums = tuple[int, str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Cluster:
    """A mark at the middle of what it stands for. `listing` is an id where it stands for one alone."""

    latitude: float
    longitude: float
    count: int
    kinds: dict[str, int]
    listing: int | None


@dataclass(slots=True)
class _Sum:
    """What a cell adds up to."""

    count: int = 0
    latitudes: int = 0
    longitudes: int = 0
    ids: int = 0
    kinds: dict[str, int] = field(default_factory=dict)


def level_for(box: Box, zoom: int) -> int:
    """The level of cells that suits a zoom of the map; coarser where the box would hold too many of them."""
    level = max(0, min(zoom + CELLS_IN_A_TILE, AXIS_BITS))
    while level and cells_across(box, level) > MOST_CELLS:
        level -= 1
    return level


def clusters_in(rows: Rows, box: Box, zoom: int) -> list[Cluster]:
    """The marks of all cells that touch the box, in the order of the cells."""
    level = level_for(box, zoom)
    cells: defaultdict[int, _Sum] = defaultdict(_Sum)
    for one in rows:
        for cell, kind, count, latitudes, longitudes, ids in _sums(one, box, level):
            total = cells[cell]
            total.count += count
            total.latitudes += latitudes
            total.longitudes += longitudes
            total.ids += ids
            total.kinds[kind] = total.kinds.get(kind, 0) + count
    return [_cluster(cells[cell]) for cell in sorted(cells) if cells[cell].count and touches(box, cell, level)]


def _cluster(total: _Sum) -> Cluster:
    return Cluster(
        latitude=round(total.latitudes / total.count / _MILLIONTH, 6),
        longitude=round(total.longitudes / total.count / _MILLIONTH, 6),
        count=total.count,
        kinds={kind: count for kind, count in sorted(total.kinds.items()) if count},
        listing=total.ids if total.count == 1 else None,
    )


def _sums(rows: ListingQuerySet, box: Box, level: int) -> Iterable[Sums]:
    ranges = cover_box(Point(box.south, box.west), Point(box.north, box.east), finest=level)
    narrowings = narrowings_of(rows) if level <= LEVELS[-1] else None
    if narrowings is not None:
        return _from_tallies(narrowings, ranges, level)
    found = rows if rows.is_measured_whole else rows.within(ranges)
    return _added(found, F("spot").bitrightshift(cell_shift(level)), {
        "counted": Count("pk"),
        "north": Sum(Round(F("public_latitude") * _MILLIONTH)),
        "east": Sum(Round(F("public_longitude") * _MILLIONTH)),
        "together": Sum("pk"),
    })  # fmt: skip


def _from_tallies(narrowings: list[Narrowing], ranges: list[tuple[int, int]], level: int) -> Iterable[Sums]:
    """The same from the tallies."""
    kept = level_near(level)
    found = tallies(narrowings, level=kept, ranges=ranges)
    return _added(found, F("cell").bitrightshift(2 * (kept - level)), {
        "counted": Sum("count"), "north": Sum("latitudes"), "east": Sum("longitudes"), "together": Sum("ids"),
    })  # fmt: skip


def _added(rows: Any, cell: Any, sums: dict[str, Any]) -> Iterable[Sums]:  # Any: querysets of two models
    grouped = rows.order_by().annotate(at=cell).values_list("at", "kind").annotate(**sums)
    return ((at, kind, int(n), int(north), int(east), int(ids)) for at, kind, n, north, east, ids in grouped)
