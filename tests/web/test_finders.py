"""Third-party front-end files come out of their packages."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation

from marketplace.web.finders import PackageFiles, PackageFinder


@pytest.mark.parametrize(
    ("path", "begins"),
    [
        ("vendor/fonts/bricolage.ttf", b"\x00\x01\x00\x00"),
        ("vendor/fonts/hanken.ttf", b"\x00\x01\x00\x00"),
        ("vendor/fonts/hanken-italic.ttf", b"\x00\x01\x00\x00"),
        ("vendor/leaflet/images/layers.png", b"\x89PNG"),
    ],
)
def test_file_is_found_and_is_what_it_says(path: str, begins: bytes) -> None:
    found = finders.find(path)
    assert isinstance(found, str)
    assert Path(found).read_bytes()[:4] == begins


def test_file_outside_the_packages_is_not_found() -> None:
    assert PackageFinder().find("vendor/../settings.py") is None
    assert PackageFinder().find("fonts/bricolage.ttf") is None
    assert PackageFinder().find("vendor/nothing.js", find_all=True) == []
    with pytest.raises(SuspiciousFileOperation):
        PackageFiles().path("../settings.py")


def test_listing_opens_every_file() -> None:
    listed = {name: storage.size(name) for name, storage in PackageFinder().list(None)}
    assert {name.split("/")[0] for name in listed} == {"fonts", "leaflet", "markercluster"}
    assert all(size > 0 for size in listed.values())


def test_every_file_our_sheets_and_scripts_name_exists() -> None:
    folder = settings.BASE_DIR / "static" / "goodsyard" / "css"
    for sheet in folder.glob("*.css"):
        for url in re.findall(r'url\("([^"]+)"\)', sheet.read_text()):
            path = (Path("goodsyard/css") / url).as_posix()
            assert finders.find(path.replace("goodsyard/css/../../", "")), f"{sheet.name}: {url}"
