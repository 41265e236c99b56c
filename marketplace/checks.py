"""System checks of our own: what would go wrong quietly is said at start-up.

Registered by `marketplace.web`. `manage.py check` shows them, and so does every command that runs checks.
"""

import sqlite3  # by now the library that `marketplace` has chosen
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning

#: From 3.7.0 up to 3.51.2 a WAL file that is reset while another connection writes can corrupt the database.
#: Source: https://sqlite.org/wal.html#walresetbug
SOUND_SQLITE = (3, 51, 3)


def too_old(version: tuple[int, int, int]) -> list[CheckMessage]:
    """Warn of a SQLite library with the WAL-reset fault; decisions/0004-sqlite-library.md says what to do."""
    if version >= SOUND_SQLITE:
        return []
    return [
        CheckWarning(
            f"SQLite {'.'.join(map(str, version))} can corrupt a database that several processes write to.",
            hint=(
                f"Use SQLite {'.'.join(map(str, SOUND_SQLITE))} or later (on Linux the package pysqlite3 brings one), "
                "or PostgreSQL by DATABASE_URL."
            ),
            id="goodsyard.W001",
        )
    ]


@register(Tags.compatibility)
def sqlite_is_sound(**_: Any) -> list[CheckMessage]:  # Any: what Django's registry passes to every check
    """Look at the library that Django's backend uses, if SQLite is in use at all."""
    if all("sqlite3" not in database["ENGINE"] for database in settings.DATABASES.values()):
        return []
    return too_old(sqlite3.sqlite_version_info)
