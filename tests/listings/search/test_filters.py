"""What listings can be narrowed by, each with the row that must not pass; and the facets, against a count by hand."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from listings.models import Condition, Listing, Mode
from marketplace.organisations.models import Site
from tests import make
from tests.listings.search.test_page import ask, get, links, points, titles

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
