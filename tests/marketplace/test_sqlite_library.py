"""The SQLite that Django runs on: recent enough, and with what the search and the queries need."""

import sqlite3
import sys

import pytest
from django.core.checks.registry import registry
from django.db import connection

from marketplace.checks import SOUND_SQLITE, sqlite_is_sound, too_old


def test_an_old_library_is_warned_of() -> None:
    warnings = too_old((3, 40, 1))
    assert [warning.id for warning in warnings] == ["goodsyard.W001"]
    assert "3.40.1" in warnings[0].msg


def test_a_sound_library_is_not_warned_of() -> None:
    assert too_old(SOUND_SQLITE) == []
    assert too_old((3, 53, 4)) == []


@pytest.mark.sqlite
@pytest.mark.skipif(sys.platform != "linux", reason="pysqlite3 publishes no wheels for other systems")
@pytest.mark.django_db
def test_django_runs_on_the_library_of_the_package() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        assert cursor.fetchone() == (sqlite3.sqlite_version,)
    assert sqlite3.sqlite_version_info >= SOUND_SQLITE
    assert sqlite_is_sound in registry.get_checks()
    assert sqlite_is_sound() == []


@pytest.mark.sqlite
@pytest.mark.django_db
def test_the_library_has_full_text_trees_json_and_mathematics() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE VIRTUAL TABLE temp.words USING fts5(body)")
        cursor.execute("INSERT INTO temp.words VALUES ('two oak desks')")
        cursor.execute("SELECT body FROM temp.words WHERE words MATCH 'oak*'")
        assert cursor.fetchall() == [("two oak desks",)]
        cursor.execute("CREATE VIRTUAL TABLE temp.boxes USING rtree(id, low, high)")
        cursor.execute("""SELECT json_extract('{"a": 1}', '$.a'), round(acos(0.5), 4)""")
        assert cursor.fetchone() == (1, 1.0472)
