"""The pages of a report: who sees what, what they say, and the way from every figure to its receipts."""

import csv
import io
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from logistics.models import Receipt
from marketplace.impact.actions.counting import count_receipts
from marketplace.impact.models import Diversion
from marketplace.impact.queries import waiting_for
from marketplace.organisations.models import Organisation, Role
from tests import make

pytestmark = pytest.mark.django_db

REPORT: Final = reverse("impact:report")
LINES: Final = reverse("impact:lines")
SHEET: Final = reverse("impact:report-csv")
METHOD: Final = reverse("impact:method")
COUNT: Final = reverse("impact:report-count")
QUARTER: Final = {"period": "2026-Q3"}


def line_url(line: Diversion) -> str:
    return reverse("impact:line", args=[line.pk])


def reporter(organisation: Organisation) -> Client:
    return make.client(make.member(organisation, Role.REPORTER), organisation)


def words(response: HttpResponseBase) -> str:
    text = re.sub(r"<[^>]+>", " ", response.getvalue().decode())
    return " ".join(text.split())


@pytest.fixture
def receipt() -> Receipt:
    made = make.receipt(kept=3, kept_kg="72", rejected=1, rejected_kg="24", fate="recycled", displaced="bought_new")
    count_receipts(now=make.NOW)
    return made


@pytest.fixture
def giver(receipt: Receipt) -> Organisation:
    return receipt.collection.claim.listing.organisation


@pytest.fixture
def taker(receipt: Receipt) -> Organisation:
    return receipt.collection.claim.organisation


# --- who may -------------------------------------------------------------------------------------------------------
def test_nobody_is_asked_to_sign_in(receipt: Receipt) -> None:
    line = Diversion.objects.filter(receipt=receipt).first()
    assert line is not None
    for url in (REPORT, LINES, SHEET, METHOD, line_url(line)):
        assert Client().get(url).headers["Location"].startswith(reverse("account_login"))
    assert Client().post(COUNT).status_code == 302
    assert Diversion.objects.count() == 2


@pytest.mark.parametrize("role", [Role.LISTER, Role.REQUESTER, Role.COORDINATOR, Role.DRIVER])
def test_member_of_another_role_may_look_and_no_more(role: Role, giver: Organisation, receipt: Receipt) -> None:
    make.receipt(make.listing(giver))
    browser = make.client(make.member(giver, role), giver)
    line = Diversion.objects.filter(receipt=receipt).order_by("pk")[0]
    for url in (REPORT, LINES, METHOD, line_url(line)):
        assert browser.get(url, QUARTER).status_code == 200
    assert browser.get(SHEET, QUARTER).status_code == 403
    assert browser.post(COUNT).status_code == 403
    page = browser.get(REPORT, QUARTER).content.decode()
    assert SHEET not in page
    assert COUNT not in page
    assert Diversion.objects.count() == 2


@pytest.mark.parametrize("role", [Role.REPORTER, Role.ADMINISTRATOR])
def test_reporter_takes_the_sheet_and_brings_it_up_to_date(role: Role, giver: Organisation) -> None:
    make.receipt(make.listing(giver))
    browser = make.client(make.member(giver, role), giver)
    page = browser.get(REPORT, QUARTER).content.decode()
    assert SHEET in page
    assert "1 receipt is not in the figures yet." in page
    assert browser.get(SHEET, QUARTER).status_code == 200
    answer = browser.post(COUNT, follow=True)
    assert "The report is up to date." in answer.content.decode()
    assert "not in the figures yet" not in answer.content.decode()
    assert Diversion.objects.count() == 3
    assert "It was up to date already." in browser.post(COUNT, follow=True).content.decode()


def test_line_is_for_its_two_parties_alone(receipt: Receipt, giver: Organisation, taker: Organisation) -> None:
    line = Diversion.objects.filter(receipt=receipt).order_by("pk")[0]
    statuses = [reporter(one).get(line_url(line)).status_code for one in (giver, taker, make.organisation())]
    assert statuses == [200, 200, 404]


def test_other_organisations_see_nothing_of_it(receipt: Receipt, giver: Organisation) -> None:
    browser = reporter(make.organisation())
    title = receipt.collection.claim.listing.title
    for url in (REPORT, LINES, SHEET):
        for view in ("given", "received"):
            answer = browser.get(url, QUARTER | {"view": view})
            assert answer.status_code == 200
            assert title not in answer.content.decode()
            assert giver.name not in answer.content.decode()
    foreign = giver.sites.get().pk
    assert browser.get(REPORT, QUARTER | {"site": foreign}).status_code == 422


def test_count_and_pages_refuse_the_wrong_method(giver: Organisation) -> None:
    browser = reporter(giver)
    assert browser.get(COUNT).status_code == 405
    assert [browser.post(url).status_code for url in (REPORT, LINES, SHEET, METHOD)] == [405] * 4


