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
_RINGS: Final = "unnest(%s::bigint[], %s::bigint[]) AS ring (first, last)"


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


class InEachRange(Func):
    """Whether a spot lies in the range of the row that stands before it in a join, named `ring`."""

    output_field = models.BooleanField()

    def as_sql(  # type: ignore[override]  # as above
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, tuple[int, ...]]:
        column, _ = compiler.compile(self.get_source_expressions()[0])
        return f"({column} BETWEEN ring.first AND ring.last)", ()


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
        found = self._in_ring(point, ring_km, count=count, after=after, also=also)
        while len(found) < count and ring_km < radius_km:
            ring_km = wider_ring(ring_km, found=len(found), wanted=count, radius_km=radius_km)
            found = self._in_ring(point, ring_km, count=count, after=after, also=also)
        return found

    def _in_ring(
        self, point: Point, radius_km: float, *, count: int, after: After | None, also: Also | None
    ) -> list[tuple[int, float]]:
        """The nearest rows within one circle, in one query."""
        ranges = () if self.is_measured_whole else tuple(cover(point, radius_km))
        rows = self.measured_from(point).filter(squared_chord__lte=chord_squared_for(radius_km)).after_distance(after)
        if also is not None:
            rows = rows.filter(also(ranges))
        if ranges and connections[self.db].vendor == "postgresql":
            return rows._nearest_by_range(ranges, count)
        if ranges:
            rows = rows.within(ranges)
        return list(rows.order_by("squared_chord", "pk").values_list("pk", "squared_chord")[:count])

    def _nearest_by_range(self, ranges: Ranges, count: int) -> list[tuple[int, float]]:
        """The same as one scan of the index for each range: PostgreSQL answers an OR of ranges by a bitmap, which reads
        the rows themselves and plans every range anew. OFFSET 0 keeps it from turning the join round."""
        each = self.filter(InEachRange(F(self.spot_field))).order_by().values_list("pk", "squared_chord")
        try:
            inner, values = each.query.sql_with_params()
        except EmptyResultSet:
            return []
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                f"SELECT found.pk, found.chord FROM {_RINGS} CROSS JOIN LATERAL ({inner} OFFSET 0) AS found (pk, chord) "  # noqa: S608 -- Django's own SQL
                "ORDER BY 2, 1 LIMIT %s",
                [[first for first, _ in ranges], [last for _, last in ranges], *values, count],
            )
            return list(cursor.fetchall())
