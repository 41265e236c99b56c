"""What listings can be narrowed by, each with the row that must not pass; and the facets, against a count by hand."""

import json
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.test import Client

from listings.actions.counting import count_terms
from listings.actions.opening import set_hours
from listings.models import Condition, Listing, Mode
from marketplace.organisations.models import Site
from tests import make
from tests.listings.search.test_page import ask, get, html, links, points, titles
from tests.make import circles

pytestmark = pytest.mark.django_db

TODAY = make.NOW.date()


def day(after: int) -> Any:  # Any: a date or what a query string makes of it
    return TODAY + timedelta(days=after)


def found(client: Client, **query: Any) -> list[str]:  # Any: values of a query string
    return sorted(titles(get(client, **query)))


def test_amounts_compare_in_the_listings_own_unit(client: Client) -> None:
    make.listing(title="Ten", quantity=Decimal(10))
    make.listing(title="Nine and a half", quantity=Decimal("9.5"), slug="timber", unit="m")
    assert found(client, min_quantity=10) == ["Ten"]
    assert found(client, min_quantity="9.5") == ["Nine and a half", "Ten"]


def test_mass_is_of_one_and_what_names_none_is_left_out(client: Client) -> None:
    make.listing(title="Light", unit_mass_kg=Decimal("24.9"), quantity=Decimal(100))
    make.listing(title="Heavy", unit_mass_kg=Decimal("25.1"))
    make.listing(title="Unknown", unit_mass_kg=None, mass_basis="")
    make.listing(title="By the kilogram", slug="timber", unit="kg", unit_mass_kg=None, mass_basis="")
    assert found(client, max_kg=25) == ["By the kilogram", "Light"]


def test_price_counts_gifts_and_loans_as_nothing(client: Client) -> None:
    make.listing(title="Gift")
    make.listing(title="Loan", mode=Mode.LEND)
    make.listing(title="Cheap", mode=Mode.SELL, price_pence=1999)
    make.listing(title="Dear", mode=Mode.SELL, price_pence=2001)
    make.listing(title="Silent", mode=Mode.SELL)
    assert found(client, max_pounds="20") == ["Cheap", "Gift", "Loan"]
    assert found(client, max_pounds="0") == ["Gift", "Loan"]


def test_days_keep_what_names_no_day(client: Client) -> None:
    make.listing(title="Always")
    make.listing(title="Later", available_from=day(10))
    make.listing(title="Gone soon", must_be_gone_by=day(5))
    assert found(client, available_on=day(7)) == ["Always"]
    assert found(client, available_on=day(5)) == ["Always", "Gone soon"]
    assert found(client, available_on=day(10)) == ["Always", "Later"]
    assert found(client, there_until=day(6)) == ["Always", "Later"]


def test_new_since_begins_at_midnight_here(client: Client) -> None:
    old = make.listing(title="Old")
    make.listing(title="New")
    Listing.objects.filter(pk=old.pk).update(published_at=make.NOW - timedelta(days=2))
    assert found(client, new_since=day(-1)) == ["New"]
    assert found(client, new_since=day(-2)) == ["New", "Old"]


def test_collection_by_what_listing_and_site_say(client: Client) -> None:
    owner = make.organisation()
    docked = make.site(owner, name="Dock")
    Site.objects.filter(pk=docked.pk).update(has_loading_dock=True)
    make.listing(owner, title="Small", needs_two_people=False, needs_tail_lift=False, is_palletised=False)
    make.listing(owner, site=docked, title="Big", needs_two_people=True)
    assert found(client, collection="by_hand") == ["Small"]
    assert found(client, collection="dock") == ["Big"]
    assert found(client, collection=["dock", "by_hand"]) == []


def test_spaces_by_people_and_facilities(client: Client) -> None:
    make.listing(
        title="Hall",
        slug="meeting-room",
        unit="hour",
        unit_mass_kg=None,
        mass_basis="",
        capacity_people=80,
        facilities="Kitchen, projector, stage",
    )
    make.listing(
        title="Room",
        slug="meeting-room",
        unit="hour",
        unit_mass_kg=None,
        mass_basis="",
        capacity_people=12,
        facilities="Projector",
    )
    make.listing(title="Desk")
    assert found(client, people=30) == ["Hall"]
    assert found(client, facilities="projector") == ["Hall", "Room"]
    assert found(client, facilities="kitchen projector") == ["Hall"]
    assert found(client, people=12, facilities="PROJ") == ["Hall", "Room"]


def test_offers_of_one_organisation(client: Client) -> None:
    oak = make.organisation(name="Oak & Sons")
    make.listing(oak, title="Oak")
    make.listing(title="Elm")
    page = get(client, organisation=oak.slug)
    assert titles(page) == ["Oak"]
    assert links(page, "Offered by Oak &amp; Sons") == ["?"]


