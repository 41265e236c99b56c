"""How many public listings there are in every cell of the map: what clusters, facets over wide areas and estimates
read instead of the listings.

A ledger, so that nobody ever waits for anybody: a listing that comes into public search adds a row for each level, one
that leaves it takes the same away, and readers add up. `fold` brings many rows of one cell together. The database
itself writes the ledger (triggers), so that bulk updates and raw SQL cannot forget it; what keeps those in place is
`ensure`, after every migrate, and `manage.py search check` recounts.
"""

from typing import Any, Final

from django.db import connection, models, transaction

from marketplace.kernel.cells import cell_shift

TABLE: Final = "listings_tally"
#: Levels of cells: the whole earth; about 150 by 200, 39 by 49, 10 by 12 and 2.4 by 3 km in the middle of Britain.
LEVELS: Final = (0, 7, 9, 11, 13)
#: Stands for all categories together.
ALL: Final = 0

_KEY: Final = "level, cell, category, kind"
_SUMS: Final = "count, latitudes, longitudes, ids"
_FUNCTION: Final = "listings_tally_note"
#: Trigger, and the tables of the rows before and after that PostgreSQL gives it.
_EVENTS: Final = {
    "listings_tally_added": ("INSERT", "REFERENCING NEW TABLE AS came"),
    "listings_tally_changed": ("UPDATE", "REFERENCING OLD TABLE AS went NEW TABLE AS came"),
    "listings_tally_gone": ("DELETE", "REFERENCING OLD TABLE AS went"),
}


class Tally(models.Model):
    """A change of how many public listings a cell holds, or the sum of such changes: the truth is the sum of its rows.

    `category` is an id, or `ALL`. Sums of places are in millionths of a degree and so exact; the sum of ids is the id
    where there is one listing. Deliberately absent: what is shown to a few organisations only.
    """

    level = models.PositiveSmallIntegerField()
    cell = models.BigIntegerField()
    category = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    count = models.IntegerField()
    latitudes = models.BigIntegerField()
    longitudes = models.BigIntegerField()
    ids = models.BigIntegerField()

    class Meta:
        indexes = (
            models.Index(
                fields=["level", "cell", "kind", "count", "latitudes", "longitudes", "ids"],
                name="tally_of_all",
                condition=models.Q(category=ALL),
            ),
            models.Index(
                fields=["level", "cell", "category", "kind", "count", "latitudes", "longitudes", "ids"],
                name="tally_by_category",
                condition=models.Q(category__gt=ALL),
            ),
        )

    def __str__(self) -> str:
        return f"{self.count} in cell {self.cell} of level {self.level}"


def _values(row: str, sign: int) -> list[str]:
    """What one listing adds to every level, or takes away: rows of values, as both databases write them."""
    micro = "CAST(round({row}.public_{axis} * 1000000) AS BIGINT)"
    north, east = micro.format(row=row, axis="latitude"), micro.format(row=row, axis="longitude")
    return [
        f"({level}, {row}.live_spot >> {cell_shift(level)}, {category}, {row}.kind, {sign}, {sign} * {north}, "
        f"{sign} * {east}, {sign} * {row}.id)"
        for level in LEVELS
        for category in (ALL, f"{row}.category_id")
    ]


def _added_up(rows: str, having: str) -> str:
    """Rows of the ledger by their key."""
    sums = ", ".join(f"sum({column}) AS {column}" for column in _SUMS.split(", "))
    return f"SELECT {_KEY}, {sums} FROM ({rows}) AS noted GROUP BY {_KEY} HAVING {having}"  # noqa: S608 -- ours alone


def _noted(table: str, sign: int) -> str:
    """All rows of the ledger for the public listings of a table of PostgreSQL."""
    values = ", ".join(_values("row", sign)).replace("row.", "listing.")
    return (
        f"SELECT noted.* FROM {table} AS listing CROSS JOIN LATERAL (VALUES {values}) AS noted ({_KEY}, {_SUMS}) "  # noqa: S608 -- as above
        "WHERE listing.live_spot IS NOT NULL"
    )


