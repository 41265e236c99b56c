"""Take away all that listings and wants are searched in, and make it again, timed.

That is every B-tree that is no key, the index of words, the tallies of cells with what keeps them in step, and the keys
by which a new listing finds the wants. Made again by the product's own functions where it has one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from listings.actions.counting import count_terms
from listings.models import Listing, Want, indexing, rollups
from listings.models.anchors import Anchor, rebuild_anchors
from listings.models.words import TABLE
from tests.bench.search.telling import say

_TABLES: Final = (Listing._meta.db_table, Want._meta.db_table)
_INDEXES: Final = {
    "sqlite": (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%%' AND tbl_name = %s"
    ),
    "postgresql": (
        "SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE 'CREATE INDEX%%' "
        "AND indexname <> 'listing_words' AND tablename = %s"
    ),
}
_made: dict[str, str] = {}  # name -> statement, of what was taken away in this run


def take_away() -> None:
    """Nothing that is searched in is left: to fill a table by the million, and `put_back` after it."""
    rollups.take_away()
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(_INDEXES[connection.vendor], [table])
            _made.update(cursor.fetchall())
        for name in _made:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
        for table in (rollups.TABLE, Anchor._meta.db_table):
            cursor.execute(f"{'DELETE FROM' if connection.vendor == 'sqlite' else 'TRUNCATE'} {table}")
        if connection.vendor == "postgresql":
            cursor.execute("DROP INDEX IF EXISTS listing_words")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [_TABLES[0]])
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute("PRAGMA cache_size = -500000")
        cursor.execute("PRAGMA synchronous = OFF")


def put_back(*, has_keys: bool = False) -> None:
    """All of it again, but the keys of wants where those are there; says how long each took."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # what the product sets, and a cache as large as PostgreSQL's for such work
            cursor.execute("PRAGMA cache_size = -500000")
            cursor.execute("PRAGMA synchronous = FULL")
        else:
            cursor.execute("SET maintenance_work_mem = '512MB'")
    whole = sum(
        _timed(told, work)
        for told, work in (
            ("B-trees of listings and wants", _trees),
            ("index of words", indexing.ensure),
            ("tallies of cells", rollups.ensure),
        )
    )
    say(f"{connection.vendor}: all indexes of the search in {whole:.0f} s")
    if not has_keys:
        _timed("keys of wants", rebuild_anchors)
    _timed("count of words", lambda: count_terms(now=timezone.now()))
    _timed("statistics", _settle)
    call_command("migrate", verbosity=0, interactive=False)


def _trees() -> None:
    with connection.cursor() as cursor:
        for statement in _made.values():
            cursor.execute(statement)
    _made.clear()


def _timed(told: str, work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    took = time.perf_counter() - started
    say(f"{connection.vendor}: {told} in {took:.0f} s")
    return took


def _settle() -> None:
    """As the database would by itself after a while: statistics, and which pages are wholly visible."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
