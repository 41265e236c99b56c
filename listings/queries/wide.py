"""Facets over wide areas: whole cells from the tallies, and one look at every listing only along the rim. Exact."""

import json
from collections import Counter
from typing import Any, Final

from django.db import connection
from django.db.models import Sum

from listings.models.rollups import ALL, LEVELS, Tally
from listings.queries.tallied import level_near
from marketplace.kernel.cells import AXIS_BITS, LOW_BITS, cover
from marketplace.kernel.dissecting import Dissected, dissect
from marketplace.kernel.geo import Point, chord_squared_for, earth_xyz

#: Below so many listings in reach it is as quick to look at each of them.
MANY: Final = 5_000
_ROUGH_LEVEL: Final = 9
_COLUMNS: Final = {"category": ("category", "category_id"), "kind": ("kind", "kind")}
#: Ranges as rows: a level, a first and a last.
_POSTGRESQL: Final = "unnest(%s::int[], %s::bigint[], %s::bigint[]) AS part (level, first, last) CROSS JOIN LATERAL "
_SQLITE: Final = (
    "(SELECT json_extract(value, '$[0]') AS level, json_extract(value, '$[1]') AS first, "
    "json_extract(value, '$[2]') AS last FROM json_each(%s)) AS part CROSS JOIN "
)


def tally_wide(point: Point, radius_km: float, column: str) -> Counter[Any] | None:  # Any: ids or kinds
    """How many public listings there are in the circle by category or kind; None where the tallies are no help."""
    if column not in _COLUMNS or at_most_in(point, radius_km) < MANY:
        return None
    cut = dissect(point, radius_km, LEVELS[1:])
    if cut is None:
        return None
    found = _inside(cut, column)
    found.update(_along_the_rim(cut, point, radius_km, column))
    return found


def tally_everywhere(column: str) -> Counter[Any] | None:  # Any: as above
    """The same of the whole earth; None where the tallies do not know the column."""
    if column not in _COLUMNS:
        return None
    kept = Tally.objects.filter(level=LEVELS[0], category__gt=ALL).order_by().values_list(_COLUMNS[column][0])
    return Counter({value: count for value, count in kept.annotate(sum=Sum("count")) if count})


def at_most_in(point: Point, radius_km: float) -> int:
    """At most so many public listings are in the circle, a little more than there are: cheap, every search asks it."""
    level = level_near(_ROUGH_LEVEL)
    shift = LOW_BITS + 2 * (AXIS_BITS - level)
    cells = sorted({(first >> shift, last >> shift) for first, last in cover(point, radius_km)})
    within = " OR ".join(["cell BETWEEN %s AND %s"] * len(cells))
    sql = f"SELECT sum(count) FROM listings_tally WHERE category = {ALL} AND level = %s AND ({within})"  # noqa: S608 -- ours alone
    with connection.cursor() as cursor:
        cursor.execute(sql, [level, *(edge for both in cells for edge in both)])
        return int(cursor.fetchone()[0] or 0)


def _parts(
    rows: list[tuple[int, int, int]],
) -> tuple[str, list[Any]]:  # Any: lists for one database, text for the other
    if connection.vendor == "postgresql":
        return _POSTGRESQL, [list(column) for column in zip(*rows, strict=True)]
    return _SQLITE, [json.dumps(rows)]


def _asked(rows: list[tuple[int, int, int]], sql: str, values: list[Any]) -> Counter[Any]:  # Any: as above
    """Answer for every part and add up."""
    if not rows:
        return Counter()
    source, ranges = _parts(rows)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT value, sum(count) FROM {source}{sql} GROUP BY value", [*ranges, *values])  # noqa: S608 -- ours alone
        return Counter({value: int(count) for value, count in cursor.fetchall() if count})


def _inside(cut: Dissected, column: str) -> Counter[Any]:  # Any: as above
    name = _COLUMNS[column][0]
    rows = [(level, first, last) for level, ranges in cut.inside.items() for first, last in ranges]
    where = f"category > {ALL} AND listings_tally.level = part.level AND cell BETWEEN part.first AND part.last"
    if connection.vendor == "postgresql":
        return _asked(rows, f"(SELECT {name} AS value, count FROM listings_tally WHERE {where} OFFSET 0) AS t", [])  # noqa: S608 -- as above
    sql = f"(SELECT {name} AS value, count, level, cell, category FROM listings_tally WHERE category > {ALL}) AS t "  # noqa: S608 -- as above
    return _asked(rows, sql + "WHERE t.level = part.level AND t.cell BETWEEN part.first AND part.last", [])


def _along_the_rim(cut: Dissected, point: Point, radius_km: float, column: str) -> Counter[Any]:  # Any: as above
    name = _COLUMNS[column][1]
    x, y, z = earth_xyz(point)
    near = "(x - %s) * (x - %s) + (y - %s) * (y - %s) + (z - %s) * (z - %s) <= %s"
    values = [x, x, y, y, z, z, chord_squared_for(radius_km)]
    rows = [(0, first, last) for first, last in cut.rim]
    within = "live_spot BETWEEN part.first AND part.last"
    if connection.vendor == "postgresql":
        sql = f"(SELECT {name} AS value, 1 AS count FROM listings_listing WHERE {within} AND {near} OFFSET 0) AS l"  # noqa: S608 -- as above
        return _asked(rows, sql, values)
    sql = (
        f"(SELECT {name} AS value, 1 AS count, live_spot, x, y, z FROM listings_listing) AS l WHERE {within} AND {near}"  # noqa: S608 -- as above
    )
    return _asked(rows, sql, values)
