"""Nearness in the database: rows that have a public point as x, y, z (km) and a `spot`, found by where they are."""

from collections.abc import Callable
from typing import Any, ClassVar, Final, Self, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.db.models.expressions import F, Func
from django.db.models.sql.compiler import SQLCompiler

from listings.models import rollups  # noqa: F401 -- its table belongs to this app
from listings.models.words import Ranges
from listings.search.keyset import After
from marketplace.kernel.cells import cover, wider_ring
from marketplace.kernel.geo import HALF_ROUND_KM, Point, chord_squared_for, distance_for_chord_squared, earth_xyz

M = TypeVar("M", bound=models.Model)

#: A further condition, given the ranges that are looked in: an index that knows areas can use them.
Also = Callable[[tuple[tuple[int, int], ...]], Q | Func]

#: Where the ring search begins, in kilometres: most towns hold a page of listings within that.
FIRST_RING_KM: Final = 1.0
ANYWHERE_KM: Final = HALF_ROUND_KM


#: Ranges of spots as rows, for PostgreSQL.
_RINGS: Final = "unnest(%s::bigint[], %s::bigint[]) AS ring (first, last) CROSS JOIN LATERAL "
#: Stands in a compiled query and among its values where the ranges come.
_RANGES: Final = "/*ranges*/"


class SquaredChord(Func):
    """The squared straight line in km² from a point to a row: plain arithmetic, alike on every engine."""

    output_field = models.FloatField()

    def __init__(self, point: Point) -> None:
        super().__init__(F("x"), F("y"), F("z"))
        self.origin = earth_xyz(point)

    def as_sql(  # type: ignore[override]  # Django's own takes a template, which cannot repeat a column
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, tuple[float, ...]]:
        columns = [compiler.compile(source)[0] for source in self.get_source_expressions()]
        squares = " + ".join(f"({column} - %s) * ({column} - %s)" for column in columns)
        return f"({squares})", tuple(axis for axis in self.origin for _twice in range(2))


class InRanges(Func):
    """Whether a spot lies in one of some ranges: one OR of BETWEENs, which an index led by the column answers."""

    output_field = models.BooleanField()

    def __init__(self, column: str, ranges: tuple[tuple[int, int], ...]) -> None:
        super().__init__(F(column))
        self.ranges = ranges

    def as_sql(  # type: ignore[override]  # as above
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, tuple[int, ...]]:
        column, _ = compiler.compile(self.get_source_expressions()[0])
        between = " OR ".join([f"{column} BETWEEN %s AND %s"] * len(self.ranges))
        return f"({between})", tuple(edge for both in self.ranges for edge in both)


class InTheRing(Func):
    """Whether a spot lies in the ring that is looked in, which is put in when the query is sent: see `_Compiled`.

    PostgreSQL scans its index once for each range, which stands before the row in a join and is named `ring`: an OR of
    ranges it would answer by a bitmap, reading the rows themselves, and plan every range anew.
    """

    output_field = models.BooleanField()

    def as_sql(  # type: ignore[override]  # as above
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, tuple[object, ...]]:
        column, _ = compiler.compile(self.get_source_expressions()[0])
        if connection.vendor == "postgresql":
            return f"({column} BETWEEN ring.first AND ring.last)", ()
        return f"({_RANGES}{column}{_RANGES})", (_RANGES,)


class _Compiled:
    """A search for the nearest rows, written out once; each ring only changes the ranges and the distance."""

    def __init__(self, rows: "NearQuerySet[Any]", *, has_ranges: bool) -> None:  # Any: any model that is somewhere
        self.connection = connections[rows.db]
        self.has_ranges = has_ranges
        self.sql, self.values = rows.order_by().values_list("pk", "squared_chord").query.sql_with_params()

    def nearest(
        self, ranges: tuple[tuple[int, int], ...], most: float, count: int, after: After | None
    ) -> list[tuple[int, float]]:
        """Id and squared chord of the nearest within these ranges and no further than `most` (km²)."""
        inner, values = self._with(ranges)
        beyond = "" if after is None else " AND (squared_chord > %s OR (squared_chord = %s AND pk > %s))"
        values += [most, *(() if after is None else (after.value, after.value, after.pk)), count]
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"SELECT pk, squared_chord FROM {inner} AS found WHERE squared_chord <= %s{beyond} "  # noqa: S608 -- Django's own SQL
                "ORDER BY squared_chord, pk LIMIT %s",
                values,
            )
            return list(cursor.fetchall())

    def _with(self, ranges: tuple[tuple[int, int], ...]) -> tuple[str, list[Any]]:  # Any: values of any type
        """The query with its ranges in place, as something to select from."""
        if self.connection.vendor == "postgresql":
            # OFFSET 0 keeps it from turning the join round.
            both = [[first for first, _ in ranges], [last for _, last in ranges]] if self.has_ranges else []
            return f"{_RINGS if both else ''}({self.sql} OFFSET 0)", [*both, *self.values]
        sql, values = self.sql, list(self.values)
        if self.has_ranges:
            before, column, behind = sql.split(_RANGES)
            sql = before + " OR ".join([f"{column} BETWEEN %s AND %s"] * len(ranges)) + behind
            at = values.index(_RANGES)
            values[at : at + 1] = [edge for both in ranges for edge in both]
        return f"({sql})", values


