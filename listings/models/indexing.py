"""Keeping the index of words in step with the listings, come what may.

A listing's `search_text` is made of its title, description, make, model and category. PostgreSQL indexes that column
by itself. SQLite's full-text table is kept in step by triggers, so that raw SQL, bulk updates, deletes and cascades
cannot forget it; what a crash undoes, it undoes in both. Triggers are lost when a later migration rebuilds the table:
`manage.py migrate` makes them again (`ensure`), the worker looks every hour, and a system check says so.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any, Final, NamedTuple

from django.db import connection, models, transaction

from listings.models.words import TABLE
from listings.search.words import searchable
from listings.taxonomy import by_slug, search_words

#: What the words of a listing are made of. `update()` of any of these brings `search_text` along.
WORDED: Final = frozenset({"title", "description", "make", "model", "facilities", "category", "category_id"})
BATCH: Final = 1000

_MADE: Final = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5("
    "words, content='', contentless_delete=1, detail='none', tokenize='porter unicode61')"
)
_FORGET: Final = f"DELETE FROM {TABLE} WHERE rowid = "  # noqa: S608 -- the name is ours
_NOTE: Final = f"INSERT INTO {TABLE} (rowid, words) VALUES (new.spot, new.search_text);"  # noqa: S608 -- as above
_TRIGGERS: Final = {
    "listings_words_added": f"AFTER INSERT ON listings_listing BEGIN {_FORGET}new.spot; {_NOTE} END",
    "listings_words_changed": (
        "AFTER UPDATE OF spot, search_text ON listings_listing "
        "WHEN old.spot <> new.spot OR old.search_text <> new.search_text "
        f"BEGIN {_FORGET}old.spot; {_FORGET}new.spot; {_NOTE} END"
    ),
    "listings_words_gone": f"AFTER DELETE ON listings_listing BEGIN {_FORGET}old.spot; END",
}


class Drift(NamedTuple):
    """How many listings differ from the index: those it lacks, those it holds other words of, those whose own text is
    out of date; and how many of its rows belong to no listing."""

    missing: int
    left_over: int
    other_words: int
    old_text: int


def words_of(
    *,
    title: str,
    description: str,
    make: str,
    model: str,
    facilities: str,
    category_name: str,
    category_path: str,
    category_slug: str,
) -> str:
    """What a listing is found by: its own words, its category's and the category's synonyms."""
    synonyms = search_words(category_slug) if category_slug in by_slug() else ()
    return searchable(title, description, make, model, facilities, category_name, category_path, *synonyms)


def _texts(rows: models.QuerySet[Any]) -> Iterator[tuple[int, str, str]]:  # Any: listings, which are made with this
    """Id, text as it is kept and text as it ought to be."""
    parts = {
        "title": "title",
        "description": "description",
        "make": "make",
        "model": "model",
        "facilities": "facilities",
        "category_name": "category__name",
        "category_path": "category__path",
        "category_slug": "category__slug",
    }
    last = 0
    # By id, a piece at a time: whoever reads may write what was read, and a million texts are never held at once.
    while piece := list(
        rows.filter(pk__gt=last).order_by("pk").values_list("pk", "search_text", *parts.values())[:BATCH]
    ):
        for pk, kept, *told in piece:
            yield pk, kept, words_of(**dict(zip(parts, told, strict=True)))
        last = piece[-1][0]


def retell(rows: models.QuerySet[Any]) -> int:  # Any: as above
    """Bring the text of these listings up to date; how many were not. The index follows."""
    stale = ((pk, ought) for pk, kept, ought in _texts(rows) if kept != ought)
    changed = 0
    while batch := [rows.model(pk=pk, search_text=ought) for pk, ought in islice(stale, BATCH // 5)]:
        changed += rows.model._default_manager.using(rows.db).bulk_update(batch, ["search_text"])
    return changed


def _has_table() -> bool:
    with connection.cursor() as cursor:
        return "listings_listing" in connection.introspection.table_names(cursor)


def guards_missing() -> list[str]:
    """Names of what keeps the index in step and is not there as it should be; of nothing before the first migrate."""
    if not _has_table():
        return []
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute(
                "SELECT 1 FROM pg_index WHERE indexrelid = to_regclass('listing_words') AND indisvalid AND indisready"
            )
            return [] if cursor.fetchone() else ["listing_words"]
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' OR name = %s", [TABLE])
        there = dict(cursor.fetchall())
    wanted = {TABLE: _MADE} | {name: f"CREATE TRIGGER {name} {body}" for name, body in _TRIGGERS.items()}
    return [name for name, sql in wanted.items() if there.get(name) != sql]


def ensure() -> list[str]:
    """Make again what is missing of the index and its guards, with all its rows; the names of what was."""
    missing = guards_missing()
    if not missing:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("DROP INDEX IF EXISTS listing_words")
            cursor.execute(
                "CREATE INDEX listing_words ON listings_listing USING gin (to_tsvector('english', search_text))"
            )
            return missing
        for name in set(missing) - {TABLE}:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"CREATE TRIGGER {name} {_TRIGGERS[name]}")
        if TABLE in missing:
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
            cursor.execute(_MADE)
        _fill(cursor)
    return missing


def _fill(cursor: Any) -> None:  # Any: Django's cursors have no common type
    """All rows of SQLite's table anew, in the order of its row ids: else FTS5 writes a segment for each row."""
    cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('delete-all')")  # noqa: S608 -- the name is ours
    cursor.execute(f"INSERT INTO {TABLE} (rowid, words) SELECT spot, search_text FROM listings_listing ORDER BY spot")  # noqa: S608 -- as above
    cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('optimize')")  # noqa: S608 -- as above


