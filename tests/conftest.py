"""What every test stands on: a database by DATABASE_URL, its own folder for files, and no way out of this machine."""

import gc
import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import hypothesis
import pytest
from django.conf import settings
from django.test import TransactionTestCase
from django.test.utils import override_settings

hypothesis.settings.register_profile("goodsyard", deadline=None, derandomize="CI" in os.environ, database=None)
hypothesis.settings.load_profile("goodsyard")

#: Fixtures through which a test without the marker gets at the database.
ASKS_THE_DATABASE: Final = frozenset({"db", "transactional_db", "live_server", "django_db_setup", "database"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--migrated`: to migrate takes half a minute, which each worker of each run need not spend again."""
    parser.addoption("--migrated", default="", help="a fresh database to copy: SQLite's file, or PostgreSQL's name")
    parser.addoption("--only-database", action="store_true", help="leave out tests that ask no database anything")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out (not skip) what only the other database can show, and if asked to what no database has a part in."""
    names = ("postgresql", "sqlite")
    own, other = names if "postgresql" in settings.DATABASES["default"]["ENGINE"] else reversed(names)
    kept, left_out = list[pytest.Item](), list[pytest.Item]()
    for item in items:
        has_no_part = config.getoption("--only-database") and not _asks_a_database(item, own)
        (left_out if has_no_part or item.get_closest_marker(other) is not None else kept).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def _asks_a_database(item: pytest.Item, own: str) -> bool:
    """Whether it may: pytest-django refuses a connection to every test but those with its marker, with one of these
    fixtures, and Django's own test cases."""
    if not isinstance(item, pytest.Function) or (item.cls is not None and issubclass(item.cls, TransactionTestCase)):
        return True
    is_marked = any(item.get_closest_marker(name) is not None for name in ("django_db", own))
    return is_marked or not ASKS_THE_DATABASE.isdisjoint(item.fixturenames)


def pytest_collection_finish() -> None:
    """What is there now stays until the end: half a million objects that the collector need not walk over and over."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Files go to a folder of the run's own, tasks run at once, and passwords are hashed quickly."""
    folder = tmp_path_factory.mktemp("files")
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    storages = {
        **settings.STORAGES,
        "default": {**files, "OPTIONS": {"location": str(folder / "media")}},
        "private": {**files, "OPTIONS": {"location": str(folder / "private"), "base_url": None}},
    }
    with override_settings(
        MEDIA_ROOT=str(folder / "media"),
        STORAGES=storages,
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """SQLite's test database is a file, as it is in use: an in-memory one knows neither WAL nor several processes."""
    database = settings.DATABASES["default"]
    test, migrated = database.setdefault("TEST", {}), request.config.getoption("--migrated")
    if migrated:
        test["MIGRATE"] = False
    if "sqlite" in database["ENGINE"]:
        test["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        options = database["OPTIONS"]  # what the disk holds after a power cut is not what is tested here
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
        if migrated:
            shutil.copy(migrated, test["NAME"])
    elif migrated:
        test["TEMPLATE"] = migrated


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """Whether the test database is there already: SQLite's copy of a migrated one, or the last run's (`--reuse-db`)."""
    is_copied = bool(request.config.getoption("--migrated")) and "sqlite" in settings.DATABASES["default"]["ENGINE"]
    return is_copied or bool(request.config.getoption("reuse_db"))


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly() -> Iterator[None]:
    """After a test that commits, the tables are emptied, and not filled again with Django's permissions, of which the
    house uses none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.core.management.commands.flush.emit_post_migrate_signal", lambda *_, **__: None)
        yield


class OutsideWorld(RuntimeError):
    """A test tried to leave this machine."""


def _stays_here(address: Any) -> bool:  # Any: a socket's address has a shape for each family
    if not isinstance(address, tuple):
        return True  # a path of a Unix socket
    host = str(address[0])
    try:
        return host in {"localhost", ""} or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _no_way_out() -> Iterator[None]:
    """Refuse every connection and every name look-up that is not for the loopback."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:  # Any: as above
        if not _stays_here(address):
            raise OutsideWorld(f"a test tried to reach {address!r}")
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:  # Any: as above
        if not _stays_here(address):
            raise OutsideWorld(f"a test tried to reach {address!r}")
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *rest: Any, **named: Any) -> Any:  # Any: the standard library's own signature
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not _stays_here((name, 0)):
            raise OutsideWorld(f"a test tried to look up {name!r}")
        return look_up(host, *rest, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Sign-in limits and geocoding answers of one test are nothing to the next."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def _search_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan takes no process of its own, but where that is what is tested."""
    from tests.searching_here import answer_here

    answer_here(monkeypatch)


@pytest.fixture
def database() -> dict[str, Any]:  # Any: Django's own shape for a database
    """The test database, for other processes. On a busy machine they wait for each other longer than people would."""
    from django.db import connection

    patience = {"timeout": 120} if connection.vendor == "sqlite" else {"options": "-c lock_timeout=120000"}
    return {**connection.settings_dict, "OPTIONS": {**connection.settings_dict["OPTIONS"], **patience}}


@pytest.fixture
def that_tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages ask what time it is; here it is `make.NOW`."""
    from tests.make.organisations import NOW

    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of manage.py."""
    return Path(settings.BASE_DIR)