# --- what it says --------------------------------------------------------------------------------------------------
def test_report_says_mass_by_row_and_basis_and_the_estimate_apart(giver: Organisation) -> None:
    answer = reporter(giver).get(REPORT, QUARTER)
    text = words(answer)
    assert "Report, July to September 2026" in text
    assert "72 kg" in text
    assert "Reuse before it became waste" in text
    assert "0.072" in text
    assert "GRI 306-4 waste diverted from disposal: recycling, non-hazardous, offsite" in text
    assert "0.024" in text
    assert "It is not a reduction in any party&#x27;s Scope 1, 2 or 3." in text
    assert "Provisional: counted with UK Government GHG conversion factors (DESNZ) 2025 v1" in text
    assert "We would have bought it new" in text
    assert answer.content.decode().count("<svg xmlns") == 4


def test_givers_and_receivers_reports_are_two_and_never_one(giver: Organisation, taker: Organisation) -> None:
    given = words(reporter(giver).get(REPORT, QUARTER))
    received = words(reporter(taker).get(REPORT, QUARTER))
    assert "Kept in use by others" in given
    assert "Taken into use by us" in received
    assert "Nothing that you gave was confirmed" in words(reporter(taker).get(REPORT, QUARTER | {"view": "given"}))


def test_every_figure_leads_to_lines_that_add_up_to_it(giver: Organisation) -> None:
    browser = reporter(giver)
    page = browser.get(REPORT, QUARTER).content.decode()
    links = re.findall(rf'href="({re.escape(LINES)}\?[^"]+)"[^>]*>([^<]*)<', page)
    assert len(links) > 10
    for href, said in links:
        address = href.replace("&amp;", "&")
        query = parse_qs(urlsplit(address).query)
        answer = browser.get(address)
        assert answer.status_code == 200, address
        if "row" in query and re.fullmatch(r"[\d.,]+", said.strip()) and Decimal(said.strip()):
            assert f"{said.strip()} t" in words(answer).replace("  ", " "), address


def test_line_leads_to_the_sum_and_the_receipt(receipt: Receipt, giver: Organisation) -> None:
    line = Diversion.objects.get(receipt=receipt, part="kept")
    text = words(reporter(giver).get(line_url(line)))
    for said in (
        "3 items · Oak desks",
        f"Receipt {receipt.pk}",
        "72 kg, Weighed (± 2 %)",
        "New production displaced",
        "Van, diesel, average (up to 3.5 tonnes)",
        "0.27 · 0.50 · 0.646",
    ):
        assert said in text


def test_method_page_names_every_set_with_its_digests(giver: Organisation) -> None:
    browser = reporter(giver)
    text = words(browser.get(METHOD))
    assert "Factors of UK Government GHG conversion factors (DESNZ) 2025 v1" in text
    assert "8bfdb45b81ec4a88e3bdf4584637330f62e6bd09ce1940e654c5d7b7f736de94" in text
    assert "19_500_5048_15_1" in text
    assert "v1.2" in words(browser.get(METHOD, {"set": "desnz-2026-partial"}))
    assert browser.get(METHOD, {"set": "nothing"}).status_code == 200


def test_sheet_holds_the_exact_figures_and_no_formula(receipt: Receipt, giver: Organisation) -> None:
    listing = receipt.collection.claim.listing
    type(listing).objects.filter(pk=listing.pk).update(title="=HYPERLINK(1)")
    answer = reporter(giver).get(SHEET, QUARTER)
    assert answer.headers["Content-Disposition"].endswith('-2026-Q3-given.csv"')
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["listing"] for row in table] == ["'=HYPERLINK(1)"] * 2
    lines = Diversion.objects.filter(receipt=receipt).order_by("pk")
    assert [Decimal(row["mass kg"]) for row in table] == [line.mass_kg for line in lines]
    assert [Decimal(row["N central kgCO2e"]) for row in table] == [line.net_central for line in lines]


def test_sheet_leaves_figures_empty_where_a_cost_is_not_known(giver: Organisation) -> None:
    make.receipt(make.listing(giver), mode="van")
    count_receipts(now=make.NOW)
    table = list(csv.DictReader(io.StringIO(reporter(giver).get(SHEET, QUARTER).content.decode("utf-8-sig"))))
    assert (table[-1]["quantified"], table[-1]["N central kgCO2e"], table[-1]["E_new kgCO2e"]) == ("no", "", "")


