"""Looking words up: the one place where the two databases differ.

SQLite keeps a full-text table (FTS5, contentless) whose row id is the listing's `spot`, so that a range of row ids is
an area. PostgreSQL has an index over `to_tsvector('english', search_text)`, which keeps itself in step. What keeps
the table of SQLite in step is in `listings.models.indexing`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import F, Func
from django.db.models.sql.compiler import SQLCompiler

from listings.search.words import Words, as_fts5, as_tsquery

TABLE: Final = "listings_words"
#: Up to so many listings that hold the words it is quicker to read them all than to go by rings (measured: SEARCH).
RARE: Final = 1_500
#: The same on PostgreSQL, which reads the words of a row found by its place anew.
RARE_ON_POSTGRESQL: Final = 30_000

Range = tuple[int, int]
Ranges = Sequence[Range]
#: Stands for the ranges of whichever ring is looked in (`listings.models.rings`); no spot lies there.
IN_THE_RING: Final[tuple[Range, ...]] = ((-2, -1),)
_Sql = tuple[str, tuple[Any, ...]]  # Any: a parameter of whichever type


@dataclass(frozen=True, slots=True)
class Slot:
    """A value that is filled in when a query is sent: an axis of the place that is searched from ("x"), whether a
    column lies in the ranges of the ring ("ring"), or these ranges ("rows")."""

    what: str
    column: str = ""


class HoldsWords(Func):
    """Whether a listing holds the words. `ranges` of spots, where known, spare SQLite the rest of the country."""

    output_field = models.BooleanField()

    def __init__(self, words: Words, ranges: tuple[tuple[int, int], ...] = ()) -> None:
        super().__init__(F("spot"), F("search_text"))
        self.words = words
        self.ranges = ranges

    def as_sql(  # type: ignore[override]  # there is no SQL for all engines, and Django's own takes more than we do
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> _Sql:
        raise NotImplementedError(f"words are looked up on SQLite and PostgreSQL, not on {connection.vendor}")

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any) -> _Sql:
        spot, _ = compiler.compile(self.get_source_expressions()[0])
        found = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s"  # noqa: S608 -- the name is ours
        question = as_fts5(self.words)
        if not self.ranges:
            return f"{spot} IN ({found})", (question,)
        # From the first range to the last in one look: for each look SQLite reads anew what the words begin (1 ms), and
        # what lies between the ranges is left out by the condition on the place.
        if self.ranges == IN_THE_RING:
            ends = "(SELECT min(column1) FROM (%s) AS ring) AND (SELECT max(column2) FROM (%s) AS ring)"
            return f"{spot} IN ({found} AND rowid BETWEEN {ends})", (question, Slot("rows"), Slot("rows"))
        first, last = min(self.ranges)[0], max(last for _first, last in self.ranges)
        return f"{spot} IN ({found} AND rowid BETWEEN %s AND %s)", (question, first, last)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any) -> _Sql:
        text, _ = compiler.compile(self.get_source_expressions()[1])
        question = as_tsquery(self.words)
        if not self.ranges:
            return f"to_tsvector('english', {text}) @@ to_tsquery('english', %s)", (question,)
        # In an area the rows are read by their place. The empty string keeps the planner from reading the whole country
        # for a common word first, and the cheap look for beginnings spares most rows the reading of their words.
        begins = [f"% {_kept_by_stems(term)}%" for term in self.words.terms]
        either = " OR " if self.words.any_of else " AND "
        looks = either.join([f"(' ' || {text}) LIKE %s"] * len(begins))
        return f"(({looks}) AND to_tsvector('english', {text} || '') @@ to_tsquery('english', %s))", (*begins, question)


def _kept_by_stems(term: str) -> str:
    """A beginning that all words of its stem have: two letters ("dry", "dried"), or one ("die", "dying")."""
    return term[: 1 if term[1:2] in ("i", "y") else 2]


def rare() -> int:
    """Up to so many listings that hold the words are few enough to read them all, on this database."""
    return RARE if connection.vendor == "sqlite" else RARE_ON_POSTGRESQL


def roughly(words: Words) -> int:
    """How many listings hold the words: counted on SQLite as far as they are few, estimated on PostgreSQL."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"SELECT count(*) FROM (SELECT 1 FROM {TABLE} WHERE {TABLE} MATCH %s LIMIT %s)",  # noqa: S608 -- as above
                [as_fts5(words), RARE + 1],
            )
            return int(cursor.fetchone()[0])
        cursor.execute(
            "EXPLAIN (FORMAT JSON) SELECT 1 FROM listings_listing "
            "WHERE to_tsvector('english', search_text) @@ to_tsquery('english', %s)",
            [as_tsquery(words)],
        )
        plan = cursor.fetchone()[0]
    told = json.loads(plan) if isinstance(plan, str) else plan
    return int(told[0]["Plan"]["Plan Rows"])
