"""Markup in every text that people write, on every page that prints it, in a browser that no policy protects.

What a page makes of a text does not hang on the database: on PostgreSQL one of the texts goes round, to show that what
comes back from there is printed the same way.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from listings.actions.enquiring import enquire
from listings.models import Claim, Listing
from logistics.actions.days.planning import make_plan, publish
from logistics.actions.people.keeping import VehicleValues, add_driver, add_vehicle
from logistics.actions.people.shifting import add_shift
from logistics.models import Route
from marketplace.dialogue.actions.talking import say
from marketplace.organisations.actions.founding import change_details
from marketplace.organisations.actions.placing import add_site
from marketplace.organisations.models import Organisation, OrganisationKind, Site, User
from tests import make
from tests.access.moving import working_day

pytestmark = pytest.mark.django_db(transaction=True)

#: Short enough for every field; each would run in a page that prints it as it is, in one place or another.
PAYLOADS = (
    "<script>window.ran=1</script>",
    "\"'><img src=x onerror=window.ran=1>",
    "</script><svg onload=window.ran=1>",
    "javascript:window.ran=1",
    "--></textarea></title><iframe srcdoc='<script>parent.ran=1</script>'>",
)
RAN = "window.ran === 1 || document.querySelector('img[src=x], [onload], [onerror], iframe') !== null"


@pytest.fixture
def open_as(browser: Browser, live_server: LiveServer) -> Iterator[Any]:  # Any: a function with an optional argument
    """A browser that ignores the pages' policy: what keeps text from running is that it is printed as text."""
    contexts = []

    def opened(user: User | None = None) -> Page:
        context = browser.new_context(base_url=live_server.url, bypass_csp=True, reduced_motion="reduce")
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
            context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict, written as a dict
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def _organisation(kind: str, payload: str, number: int) -> Organisation:
    by = make.user(name=f"{payload}{number}"[:120])
    made = make.organisation(kind, name=f"{payload}{number}", by=by, carries_for_others=True)
    change_details(
        organisation=made,
        name=made.name,
        kind=kind,
        registration_number=payload[:40],
        about=payload,
        carries_for_others=True,
        by=by,
        now=make.NOW,
    )
    return made


def _site(organisation: Organisation, payload: str) -> Site:
    return add_site(
        organisation=organisation,
        name=payload,
        street=payload,
        town="Leeds",
        postcode="LS2 7EQ",
        access_notes=payload,
        contact_name=payload,
        contact_phone=payload[:30],
        pin=make.LEEDS,
        by=make.administrator(organisation),
        now=make.NOW,
    )


def _listing(organisation: Organisation, site: Site, payload: str) -> Listing:
    return make.listing(
        organisation,
        site=site,
        title=payload,
        description=payload,
        dimensions=payload,
        reference=payload,
        make=payload,
        model=payload,
        serial_number=payload,
    )


def _planned(claim: Claim, payload: str) -> Route:
    """The claim on a published run of its asker's van."""
    owner, now = claim.organisation, timezone.now()
    by = make.administrator(owner)
    values = VehicleValues(
        name=payload,
        registration=payload[:12],
        type="van_diesel",
        capacity_kg=900,
        capacity_litres=9000,
        capacity_pallets=0,
        has_tail_lift=True,
    )
    vehicle = add_vehicle(organisation=owner, values=values, by=by, now=now)
    driver = add_driver(organisation=owner, user=by, phone=payload[:30], by=by, now=now)
    make.licence(driver)
    starts_at = working_day(now, 1)
    add_shift(
        vehicle=vehicle,
        driver=driver,
        start_site=claim.site,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=6),
        crew=2,
        by=by,
        now=now,
    )
    plan = make_plan(organisation=owner, day=timezone.localtime(starts_at).date(), by=by, now=now)
    publish(plan=plan, by=by, now=now)
    return Route.objects.get(plan=plan)


@pytest.mark.parametrize(
    "number", [0, *(pytest.param(number, marks=pytest.mark.sqlite) for number in range(1, len(PAYLOADS)))]
)
def test_what_people_write_never_runs(open_as: Any, number: int) -> None:  # Any: as above
    payload = PAYLOADS[number]
    giver = _organisation(OrganisationKind.BUSINESS, payload, 1)
    asker = _organisation(OrganisationKind.CHARITY, payload, 2)
    listing = _listing(giver, _site(giver, payload), payload)
    site = _site(asker, payload)
    claim = make.accepted_claim(listing, organisation=asker, site=site, quantity=Decimal(2), carrier=asker)
    by = make.administrator(asker)
    say(thread=claim.thread, organisation=asker, body=payload, by=by, now=make.NOW)
    enquiry = enquire(listing=listing, organisation=asker, question=payload, by=by, now=make.NOW)
    want = make.want(asker, site=site, title=payload, description=payload)
    route = _planned(claim, payload)
    addresses = [
        "/",
        "/search/?place=Leeds",
        f"/search/?q={payload}",
        f"/search/?place={payload}",
        f"/listings/{listing.pk}/",
        f"/listings/{listing.pk}/stock/",
        f"/organisations/{giver.slug}/",
        "/wants/",
        f"/wants/{want.pk}/",
        "/yard/",
        "/organisation/",
        "/claims/?side=of",
        "/claims/?side=by",
        f"/claims/{claim.pk}/",
        f"/claims/{claim.pk}/collection/",
        f"/threads/{claim.thread_id}/",
        f"/enquiries/{enquiry.pk}/",
        "/yard/listings/",
        "/fleet/",
        f"/plan/?day={route.plan.day.isoformat()}",
        f"/runs/{route.pk}/",
        "/collections/",
    ]
    told = []
    for page in (open_as(make.administrator(giver)), open_as(by)):
        for address in addresses:
            page.goto(address)
            for marker in page.locator(".leaflet-marker-icon").all()[:1]:
                marker.dispatch_event("click")
            if page.evaluate(RAN):
                told.append(address)
    assert told == []


@pytest.mark.parametrize("payload", [payload for payload in PAYLOADS if "<" in payload])
def test_what_did_run_would_be_seen(open_as: Any, payload: str) -> None:  # Any: as above
    page = open_as()
    page.set_content(f"<!doctype html><title>Unescaped</title><main>{payload}</main>")
    assert page.evaluate(RAN)
