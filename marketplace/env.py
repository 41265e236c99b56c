"""The environment, read once and typed: each function answers one setting, or stops with a sentence."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})


def _flag(name: str, default: bool) -> bool:
    """A yes or no; a word that is neither is refused, lest a slip of the pen switch off what protects people."""
    text = os.environ.get(name, "").strip().lower()
    if not text:
        return default
    if text not in _YES | _NO:
        raise ImproperlyConfigured(f"{name} must be true or false, not {text!r}.")
    return text in _YES


def _address(name: str, url: str) -> tuple[SplitResult, int | None]:
    """A URL from the environment, and its port."""
    try:
        parts = urlsplit(url)
        return parts, parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not an address: {error}.") from error


def _list(name: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


def data_dir() -> Path:
    """Where the embedded database, uploads and the local secret live (GOODSYARD_DATA)."""
    folder = Path(os.environ.get("GOODSYARD_DATA") or BASE_DIR / ".data")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def debug() -> bool:
    """Whether this is a local run (DEBUG, on unless said otherwise or a SECRET_KEY is given)."""
    return _flag("DEBUG", "SECRET_KEY" not in os.environ)


def secret_key() -> str:
    """SECRET_KEY, or for a local run one of its own, kept in the data folder."""
    if given := os.environ.get("SECRET_KEY"):
        return given
    if not debug():
        raise ImproperlyConfigured("Set SECRET_KEY: without DEBUG no key is made for you.")
    return _kept_secret(data_dir() / "secret_key")


def _kept_secret(file: Path) -> str:
    """Read the secret, or make it: readable by its owner alone, and whole from the first moment it can be seen."""
    if not file.exists():
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
            handle.write(secrets.token_urlsafe(50))
        try:
            file.hardlink_to(draft)  # refused where another process was quicker, whose secret is then everybody's
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text(encoding="ascii")


def allowed_hosts() -> list[str]:
    return _list("ALLOWED_HOSTS") or (["localhost", "127.0.0.1", "[::1]", "testserver"] if debug() else [])


def trusted_origins() -> list[str]:
    return _list("CSRF_TRUSTED_ORIGINS")


def https() -> bool:
    return _flag("HTTPS", True)


def behind_proxy() -> bool:
    return _flag("BEHIND_PROXY", False)


def site_url() -> str:
    """The address that mails link to (SITE_URL), without a slash at its end."""
    return os.environ.get("SITE_URL", "http://localhost:8000").rstrip("/")


def database() -> dict[str, Any]:  # Any: Django's own shape for a database
    """The database of DATABASE_URL: `postgres://user:password@host:port/name` or `sqlite:///path`."""
    url = os.environ.get("DATABASE_URL", "")
    parts, port = _address("DATABASE_URL", url)
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            # Pages ask for a few rows: to compile such a query takes PostgreSQL ten times as long as to run it.
            "OPTIONS": {"options": "-c lock_timeout=3000 -c jit=off"},
        }
    if url and parts.scheme != "sqlite":
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// or sqlite:///")
    name = unquote(parts.path[1:]) if url else str(data_dir() / "goodsyard.sqlite3")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        # To open the file, read its tables and make ready takes as long as half a page. The development server
        # has a thread, so a connection, for each request.
        "CONN_MAX_AGE": 0 if debug() else 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 60,  # its queue is not in order: one in ten thousand waits out 30 s where 32 write at once
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def cache() -> dict[str, Any]:  # Any: Django's own shape for a cache
    """Sign-in limits and geocoding live in the cache; REDIS_URL shares it between processes."""
    if url := os.environ.get("REDIS_URL"):
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
    return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


_MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}


def email() -> dict[str, Any]:  # Any: Django's e-mail settings are of several types
    """EMAIL_URL `smtp://user:password@host:port` (or `smtp+tls://`); without it mail is printed to the console;
    `discard:` drops it (the demonstration's past is told to nobody)."""
    url = os.environ.get("EMAIL_URL", "")
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if url == "discard:":
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts, port = _address("EMAIL_URL", url)
    if parts.scheme not in _MAIL_PORTS:
        raise ImproperlyConfigured("EMAIL_URL must begin with smtp://, smtp+tls:// or smtp+ssl:// (or be discard:)")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": port or _MAIL_PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtp+ssl",
        "EMAIL_TIMEOUT": 20,
    }