# --- what is asked -------------------------------------------------------------------------------------------------
def test_nothing_yet_says_what_to_do() -> None:
    browser = reporter(make.organisation())
    assert "Nothing that you gave was confirmed in this period" in words(browser.get(REPORT))
    assert "You confirmed no receipt in this period" in words(browser.get(REPORT, {"view": "received"}))
    assert "No lines here" in words(browser.get(LINES))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"period": "never"}, "That is not a period we can read."),
        ({"period": "2026-Q9"}, "That is not a period we can read."),
        ({"period": "0000"}, "That is not a period we can read."),
        ({"period": "2026-13"}, "That is not a period we can read."),
        ({"period": "9" * 40}, "at most 30 characters"),
        ({"starts_on": "2026-09-01"}, "Give both days, or neither."),
        ({"starts_on": "2026-09-02", "ends_on": "2026-09-01"}, "The last day is before the first."),
        ({"starts_on": "1066-10-14", "ends_on": "2026-09-01"}, "That is not a period we can read."),
        ({"starts_on": "soon", "ends_on": "later"}, "Enter a valid date."),
        ({"site": "x"}, "Choose one of your own sites."),
        ({"site": "99999999999999999999999"}, "Choose one of your own sites."),
        ({"view": "both"}, "what was given or what was received"),
    ],
)
def test_bad_questions_get_a_sentence_and_keep_what_was_asked(
    query: dict[str, str], said: str, giver: Organisation
) -> None:
    browser = reporter(giver)
    for url in (REPORT, LINES, SHEET):
        answer = browser.get(url, query)
        assert answer.status_code == 422
        assert said in words(answer)
    for value in query.values():
        assert value in browser.get(REPORT, query).content.decode()


@pytest.mark.parametrize(
    "query", [{"row": "306-9"}, {"basis": "guessed"}, {"show": "everything"}, {"factor": "x" * 61}]
)
def test_lines_refuse_a_row_that_there_is_not(query: dict[str, str], giver: Organisation) -> None:
    assert reporter(giver).get(LINES, query).status_code == 422


def test_lines_of_a_factor_that_nothing_used_are_none(giver: Organisation) -> None:
    assert "No lines here" in words(reporter(giver).get(LINES, QUARTER | {"factor": "naughty' OR 1=1 --<b>"}))


@pytest.mark.parametrize("name", ["period", "site", "row", "page", "set"])
def test_nul_in_a_question_is_refused(name: str, giver: Organisation) -> None:
    browser = reporter(giver)
    for url in (REPORT, LINES, SHEET, METHOD):
        assert browser.get(url, {name: "a\x00b"}).status_code == 400


def test_days_of_ones_own_choice_and_a_site(giver: Organisation, receipt: Receipt) -> None:
    browser = reporter(giver)
    one_day = {"starts_on": "2026-09-15", "ends_on": "2026-09-15"}
    assert "Report, 15 September 2026" in words(browser.get(REPORT, one_day))
    assert "Kept in use by others" in words(browser.get(REPORT, one_day | {"site": giver.sites.get().pk}))
    other = make.site(giver)
    assert "Nothing that you gave" in words(browser.get(REPORT, one_day | {"site": other.pk}))
    day_before = {"period": "2026-09-14..2026-09-14"}
    assert "Nothing that you gave" in words(browser.get(REPORT, day_before))


def test_many_lines_come_in_pages_and_the_sum_is_of_all(giver: Organisation) -> None:
    listing = make.listing(giver, quantity=Decimal(60))
    for _receipt in range(51):
        make.receipt(listing, kept=1, kept_kg="1")
    count_receipts(now=make.NOW)
    first = reporter(giver).get(LINES, QUARTER | {"row": "kept"})
    assert "1 to 50 of 52" in words(first)
    assert "Together 123" in words(first)
    last = reporter(giver).get(LINES, QUARTER | {"row": "kept", "page": "2"})
    assert "51 to 52 of 52" in words(last)
    assert "Together 123" in words(last)


@pytest.mark.parametrize("url", [REPORT, LINES, SHEET])
def test_pages_cost_the_same_for_one_receipt_and_for_three(url: str) -> None:
    giver = make.organisation()
    browser = reporter(giver)
    costs = []
    for more in (1, 2):
        for _receipt in range(more):
            make.receipt(make.listing(giver), rejected=1, rejected_kg="24", fate="recycled")
        count_receipts(now=make.NOW)
        browser.get(url, QUARTER)
        with CaptureQueriesContext(connection) as queries:
            browser.get(url, QUARTER)
        costs.append(len(queries))
    assert costs[0] == costs[1]


# --- what waits ----------------------------------------------------------------------------------------------------
def _waiting(organisation: Organisation, *roles: str, now: datetime = make.NOW) -> list[str]:
    person = make.member(organisation, *roles)
    found = waiting_for(organisation=organisation, roles=frozenset(roles), user=person, now=now)
    return [one.title for one in found]


def test_yard_tells_reporters_of_receipts_to_count_and_of_the_quarter() -> None:
    receipt = make.receipt()
    giver = receipt.collection.claim.listing.organisation
    assert _waiting(giver, Role.REPORTER) == ["1 receipt is to be counted"]
    assert _waiting(giver, Role.LISTER) == []
    assert _waiting(make.organisation(), Role.REPORTER) == []
    count_receipts(now=make.NOW)
    assert _waiting(giver, Role.REPORTER) == []
    october = datetime(2026, 10, 5, tzinfo=UTC)
    assert _waiting(giver, Role.REPORTER, now=october) == ["July to September 2026 is finished"]
    assert _waiting(receipt.collection.claim.organisation, Role.REPORTER, now=october) != []
    assert _waiting(make.organisation(), Role.REPORTER, now=october) == []
    assert _waiting(giver, Role.REPORTER, now=datetime(2026, 11, 5, tzinfo=UTC)) == []