class NearQuerySet(models.QuerySet[M]):
    """What listings and wants have in common: they are somewhere. Only the public point is ever looked at."""

    #: the column that an index of this table is led by; NULL where a row is not to be found
    spot_field: ClassVar[str] = "spot"

    #: a set that is small enough to be measured row by row, found by an index of its own
    is_measured_whole = False

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]  # Django's own way to carry what a queryset knows; not typed
        clone.is_measured_whole = self.is_measured_whole
        return clone  # type: ignore[no-any-return]  # as above

    def measured_whole(self) -> Self:
        """A small set, whose rows are all measured: for what no index by area holds."""
        whole = self._clone()
        whole.is_measured_whole = True
        return whole

    def within(self, ranges: Ranges) -> Self:
        """Rows in any of these ranges of spots."""
        return self.filter(InRanges(self.spot_field, tuple(ranges)))

    def measured_from(self, point: Point) -> Self:
        """With the squared chord (km²) from the point on each row."""
        return self.annotate(squared_chord=SquaredChord(point))

    def near(self, point: Point, radius_km: float) -> Self:
        """Rows within so many kilometres along the ground, each with its squared chord. Exact; in no order."""
        inside = self if self.is_measured_whole else self.within(cover(point, radius_km))
        inside = inside.measured_from(point)
        return inside.filter(squared_chord__lte=chord_squared_for(radius_km))

    def after_distance(self, after: After | None) -> Self:
        """Rows that come after that one by distance and id; they have to be measured."""
        if after is None:
            return self
        further = Q(squared_chord__gt=after.value) | Q(squared_chord=after.value, pk__gt=after.pk)
        return self.filter(further)

    def nearest(
        self,
        point: Point,
        *,
        radius_km: float,
        count: int,
        after: After | None = None,
        also: Also | None = None,
        first_km: float = FIRST_RING_KM,
    ) -> list[tuple[int, float]]:
        """Id and squared chord (km²) of the nearest rows, nearest first, ties by id; at most `count`.

        Looks in a small ring first and in a wider one each time that too few are there: the cost follows `count`,
        neither the radius nor the table.
        """
        ring_km = first_km
        if after is not None and isinstance(after.value, float):
            ring_km += distance_for_chord_squared(after.value)
        ring_km = radius_km if self.is_measured_whole else min(ring_km, radius_km)
        search = self._ring_search(point, also)
        found = search(ring_km, count, after)
        while len(found) < count and ring_km < radius_km:
            ring_km = wider_ring(ring_km, found=len(found), wanted=count, radius_km=radius_km)
            found = search(ring_km, count, after)
        return found

    def _ring_search(
        self, point: Point, also: Also | None
    ) -> Callable[[float, int, After | None], list[tuple[int, float]]]:
        """What looks in one circle, in one query; compiled once unless a further condition goes by the ranges."""
        measured, is_whole = self.measured_from(point), self.is_measured_whole
        rows = measured if is_whole else measured.filter(InTheRing(F(self.spot_field)))
        compiled: _Compiled | None = None

        def search(radius_km: float, count: int, after: After | None) -> list[tuple[int, float]]:
            nonlocal compiled
            ranges = () if is_whole else tuple(cover(point, radius_km))
            try:
                if compiled is None or also is not None:
                    asked = rows if also is None else rows.filter(also(ranges))
                    compiled = _Compiled(asked, has_ranges=not is_whole)
            except EmptyResultSet:
                return []
            return compiled.nearest(ranges, chord_squared_for(radius_km), count, after)

        return search
