"""Goodsyard: the project package. Composition on top (settings, URLs), shared ground at the bottom (kernel, web)."""

import sys

try:
    import pysqlite3
except ImportError:
    pass  # the system's own SQLite serves; marketplace.checks says when that is too old
else:
    import sqlite3

    if pysqlite3.sqlite_version_info > sqlite3.sqlite_version_info:
        # Django's backend imports `sqlite3.dbapi2` by name: decisions/0004-sqlite-library.md.
        sys.modules["sqlite3"] = pysqlite3
        sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
