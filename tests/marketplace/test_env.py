"""What the environment may say, and what is answered when it makes no sense."""

import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from marketplace import env
from marketplace.bootstrap import suite


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment that says nothing but where the data go."""
    for name in suite.SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GOODSYARD_DATA", str(tmp_path))


@pytest.mark.parametrize(
    ("text", "meant"), [("1", True), ("Yes", True), (" on ", True), ("0", False), ("FALSE", False)]
)
def test_a_flag_is_read(monkeypatch: pytest.MonkeyPatch, text: str, meant: bool) -> None:
    monkeypatch.setenv("DEBUG", text)
    assert env.debug() is meant


def test_a_flag_that_is_neither_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS", "ture")
    with pytest.raises(ImproperlyConfigured, match="HTTPS must be true or false, not 'ture'"):
        env.https()


def test_a_local_run_keeps_a_secret_of_its_own(tmp_path: Path) -> None:
    first = env.secret_key()
    assert len(first) >= 50
    assert env.secret_key() == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_processes_that_start_together_agree_on_the_secret(tmp_path: Path) -> None:
    code = "import sys; from marketplace import env; sys.stdout.write(env.secret_key())"
    command = [sys.executable, "-c", code]
    together = [subprocess.Popen(command, cwd=env.BASE_DIR, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    said = {process.communicate()[0] for process in together}
    assert said == {(tmp_path / "secret_key").read_text()}


def test_a_server_is_given_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "false")
    with pytest.raises(ImproperlyConfigured, match="Set SECRET_KEY"):
        env.secret_key()
    monkeypatch.setenv("SECRET_KEY", "given")
    assert env.secret_key() == "given"


def test_the_embedded_database_is_the_default(tmp_path: Path) -> None:
    database = env.database()
    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(tmp_path / "goodsyard.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize(
    ("url", "name"),
    [("sqlite:////srv/yard.sqlite3", "/srv/yard.sqlite3"), ("sqlite:///a%20yard.sqlite3", "a yard.sqlite3")],
)
def test_an_embedded_database_may_be_elsewhere(monkeypatch: pytest.MonkeyPatch, url: str, name: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert env.database()["NAME"] == name


def test_postgresql_is_read_from_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://yard:p%40ss@db.example:6432/goods")
    database = env.database()
    given = {name: database[name] for name in ("ENGINE", "USER", "PASSWORD", "HOST", "PORT", "NAME")}
    assert given == {
        "ENGINE": "django.db.backends.postgresql",
        "USER": "yard",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
        "NAME": "goods",
    }


@pytest.mark.parametrize("url", ["mysql://x/y", "postgres://host:port/name", "postgres://[::1/name", "yard.sqlite3"])
def test_a_database_that_makes_no_sense_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        env.database()


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp+tls://mail.example", 587, True, False),
        ("smtp+ssl://mail.example", 465, False, True),
        ("smtp://mail.example:2525", 2525, False, False),
    ],
)
def test_mail_goes_where_it_is_sent(monkeypatch: pytest.MonkeyPatch, url: str, port: int, tls: bool, ssl: bool) -> None:
    monkeypatch.setenv("EMAIL_URL", url)
    mail = env.email()
    assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"]) == ("mail.example", port)
    assert (mail["EMAIL_USE_TLS"], mail["EMAIL_USE_SSL"]) == (tls, ssl)


def test_mail_that_makes_no_sense_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "https://mail.example")
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        env.email()


def test_a_map_names_whose_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAP_TILE_URL", "https://{s}.tiles.example/{z}/{x}/{y}.png")
    with pytest.raises(ImproperlyConfigured, match="MAP_ATTRIBUTION"):
        env.map_tiles()
    monkeypatch.setenv("MAP_ATTRIBUTION", "© Somebody")
    assert env.map_tiles().origin == "https://*.tiles.example"


def test_a_map_without_an_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAP_TILE_URL", "tiles.example")
    monkeypatch.setenv("MAP_ATTRIBUTION", "© Somebody")
    with pytest.raises(ImproperlyConfigured, match="MAP_TILE_URL"):
        env.map_tiles()


def test_a_geocoder_that_is_not_known_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOCODER", "crystal-ball")
    with pytest.raises(ImproperlyConfigured, match="GEOCODER"):
        env.geocoder()


def test_the_test_run_knows_every_setting() -> None:
    """What a person has set for a site of their own must not reach the tests."""
    read = set(re.findall(r"(?:get|_flag|_list)\(\s*\"([A-Z0-9_]+)\"", Path(env.__file__).read_text(encoding="utf-8")))
    assert {"DEBUG", "DATABASE_URL"} <= read
    assert sorted(read - suite.SETTINGS) == []
