"""Programs that the tests need and no Python package brings: Chromium and PostgreSQL.

Where the system's package manager may be used (apt-get, as root or with sudo that asks nothing) they are installed from
it; elsewhere the person is told what to install.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_CHROMIUM_ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_POSTGRESQL_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True)
class Need:
    """A program that some of the tests wait for."""

    name: str
    package: str  # Debian's and Ubuntu's name
    elsewhere: str  # what to install on other systems

    def words(self) -> str:
        return f"{self.name} (apt-get install {self.package}; elsewhere {self.elsewhere})"


CHROMIUM = Need("Chromium", "chromium", "Chromium or Google Chrome, or set CHROMIUM to its path")
POSTGRESQL = Need("PostgreSQL", "postgresql", "PostgreSQL 14 or later with initdb and pg_ctl on the path")


def chromium() -> Path | None:
    """The browser: the one that CHROMIUM names, else the first on the path."""
    if named := os.environ.get("CHROMIUM"):
        return Path(named) if Path(named).exists() else None
    for name in _CHROMIUM_NAMES:
        if found := shutil.which(name):
            return Path(found)
    return next((Path(path) for path in _CHROMIUM_ELSEWHERE if Path(path).exists()), None)


def postgresql() -> Path | None:
    """The folder of PostgreSQL's programs: the newest that is installed, wherever the system keeps it."""
    folders = [folder for pattern in _POSTGRESQL_FOLDERS for folder in Path("/").glob(pattern.lstrip("/"))]
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    usable = [folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()]
    return max(usable, key=_version, default=None)


def _version(folder: Path) -> tuple[int, ...]:
    digits = "".join(letter if letter.isdigit() else " " for letter in folder.parent.name)
    return tuple(int(part) for part in digits.split())


def bring(needs: list[Need]) -> None:
    """Install what is missing where that is allowed; where it is not, do nothing: the caller looks again."""
    prefix = _may_install()
    if not needs or prefix is None:
        return
    packages = [need.package for need in needs]
    print(f"Goodsyard: installing {' and '.join(packages)} from the system's packages", file=sys.stderr, flush=True)
    _apt_get(prefix, "update")
    for package in packages:  # one by one: the lack of one is no reason to go without the other
        _apt_get(prefix, "-y", "--no-install-recommends", "install", package)


def _apt_get(prefix: list[str], *words: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*prefix, "apt-get", "-qq", *words], env=environment, check=False, stdout=subprocess.DEVNULL)


def _may_install() -> list[str] | None:
    """What to put before apt-get, or None where it is missing or not ours to use."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True).returncode == 0
    ):
        return ["sudo", "-n"]
    return None
