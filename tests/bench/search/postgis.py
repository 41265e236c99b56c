"""The yardstick: what an expert writes by hand on PostGIS for the same questions.

One table of the columns that are searched, filled out of the product's own (with a title, so that a row is not
unfairly narrow): `geography(Point)` and `geometry(Point, 27700)`, the British National Grid in metres, each with a
partial GiST index over what is public; a stored `tsvector` with GIN; a B-tree on the category. Wants keep their
circle as a polygon with GiST beside point and radius. Each question is one statement; psycopg binds its values on the
client, as Django's own connection does, so that the planner sees them.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg

from marketplace.kernel.geo import Point
from tests.bench.search.telling import say

NATIONAL_GRID: Final = 27700
SCHEMA: Final = """
    DROP TABLE IF EXISTS offer, wanted;
    CREATE TABLE offer (
        id bigint PRIMARY KEY, live boolean NOT NULL, category integer NOT NULL, kind text NOT NULL,
        title text NOT NULL,
        spot_geog geography(Point, 4326) NOT NULL, spot_geom geometry(Point, 27700) NOT NULL, words tsvector NOT NULL
    );
    CREATE TABLE wanted (
        id bigint PRIMARY KEY, organisation bigint NOT NULL, kind text NOT NULL, category integer, path text NOT NULL,
        title tsquery NOT NULL, needed_by date, quantity numeric NOT NULL, unit text NOT NULL,
        radius_m integer NOT NULL,
        spot_geog geography(Point, 4326) NOT NULL, spot_geom geometry(Point, 27700) NOT NULL,
        circle geometry(Polygon, 27700) NOT NULL
    );
"""
INDEXES: Final = """
    CREATE INDEX offer_geog ON offer USING gist (spot_geog) WHERE live;
    CREATE INDEX offer_geom ON offer USING gist (spot_geom) WHERE live;
    CREATE INDEX offer_words ON offer USING gin (words) WHERE live;
    CREATE INDEX offer_category ON offer (category) WHERE live;
    CREATE INDEX wanted_circle ON wanted USING gist (circle);
    CREATE INDEX wanted_category ON wanted (category);
"""
READ_OFFERS: Final = """COPY (
    SELECT id, state = 'published' AND available > 0, category_id, kind, title,
        public_longitude, public_latitude, search_text FROM listings_listing
) TO STDOUT"""
READ_WANTS: Final = """COPY (
    SELECT w.id, w.organisation_id, w.kind, w.category_id, coalesce(c.path, ''), w.title, w.needed_by, w.quantity,
        w.unit, w.radius_km * 1000, w.public_longitude, w.public_latitude
    FROM listings_want w LEFT JOIN listings_category c ON c.id = w.category_id WHERE w.state = 'open'
) TO STDOUT"""


def beside(url: str) -> str:
    """The URL of the yardstick's database: its name with `_postgis` after it."""
    return f"{url.rstrip('/')}_postgis"


def make_database(url: str) -> None:
    """An empty database of that name, in place of one that is there."""
    parts = urlsplit(url)
    name = parts.path.lstrip("/")
    with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(psycopg.sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(psycopg.sql.Identifier(name)))
        server.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))


def fill(url: str) -> None:
    """Make the yardstick's database out of the product's."""
    make_database(beside(url))
    started = time.perf_counter()
    with psycopg.connect(url) as product, psycopg.connect(beside(url), autocommit=True) as own:
        own.execute("CREATE EXTENSION postgis")
        own.execute(SCHEMA)
        own.execute(
            "CREATE TEMP TABLE o (id bigint, live bool, category int, kind text, title text, x float, y float, "
            "words text)"
        )
        own.execute(
            "CREATE TEMP TABLE w (id bigint, organisation bigint, kind text, category int, path text, title text, "
            "needed_by date, quantity numeric, unit text, radius int, x float, y float)"
        )
        for table, statement in (("o", READ_OFFERS), ("w", READ_WANTS)):
            with product.cursor().copy(statement) as out, own.cursor().copy(f"COPY {table} FROM STDIN") as into:
                for block in out:
                    into.write(block)
        point = "ST_SetSRID(ST_MakePoint(x, y), 4326)"
        own.execute(
            f"INSERT INTO offer SELECT id, live, category, kind, title, {point}, ST_Transform({point}, 27700), "  # noqa: S608 -- as above
            "to_tsvector('english', words) FROM o"
        )
        own.execute(
            f"INSERT INTO wanted SELECT id, organisation, kind, category, path, plainto_tsquery('english', title), "  # noqa: S608 -- as above
            f"needed_by, quantity, unit, radius, {point}, ST_Transform({point}, 27700), "
            f"ST_Buffer(ST_Transform({point}, 27700), radius * 1.002) FROM w"
        )
        say(f"postgis: filled in {time.perf_counter() - started:.0f} s")
        started = time.perf_counter()
        own.execute("SET maintenance_work_mem = '512MB'")
        own.execute(INDEXES)
        own.execute("VACUUM ANALYZE offer")
        own.execute("VACUUM ANALYZE wanted")
        say(f"postgis: indexes and statistics made in {time.perf_counter() - started:.0f} s")


