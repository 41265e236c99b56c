"""Writing a run's lines: thousands of rows in a statement, straight from their columns.

Through models and `bulk_create` it would take as long as everything else in a run together.
"""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import connection, transaction

from marketplace.impact.models import RunLine

Values = dict[str, Any]  # Any: columns of a row
#: Rows of one statement: SQLite takes 250,000 parameters, and long statements are no faster.
AT_ONCE: Final = 250


def write_lines(lines: Sequence[Values]) -> None:
    """Write the lines of one chunk, all or none. Each has every column of `RunLine` but its own number."""
    with transaction.atomic(), connection.cursor() as cursor:
        for start in range(0, len(lines), AT_ONCE):
            some = lines[start : start + AT_ONCE]
            columns = list(some[0])
            names = ", ".join(connection.ops.quote_name(name) for name in columns)
            row = f"({', '.join(['%s'] * len(columns))})"
            table = connection.ops.quote_name(RunLine._meta.db_table)
            statement = f"INSERT INTO {table} ({names}) VALUES {', '.join([row] * len(some))}"  # noqa: S608 - names of our own columns, never anything typed
            cursor.execute(statement, [_said(value) for one in some for value in one.values()])


def _said(value: Any) -> Any:  # Any: what a driver takes
    if isinstance(value, list):
        return json.dumps(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return value