def test_map_box_takes_the_place_of_the_circle(client: Client) -> None:
    owner = make.organisation()
    make.listing(owner, title="Leeds")
    york = make.site(owner, at=make.YORK, town="York", postcode="YO1 7HH")
    make.listing(owner, site=york, title="York")
    box = {"south": 53.9, "west": -1.2, "north": 54.0, "east": -1.0}
    assert titles(ask(client, box)) == ["York"]
    page = ask(client, {**box, "place": "Leeds", "radius": 5})
    assert titles(page) == ["York"]
    assert "1 listing on this part of the map" in page
    assert [one["properties"]["title"] for one in points(page)] == ["York"]
    assert titles(ask(client, {"south": -80, "west": 170, "north": 80, "east": -1.3})) == ["Leeds"]


def test_travel_time_is_a_circle_by_the_law_and_says_that_it_is_an_estimate(client: Client) -> None:
    owner = make.organisation()
    make.listing(owner, title="Leeds")
    make.listing(owner, site=make.site(owner, at=make.BRADFORD, name="B"), title="Bradford")  # about 13 km away
    page = get(client, place="Leeds", minutes=30)
    assert titles(page) == ["Leeds"]
    assert "about 30 min or less by van from Leeds (estimate)" in page
    assert titles(get(client, place="Leeds", minutes=60)) == ["Leeds", "Bradford"]
    assert titles(get(client, place="Leeds", minutes=60, radius=5)) == ["Leeds"]


def test_miles_are_remembered_and_told_everywhere(client: Client) -> None:
    owner = make.organisation()
    make.listing(owner, site=make.site(owner, at=make.BRADFORD, name="B"), title="Bradford")
    assert "13 km" in get(client, place="Leeds")
    page = get(client, place="Leeds", radius=10, units="miles")
    assert titles(page) == ["Bradford"]
    assert "within 10 miles of Leeds" in page
    assert "8 miles" in page
    later = get(client, place="Leeds")
    assert "within 15 miles of Leeds" in later
    assert "8 miles" in later
    assert "0 listings within 7 miles of Leeds" in get(client, place="Leeds", radius=7)
    assert "0 listings within 7 km of Leeds" in get(client, place="Leeds", radius=7, units="km")


def test_blank_parameters_are_left_out_of_the_address(client: Client) -> None:
    response = client.get("/search/", {"q": "oak", "place": "", "max_kg": " ", "kind": ["", "space"]})
    assert (response.status_code, response["Location"]) == (302, "/search/?q=oak&kind=space")


def test_facets_count_without_their_own_choice(client: Client) -> None:
    for condition, mode, slug in (
        (Condition.NEW, Mode.GIVE, "desks"),
        (Condition.NEW, Mode.LEND, "desks"),
        (Condition.FAIR, Mode.GIVE, "shelving"),
        (Condition.FAIR, Mode.GIVE, "timber"),
    ):
        make.listing(condition=condition, mode=mode, slug=slug)
    page = get(client, condition="fair", kind="equipment")
    assert "1 listing anywhere" in page
    for label, many in (("Equipment", 1), ("Material", 1), ("Storage and shop fittings", 1)):
        assert f'{label} <span class="count">{many}</span>' in page
    for label, many in (("New", 2), ("Fair", 1), ("Give", 1)):
        assert f'> {label} <span class="count">{many}</span>' in page
    assert "> Lend" not in page
    assert "> Good" not in page


def test_many_are_tallied_by_category_alone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("listings.queries.facets.MOST_COUNTED", 1)
    make.listing(mode=Mode.LEND)
    make.listing(slug="timber")
    page = get(client, kind="material")
    assert "1 listing anywhere" in page
    for label, many in (("Equipment", 1), ("Material", 1)):
        assert f'{label} <span class="count">{many}</span>' in page
    assert 'value="lend"> Lend</label>' in page


def test_geojson_goes_through_the_same_filters(client: Client) -> None:
    owner = make.organisation()
    for number in range(25):
        make.listing(owner, title=f"Oak {number}", site=owner.sites.first() or make.site(owner))
    make.draft(owner, title="Oak draft")
    first = client.get("/search/results.geojson", {"q": "oak", "place": "Leeds"})
    assert first["Content-Type"] == "application/geo+json"
    told = first.json()
    assert len(told["features"]) == 24
    assert told["features"][0]["properties"]["total"]
    second = client.get(told["next"]).json()
    assert second["next"] is None
    names = {one["properties"]["title"] for page in (told, second) for one in page["features"]}
    assert names == {f"Oak {number}" for number in range(25)}


def test_what_fits_our_van_is_for_those_who_have_one(client: Client) -> None:
    carrier = make.carrier(vans=1)
    make.listing(title="Light", unit_mass_kg=Decimal(20))
    make.listing(title="Too heavy", unit_mass_kg=Decimal(90_000))
    make.listing(title="Unknown", unit_mass_kg=None, mass_basis="")
    ours = make.client(make.administrator(carrier), carrier)
    assert found(ours, collection="van") == ["Light"]
    assert "has no van here yet" in get(client, 422, collection="van")
    school = make.organisation("school")
    assert "has no van here yet" in get(make.client(make.administrator(school), school), 422, collection="van")


