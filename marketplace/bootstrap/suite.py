"""`manage.py test`: every check and every test, on both databases and in a real browser, with one total at the end.

    manage.py test                  all of it
    manage.py test --fast           the checks and the tests on SQLite, without a browser
    manage.py test tests/listings   only pytest, with whatever arguments are given, on SQLite (or on DATABASE_URL)

A test that is skipped has shown nothing, and tests that wait for a program that is missing have not run: both count
against the whole.
"""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from marketplace.bootstrap import postgres, system

#: What a person may have set for a site of their own; none of it may change what the tests show.
SETTINGS = {
    "ALLOWED_HOSTS",
    "BEHIND_PROXY",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_URL",
    "DEBUG",
    "DJANGO_SETTINGS_MODULE",
    "EMAIL_URL",
    "GEOCODER",
    "GEOCODER_DOMAIN",
    "GEOCODER_KEY",
    "GEOCODER_USER_AGENT",
    "GOODSYARD_DATA",
    "HTTPS",
    "MAIL_FROM",
    "MAP_ATTRIBUTION",
    "MAP_TILE_URL",
    "REDIS_URL",
    "ROUTING_DATA",
    "ROUTING_PROVIDER",
    "ROUTING_URL",
    "S3_BUCKET",
    "S3_ENDPOINT",
    "SECRET_KEY",
    "SITE_URL",
    "TASKS",
}


@dataclass
class Outcome:
    """What one step came to. A check counts as one test."""

    title: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    remark: str = ""

    def line(self) -> str:
        verdict = "FAILED" if self.failed else "SKIPS" if self.skipped else "ok"
        return f"{verdict:<7} {self.title:<44} {self.seconds:7.1f} s  {self.remark}".rstrip()


@dataclass(frozen=True)
class Check:
    """A command that is silent or at least content when all is well; `settings` stand in its environment."""

    title: str
    command: tuple[str, ...]
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Run:
    """One run of the suite: where it happens, and what came of it so far."""

    root: Path
    folder: Path
    outcomes: list[Outcome] = field(default_factory=list)

    def checks(self, checks: Sequence[Check]) -> None:
        """Run them, as many at a time as there are processors; what each of them said stands together."""
        with ThreadPoolExecutor(_processors()) as pool:
            for check, answer in zip(checks, pool.map(self._checked, checks), strict=True):
                code, seconds, said = answer
                _heading(check.title)
                sys.stdout.write(said)
                outcome = Outcome(check.title, passed=int(code == 0), failed=int(code != 0), seconds=seconds)
                self.outcomes.append(outcome)

    def tests(self, title: str, selection: str, database_url: str, *arguments: str) -> None:
        """Run the tests below a folder that the marker expression selects, on copies of the migrated database.

        :param arguments: of pytest: the folder, and options
        """
        report = self.folder / f"{len(self.outcomes)}.xml"
        pytest = (sys.executable, "-m", "pytest", *arguments, "-q", "-m", selection, f"--junitxml={report}")
        workers = ("-n", str(min(_processors(), 8)))
        command = (*pytest, *workers, f"--migrated={_database_of(migrated(database_url))}")
        _heading(title)
        began = time.monotonic()
        environment = self._environment({"DATABASE_URL": database_url})
        code = subprocess.run(command, cwd=self.root, env=environment, check=False).returncode
        seconds = time.monotonic() - began
        outcome = _read(report, title)
        outcome.seconds = seconds
        if code != 0 and outcome.failed == 0:
            outcome.failed, outcome.remark = 1, "no test ran" if code == 5 else f"pytest ended with {code}"
        self.outcomes.append(outcome)

    def wait(self, title: str, remark: str) -> None:
        """Tests that could not run for want of a program."""
        _heading(title)
        print(remark, flush=True)
        self.outcomes.append(Outcome(title, failed=1, remark=remark))

    def sqlite_url(self) -> str:
        return f"sqlite:///{self.folder / 'goodsyard.sqlite3'}"

    def _checked(self, check: Check) -> tuple[int, float, str]:
        """Its exit code, the seconds it took, and all it said."""
        began = time.monotonic()
        done = subprocess.run(
            check.command,
            cwd=self.root,
            env=self._environment(check.settings),
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        return done.returncode, time.monotonic() - began, done.stdout

    def _environment(self, settings: Mapping[str, str]) -> dict[str, str]:
        environment = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        if sys.dont_write_bytecode:  # each of hundreds of processes would compile every module that it imports
            kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(self.folder / "bytecode")}
            environment |= kept
        return environment | {"GOODSYARD_DATA": str(self.folder), "DATABASE_URL": self.sqlite_url(), **settings}


def _processors() -> int:
    return os.cpu_count() or 2


def main(root: Path, arguments: list[str]) -> int:
    """Run what the arguments ask for; the exit code is 0 when everything ran and passed."""
    if arguments and arguments != ["--fast"]:
        os.chdir(root)
        return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the database is stopped then too
    with tempfile.TemporaryDirectory(prefix="goodsyard-test-") as folder, ExitStack() as stack:
        run = Run(root, Path(folder))
        missing = set() if arguments else _missing()
        has_postgres = not arguments and system.POSTGRESQL not in missing
        postgres_url = stack.enter_context(_database(run)) if has_postgres else ""
        run.checks([*_preparations(run, postgres_url), *_checks(run)])
        run.tests("Tests on SQLite", "not browser and not postgresql", run.sqlite_url(), "tests")
        if not arguments:
            _with_programs(run, postgres_url, missing)
        return _conclude(run.outcomes)


