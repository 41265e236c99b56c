"""The search by rings, written out once: each search only fills in where it begins and the ranges of spots.

To build and compile a query costs more than to run it. A search is therefore kept as text with slots in it, by what it
asks; the values that it compares with belong to what it asks and are never exchanged. Where a condition is of a kind
that cannot be told apart by looking at it, the query is compiled each time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.db.models.expressions import Col, F, Func
from django.db.models.fields import BooleanField, FloatField
from django.db.models.lookups import Lookup
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.query import Query
from django.db.models.sql.where import WhereNode

from listings.models.words import HoldsWords, Range, Slot
from listings.search.keyset import After
from marketplace.kernel.cells import cover, wider_ring
from marketplace.kernel.geo import HALF_ROUND_KM, Point, chord_squared_for, earth_xyz

_KEPT_AT_MOST: Final = 500
_PLACEHOLDER: Final = re.compile(r"%%|%s")
_PLAIN: Final = (str, int, float, Decimal, date, time, timedelta, type(None))  # bool is an int, datetime a date
_MOST_VALUES: Final = 300
_STEPS_AT_ONCE: Final = 4
_BEYOND: Final = " AND (squared_chord > %s OR (squared_chord = %s AND pk > %s))"
_LOOKUPS: Final = frozenset({"django.db.models.lookups", "django.db.models.fields.related_lookups"})


class ChordFromHere(Func):
    """The squared straight line in km² to the place that is searched from, which is filled in: plain arithmetic."""

    output_field = FloatField()

    def __init__(self) -> None:
        super().__init__(F("x"), F("y"), F("z"))

    def as_sql(  # type: ignore[override]  # Django's own takes a template, which cannot repeat a column
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, tuple[Slot, ...]]:
        columns = [compiler.compile(source)[0] for source in self.get_source_expressions()]
        squares = " + ".join(f"({column} - %s) * ({column} - %s)" for column in columns)
        return f"({squares})", tuple(Slot(axis) for axis in "xxyyzz")


class InTheRing(Func):
    """Whether a spot lies in the ring that is looked in, which is filled in.

    PostgreSQL scans its index once for each range, which stands before the row in a join and is named `ring`: an OR of
    ranges it would answer by a bitmap, reading the rows themselves. Looking `at_once`, that is what is wanted.
    """

    output_field = BooleanField()

    def __init__(self, column: str, *, at_once: bool = False) -> None:
        super().__init__(F(column))
        self.at_once = at_once

    def as_sql(  # type: ignore[override]  # as above
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, tuple[Slot, ...]]:
        column, _ = compiler.compile(self.get_source_expressions()[0])
        if connection.vendor == "postgresql" and not self.at_once:
            return f"({column} BETWEEN ring.first AND ring.last)", ()
        return "(%s)", (Slot("ring", column),)


def shape_of(query: Query) -> object | None:
    """What a query asks, to tell it from others by; None where that cannot be told by looking."""
    usual = type(query) is Query and not (query.annotations or query.extra or query.distinct or query.combinator)
    joined = sum(count > 0 for count in query.alias_refcount.values()) > 1
    if not usual or joined or query.is_sliced or query.group_by is not None:
        return None
    return _shape(query.where)


def _shape(condition: Any) -> object | None:  # Any: Django gives conditions no common type
    if isinstance(condition, WhereNode):
        parts = tuple(_shape(child) for child in condition.children)
        return None if None in parts else (condition.connector, condition.negated, parts)
    if not (isinstance(condition, Lookup) and type(condition).__module__ in _LOOKUPS and type(condition.lhs) is Col):
        return None
    values = _plain(condition.rhs)
    return values and (type(condition), condition.lhs.alias, condition.lhs.target.column, values)


def shape_of_also(condition: object) -> object | None:
    """The same of a further condition, which is not in a query yet."""
    if isinstance(condition, HoldsWords):
        return condition.words, condition.ranges
    if isinstance(condition, Q):
        parts = tuple(shape_of_also(child) for child in condition.children)
        return None if None in parts else (condition.connector, condition.negated, parts)
    if not isinstance(condition, tuple):
        return None
    name, compared = condition
    values = _plain(compared)
    return values and (name, values)


def _plain(compared: Any) -> tuple[object, ...] | None:  # Any: whatever a column is compared with
    """Values with their types, since 1 equals True; None where there are other things among them, or very many."""
    many = isinstance(compared, list | tuple | set | frozenset)
    values = tuple(compared) if many else (compared,)
    if len(values) > _MOST_VALUES or not all(isinstance(value, _PLAIN) for value in values):
        return None
    return (many, *((type(value), value) for value in values))


class Search:
    """A search for the nearest rows of one database, with slots in it."""

    def __init__(self, database: str, sql: str, values: Sequence[Any], *, by_rings: bool) -> None:
        self._database = database  # a connection belongs to one thread, a search to all
        self._by_rings = by_rings
        self._is_postgresql = connections[database].vendor == "postgresql"
        self._parts: list[tuple[str, tuple[Any, ...]] | Slot] = []  # Any: values of any type
        taken: list[Any] = []  # Any: as above
        begun, text, left = 0, "", iter(values)
        for found in _PLACEHOLDER.finditer(sql):
            if found.group() == "%%":
                continue
            value = next(left)
            if isinstance(value, Slot):
                self._add(text + sql[begun : found.start()], taken)
                self._parts.append(value)
                text, taken = "", []
            else:
                text += sql[begun : found.end()]
                taken.append(value)
            begun = found.end()
        self._add(text + sql[begun:], taken)

    def _add(self, text: str, values: list[Any]) -> None:  # Any: as above
        # On PostgreSQL values are written out on this side in any case: it is done once.
        if self._is_postgresql:
            write = connections[self._database].ops.compose_sql  # type: ignore[attr-defined]  # this engine's own
            text, values = write(text, values), []
        self._parts.append((text, tuple(values)))

    def nearest(self, point: Point, rings: Rings, count: int, after: After | None) -> list[tuple[int, float]]:
        """Id and squared chord of the nearest within the widest ring, nearest first, ties by id; at most `count`."""
        asked = _Asked(dict(zip("xyz", earth_xyz(point), strict=True)), point, count, after)
        if not self._by_rings:
            return self._in_ring(asked, rings.radius_km)
        return self._in_steps(asked, rings) if self._is_postgresql else self._ring_by_ring(asked, rings)

    def _ring_by_ring(self, asked: _Asked, rings: Rings) -> list[tuple[int, float]]:
        ring_km = rings.first_km
        found = self._in_ring(asked, ring_km)
        while len(found) < asked.count and ring_km < rings.radius_km:
            ring_km = wider_ring(ring_km, found=len(found), wanted=asked.count, radius_km=rings.radius_km)
            found = self._in_ring(asked, ring_km)
        return found

    def _in_ring(self, asked: _Asked, ring_km: float) -> list[tuple[int, float]]:
        """All in one circle."""
        has_ranges = any(isinstance(part, Slot) and part.what in "ring rows" for part in self._parts)
        inner, values = self._filled(asked, cover(asked.point, ring_km) if has_ranges else [])
        if self._is_postgresql:  # its values are written out already: a "%" in them is no place for another
            inner = inner.replace("%", "%%")
        sql = (
            f"SELECT pk, squared_chord FROM ({inner}) AS found WHERE squared_chord <= %s"  # noqa: S608 -- Django's own SQL
            f"{_BEYOND if asked.after else ''} ORDER BY squared_chord, pk LIMIT %s"
        )
        values += [chord_squared_for(ring_km), *asked.beyond(), asked.count]
        with connections[self._database].cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())

    def _filled(self, asked: _Asked, ranges: Sequence[Range]) -> tuple[str, list[Any]]:  # Any: as above
        """The query with its slots filled, and its values."""
        texts: list[str] = []
        values: list[Any] = []  # Any: as above
        for part in self._parts:
            text, more = asked.fill(part, ranges, write=self._is_postgresql) if isinstance(part, Slot) else part
            texts.append(text)
            values += more
        return "".join(texts), values

    def _in_steps(self, asked: _Asked, rings: Rings) -> list[tuple[int, float]]:
        """By several rings in one question: PostgreSQL goes on to a wider one where the last held too few."""
        inner, _none = self._filled(asked, [])
        steps = rings.steps()
        found: list[tuple[int, float]] = []
        for begun in range(0, len(steps), _STEPS_AT_ONCE):
            some = steps[begun : begun + _STEPS_AT_ONCE]
            with connections[self._database].cursor() as cursor:
                cursor.execute(_stepwise(inner, asked, some))
                _step, ids, chords = cursor.fetchone()
            found = sorted(zip(ids or (), chords or (), strict=True), key=_by_distance)
            if len(found) == asked.count:
                break
        return found


def _by_distance(found: tuple[int, float]) -> tuple[float, int]:
    return found[1], found[0]


@dataclass(frozen=True, slots=True)
class Rings:
    """Circles round one place: where to begin, and how wide it may get."""

    first_km: float
    radius_km: float

    def steps(self) -> list[float]:
        """Each four times as wide as the last; the last one is the radius."""
        ring_km, found = self.first_km, []
        while ring_km * 2 < min(self.radius_km, HALF_ROUND_KM):
            found.append(ring_km)
            ring_km *= 4
        return [*found, self.radius_km]


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question to a search."""

    axes: dict[str, float]
    point: Point
    count: int
    after: After | None

    def beyond(self) -> tuple[Any, ...]:  # Any: a number, or an id
        return () if self.after is None else (self.after.value, self.after.value, self.after.pk)

    def fill(self, slot: Slot, ranges: Sequence[Range], *, write: bool) -> tuple[str, tuple[float, ...]]:
        """What stands in a slot; its numbers written out, or apart as values (SQLite reads them off by a bit)."""
        if slot.what in self.axes:
            axis = self.axes[slot.what]
            return (repr(axis), ()) if write else ("%s", (axis,))
        if slot.what == "ring":
            between = (
                [f"{slot.column} BETWEEN {first} AND {last}" for first, last in ranges]
                if write
                else ([f"{slot.column} BETWEEN %s AND %s"] * len(ranges))
            )
            text = " OR ".join(between)
        else:
            text = f"VALUES {', '.join(['(%s, %s)'] * len(ranges))}"
        return text, () if write else tuple(edge for both in ranges for edge in both)


