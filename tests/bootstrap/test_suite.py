"""The test run: what it counts, and when it is content."""

from pathlib import Path

import psycopg
import pytest

from marketplace.bootstrap import postgres, suite, system

REPORT = '<testsuites><testsuite name="pytest" tests="7" failures="1" errors="1" skipped="2"></testsuite></testsuites>'


def test_the_report_is_counted(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    outcome = suite._read(report, "Tests")
    assert (outcome.passed, outcome.failed, outcome.skipped) == (3, 2, 2)


def test_no_report_is_no_test(tmp_path: Path) -> None:
    outcome = suite._read(tmp_path / "report.xml", "Tests")
    assert (outcome.passed, outcome.failed, outcome.skipped) == (0, 0, 0)


@pytest.mark.parametrize(
    ("outcome", "code", "last"),
    [
        (suite.Outcome("Tests", passed=3), 0, "3 passed, 0 failed, 0 skipped"),
        (suite.Outcome("Tests", passed=3, failed=1), 1, "3 passed, 1 failed, 0 skipped"),
        (suite.Outcome("Tests", passed=3, skipped=1), 1, "3 passed, 0 failed, 1 skipped"),
    ],
)
def test_a_skip_or_a_failure_is_not_content(
    outcome: suite.Outcome, code: int, last: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert suite._conclude([outcome]) == code
    assert capsys.readouterr().out.splitlines()[-1] == last


def test_a_check_counts_by_its_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = suite.Run(tmp_path, tmp_path)
    says = suite.Check("False", ("sh", "-c", 'echo "$WHY" >&2; false'), {"WHY": "It is not so"})
    run.checks([suite.Check("True", ("true",)), says])
    assert [(outcome.passed, outcome.failed) for outcome in run.outcomes] == [(1, 0), (0, 1)]
    assert capsys.readouterr().out.splitlines()[-1] == "It is not so"


@pytest.mark.parametrize(
    ("used", "fresh"),
    [
        ("sqlite:////data/goodsyard.sqlite3", "sqlite:////data/goodsyard.sqlite3-migrated"),
        ("postgres://me:secret@127.0.0.1:5499/postgres", "postgres://me:secret@127.0.0.1:5499/postgres-migrated"),
    ],
)
def test_the_migrated_database_stands_beside_the_one_that_is_used(used: str, fresh: str) -> None:
    assert suite.migrated(used) == fresh


def test_only_the_folder_of_the_journeys_has_any(repository: Path) -> None:
    """The journeys are looked for there alone; elsewhere one would be left out of every run."""
    paths = (repository / "tests").rglob("test_*.py")
    assert [path for path in paths if "mark." + "browser" in path.read_text(encoding="utf-8")] == []


def test_a_missing_program_is_named_and_fails(tmp_path: Path) -> None:
    run = suite.Run(tmp_path, tmp_path)
    run.wait("Browser journeys", f"waits for {system.CHROMIUM.words()}")
    assert run.outcomes[0].failed == 1
    assert "apt-get install chromium" in run.outcomes[0].line()


@pytest.mark.postgresql
def test_the_throwaway_database_is_a_fresh_one_and_goes_away() -> None:
    programs = system.postgresql()
    assert programs is not None
    with postgres.throwaway(programs) as url, psycopg.connect(url) as connection:
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert connection.execute("SHOW fsync").fetchone() == ("off",)
        row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    folder = Path(row[0]).parent
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