def rebuild(rows: models.QuerySet[Any]) -> int:  # Any: as above
    """Make the full-text index anew from all listings, their texts first; how many texts were out of date."""
    changed = retell(rows)
    if not ensure():
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                _fill(cursor)
            else:
                cursor.execute("REINDEX INDEX listing_words")
    return changed


def counts_differ() -> bool:
    """Whether the index holds more or fewer rows than there are listings: quick, and finds no planted words."""
    if connection.vendor != "sqlite" or not _has_table():
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT (SELECT count(*) FROM {TABLE}) <> (SELECT count(*) FROM listings_listing)")  # noqa: S608 -- as above
        return bool(cursor.fetchone()[0])


def drift(rows: models.QuerySet[Any]) -> Drift:  # Any: as above
    """Compare every listing with its text and every text with the index. Reads everything: for a command."""
    old_text = sum(kept != ought for _pk, kept, ought in _texts(rows))
    if connection.vendor != "sqlite":
        return Drift(0, 0, 0, old_text)  # the engine's own index cannot differ from its column
    with connection.cursor() as cursor:
        missing = _lacking(cursor, ("listings_listing", "spot"), (TABLE, "rowid"))
        left_over = _lacking(cursor, (TABLE, "rowid"), ("listings_listing", "spot"))
        return Drift(missing, left_over, _other_words(cursor), old_text)


def _lacking(cursor: Any, one: tuple[str, str], other: tuple[str, str]) -> int:  # Any: as above
    """How many rows of one table have a key that is none of the other's; each is a name and its key."""
    (table, key), (there, its_key) = one, other
    cursor.execute(f"SELECT count(*) FROM {table} WHERE {key} NOT IN (SELECT {its_key} FROM {there})")  # noqa: S608 -- names of ours
    return int(cursor.fetchone()[0])


def _other_words(cursor: Any) -> int:  # Any: as above
    """How many listings the index holds under other words than theirs.

    The table keeps no text to compare, so a second one is made of the listings for the while, and both are read term
    by term: each row gathers the exclusive or of its terms' hashes from both, which is nothing where they agree.
    """
    made = _MADE.replace(TABLE, "temp.listings_words_now", 1)
    cursor.execute(made)
    cursor.execute("INSERT INTO temp.listings_words_now (rowid, words) SELECT spot, search_text FROM listings_listing")
    cursor.execute(f"CREATE VIRTUAL TABLE temp.terms_kept USING fts5vocab('main', '{TABLE}', 'instance')")
    cursor.execute("CREATE VIRTUAL TABLE temp.terms_now USING fts5vocab('temp', 'listings_words_now', 'instance')")
    try:
        sums: dict[int, int] = {}
        for table in ("terms_kept", "terms_now"):
            cursor.execute(f"SELECT term, doc FROM temp.{table}")  # noqa: S608 -- as above
            last, mark = "", 0
            for term, doc in cursor:
                if term != last:
                    last, mark = term, int.from_bytes(blake2b(term.encode(), digest_size=8).digest())
                sums[doc] = sums.get(doc, 0) ^ mark
        differing = [doc for doc, total in sums.items() if total]
        return sum(_counted_both(cursor, differing[at : at + 500]) for at in range(0, len(differing), 500))
    finally:
        for table in ("terms_kept", "terms_now", "listings_words_now"):
            cursor.execute(f"DROP TABLE temp.{table}")


def _counted_both(cursor: Any, spots: Sequence[int]) -> int:  # Any: as above
    """How many of these spots are both a listing's and in the index."""
    marks = ", ".join(["%s"] * len(spots))
    cursor.execute(
        f"SELECT count(*) FROM listings_listing WHERE spot IN ({marks}) AND spot IN (SELECT rowid FROM {TABLE})",  # noqa: S608 -- as above
        list(spots),
    )
    return int(cursor.fetchone()[0])


def settle(*, pages: int = 500, steps: int = 40) -> int:
    """Merge what heavy writing has left in many pieces, a little at a time so that writers wait for milliseconds; how
    many steps were taken. (https://sqlite.org/fts5.html#the_merge_command)"""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SELECT gin_clean_pending_list('listing_words'::regclass)")
            return 1
        for step in range(1, steps + 1):
            before = _changes(cursor)
            # The first call takes in pieces of every size, as 'optimize' would; those after it go on with that.
            work = -pages if step == 1 else pages
            cursor.execute(f"INSERT INTO {TABLE} ({TABLE}, rank) VALUES ('merge', %s)", [work])  # noqa: S608 -- as above
            if _changes(cursor) - before < 2:  # as the manual says: nothing was left to merge
                return step
    return steps


def _changes(cursor: Any) -> int:  # Any: as above
    cursor.execute("SELECT total_changes()")
    return int(cursor.fetchone()[0])
