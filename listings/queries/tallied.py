"""Which questions the tallies can answer: public listings, narrowed by nothing but category and kind."""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.expressions import Col
from django.db.models.lookups import Exact, In, IsNull
from django.db.models.sql.where import OR, WhereNode

from listings.models.listings import ListingQuerySet
from listings.models.near import InRanges
from listings.models.rollups import ALL, LEVELS, Tally
from marketplace.kernel.cells import AXIS_BITS, LOW_BITS

#: Columns of a listing that the tallies know, and what they are called there.
_KNOWN: Final = {"category_id": "category", "kind": "kind"}

#: A column of the tallies and the values that it may have.
Narrowing = tuple[str, frozenset[Any]]  # Any: ids or kinds


def narrowings_of(rows: ListingQuerySet) -> list[Narrowing] | None:
    """By which categories and kinds public listings are narrowed; None where the rows are not just that."""
    query = rows.query
    if rows.is_measured_whole or query.is_sliced or query.distinct or query.where.negated:
        return None
    found: list[Narrowing] = []
    is_public = False
    for condition in query.where.children:
        if _is_public(condition):
            is_public = True
            continue
        narrowing = _narrowing(condition)
        if narrowing is None:
            return None
        found.append(narrowing)
    return found if is_public else None


def _is_public(condition: Any) -> bool:  # Any: Django gives conditions no common type
    column = _column(condition) if isinstance(condition, IsNull) else ""
    return column == "live_spot" and condition.rhs is False


def _column(condition: Any) -> str:  # Any: as above
    return str(condition.lhs.target.attname) if isinstance(condition.lhs, Col) else ""


def _narrowing(condition: Any) -> Narrowing | None:  # Any: as above
    """One column that is among some values, or a few such conditions joined by OR."""
    if isinstance(condition, WhereNode):
        return _any_of(condition)
    if not isinstance(condition, In | Exact) or _column(condition) not in _KNOWN:
        return None
    values: Any = condition.rhs if isinstance(condition, In) else [condition.rhs]  # Any: whatever it is compared with
    if hasattr(values, "resolve_expression"):
        return None  # a question within the question
    return _KNOWN[_column(condition)], frozenset(values)


def _any_of(node: WhereNode) -> Narrowing | None:
    if node.negated or (node.connector != OR and len(node.children) > 1):
        return None
    parts = [_narrowing(child) for child in node.children]
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts) or len({column for column, _values in known}) > 1:
        return None
    return known[0][0], frozenset().union(*(values for _column_name, values in known))


def tallies(narrowings: Iterable[Narrowing], *, level: int, ranges: Iterable[tuple[int, int]]) -> QuerySet[Tally]:
    """The tallies of a level that touch any of these ranges of spots."""
    shift = LOW_BITS + 2 * (AXIS_BITS - level)
    cells = tuple(sorted({(first >> shift, last >> shift) for first, last in ranges}))
    conditions = [Q(**{f"{column}__in": sorted(values)}) for column, values in narrowings]
    by_category = any(column == "category" for column, _values in narrowings)
    # Written out, not handed over: SQLite takes a partial index only where it reads its condition.
    which = Func(
        F("category"), template=f"(%(expressions)s {'>' if by_category else '='} {ALL})", output_field=BooleanField()
    )
    return Tally.objects.filter(which, InRanges("cell", cells), *conditions, level=level)


def level_near(wanted: int) -> int:
    """The coarsest level that tallies are kept of and that is as fine as wanted, or finer."""
    return next((level for level in LEVELS if level >= wanted), LEVELS[-1])
