"""The environment that `manage.py` brings: `.venv` beside it, made from the hash-pinned requirements.

The person's ordinary pip configuration decides where packages come from; nothing here names a registry. A stamp inside
`.venv` records the SHA-256 of the requirements that were installed, so that an environment which is up to date costs a
few milliseconds, and one that is half made, out of date or broken is mended.
"""

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STAMP = "goodsyard-requirements.json"
REQUIREMENTS = Path("marketplace", "requirements")


def enter(root: Path, *, with_development_tools: bool) -> None:
    """Return when this process runs with what is needed; else make or mend `.venv` and start again inside it.

    :param root: the folder of `manage.py`
    :param with_development_tools: also what the tests need (`dev.txt`, which contains all of `runtime.txt`)
    :raises SystemExit: the environment cannot be made; the message says what to do
    """
    venv = root / ".venv"
    if _in_an_environment_of_the_persons_own(venv, with_development_tools):
        return
    inside = Path(sys.prefix).resolve() == venv.resolve()
    name = "dev" if with_development_tools else "runtime"
    if not _is_current(root, venv, name):
        with _alone(root):  # a second process waits here, and then finds the work done
            if not _is_current(root, venv, name):
                _make(root, venv, name)
                inside = False
    if not inside:
        _restart(_python(venv))


def _in_an_environment_of_the_persons_own(venv: Path, with_development_tools: bool) -> bool:
    """Another virtual environment that has the packages: the person chose it, so it is used as it is."""
    if sys.prefix == sys.base_prefix or Path(sys.prefix).resolve() == venv.resolve():
        return False
    needed = ("django", "pytest") if with_development_tools else ("django",)
    return all(importlib.util.find_spec(package) is not None for package in needed)


def _python(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _fingerprint(root: Path, name: str) -> str:
    return hashlib.sha256((root / REQUIREMENTS / f"{name}.txt").read_bytes()).hexdigest()


def _is_current(root: Path, venv: Path, name: str) -> bool:
    """Whether `.venv` has a Python and was filled from these very requirements."""
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return _python(venv).exists() and isinstance(stamp, dict) and stamp.get(name) == _fingerprint(root, name)


def _make(root: Path, venv: Path, name: str) -> None:
    """Make or mend `.venv`, install the requirements and leave the stamp, in that order."""
    requirements = root / REQUIREMENTS / f"{name}.txt"
    print(f"Goodsyard: installing its packages into {venv.name} (once; a minute or two)", file=sys.stderr, flush=True)
    if not _has_pip(venv):
        _create(venv)
    pip = [str(_python(venv)), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    if subprocess.run([*pip, "--require-hashes", "-r", str(requirements)], check=False).returncode != 0:
        sys.exit(
            "Goodsyard: pip could not install the packages (its own words are above). With the cause mended, "
            "run the same command again: it goes on from here."
        )
    installed = {"runtime", name}
    stamp = {which: _fingerprint(root, which) for which in sorted(installed)}
    (venv / STAMP).write_text(json.dumps(stamp) + "\n", encoding="utf-8")


def _has_pip(venv: Path) -> bool:
    """Whether the environment's Python starts and has pip: false for a missing, half-made or broken `.venv`."""
    try:
        answer = subprocess.run([str(_python(venv)), "-c", "import pip"], check=False, capture_output=True)
    except OSError:
        return False
    return answer.returncode == 0


def _create(venv: Path) -> None:
    """Make an empty environment, clearing away what a broken-off attempt left."""
    if any(importlib.util.find_spec(module) is None for module in ("venv", "ensurepip")):
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit(
            f"Goodsyard: this Python cannot make virtual environments (its venv or ensurepip part is missing). "
            f"On Debian or Ubuntu: apt-get install {version}-venv. On Fedora: dnf install python3-pip. "
            f"Then run the same command again."
        )
    # Virtual environments made from inside another one start from the same base Python.
    base = getattr(sys, "_base_executable", sys.executable)
    if subprocess.run([base, "-m", "venv", "--clear", str(venv)], check=False).returncode != 0:
        sys.exit(f"Goodsyard: could not make {venv} (Python's own words are above).")


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Hold the folder's lock, so that two commands started together do not both make the environment."""
    if os.name == "nt":
        yield
        return
    import fcntl  # noqa: PLC0415  there is none on Windows

    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _restart(python: Path) -> None:
    """Start the same command line again with the environment's Python, in place of this process."""
    command = [str(python), *sys.argv]
    if os.name == "nt":  # there execv would detach from the terminal
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)  # noqa: S606  the same command line as before