def _preparations(run: Run, postgres_url: str) -> list[Check]:
    """What takes longest and what the tests then need not do again: a migrated database to copy, machine code."""
    python = sys.executable
    migrate = (python, str(run.root / "manage.py"), "migrate", "--verbosity", "0")
    urls = {"SQLite": run.sqlite_url(), "PostgreSQL": postgres_url}
    return [
        Check("Types (mypy, strict)", (python, "-m", "mypy")),
        *(
            Check(f"Migrations from nothing on {name}", migrate, {"DATABASE_URL": migrated(url)})
            for name, url in urls.items()
            if url
        ),
        Check("Machine code of the planner", (python, "-m", "logistics.planning.search_child", "--warm")),
    ]


def _checks(run: Run) -> list[Check]:
    python = sys.executable
    beside = Path(python).parent
    manage = (python, str(run.root / "manage.py"))
    templates = sorted(str(path.relative_to(run.root)) for path in (run.root / "templates").rglob("*.html"))
    production = {
        "DEBUG": "false",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": "goodsyard.example",
        "DATABASE_URL": "postgres://goodsyard@database.example/goodsyard",
        "SITE_URL": "https://goodsyard.example",
        "HTTPS": "true",
    }
    deploy, collect = (
        ("check", "--deploy", "--fail-level", "WARNING"),
        ("collectstatic", "--noinput", "--verbosity", "0"),
    )
    return [
        Check("Lint (ruff)", (python, "-m", "ruff", "check", "--quiet", ".")),
        Check("Format (ruff)", (python, "-m", "ruff", "format", "--check", "--quiet", ".")),
        Check("Templates (djade)", (str(beside / "djade"), "--check", "--target-version", "5.2", *templates)),
        Check("Layers (import-linter)", (str(beside / "lint-imports"), "--no-cache", "--no-logo")),
        Check("Migrations complete", (*manage, "makemigrations", "--check", "--dry-run")),
        Check("Deployment settings", (*manage, *deploy), production),
        Check("Static files for production", (*manage, *collect), production),
    ]


def _missing() -> set[system.Need]:
    """The programs that are still missing after those that may be installed were."""
    finders: dict[system.Need, Callable[[], Path | None]] = {
        system.CHROMIUM: system.chromium,
        system.POSTGRESQL: system.postgresql,
    }
    system.bring([need for need, find in finders.items() if find() is None])
    return {need for need, find in finders.items() if find() is None}


def _with_programs(run: Run, postgres_url: str, missing: set[system.Need]) -> None:
    """The tests that need Chromium, PostgreSQL or both."""
    chromium, postgresql, url, journeys = system.CHROMIUM, system.POSTGRESQL, run.sqlite_url(), ("tests/browser",)
    once = ("tests", "--only-database")  # what asks no database anything has run on SQLite (decision 0021)
    steps = (
        ("Tests on PostgreSQL", "not browser and not sqlite", postgres_url, once, {postgresql}),
        ("Browser journeys on SQLite", "browser and not postgresql", url, journeys, {chromium}),
        ("Browser journeys on PostgreSQL", "browser and not sqlite", postgres_url, journeys, {chromium, postgresql}),
    )
    for title, selection, database_url, arguments, needs in steps:
        if lacking := sorted(need.words() for need in needs & missing):
            run.wait(title, f"waits for {' and '.join(lacking)}")
        elif database_url:
            run.tests(title, selection, database_url, *arguments)
        else:
            run.wait(title, "waits for PostgreSQL, which did not start")


def migrated(database_url: str) -> str:
    """The address of the fresh database that the workers of a run on this one get copies of."""
    return f"{database_url}-migrated"


@contextmanager
def _database(run: Run) -> Iterator[str]:
    """The throw-away cluster's address, or nothing when it does not start."""
    programs = system.postgresql()
    with ExitStack() as stack:
        url = ""
        try:
            if programs is not None:
                url = stack.enter_context(postgres.throwaway(programs))
        except postgres.CannotStart as refusal:
            run.wait("A PostgreSQL for the tests", str(refusal))
        if url:
            with psycopg.connect(url, autocommit=True) as connection:
                name = sql.Identifier(_database_of(migrated(url)))
                connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        yield url


def _database_of(url: str) -> str:
    """SQLite's file or PostgreSQL's name of it."""
    return urlsplit(url).path[1:]


def _read(report: Path, title: str) -> Outcome:
    """Count the tests in pytest's report; none when it did not get as far as writing one."""
    outcome = Outcome(title)
    if not report.exists():
        return outcome
    for part in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314  written by pytest a moment ago
        counted = {name: int(part.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
        outcome.failed += counted["failures"] + counted["errors"]
        outcome.skipped += counted["skipped"]
        outcome.passed += max(0, counted["tests"] - counted["failures"] - counted["errors"] - counted["skipped"])
    outcome.remark = f"{outcome.passed} passed, {outcome.failed} failed, {outcome.skipped} skipped"
    return outcome


def _heading(title: str) -> None:
    print(f"\n=== {title} ".ljust(120, "="), flush=True)


def _conclude(outcomes: list[Outcome]) -> int:
    _heading("Summary")
    for outcome in outcomes:
        print(outcome.line())
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    skipped = sum(outcome.skipped for outcome in outcomes)
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return 1 if failed or skipped else 0