def _stepwise(inner: str, asked: _Asked, steps: Sequence[float]) -> str:
    """The question that looks in one ring after another until one holds enough; a ring that holds next to nothing is
    followed by the one after the next. All in it is a number, or was written out before."""
    rows = [(step, *ends) for step, km in enumerate(steps, 1) for ends in cover(asked.point, km)]
    numbers, firsts, lasts = (",".join(map(str, column)) for column in zip(*rows, strict=True))
    most = ",".join(repr(chord_squared_for(km)) for km in steps)
    beyond = _BEYOND % tuple(repr(value) for value in asked.beyond()) if asked.after else ""
    return (
        "WITH RECURSIVE tried (step, count, ids, chords) AS (SELECT 0, 0::bigint, NULL::bigint[], NULL::float8[] "  # noqa: S608 -- as above
        "UNION ALL SELECT next.step, got.count, got.ids, got.chords FROM tried CROSS JOIN LATERAL (SELECT least("
        f"tried.step + CASE WHEN tried.step = 0 OR tried.count * 8 >= {asked.count} THEN 1 ELSE 2 END, {len(steps)}) "
        "AS step OFFSET 0) AS next CROSS JOIN LATERAL ("
        "SELECT count(*) AS count, array_agg(pk) AS ids, array_agg(squared_chord) AS chords FROM ("
        f"SELECT pk, squared_chord FROM unnest('{{{numbers}}}'::int[], '{{{firsts}}}'::bigint[], "
        # OFFSET 0 keeps it from turning the join round.
        f"'{{{lasts}}}'::bigint[]) AS ring (step, first, last) CROSS JOIN LATERAL ({inner} OFFSET 0) AS found "
        f"WHERE ring.step = next.step AND squared_chord <= (ARRAY[{most}]::float8[])[next.step]{beyond} "
        f"ORDER BY squared_chord, pk LIMIT {asked.count}) AS nearest) AS got "
        f"WHERE tried.count < {asked.count} AND tried.step < {len(steps)}) "
        "SELECT step, ids, chords FROM tried ORDER BY step DESC LIMIT 1"
    )


_kept: dict[object, Search] = {}


def kept(key: object | None, make: Callable[[], Search]) -> Search:
    """The search that is known by this key; made where it is not known, or nothing tells it from others."""
    if key is None:
        return make()
    found = _kept.get(key)
    if found is None:
        found = make()
        if len(_kept) >= _KEPT_AT_MOST:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = found
    return found
