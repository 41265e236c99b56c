"""How many there are: counts that stop at a thousand, and the tally behind the facets."""

from collections import Counter
from typing import Any, Final

from django.db.models import Count, F
from django.db.models.functions import Coalesce

from listings.queries.searching import Question, Rows, answering
from listings.queries.tallied import narrowings_of
from listings.queries.wide import tally_everywhere, tally_wide

#: Counts are exact up to here and say "1,000+" beyond.
MOST_COUNTED: Final = 1000


def count(rows: Rows, question: Question) -> int:
    """How many rows of all sets answer the question: exact up to `MOST_COUNTED`, one more where there are more."""
    counted = 0
    for one in rows:
        counted += answering(one, question)[: MOST_COUNTED + 1 - counted].count()
        if counted > MOST_COUNTED:
            break
    return counted


def tally(rows: Rows, question: Question, column: str = "category") -> Counter[Any]:  # Any: a value of the column
    """How many rows of all sets answer the question, by the value of a column: one query for every facet of it, or
    the tallies where many public listings are in reach and nothing narrows them."""
    counted: Counter[Any] = Counter()  # Any: as above
    for one in rows:
        kept = _kept(question, column) if question.words is None and narrowings_of(one) == [] else None
        if kept is None:
            # Not the column itself: SQLite would go through a whole index that has its order, not through the circle.
            value = Coalesce(F(column), F(column))
            grouped = answering(one, question).order_by().values_list(value).annotate(count=Count("pk"))
            kept = Counter(dict(grouped))
        counted.update(kept)
    return counted


def _kept(question: Question, column: str) -> Counter[Any] | None:  # Any: as above
    """What the tallies tell of public listings, if they can."""
    if question.origin is None:
        return tally_everywhere(column)
    return tally_wide(question.origin.point, question.radius_km, column)
