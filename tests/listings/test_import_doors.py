"""Who may import, what naughty text does there, what its pages cost and where a list waits."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from listings.models import Listing
from marketplace.organisations.models import Organisation, Role
from tests import make
from tests.listings.import_browser import OFFICE, answers, checked, page, run, yard_with_mill

pytestmark = pytest.mark.django_db


@pytest.fixture
def yard() -> Organisation:
    return yard_with_mill()


@pytest.fixture
def browser(yard: Organisation) -> Client:
    return make.client(make.member(yard, Role.LISTER), yard)


def test_naughty_cells_are_kept_as_text(browser: Client) -> None:
    nasty = "<script>alert(1)</script> desk"
    job = checked(browser, f'Ref,Item,Qty,Notes\n=1+1,{nasty},2,"{{{{ 7*7 }}}} \u202e +cmd|calc"\n'.encode())
    assert "<script>alert(1)" not in page(browser, job)
    run(browser, job)
    listing = Listing.objects.get()
    assert (listing.title, listing.reference) == (nasty, "=1+1")


def test_only_listers_of_the_same_organisation_may(browser: Client, yard: Organisation) -> None:
    job = checked(browser, OFFICE)
    routes = ["import", "import-map", "import-corrections"]
    addresses = [reverse(f"listings:{name}", args=[job.pk]) for name in routes]
    start = reverse("listings:import-run", args=[job.pk])
    stranger = make.organisation()
    other = make.client(make.member(stranger, Role.LISTER), stranger)
    driver = make.client(make.member(yard, Role.DRIVER), yard)
    for who, status in ((Client(), 302), (other, 404), (driver, 403)):
        assert [who.get(address).status_code for address in addresses] == [status] * 3
        assert who.post(start, {"publish": "yes"}).status_code == status
        assert who.post(addresses[1], answers(job)).status_code == status
    assert driver.get(reverse("listings:import-new")).status_code == 403
    assert "list.csv" not in other.get(reverse("listings:import-new")).content.decode()
    assert browser.get(start).status_code == 405
    assert not Listing.objects.exists()


def test_pages_cost_the_same_for_one_row_and_three(browser: Client) -> None:
    def cost(address: str) -> int:
        browser.get(address)
        with CaptureQueriesContext(
            connection,
        ) as spent:
            assert browser.get(address).status_code == 200
        return len(spent)

    one = checked(browser, b"Item,Qty\nOak desk,2\n")
    run(browser, one)
    new, listed = reverse("listings:import-new"), cost(reverse("listings:import", args=[one.pk]))
    first = cost(new)
    three = checked(browser, b"Item,Qty\nOak desk,9\nOffice chair,2\nStacking chairs,lots\n")
    run(browser, three, leave_out="on")
    checked(browser, b"Item,Qty\nOak desk,2\n")
    assert cost(new) == first
    assert cost(reverse("listings:import", args=[three.pk])) == listed


def test_an_organisation_without_a_site_is_sent_to_add_one() -> None:
    bare = make.organisation()
    shown = make.client(make.administrator(bare), bare).get(reverse("listings:import-new")).content.decode()
    assert reverse("organisations:site-new") in shown


def test_quantities_are_decimals_to_the_end(browser: Client) -> None:
    run(browser, checked(browser, b"Item,Qty,Unit\nCarpet tiles,86.4,m2\n"))
    assert Listing.objects.get().quantity == Decimal("86.4")


def test_a_checked_list_waits_in_the_yard(browser: Client) -> None:
    job = checked(browser, OFFICE)
    yard = browser.get(reverse("organisations:yard")).content.decode()
    assert "1 list to import" in yard
    assert reverse("listings:import", args=[job.pk]) in yard
    run(browser, job)
    assert "1 list to import" not in browser.get(reverse("organisations:yard")).content.decode()