def _postgresql_function() -> str:
    went, came = _noted("went", -1), _noted("came", 1)
    write = f"INSERT INTO {TABLE} ({_KEY}, {_SUMS}) "
    changed = _added_up(f"{went} UNION ALL {came}", "bool_or(count <> 0) AND (sum(count) <> 0 OR sum(ids) <> 0 "
                        "OR sum(latitudes) <> 0 OR sum(longitudes) <> 0)")  # fmt: skip
    return (
        f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'INSERT' THEN {write}{_added_up(came, 'true')}; "
        f"ELSIF TG_OP = 'DELETE' THEN {write}{_added_up(went, 'true')}; "
        f"ELSE {write}{changed}; END IF; RETURN NULL; END $$"
    )


def _sqlite_triggers() -> dict[str, str]:
    write = f"INSERT INTO {TABLE} ({_KEY}, {_SUMS}) VALUES "  # noqa: S608 -- as above
    came, went = write + ", ".join(_values("new", 1)), write + ", ".join(_values("old", -1))
    moved = " OR ".join(
        f"old.{column} IS NOT new.{column}"
        for column in ("live_spot", "category_id", "kind", "public_latitude", "public_longitude")
    )
    table = "ON listings_listing WHEN"
    return {
        "listings_tally_added": f"AFTER INSERT {table} new.live_spot IS NOT NULL BEGIN {came}; END",
        "listings_tally_gone": (
            f"AFTER DELETE ON listings_listing BEGIN INSERT INTO {TABLE} ({_KEY}, {_SUMS}) "  # noqa: S608 -- as above
            f"SELECT * FROM (VALUES {', '.join(_values('old', -1))}) WHERE old.live_spot IS NOT NULL; "
            f"DELETE FROM {TABLE} WHERE NOT EXISTS (SELECT 1 FROM listings_listing); END"
        ),
        "listings_tally_left": f"AFTER UPDATE {table} old.live_spot IS NOT NULL AND ({moved}) BEGIN {went}; END",
        "listings_tally_came": f"AFTER UPDATE {table} new.live_spot IS NOT NULL AND ({moved}) BEGIN {came}; END",
    }


def _are_in_place(cursor: Any) -> bool:  # Any: Django's cursors have no common type
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'listings_tally_%'")
        return dict(cursor.fetchall()) == {n: f"CREATE TRIGGER {n} {body}" for n, body in _sqlite_triggers().items()}
    cursor.execute(
        "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'listings_listing'::regclass AND tgenabled <> 'D' "
        "AND tgname = ANY(%s)",
        [list(_EVENTS)],
    )
    if cursor.fetchone()[0] != len(_EVENTS):
        return False
    cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", [_FUNCTION])
    found = cursor.fetchone()
    return found is not None and f"$${found[0]}$$" in _postgresql_function()


def ensure() -> bool:
    """Put what writes the ledger in its place, and count anew; False where it was there already."""
    with transaction.atomic(), connection.cursor() as cursor:
        if _are_in_place(cursor):
            return False
        _drop_triggers(cursor)
        if connection.vendor == "sqlite":
            for name, body in _sqlite_triggers().items():
                cursor.execute(f"CREATE TRIGGER {name} {body}")
        else:
            cursor.execute(_postgresql_function())
            for name, (event, tables) in _EVENTS.items():
                cursor.execute(
                    f"CREATE TRIGGER {name} AFTER {event} ON listings_listing {tables} "
                    f"FOR EACH STATEMENT EXECUTE FUNCTION {_FUNCTION}()"
                )
        _recount(cursor)
    return True


def take_away() -> None:
    """Let nothing write the ledger any more: to fill a table by the million, and `ensure` after it."""
    with connection.cursor() as cursor:
        _drop_triggers(cursor)


