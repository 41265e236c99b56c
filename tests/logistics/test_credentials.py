"""Papers of a fleet: what is recorded and put away, what they keep from being driven, and the pages of both."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from logistics.actions.days.publishing import MayNotDrive, publish
from logistics.actions.people.licensing import (
    CategoriesMissing,
    CredentialValues,
    EndsBeforeItBegins,
    LastDayMissing,
    NotOfThisOrganisation,
    NotTheirPaper,
    NumberMissing,
    PutAwayAlready,
    WhyMissing,
    put_away,
    record_credential,
)
from logistics.actions.people.shifting import NotCleared
from logistics.models import Credential, Driver, Shift, Vehicle
from logistics.queries.credentials import blocks_on, carrier_registration
from logistics.queries.papers_held import papers_page
from marketplace.organisations.models import Organisation, Role
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_tuesday")]
UNTIL = date(2027, 6, 30)


def _record(
    organisation: Organisation,
    kind: str,
    *,
    vehicle: Vehicle | None = None,
    driver: Driver | None = None,
    until: date | None = UNTIL,
    **said: Any,  # Any: values of several types
) -> Credential:
    values = CredentialValues(kind=kind, valid_until=until, **{"valid_from": date(2026, 1, 1), **said})
    return record_credential(
        organisation=organisation,
        values=values,
        vehicle=vehicle,
        driver=driver,
        file=None,
        by=make.administrator(organisation),
        now=make.NOW,
    )


def test_shift_is_refused_without_licence_and_made_with_one() -> None:
    carrier = make.carrier(vans=0)
    driver = make.driver(carrier, name="Rosa Moto", licensed=False)
    with pytest.raises(NotCleared) as refused:
        make.shift(carrier, driver=driver, site=carrier.sites.get())
    assert str(refused.value).startswith("Rosa Moto: no driving licence is on record. Look at it")
    assert not Shift.objects.exists()
    make.licence(driver)
    assert make.shift(carrier, driver=driver, site=carrier.sites.get()).driver == driver


def test_shift_that_stands_is_blocked_by_what_runs_out_before_it() -> None:
    carrier = make.carrier()
    shift = Shift.objects.for_planning().get()
    assert blocks_on([shift], make.DAY) == {shift.pk: []}
    ended = _record(carrier, "goods_in_transit_insurance", until=make.DAY - timedelta(days=1))
    block = blocks_on([shift], make.DAY)[shift.pk][0]
    assert (block.code, block.sentence) == (
        "goods_in_transit_insurance_run_out",
        f"{carrier.name}: the goods in transit insurance ran out on 14 Sep 2026.",
    )
    assert block.href == "/fleet/papers/new/?kind=goods_in_transit_insurance"
    assert blocks_on([shift], make.DAY - timedelta(days=1)) == {shift.pk: []}
    put_away(credential=ended, why="We carry nothing of value.", by=make.administrator(carrier), now=make.NOW)
    assert blocks_on([shift], make.DAY) == {shift.pk: []}


def test_plan_is_not_published_with_a_driver_whose_licence_was_put_away() -> None:
    carrier = make.carrier()
    make.accepted_claim(carrier=carrier)
    draft, by = make.plan(carrier, published=False), make.administrator(carrier)
    put_away(credential=Credential.objects.get(), why="Taken by the court", by=by, now=make.NOW)
    with pytest.raises(MayNotDrive):
        publish(plan=draft, by=by, now=make.NOW)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_another_organisations_papers_block_and_clear_nobody_else() -> None:
    carrier, other = make.carrier(), make.carrier()
    shift = Shift.objects.owned_by(carrier).for_planning().get()
    _record(other, "goods_in_transit_insurance", until=date(2026, 2, 1))
    assert blocks_on([shift], make.DAY) == {shift.pk: []}


@pytest.mark.parametrize("count", [1, 3])
def test_blocks_of_many_shifts_take_one_query(count: int, django_assert_num_queries: Any) -> None:  # Any: a fixture
    make.carrier(vans=count)
    shifts = list(Shift.objects.for_planning())
    with django_assert_num_queries(1):
        assert list(blocks_on(shifts, make.DAY).values()) == [[]] * count


def test_carrier_registration_is_the_number_that_is_good_that_day() -> None:
    carrier = make.carrier()
    assert carrier_registration(carrier, make.DAY) is None
    _record(carrier, "waste_carrier_registration", number="CBDU111111", until=date(2026, 9, 14))
    assert carrier_registration(carrier, make.DAY) is None
    _record(carrier, "waste_carrier_registration", number="CBDU222222", valid_from=date(2026, 9, 15))
    assert carrier_registration(carrier, make.DAY) == "CBDU222222"
    assert carrier_registration(make.carrier(), make.DAY) is None


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"kind": "mot"}, NotTheirPaper),
        ({"kind": "nonsense"}, NotTheirPaper),
        ({"kind": "waste_carrier_registration"}, NumberMissing),
        ({"kind": "public_liability_insurance", "until": None}, LastDayMissing),
        ({"kind": "public_liability_insurance", "until": date(2025, 1, 1)}, EndsBeforeItBegins),
    ],
)
def test_unsound_papers_are_refused(said: dict[str, Any], refusal: type[Exception]) -> None:  # Any: of several types
    carrier = make.carrier(vans=0)
    with pytest.raises(refusal):
        _record(carrier, **said)
    assert not Credential.objects.exists()


def test_licence_says_what_it_covers_and_is_of_an_own_driver() -> None:
    carrier, other = make.carrier(vans=0), make.carrier(vans=0)
    driver = make.driver(carrier, licensed=False)
    with pytest.raises(CategoriesMissing):
        _record(carrier, "driving_licence", driver=driver)
    with pytest.raises(NotOfThisOrganisation):
        _record(other, "driving_licence", driver=driver, categories=["B"])
    assert not Credential.objects.exists()


def test_put_away_says_why_and_once() -> None:
    carrier = make.carrier(vans=0)
    paper, by = _record(carrier, "public_liability_insurance"), make.administrator(carrier)
    with pytest.raises(WhyMissing):
        put_away(credential=paper, why="  ", by=by, now=make.NOW)
    put_away(credential=paper, why="Typed wrongly", by=by, now=make.NOW)
    with pytest.raises(PutAwayAlready):
        put_away(credential=paper, why="Again", by=by, now=make.NOW)


def _coordinator(carrier: Organisation) -> Client:
    return make.client(make.member(carrier, Role.COORDINATOR), carrier)


def test_coordinator_records_a_licence_with_a_photo_and_opens_it() -> None:
    carrier = make.carrier(vans=0)
    make.vehicle(carrier)
    driver, browser = make.driver(carrier, licensed=False), _coordinator(carrier)
    page = browser.get(reverse("logistics:credentials")).content.decode()
    assert "No driving licence is on record" in page
    url = f"{reverse('logistics:credential-new')}?kind=driving_licence&driver={driver.pk}"
    assert browser.get(url).status_code == 200
    said = {
        "kind": "driving_licence",
        "valid_from": "2026-01-01",
        "valid_until": "",
        "number": "MOTO 1",
        "categories": "B",
    }
    refused = browser.post(url, said)
    assert (refused.status_code, Credential.objects.count()) == (422, 0)
    assert "MOTO 1" in refused.content.decode()
    assert browser.post(url, {**said, "valid_until": "2026-10-01", "file": make.photo_file()}).status_code == 302
    paper = Credential.objects.get()
    scan = browser.get(reverse("logistics:credential-file", args=[paper.pk]))
    assert (scan.status_code, scan["Content-Type"], scan.content[:4]) == (200, "image/webp", b"RIFF")
    page = browser.get(reverse("logistics:credentials")).content.decode()
    assert "runs out on 1 October 2026, in 16 days" in page
    assert browser.post(reverse("logistics:credential-put-away", args=[paper.pk]), {"why": ""}).status_code == 422
    assert browser.post(reverse("logistics:credential-put-away", args=[paper.pk]), {"why": "Wrong"}).status_code == 302
    assert "1 paper that was put away" in browser.get(reverse("logistics:credentials")).content.decode()


@pytest.mark.parametrize("query", ["driver=9" * 20, "vehicle=x", "vehicle=-1", "driver=99999999999999999999"])
def test_holder_that_is_not_there_is_404(query: str) -> None:
    carrier = make.carrier(vans=0)
    assert _coordinator(carrier).get(f"{reverse('logistics:credential-new')}?{query}").status_code == 404


def test_another_organisation_and_a_driver_reach_no_paper() -> None:
    carrier, other = make.carrier(vans=0), make.carrier(vans=0)
    driver = make.driver(carrier)
    paper = Credential.objects.get()
    for browser, status in ((_coordinator(other), 404), (make.client(driver.user, carrier), 403)):
        assert browser.get(reverse("logistics:credential-file", args=[paper.pk])).status_code == status
        away = browser.post(reverse("logistics:credential-put-away", args=[paper.pk]), {"why": "x"})
        assert away.status_code == status
        url = f"{reverse('logistics:credential-new')}?driver={driver.pk}"
        assert browser.get(url).status_code == status
    assert not Credential.objects.exclude(withdrawn_at=None).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_papers_has_a_fixed_number_of_queries(
    count: int, django_assert_num_queries: Any
) -> None:  # Any: fixture
    carrier = make.carrier(vans=count)
    with django_assert_num_queries(3):
        assert len(papers_page(carrier, make.DAY).drivers) == count