class Yardstick:
    """The questions, on one open connection. `way` is "geography" or "geometry"."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(
            beside(url), autocommit=True, cursor_factory=psycopg.ClientCursor, options="-c jit=off"
        )

    def _all(self, statement: str, values: Sequence[Any] | dict[str, Any]) -> list[tuple[Any, ...]]:  # Any: rows
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    def nearest(
        self, way: str, point: Point, *, radius_km: float, count: int, category: int | None, words: Sequence[str]
    ) -> list[int]:
        """Ids of the nearest."""
        here, column = _here(way)
        if category is None and not words:
            rows = self._all(
                f"SELECT id FROM (SELECT id, {column} <-> {here} AS away FROM offer WHERE live "  # noqa: S608 -- as above
                f"ORDER BY {column} <-> {here} LIMIT %(count)s) AS nearest WHERE away <= %(metres)s ORDER BY away",
                _at(point) | {"metres": radius_km * 1000, "count": count},
            )
            return [row[0] for row in rows]
        also = " AND category = %(category)s" if category is not None else ""
        also += " AND words @@ to_tsquery('english', %(words)s)" if words else ""
        rows = self._all(
            f"SELECT id, {column} <-> {here} AS away FROM offer WHERE live AND ST_DWithin({column}, {here}, %(metres)s)"  # noqa: S608 -- as above
            f"{also} ORDER BY away LIMIT %(count)s",
            _at(point) | {"metres": radius_km * 1000, "count": count, "category": category, "words": " & ".join(words)},
        )
        return [row[0] for row in rows]

    def tally(self, way: str, point: Point, radius_km: float) -> Counter[int]:
        """How many in each category."""
        here, column = _here(way)
        rows = self._all(
            "SELECT category, count(*) FROM offer WHERE live "  # noqa: S608 -- as above
            f"AND ST_DWithin({column}, {here}, %(metres)s) GROUP BY category",
            _at(point) | {"metres": radius_km * 1000},
        )
        return Counter(dict(rows))

    def clusters(self, point: Point, across_km: float, cells: int) -> list[tuple[float, float, int]]:
        """A grid of so many cells over a box on the map: middle of what is in each, and how many of each kind."""
        rows = self._all(
            """WITH box AS (SELECT
                ST_Expand(ST_Transform(ST_SetSRID(ST_MakePoint(%(x)s, %(y)s), 4326), 27700), %(half)s) AS box)
            SELECT avg(ST_X(spot_geom)), avg(ST_Y(spot_geom)), count(*), count(*) FILTER (WHERE kind = 'material'),
                count(*) FILTER (WHERE kind = 'equipment'), min(id)
            FROM offer, box WHERE live AND spot_geom && box
            GROUP BY floor(ST_X(spot_geom) / %(size)s), floor(ST_Y(spot_geom) / %(size)s)""",
            _at(point) | {"half": across_km * 500, "size": across_km * 1000 / cells},
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def wants(self, way: str, point: Point, *, listing: dict[str, Any]) -> list[int]:  # Any: values of several types
        """Ids of others' wants whose circle holds the point, that are not over and not far too large, and that name
        its category or one above; of those that name none, whose words are all in the text."""
        here, column = _here(way)
        inside = f"ST_DWithin({column}, {here}, radius_m)"
        if way == "geometry":
            inside = f"circle && {here} AND {inside}"
        steps = listing["path"].split("/")
        rows = self._all(
            f"SELECT id FROM wanted WHERE {inside} AND (needed_by IS NULL OR needed_by >= %(first_day)s) "  # noqa: S608 -- as above
            "AND organisation <> %(organisation)s AND (unit <> %(unit)s OR quantity <= %(available)s * 10) AND "
            "(kind = %(kind)s AND path = ANY(%(above)s) "
            "OR path = '' AND kind <> 'space' AND to_tsvector('english', %(text)s) @@ title)",
            _at(point) | listing | {"above": ["/".join(steps[:depth]) for depth in range(1, len(steps) + 1)]},
        )
        return [row[0] for row in rows]


def _here(way: str) -> tuple[str, str]:
    """The point that is asked from, and the column that it is compared with."""
    point = "ST_SetSRID(ST_MakePoint(%(x)s, %(y)s), 4326)"
    return (
        (f"{point}::geography", "spot_geog") if way == "geography" else (f"ST_Transform({point}, 27700)", "spot_geom")
    )


def _at(point: Point) -> dict[str, Any]:  # Any: values of several types beside it
    return {"x": point.longitude, "y": point.latitude}
