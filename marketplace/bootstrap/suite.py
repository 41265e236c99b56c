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
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

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


@dataclass
class Run:
    """One run of the suite: where it happens, and what came of it so far."""

    root: Path
    folder: Path
    outcomes: list[Outcome] = field(default_factory=list)

    def check(self, title: str, *command: str, **settings: str) -> None:
        """Run a command that is silent or at least content when all is well."""
        code, seconds = self._call(title, command, settings)
        self.outcomes.append(Outcome(title, passed=int(code == 0), failed=int(code != 0), seconds=seconds))

    def tests(self, title: str, selection: str, database_url: str) -> None:
        """Run the tests that the marker expression selects on the database."""
        report = self.folder / f"{len(self.outcomes)}.xml"
        workers = str(min(os.cpu_count() or 2, 8))
        command = (sys.executable, "-m", "pytest", "-q", "-n", workers, "-m", selection, f"--junitxml={report}")
        code, seconds = self._call(title, command, {"DATABASE_URL": database_url})
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

    def _call(self, title: str, command: tuple[str, ...], settings: Mapping[str, str]) -> tuple[int, float]:
        _heading(title)
        environment = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        environment |= {"GOODSYARD_DATA": str(self.folder), "DATABASE_URL": self.sqlite_url(), **settings}
        began = time.monotonic()
        code = subprocess.run(command, cwd=self.root, env=environment, check=False).returncode
        return code, time.monotonic() - began


def main(root: Path, arguments: list[str]) -> int:
    """Run what the arguments ask for; the exit code is 0 when everything ran and passed."""
    if arguments and arguments != ["--fast"]:
        os.chdir(root)
        return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the database is stopped then too
    with tempfile.TemporaryDirectory(prefix="goodsyard-test-") as folder:
        run = Run(root, Path(folder))
        _checks(run)
        run.tests("Tests on SQLite", "not browser and not postgresql", run.sqlite_url())
        if not arguments:
            _with_programs(run)
        return _conclude(run.outcomes)


def _checks(run: Run) -> None:
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
    run.check("Lint (ruff)", python, "-m", "ruff", "check", "--quiet", ".")
    run.check("Format (ruff)", python, "-m", "ruff", "format", "--check", "--quiet", ".")
    run.check("Templates (djade)", str(beside / "djade"), "--check", "--target-version", "5.2", *templates)
    run.check("Types (mypy, strict)", python, "-m", "mypy")
    run.check("Layers (import-linter)", str(beside / "lint-imports"), "--no-cache", "--no-logo")
    run.check("Migrations complete", *manage, "makemigrations", "--check", "--dry-run")
    run.check("Deployment settings", *manage, "check", "--deploy", "--fail-level", "WARNING", **production)
    run.check("Static files for production", *manage, "collectstatic", "--noinput", "--verbosity", "0", **production)


def _with_programs(run: Run) -> None:
    """The tests that need Chromium, PostgreSQL or both."""
    finders: dict[system.Need, Callable[[], Path | None]] = {
        system.CHROMIUM: system.chromium,
        system.POSTGRESQL: system.postgresql,
    }
    system.bring([need for need, find in finders.items() if find() is None])
    missing = {need for need, find in finders.items() if find() is None}
    with ExitStack() as stack:
        postgres_url = "" if system.POSTGRESQL in missing else stack.enter_context(_database(run))
        steps = (
            ("Tests on PostgreSQL", "not browser and not sqlite", postgres_url, {system.POSTGRESQL}),
            ("Browser journeys on SQLite", "browser and not postgresql", run.sqlite_url(), {system.CHROMIUM}),
            ("Browser journeys on PostgreSQL", "browser and not sqlite", postgres_url, set(finders)),
        )
        for title, selection, url, needs in steps:
            if lacking := sorted(need.words() for need in needs & missing):
                run.wait(title, f"waits for {' and '.join(lacking)}")
            elif url:
                run.tests(title, selection, url)
            else:
                run.wait(title, "waits for PostgreSQL, which did not start")


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
        yield url


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