def test_offers_in_a_circle_are_those_of_its_members_today(client: Client) -> None:
    mine, other, stranger = make.organisation(), make.organisation(), make.organisation()
    circle = circles.circle(mine, other)
    make.listing(other, title="Of the circle")
    make.listing(stranger, title="Of a stranger")
    page = get(make.client(make.administrator(mine), mine), circle=circle.pk)
    assert titles(page) == ["Of the circle"]
    assert f'<option value="{circle.pk}" selected>' in page
    for visitor in (client, make.client(make.administrator(stranger), stranger)):
        assert "Choose one of your own circles" in get(visitor, 422, circle=circle.pk)


def test_space_is_free_on_a_day_from_then_to_then(client: Client) -> None:
    hall = make.listing(title="Hall", slug="meeting-room", unit="hour", unit_mass_kg=None, mass_basis="")
    set_hours(listing=hall, hours={"mon": [["09:00", "17:00"]]}, by=hall.created_by, now=make.NOW)
    asked = {"use_on": "2026-11-30", "use_from": "10:00", "use_to": "12:00"}
    assert found(client, **asked) == ["Hall"]
    assert found(client, **{**asked, "use_to": "17:30"}) == []
    assert found(client, **{**asked, "use_on": "2026-12-01"}) == []
    for wrong, sentence in (
        ({"use_on": "2026-11-30"}, "from when to when"),
        ({"use_from": "10:00"}, "on which day"),
        ({**asked, "use_to": "10:00"}, "not after the beginning"),
        ({**asked, "use_from": "noon"}, "a time like"),
    ):
        assert sentence in get(client, 422, **wrong)


def test_best_match_says_why_and_goes_on(client: Client) -> None:
    owner = make.organisation()
    site = make.site(owner)
    for number in range(26):
        make.listing(owner, site=site, title=f"Oak desk {number}", quantity=Decimal(number + 1))
    first = get(client, q="oak", place="Leeds", sort="best")
    assert first.count("Why this?") == 24
    assert "of 100" in first
    hint = "Say how many you need: that would change the order most."
    assert (hint in first, hint in get(client, q="oak", place="Leeds", sort="best", min_quantity="3")) == (True, False)
    assert hint not in get(client, q="oak", place="Leeds")
    second = ask(client, dict(parse_qsl(links(first, "Show more")[0][1:])))
    assert len(titles(second)) == 2
    assert {*titles(first), *titles(second)} == {f"Oak desk {number}" for number in range(26)}


def test_misspelt_words_are_corrected_from_what_is_there(client: Client) -> None:
    make.listing(title="Wardrobe of oak")
    count_terms(now=make.NOW)
    assert links(get(client, q="wradrobe"), "wardrobe") == ["?q=wardrobe"]


def test_cards_say_how_long_a_van_takes_as_an_estimate(client: Client) -> None:
    owner = make.organisation()
    make.listing(owner, site=make.site(owner, at=make.BRADFORD, name="B"), title="Bradford")
    assert "about 40 min by van (estimate)" in get(client, place="Leeds")


def test_map_counts_what_the_pages_of_the_list_hold(client: Client) -> None:
    owner = make.organisation()
    site = make.site(owner)
    for _number in range(25):
        make.listing(owner, site=site, title="Oak desk")
    make.draft(owner, title="Oak draft")
    lone = make.listing(owner, site=make.site(owner, at=make.YORK, name="Y"), title="Oak table")
    make.listing(owner, title="Pine")
    page = client.get("/search/", {"q": "oak"})
    told = json.loads(
        re.findall(r'search-map-points" type="application/json">(.*?)</script>', page.content.decode())[0]
    )
    assert told["clusters"] == "/search/clusters.geojson?q=oak"
    shown = client.get(told["clusters"], {"q": "oak", "view": "-3,53,0,55", "zoom": "7"}).json()
    said = [one["properties"] for one in shown["features"]]
    assert sorted((one["count"], one["title"]) for one in said) == [
        (1, "Oak table"),
        (25, "25 listings: 25 equipment"),
    ]
    assert [one["url"] for one in said if one["count"] == 1] == [f"/listings/{lone.pk}/"]
    for wrong in ("", "1,2,3", "nan,0,1,1", "0,55,1,53", "0,-91,1,1"):
        assert client.get("/search/clusters.geojson", {"view": wrong, "zoom": "7"}).status_code == 422


def test_wants_are_searched_on_a_part_of_the_map_too(client: Client) -> None:
    make.want(title="Desks for a homework club")
    leeds = {"south": "53.7", "west": "-1.8", "north": "53.9", "east": "-1.4"}
    page = html(client.get("/wants/", leeds))
    assert "1 want on this part of the map" in page
    assert "Desks for a homework club" in page
    assert "Desks for a homework club" not in html(client.get("/wants/", {**leeds, "west": "1", "east": "2"}))
