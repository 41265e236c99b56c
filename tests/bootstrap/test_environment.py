"""The environment that manage.py brings: when it is taken to be there, and what is said when it cannot be."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from marketplace.bootstrap import environment


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with requirements and an environment that has been filled from them."""
    requirements = tmp_path / environment.REQUIREMENTS
    requirements.mkdir(parents=True)
    (requirements / "runtime.txt").write_text("django==5.2\n")
    (requirements / "dev.txt").write_text("django==5.2\npytest==9.0\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    fingerprints = {name: environment._fingerprint(tmp_path, name) for name in ("runtime", "dev")}
    (tmp_path / ".venv" / environment.STAMP).write_text(json.dumps(fingerprints))
    return tmp_path


def test_a_filled_environment_is_current(project: Path) -> None:
    assert environment._is_current(project, project / ".venv", "runtime")
    assert environment._is_current(project, project / ".venv", "dev")


def test_changed_requirements_make_it_stale(project: Path) -> None:
    (project / environment.REQUIREMENTS / "dev.txt").write_text("django==5.2\npytest==9.1\n")
    assert environment._is_current(project, project / ".venv", "runtime")
    assert not environment._is_current(project, project / ".venv", "dev")


@pytest.mark.parametrize("stamp", ["", "{", "[]", "{}", '{"runtime": 1}'])
def test_a_damaged_stamp_makes_it_stale(project: Path, stamp: str) -> None:
    (project / ".venv" / environment.STAMP).write_text(stamp)
    assert not environment._is_current(project, project / ".venv", "runtime")


def test_a_python_that_is_gone_makes_it_stale(project: Path) -> None:
    link = project / ".venv" / "bin" / "python"
    link.unlink()
    link.symlink_to(project / "gone")
    assert not environment._is_current(project, project / ".venv", "runtime")


def test_a_half_made_environment_has_no_pip(tmp_path: Path) -> None:
    assert not environment._has_pip(tmp_path / ".venv")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    assert not environment._has_pip(tmp_path / ".venv")


def test_two_commands_wait_for_each_other(tmp_path: Path) -> None:
    hold = (
        "import sys, time; from pathlib import Path; from marketplace.bootstrap.environment import _alone\n"
        "with _alone(Path(sys.argv[1])):\n"
        "    print('in', flush=True); time.sleep(0.3); print('out', flush=True)\n"
    )
    log = tmp_path / "log"
    with log.open("w") as output:
        command = [sys.executable, "-c", hold, str(tmp_path)]
        both = [subprocess.Popen(command, stdout=output, cwd=_repository()) for _ in range(2)]
        assert [process.wait() for process in both] == [0, 0]
    assert log.read_text().split() == ["in", "out", "in", "out"]


def test_a_python_without_venv_is_told_what_to_install(tmp_path: Path) -> None:
    """As Debian ships it: the module is there but ensurepip is not."""
    code = (
        "import sys, importlib.util; from pathlib import Path; from marketplace.bootstrap import environment\n"
        "find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name: None if name == 'ensurepip' else find(name)\n"
        "environment._create(Path(sys.argv[1]) / '.venv')\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, cwd=_repository())
    assert answer.returncode == 1
    assert f"apt-get install python3.{sys.version_info.minor}-venv" in answer.stderr
    assert os.listdir(tmp_path) == []  # noqa: PTH208  a list to compare with


def _repository() -> Path:
    return Path(environment.__file__).parent.parent.parent
