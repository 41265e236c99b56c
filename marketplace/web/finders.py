"""Third-party front-end files, served out of the installed Python packages that carry them.

Nothing third-party is committed: fonts and the map library are found in their packages and appear under
``vendor/`` beside our own static files, for the development server, WhiteNoise and ``collectstatic`` alike.
"""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import utils
from django.contrib.staticfiles.finders import BaseFinder
from django.core.exceptions import ImproperlyConfigured, SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage

PREFIX = "vendor"
CLUSTERS = "leaflet.markercluster-src"

#: Package, a file or folder inside it, and where that appears under ``vendor/``.
SOURCES = (
    ("fontpkg_bricolage_grotesque", "files/BricolageGrotesque[opsz,wdth,wght].ttf", "fonts/bricolage.ttf"),
    ("fontpkg_hanken_grotesk", "files/HankenGrotesk[wght].ttf", "fonts/hanken.ttf"),
    ("fontpkg_hanken_grotesk", "files/HankenGrotesk-Italic[wght].ttf", "fonts/hanken-italic.ttf"),
    ("xstatic.pkg.leaflet", "data/leaflet.js", "leaflet/leaflet.js"),
    ("xstatic.pkg.leaflet", "data/leaflet.js.map", "leaflet/leaflet.js.map"),
    ("xstatic.pkg.leaflet", "data/leaflet.css", "leaflet/leaflet.css"),
    ("xstatic.pkg.leaflet", "data/images", "leaflet/images"),
    # The minified plug-in names a source map that its package forgot, which the hashed storage refuses.
    ("xstatic.pkg.leaflet_markercluster", f"data/{CLUSTERS}.js", "markercluster/markercluster.js"),
    ("xstatic.pkg.leaflet_markercluster", f"data/{CLUSTERS}.js.map", f"markercluster/{CLUSTERS}.js.map"),
    ("xstatic.pkg.leaflet_markercluster", "data/MarkerCluster.css", "markercluster/markercluster.css"),
)


def package_files() -> dict[str, Path]:
    """Every served file: its path under ``vendor/`` and where it lies on disk.

    :raises ImproperlyConfigured: a package is not installed
    """
    files: dict[str, Path] = {}
    for package, inside, served_as in SOURCES:
        source = _folder_of(package) / inside
        if source.is_dir():
            files.update({f"{served_as}/{entry.name}": entry for entry in sorted(source.iterdir()) if entry.is_file()})
        elif source.is_file():
            files[served_as] = source
    return files


def _folder_of(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ImproperlyConfigured(f"The package {package} is missing; install the requirements again.")
    return Path(spec.origin).parent


class PackageFiles(FileSystemStorage):
    """A read-only storage whose names are the served paths; each leads to a file of a package."""

    prefix = PREFIX

    def __init__(self) -> None:
        super().__init__()
        self.files = package_files()

    def path(self, name: str) -> str:
        """Where the file lies. :raises SuspiciousFileOperation: no package serves that name"""
        if name not in self.files:
            raise SuspiciousFileOperation(f"No package serves {name}.")
        return str(self.files[name])


class PackageFinder(BaseFinder):
    """Finds the files of ``SOURCES`` for Django's staticfiles."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: the signature Django calls finders with
        super().__init__(*args, **kwargs)
        self.storage = PackageFiles()

    def check(self, **kwargs: Any) -> list[Any]:  # Any: the base class's own signature
        """Nothing to check: a missing package has already said so."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # Any: the base class's own signature
        """The absolute path for ``vendor/...``, or nothing."""
        name = path.removeprefix(f"{PREFIX}/")
        found = self.storage.files.get(name) if name != path else None
        if find_all:
            return [str(found)] if found else []
        return str(found) if found else None

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """Every served path with the storage that opens it."""
        for name in self.storage.files:
            if not utils.matches_patterns(name, [*(ignore_patterns or ())]):
                yield name, self.storage
