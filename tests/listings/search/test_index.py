"""The index of words stays in step: through bulk updates, deletes, a table made anew, a crash and a restore."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, models

from listings.actions.syncing import sync_categories
from listings.apps import words_are_in_step
from listings.models import Category, Listing
from listings.models.indexing import Drift, counts_differ, drift, ensure, guards_missing, settle
from listings.models.words import TABLE
from listings.search.words import read_words
from listings.tasks import look_after_words
from tests import make

SOUND = Drift(0, 0, 0, 0)
GUARDS = ["listings_words_added", "listings_words_changed", "listings_words_gone"]


def found(text: str) -> list[str]:
    words = read_words(f"{text} ")
    assert words is not None
    return list(Listing.objects.matching(words).order_by("pk").values_list("title", flat=True))


def drifted() -> Drift:
    return drift(Listing.objects.all())


def run(sql: str, *values: int | str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))


@pytest.mark.django_db
class TestInStep:
    def test_bulk_updates_of_what_is_searched_in(self) -> None:
        row = make.listing(title="Oak desk")
        make.listing(title="Pine desk")
        assert Listing.objects.filter(title="Oak desk").update(title="Walnut bureau") == 1
        row.refresh_from_db()
        row.description = "With a brass lamp"
        assert Listing.objects.bulk_update([row], ["description"]) == 1
        assert (found("oak"), found("walnut"), found("brass")) == ([], ["Walnut bureau"], ["Walnut bureau"])
        Listing.objects.filter(pk=row.pk).update(category=make.category("sofas"))
        assert found("settee") == ["Walnut bureau"]
        assert drifted() == SOUND

    def test_deletes_and_raw_sql(self) -> None:
        row = make.listing(title="Oak desk")
        other = make.draft(title="Pine desk")
        run("UPDATE listings_listing SET search_text = 'walnut desk' WHERE id = %s", row.pk)
        assert (found("oak"), found("walnut")) == ([], ["Oak desk"])
        run("UPDATE listings_listing SET spot = spot + 1 WHERE id = %s", row.pk)
        assert found("walnut") == ["Oak desk"]
        Listing.objects.filter(pk=row.pk).update(title="Oak desk")
        Listing.objects.filter(pk=other.pk).delete()
        assert found("pine") == []
        assert drifted() == SOUND

    def test_new_synonyms_and_names_of_categories(self) -> None:
        make.listing(title="Something to sit on", slug="sofas")
        before = Listing.objects.get().search_text
        Category.objects.filter(slug="sofas").update(name="Chesterfields", synonyms="old")
        Listing.objects.filter(title="Something to sit on").update(search_text="something to sit on")
        assert drifted().old_text == 1
        sync_categories(now=make.NOW)
        assert Listing.objects.get().search_text == before
        assert drifted() == SOUND

    def test_merging_loses_nothing(self) -> None:
        for wood in ("oak", "pine", "ash"):
            make.listing(title=f"{wood} desk")
        assert 1 <= settle(pages=16, steps=50) <= 50
        assert found("ash") == ["ash desk"]
        assert drifted() == SOUND


@pytest.mark.django_db
class TestCheck:
    def test_it_passes_on_a_sound_index(self, capsys: pytest.CaptureFixture[str]) -> None:
        make.listing()
        call_command("search", "check")
        assert "sound" in capsys.readouterr().out

    def test_old_text_is_seen_and_mended(self, capsys: pytest.CaptureFixture[str]) -> None:
        row = make.listing(title="Oak desk")
        run("UPDATE listings_listing SET title = 'Walnut desk' WHERE id = %s", row.pk)
        assert drifted() == Drift(0, 0, 0, 1)
        with pytest.raises(SystemExit):
            call_command("search", "check")
        assert "1 listing(s) are searched by a text that is out of date" in capsys.readouterr().out
        call_command("search", "rebuild")
        assert found("walnut") == ["Walnut desk"]
        assert drifted() == SOUND

    @pytest.mark.sqlite
    def test_planted_rows_are_seen_and_mended(self, capsys: pytest.CaptureFixture[str]) -> None:
        lost, changed, _whole = (make.listing(title=title) for title in ("Oak desk", "Pine desk", "Ash desk"))
        run(f"DELETE FROM {TABLE} WHERE rowid = %s", lost.spot)  # noqa: S608 -- the name is ours
        run(f"INSERT INTO {TABLE} (rowid, words) VALUES (7, 'nobody')")  # noqa: S608 -- as above
        run(f"INSERT OR REPLACE INTO {TABLE} (rowid, words) VALUES (%s, 'walnut')", changed.spot)  # noqa: S608 -- as above
        assert drifted() == Drift(1, 1, 1, 0)
        with pytest.raises(SystemExit):
            call_command("search", "check")
        call_command("search", "rebuild")
        assert drifted() == SOUND
        assert (found("oak"), found("pine"), found("walnut")) == (["Oak desk"], ["Pine desk"], [])
        assert "1 listing(s) cannot be found by their words; 1 entries are left over" in capsys.readouterr().out

    @pytest.mark.sqlite
    def test_the_worker_mends_what_the_system_check_tells(self) -> None:
        row = make.listing(title="Oak desk")
        assert words_are_in_step(databases=["default"]) == []
        run(f"DELETE FROM {TABLE} WHERE rowid = %s", row.spot)  # noqa: S608 -- as above
        assert counts_differ()
        (told,) = words_are_in_step(databases=["default"])
        assert told.id == "goodsyard.W002"
        assert words_are_in_step(databases=None) == []  # databases are looked at only where that is asked for
        look_after_words.call()
        assert found("oak") == ["Oak desk"]

    @pytest.mark.postgresql
    def test_a_lost_index_is_seen_and_made_again(self) -> None:
        run("DROP INDEX listing_words")
        assert guards_missing() == ["listing_words"]
        assert len(words_are_in_step(databases=["default"])) == 1
        assert ensure() == ["listing_words"]
        assert (guards_missing(), ensure()) == ([], [])


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_migrate_mends_what_a_table_made_anew_has_lost(capsys: pytest.CaptureFixture[str]) -> None:
    row = make.listing(title="Oak desk")
    old = Listing._meta.get_field("title")
    new = models.CharField(max_length=119)
    new.set_attributes_from_name("title")
    new.model = Listing
    for one, other in ((old, new), (new, old)):
        with connection.schema_editor() as editor:
            editor.alter_field(Listing, one, other)
    assert guards_missing() == GUARDS
    assert len(words_are_in_step(databases=["default"])) == 1
    run("UPDATE listings_listing SET search_text = 'walnut', title = 'Walnut' WHERE id = %s", row.pk)  # nobody looks
    assert found("walnut") == []
    call_command("migrate", verbosity=1, skip_checks=False)  # as from the command line: what is amiss stops nothing
    assert guards_missing() == []
    assert found("walnut") == ["Walnut"]
    assert "The index of words was made anew" in capsys.readouterr().out
    run("DELETE FROM listings_listing WHERE id = -1")


KILLED = """
import marketplace, os, signal, sqlite3, sys
there = sqlite3.connect(sys.argv[1], isolation_level=None)
there.execute("BEGIN IMMEDIATE")
there.execute("UPDATE listings_listing SET search_text = 'walnut bureau'")
there.execute("PRAGMA cache_spill = 1")
there.execute("DELETE FROM listings_listing WHERE id = (SELECT max(id) FROM listings_listing)")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_restored_copy_is_sound_even_after_a_crash(tmp_path: Path) -> None:
    make.listing(title="Oak desk")
    make.draft(title="Pine desk")
    copy = tmp_path / "copy.sqlite3"
    run("VACUUM INTO %s", str(copy))
    killed = subprocess.run([sys.executable, "-c", KILLED, str(copy)], check=False)
    assert killed.returncode == -signal.SIGKILL
    checked = subprocess.run(
        [sys.executable, "manage.py", "search", "check"],
        env={**os.environ, "DATABASE_URL": f"sqlite:///{copy}"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert (checked.returncode, checked.stdout) == (0, "The index of words is sound.\n"), checked.stderr
    with sqlite3.connect(copy) as restored:
        assert restored.execute(f"SELECT count(*) FROM {TABLE} WHERE {TABLE} MATCH 'oak'").fetchone() == (1,)  # noqa: S608 -- as above
