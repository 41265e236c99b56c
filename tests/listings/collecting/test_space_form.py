"""When a space can be used: typed into its form, read on its page, changed and refused."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from listings.models import Listing, SpaceHours
from listings.models.space_hours import weekly_hours_of
from marketplace.organisations.models import Site
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make.site(make.organisation(name="Wharf Arts"))


@pytest.fixture
def lister(site: Site) -> Client:
    return make.client(make.administrator(site.organisation), site.organisation)


def _form(site: Site, **said: str) -> dict[str, object]:
    return {
        "kind": "space", "title": "Hall", "category": make.category("hall").pk, "site": site.pk, "mode": "lend",
        "let_by": "hour", "facilities": "Kiln and skylight", "opening_times": "Not in August", "then": "publish",
        **said,
    }  # fmt: skip


HOURS = {"mon_0_from": "09:00", "mon_0_to": "16:00", "mon_1_from": "18:00", "mon_1_to": "00:00"}


def test_hours_of_a_space_are_kept_and_shown(lister: Client, site: Site) -> None:
    assert lister.post(reverse("listings:listing-new"), _form(site, **HOURS)).status_code == 302
    listing = Listing.objects.get()
    assert weekly_hours_of(listing.hours.all()) == {"mon": [["09:00", "16:00"], ["18:00", "00:00"]]}
    page = Client().get(reverse("listings:listing", args=[listing.pk])).content.decode()
    assert "Mon 09:00–16:00, 18:00–00:00" in page
    assert "Not in August" in page
    assert "kiln" in listing.search_text


def test_hours_of_a_space_are_changed_with_it(lister: Client, site: Site) -> None:
    lister.post(reverse("listings:listing-new"), _form(site, **HOURS))
    listing = Listing.objects.get()
    url = reverse("listings:listing-edit", args=[listing.pk])
    form = lister.get(url).content.decode()
    assert 'name="mon_1_to" value="00:00"' in form
    assert lister.post(url, _form(site, tue_0_from="10:00", tue_0_to="12:00", then="keep")).status_code == 302
    assert weekly_hours_of(SpaceHours.objects.all()) == {"tue": [["10:00", "12:00"]]}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"mon_0_from": "09:00"}, "Give both times"),
        ({"mon_0_from": "12:00", "mon_0_to": "09:00"}, "It closes before it opens."),
        ({"mon_0_from": "noon", "mon_0_to": "13:00"}, "Type a time like 09:00"),
        ({**HOURS, "mon_1_from": "15:00"}, "Hours are pairs of times"),
    ],
)
def test_hours_that_cannot_be_keep_nothing(lister: Client, site: Site, said: dict[str, str], sentence: str) -> None:
    answer = lister.post(reverse("listings:listing-new"), _form(site, **said))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Listing.objects.exists()


def test_own_list_counts_its_queries_once_for_many_spaces(lister: Client, site: Site) -> None:
    counts = []
    for _number in range(2):
        make.listing(
            site.organisation, site=site, slug="hall", unit="hour", quantity=Decimal(1), mode="lend",
            unit_mass_kg=None, mass_basis="",
        )  # fmt: skip
        with CaptureQueriesContext(connection) as counted:
            lister.get(reverse("listings:own"))
        counts.append(len(counted))
    assert counts[0] == counts[1]