def mail_from() -> str:
    return os.environ.get("MAIL_FROM", "Goodsyard <yard@goodsyard.invalid>")


def tasks_backend() -> str:
    """Background work is kept in the database; TASKS=immediate does it at once (tests)."""
    immediate = os.environ.get("TASKS") == "immediate"
    return "django_tasks.backends.immediate.ImmediateBackend" if immediate else "django_tasks_db.DatabaseBackend"


def storages(data: Path) -> dict[str, Any]:  # Any: Django's own shape for storages
    """Public pictures (`default`), private files (`private`: sheets, proofs) and static files."""
    if bucket := os.environ.get("S3_BUCKET"):
        s3 = {"bucket_name": bucket, "endpoint_url": os.environ.get("S3_ENDPOINT") or None}
        backend = "storages.backends.s3.S3Storage"
        files = {
            "default": {"BACKEND": backend, "OPTIONS": {**s3, "location": "public", "querystring_auth": False}},
            "private": {"BACKEND": backend, "OPTIONS": {**s3, "location": "private"}},
        }
    else:
        local = "django.core.files.storage.FileSystemStorage"
        files = {
            "default": {"BACKEND": local},
            "private": {"BACKEND": local, "OPTIONS": {"location": data / "private", "base_url": None}},
        }
    static = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if debug():
        static = "django.contrib.staticfiles.storage.StaticFilesStorage"
    return {**files, "staticfiles": {"BACKEND": static}}


@dataclass(frozen=True)
class Geocoder:
    """Which geopy geocoder to ask beyond the shipped gazetteer: name (`nominatim`, `photon`, `pelias` or empty)."""

    name: str
    domain: str
    api_key: str
    user_agent: str


def geocoder() -> Geocoder:
    name = os.environ.get("GEOCODER", "")
    if name not in {"", "nominatim", "photon", "pelias"}:
        raise ImproperlyConfigured("GEOCODER must be nominatim, photon or pelias (or empty)")
    return Geocoder(
        name,
        os.environ.get("GEOCODER_DOMAIN", ""),
        os.environ.get("GEOCODER_KEY", ""),
        os.environ.get("GEOCODER_USER_AGENT", f"goodsyard ({site_url()})"),
    )


@dataclass(frozen=True)
class Routing:
    """Who knows driving times: `osrm-http` or `valhalla-http` at an address, `osm-graph` with a map file, or `crow`.

    `data_version` names the edition of the map, so that legs of an older one are not used any more.
    """

    provider: str
    url: str
    data_version: str


def routing() -> Routing:
    provider = os.environ.get("ROUTING_PROVIDER", "") or "crow"
    url = os.environ.get("ROUTING_URL", "")
    if provider not in {"crow", "osrm-http", "valhalla-http", "osm-graph"}:
        raise ImproperlyConfigured("ROUTING_PROVIDER must be crow, osrm-http, valhalla-http or osm-graph (or empty)")
    if provider.endswith("-http") and urlsplit(url).scheme not in {"http", "https"}:
        raise ImproperlyConfigured(f"ROUTING_PROVIDER={provider} needs ROUTING_URL, such as http://localhost:5000")
    if provider == "osm-graph" and not url:
        raise ImproperlyConfigured("ROUTING_PROVIDER=osm-graph needs ROUTING_URL: the path of a map (.osm.pbf)")
    return Routing(provider, url, os.environ.get("ROUTING_DATA", "")[:40])


@dataclass(frozen=True)
class MapTiles:
    """A tile provider's URL template with its attribution; empty: the shipped plain basemap."""

    url: str
    attribution: str

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url.replace("{s}", "*"))
        return f"{parts.scheme}://{parts.netloc}"


def map_tiles() -> MapTiles:
    """MAP_TILE_URL with MAP_ATTRIBUTION: no provider lets its tiles be shown without being named."""
    tiles = MapTiles(os.environ.get("MAP_TILE_URL", ""), os.environ.get("MAP_ATTRIBUTION", ""))
    if tiles.url and not tiles.url.startswith(("https://", "http://")):
        raise ImproperlyConfigured("MAP_TILE_URL must begin with https:// (or http://).")
    if tiles.url and not tiles.attribution:
        raise ImproperlyConfigured("MAP_TILE_URL needs MAP_ATTRIBUTION: whose map it is.")
    return tiles
