"""The area view: right sums for public bodies, nothing about one organisation, and nobody else sees it."""

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from marketplace.impact.models import Diversion
from marketplace.impact.queries.areas import scope_of, table_for
from marketplace.organisations.models import Organisation, OrganisationKind, Role, Site
from tests import make
from tests.impact.reporting import counted

pytestmark = pytest.mark.django_db

PAGES: Final = ("impact:area", "impact:area-csv", "impact:area-geojson")
DAYS: Final = {month: datetime(2026, month, 14, 10, 0, tzinfo=UTC) for month in (1, 2, 3)}


def given(district: str, month: int, *, givers: int, kg: str = "24") -> None:
    """So many givers of the district, each with a receipt of a receiver of its own, and two of the first's again."""
    receipts = []
    for number in range(givers):
        organisation = make.organisation(name=f"Hidden {district} {month} {number}")
        site = make.site(organisation, name=f"Canary yard {district} {month} {number}")
        Site.objects.filter(pk=site.pk).update(postcode=f"{district} 4AB")
        for _again in range(2):
            listing = make.listing(organisation, site=site)
            receipts.append(make.receipt(listing, kept_kg=kg, at=DAYS[month]))
    counted(*receipts, now=make.NOW)


@pytest.fixture
def council() -> Organisation:
    made = make.organisation(OrganisationKind.PUBLIC_BODY, name="The council")
    site = make.site(made, name="Town hall")
    Site.objects.filter(pk=site.pk).update(postcode="LS1 1UR")
    return made


def browser(organisation: Organisation, role: str = Role.LISTER) -> Client:
    return make.client(make.member(organisation, role), organisation)


def test_public_body_reads_its_area_and_no_organisation_is_named(council: Organisation) -> None:
    given("LS1", 1, givers=4)
    given("LS2", 1, givers=4, kg="30")
    given("LS2", 2, givers=1)
    given("BD1", 1, givers=4)
    page = browser(council).get(reverse("impact:area"), {"year": "2026"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "What LS kept in use, 2026" in text
    assert "0.192" in text  # LS1 in January: eight receipts of 24 kg
    assert "withheld" in text
    assert "BD1" not in text
    for url in PAGES:
        body = browser(council).get(reverse(url), {"area": "ls", "year": "2026"}).getvalue().decode()
        assert "Hidden" not in body
        assert "Canary" not in body
    table = table_for(scope_of("LS", 2026, DAYS[3].date()))
    assert table.cells["LS2", "2026-02"] is None
    rows = csv.DictReader(io.StringIO(browser(council).get(reverse("impact:area-csv")).getvalue().decode("utf-8-sig")))
    said = {(row["district"], row["month"]): row for row in rows}
    assert Decimal(said["LS1", "2026-01"]["kept in use kg"]) == Decimal(192)
    net = sum(
        (line.net_central or Decimal(0) for line in Diversion.objects.filter(donor_site__postcode__startswith="LS1 ")),
        Decimal(0),
    )
    assert Decimal(said["LS1", "2026-01"]["avoided central kgCO2e"]) == net
    assert said["LS2", "2026-02"]["withheld"] == "yes"
    assert {said["LS2", "2026-02"][name] for name in ("receipts", "kept in use kg", "avoided low kgCO2e")} == {""}
    shown = json.loads(browser(council).get(reverse("impact:area-geojson")).content)
    districts = {one["properties"]["district"]: one for one in shown["features"]}
    assert set(districts) == {"LS1", "LS2"}
    assert districts["LS2"]["properties"]["months"]["2026-02"] is None
    assert districts["LS1"]["properties"]["months"]["2026-01"]["kept_in_use_kg"] == "192"
    assert districts["LS1"]["geometry"]["coordinates"][0] == pytest.approx(-1.55, abs=0.05)


def test_area_is_there_for_public_bodies_alone(council: Organisation) -> None:
    for url in PAGES:
        assert browser(council).get(reverse(url)).status_code == 200
        assert browser(make.organisation()).get(reverse(url)).status_code == 404
        assert (
            browser(make.organisation(OrganisationKind.CHARITY), Role.ADMINISTRATOR).get(reverse(url)).status_code
            == 404
        )
        assert Client().get(reverse(url)).status_code == 302


def test_odd_areas_and_years_are_refused_in_words(council: Organisation) -> None:
    for asked in ({"area": "L5"}, {"area": "<b>"}, {"year": "1066"}, {"area": "LS", "year": "next"}):
        answer = browser(council).get(reverse("impact:area"), asked)
        assert answer.status_code == 422, asked
        assert browser(council).get(reverse("impact:area-csv"), asked).status_code == 404
    assert "Which area?" in browser(council).get(reverse("impact:area"), {"area": ""}).content.decode()


def test_queries_of_the_area_do_not_grow_with_its_givers(
    council: Organisation, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    given("LS1", 1, givers=2)
    scope = scope_of("LS", 2026, DAYS[3].date())
    with django_assert_max_num_queries(2):  # type: ignore[operator]  # a fixture that answers a context
        table_for(scope)
    given("LS3", 1, givers=3)
    with django_assert_max_num_queries(2):  # type: ignore[operator]  # as above
        table_for(scope)


def test_command_asks_the_questions_and_says_so_by_its_exit(capsys: pytest.CaptureFixture[str]) -> None:
    receipt = make.receipt(kept=3, kept_kg="72", rejected=1, rejected_kg="24", fate="recycled")
    counted(receipt)
    giver = receipt.collection.claim.listing.organisation
    call_command("check_impact")
    said = capsys.readouterr().out
    assert "13 answers: 0 wrong" in said
    assert "the remaining life" in said.lower()
    call_command("check_impact", organisation=giver.slug, period="2020")
    assert "0 answers: 0 wrong" in capsys.readouterr().out
    with pytest.raises(CommandError, match="to be looked at"):
        call_command("check_impact", strict=True)
    line = Diversion.objects.get(receipt=receipt, part="rejected")
    Diversion.objects.filter(pk=line.pk).update(row="306-4/no_such_operation/hazardous/offsite")
    with pytest.raises(CommandError, match="wrong"):
        call_command("check_impact")
    assert f"lines {line.pk}" in capsys.readouterr().out
    for wrong in ({"organisation": "nobody"}, {"period": "soon"}):
        with pytest.raises(CommandError):
            call_command("check_impact", **wrong)
