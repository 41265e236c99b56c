"""Nearness in the database: rows that have a public point as x, y, z (km) and a `spot`, found by where they are."""

from collections.abc import Callable
from typing import Any, ClassVar, Final, Self, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.db.models.expressions import F, Func
from django.db.models.sql.compiler import SQLCompiler

from listings.models import rollups  # noqa: F401 -- its table belongs to this app
from listings.models.rings import ChordFromHere, InTheRing, Rings, Search, kept, shape_of, shape_of_also
from listings.models.words import IN_THE_RING, Ranges
from listings.search.keyset import After
from marketplace.kernel.cells import cover
from marketplace.kernel.geo import HALF_ROUND_KM, Point, chord_squared_for, distance_for_chord_squared, earth_xyz

M = TypeVar("M", bound=models.Model)

#: A further condition, given the ranges that are looked in: an index that knows areas can use them.
Also = Callable[[tuple[tuple[int, int], ...]], Q | Func]

#: Where the ring search begins, in kilometres: most towns hold a page of listings within that.
FIRST_RING_KM: Final = 1.0
ANYWHERE_KM: Final = HALF_ROUND_KM


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

    def nearest(
        self,
        point: Point,
        *,
        radius_km: float,
        count: int,
        after: After | None = None,
        also: Also | None = None,
        first_km: float = FIRST_RING_KM,
        at_once: bool = False,
    ) -> list[tuple[int, float]]:
        """Id and squared chord (km²) of the nearest rows, nearest first, ties by id; at most `count`.

        Looks in a small ring first and in a wider one each time that too few are there: the cost follows `count`,
        neither the radius nor the table. `at_once`: the whole circle in one look, for what few rows hold that an index
        other than the one by area finds.
        """
        ring_km = first_km
        if after is not None and isinstance(after.value, float):
            ring_km += distance_for_chord_squared(after.value)
        condition = None if also is None else also(IN_THE_RING)
        try:
            search = kept(self._known_by(condition, at_once), lambda: self._written(condition, at_once))
        except EmptyResultSet:
            return []
        return search.nearest(point, Rings(min(ring_km, radius_km), radius_km), count, after)

    def _known_by(self, condition: Q | Func | None, at_once: bool) -> object | None:
        """What tells this search from others, but for the place."""
        here, also = shape_of(self.query), () if condition is None else shape_of_also(condition)
        known = (self.db, self.model, self.is_measured_whole, at_once, here, also)
        return None if here is None or also is None else known

    def _written(self, condition: Q | Func | None, at_once: bool) -> Search:
        """The search, compiled."""
        rows = self.annotate(squared_chord=ChordFromHere())
        if not self.is_measured_whole:
            rows = rows.filter(InTheRing(self.spot_field, at_once=at_once))
        if condition is not None:
            rows = rows.filter(condition)
        sql, values = rows.order_by().values_list("pk", "squared_chord").query.sql_with_params()
        return Search(self.db, sql, values, by_rings=not (self.is_measured_whole or at_once))
