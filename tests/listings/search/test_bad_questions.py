"""Questions that cannot be read: a sentence at the field, the rest of the search kept, and never a 500."""

import re

import pytest
from django.test import Client

from listings.models import Listing
from tests import make
from tests.listings.search.test_page import ask, get, html, links

pytestmark = pytest.mark.django_db

KM = "from 1 to 500 km"
ON_THE_MAP = "not a place on the map"
DAY = "Give a day like"
BOX = {"south": "53", "west": "-2", "north": "54", "east": "-1"}


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ({"radius": "0"}, "radius", KM),
        ({"radius": "501"}, "radius", KM),
        ({"radius": "1000000000"}, "radius", KM),
        ({"radius": "-3"}, "radius", KM),
        ({"radius": "near"}, "radius", KM),
        ({"radius": "9" * 400}, "radius", KM),
        ({"radius": "nan"}, "radius", KM),
        ({"radius": "inf"}, "radius", KM),
        ({"radius": "311", "units": "miles"}, "radius", "from 1 to 310 miles"),
        ({"units": "leagues"}, "units", "leagues"),
        ({"minutes": "7"}, "minutes", "Choose 15, 30 or 60 minutes"),
        ({"minutes": "30"}, "place", "say where from"),
        ({"place": "Xyzzyville"}, "place", "We do not know a place called"),
        ({"place": "Newport"}, "place", "more than one place called"),
        ({"lat": "91", "lon": "0"}, "lat", ON_THE_MAP),
        ({"lat": "nan", "lon": "0"}, "lat", ON_THE_MAP),
        ({"lat": "50"}, "lon", "A point needs"),
        ({**BOX, "south": "-inf"}, "south", ON_THE_MAP),
        ({**BOX, "east": "181"}, "east", ON_THE_MAP),
        ({**BOX, "south": "55"}, "south", "must lie below its north"),
        ({"south": "1", "west": "1", "north": "2"}, "east", "all four edges"),
        ({"site": "0"}, "site", "one of your own"),
        ({"site": "99999999999999999999"}, "site", "one of your own"),
        ({"kind": "animal"}, "kind", "animal"),
        ({"mode": "steal"}, "mode", "steal"),
        ({"collection": "drone"}, "collection", "drone"),
        ({"category": "no-such"}, "category", "We do not know that category"),
        ({"organisation": "nobody"}, "organisation", "We do not know that organisation"),
        ({"min_quantity": "0"}, "min_quantity", "above zero"),
        ({"min_quantity": "NaN"}, "min_quantity", "above zero"),
        ({"max_kg": "1e999999"}, "max_kg", "in kilograms"),
        ({"max_kg": "Infinity"}, "max_kg", "in kilograms"),
        ({"max_pounds": "-1"}, "max_pounds", "in pounds"),
        ({"people": "some"}, "people", "a number of people"),
        ({"people": "9" * 30}, "people", "a number of people"),
        ({"available_on": "tomorrow"}, "available_on", DAY),
        ({"there_until": "2026-13-40"}, "there_until", DAY),
        ({"new_since": "0000-00-00"}, "new_since", DAY),
        ({"available_on": "2026-10-02", "there_until": "2026-10-01"}, "there_until", "is before"),
        ({"sort": "magic"}, "sort", "magic"),
        ({"sort": "distance"}, "place", "say where from"),
        ({"after": "nonsense"}, "after", "broken"),
        ({"after": "inf~3", "place": "Leeds"}, "after", "broken"),
        ({"after": "2026-09-15~3"}, "after", "broken"),
        ({"after": f"2026-09-15T00:00:00+00:00~{'9' * 40}"}, "after", "broken"),
        ({"after": "12.5~7", "sort": "newest"}, "after", "broken"),
        ({"q": "x" * 10_000}, "q", "200"),
        ({"facilities": "x" * 10_000}, "facilities", "120"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field_and_kept(
    client: Client, query: dict[str, str], field: str, sentence: str
) -> None:
    page = ask(client, {"q": "oak", "max_kg": "40", **query}, 422)
    assert sentence in page
    assert "[invalid name]" not in page
    assert all(f'id="{box}"' in page for box in re.findall(r'<a href="#([^"]*)">', page.partition('role="alert"')[2]))
    if f'id="{field}"' in page:
        assert f'<a href="#{field}">' in page
    assert 'name="max_kg" type="text" value="40"' in page or "max_kg" in query
    if f'id="{field}"' in page and field in query and field not in {"sort", "units", "minutes", "mode", "collection"}:
        assert f'value="{query[field]}"' in page
        assert f'id="{field}_error"' in page


def test_a_kilometre_radius_in_an_old_link_is_refused_at_the_same_box(client: Client) -> None:
    page = get(client, 422, radius_km="501", place="Leeds")
    assert '<a href="#radius">' in page
    assert 'name="radius" type="text" inputmode="decimal" value="501"' in page
    assert 'value="Leeds"' in page


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE listings_listing; --",
        '"*',
        "NEAR(",
        "a -b",
        "* * *",
        "(",
        "\u202ereversed",
        "🪑",
        "木の机",
        "%s",
        "\\",
    ],
)
def test_operators_and_odd_signs_are_only_words(client: Client, text: str) -> None:
    make.listing()
    get(client, q=text)
    get(client, q=text, place="Leeds")


@pytest.mark.parametrize("text", ["a\x01b", "a\x7f"])
def test_unsafe_text_is_refused(client: Client, text: str) -> None:
    assert "cannot be shown or kept" in get(client, 422, q=text)


@pytest.mark.parametrize("path", ["/search/", "/search/results.geojson"])
@pytest.mark.parametrize("text", ["a%00b", "%ed%a0%80"])
def test_nul_and_half_a_character_are_no_question(client: Client, path: str, text: str) -> None:
    assert client.get(f"{path}?q={text}").status_code in {200, 400}


def test_unknown_place_suggests_others(client: Client) -> None:
    page = get(client, 422, place="Leedz", q="oak")
    assert links(page, "Leeds")[0] == "?q=oak&place=Leeds"


def test_one_name_of_two_places_asks_which_and_keeps_the_rest(client: Client) -> None:
    page = get(client, 422, place="Newport", q="oak", max_kg="30")
    assert "Which one?" in page
    choices = [href for href in links(page, "Newport") if "place=Newport" in href]
    assert len(choices) > 1
    for href in choices:
        assert "q=oak" in href
        assert "max_kg=30" in href
        assert client.get(f"/search/{href}").status_code == 200


@pytest.mark.parametrize(
    "box",
    [
        {"south": "-90", "west": "-180", "north": "90", "east": "180"},
        {"south": "50", "west": "170", "north": "60", "east": "0"},
        {"south": "53.8", "west": "-1.6", "north": "53.8", "east": "-1.6"},
    ],
)
def test_whole_world_and_boxes_across_the_antimeridian_are_searched(client: Client, box: dict[str, str]) -> None:
    make.listing(title="Oak desk")
    for place in ({}, {"place": "Leeds"}):
        assert "on this part of the map" in ask(client, {**box, **place})


def test_errors_as_json_name_their_field(client: Client) -> None:
    response = client.get("/search/results.geojson", {"radius": "0", "place": "Xyzzyville"})
    assert response.status_code == 422
    assert set(response.json()["errors"]) == {"radius", "place"}
    assert "Xyzzyville" in html(response)


def test_too_long_words_change_nothing(client: Client, listing: Listing) -> None:
    assert "This could not be searched for" in get(client, 422, q="oak " * 2_500)


@pytest.fixture
def listing() -> Listing:
    return make.listing(title="Oak desk")