def _drop_triggers(cursor: Any) -> None:  # Any: as above
    is_sqlite = connection.vendor == "sqlite"
    for name in _sqlite_triggers() if is_sqlite else _EVENTS:
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + ("" if is_sqlite else " ON listings_listing"))


def recount() -> None:
    """Count every cell anew from the listings."""
    with transaction.atomic(), connection.cursor() as cursor:
        _recount(cursor)


def _recount(cursor: Any) -> None:  # Any: as above
    if connection.vendor == "postgresql":
        cursor.execute(f"LOCK TABLE listings_listing, {TABLE} IN SHARE ROW EXCLUSIVE MODE")
    cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608 -- as above
    cursor.execute(f"INSERT INTO {TABLE} ({_KEY}, {_SUMS}) {_counted_anew()}")


def _counted_anew() -> str:
    """What the ledger ought to add up to."""
    north, east = (f"CAST(round(public_{axis} * 1000000) AS BIGINT)" for axis in ("latitude", "longitude"))
    return " UNION ALL ".join(
        f"SELECT {level} AS level, live_spot >> {cell_shift(level)} AS cell, {category} AS category, kind, "  # noqa: S608 -- as above
        f"count(*) AS count, sum({north}) AS latitudes, sum({east}) AS longitudes, sum(id) AS ids "
        "FROM listings_listing WHERE live_spot IS NOT NULL GROUP BY 1, 2, 3, 4"
        for level in LEVELS
        for category in (f"CAST({ALL} AS BIGINT)", "category_id")
    )


def differences() -> int:
    """How many cells add up to something else than a recount. Reads everything: for a command."""
    kept = _added_up(f"SELECT {_KEY}, {_SUMS} FROM {TABLE}", "sum(count) <> 0 OR sum(ids) <> 0")  # noqa: S608 -- as above
    counted = _counted_anew()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT * FROM ({kept} EXCEPT SELECT * FROM ({counted}) AS a) AS b "  # noqa: S608 -- as above
            f"UNION ALL SELECT * FROM (SELECT * FROM ({counted}) AS c EXCEPT {kept}) AS d) AS e"
        )
        return int(cursor.fetchone()[0])


def fold() -> int:
    """Bring the rows of each cell together; how many fewer there are. Nobody who reads or writes meanwhile sees it."""
    with transaction.atomic(), connection.cursor() as cursor:
        before = _rows(cursor)
        if connection.vendor == "postgresql":
            together = " AND ".join(f"{TABLE}.{column} = many.{column}" for column in _KEY.split(", "))
            every = ", ".join(f"{TABLE}.{column}" for column in f"{_KEY}, {_SUMS}".split(", "))
            added = _added_up("SELECT * FROM gone", "sum(count) <> 0")
            cursor.execute(
                f"WITH many AS (SELECT {_KEY} FROM {TABLE} GROUP BY {_KEY} HAVING count(*) > 1), "  # noqa: S608 -- as above
                f"gone AS (DELETE FROM {TABLE} USING many WHERE {together} RETURNING {every}) "
                f"INSERT INTO {TABLE} ({_KEY}, {_SUMS}) {added}"
            )
        else:
            cursor.execute(f"CREATE TEMP TABLE folded AS {_added_up(f'SELECT * FROM {TABLE}', 'count(*) > 1')}")  # noqa: S608 -- as above
            cursor.execute(f"DELETE FROM {TABLE} WHERE ({_KEY}) IN (SELECT {_KEY} FROM folded)")  # noqa: S608 -- as above
            cursor.execute(f"INSERT INTO {TABLE} ({_KEY}, {_SUMS}) SELECT * FROM folded WHERE count <> 0")  # noqa: S608 -- as above
            cursor.execute("DROP TABLE folded")
        return before - _rows(cursor)


def _rows(cursor: Any) -> int:  # Any: as above
    cursor.execute(f"SELECT count(*) FROM {TABLE}")  # noqa: S608 -- as above
    return int(cursor.fetchone()[0])
