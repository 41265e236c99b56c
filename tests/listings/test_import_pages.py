"""Importing a list in a browser without scripts: the file, the questions, the dry run, the result."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from listings.importing.sheets import MOST_BYTES
from listings.models import ImportJob, ImportRow, Listing, ListingState
from listings.models.imports import STUCK_AFTER, ImportState
from marketplace.organisations.models import Organisation, Role
from tests import make
from tests.listings.import_browser import OFFICE, answers, checked, page, run, send, uploaded, yard_with_mill
from tests.listings.importing import lists

pytestmark = pytest.mark.django_db


@pytest.fixture
def yard() -> Organisation:
    return yard_with_mill()


@pytest.fixture
def browser(yard: Organisation) -> Client:
    return make.client(make.member(yard, Role.LISTER), yard)


def test_an_office_list_goes_through_with_the_mapping_pages_questions(browser: Client) -> None:
    job = uploaded(browser, OFFICE, "office.csv")
    mapping = browser.get(reverse("listings:import-map", args=[job.pk])).content.decode()
    assert "fetch from Marshall Mills, Holbeck" in mapping
    assert "The headings stand in row 4" in mapping
    browser.post(reverse("listings:import-map", args=[job.pk]), answers(job))
    job.refresh_from_db()
    assert (job.state, job.rows_total, job.failure) == (ImportState.CHECKED, 4, "")
    assert not Listing.objects.exists()
    assert "Import 4 rows" in page(browser, job)
    assert run(browser, job).status_code == 302
    job.refresh_from_db()
    assert (job.state, job.rows_done) == (ImportState.DONE, 4)
    listed = [
        (listing.title, int(listing.quantity), listing.category.slug) for listing in Listing.objects.order_by("pk")
    ]
    assert listed == [
        ("Silverline two door cupboard", 1, "cupboards"),
        ("grey lockable filing cabinets", 3, "filing-cabinets"),
        ("letter trays", 7, "desk-accessories"),
        ("filing cabinet suspension files", 40, "binders"),
    ]
    assert all(listing.is_open and listing.available == listing.quantity for listing in Listing.objects.all())
    first = Listing.objects.earliest("pk")
    assert (first.replacement_value_pence, first.mass_basis) == (24000, "item_default")
    assert reverse("listings:listing", args=[first.pk]) in page(browser, job)


def test_the_same_list_again_creates_and_changes_nothing(browser: Client) -> None:
    run(browser, checked(browser, OFFICE))
    before = list(Listing.objects.order_by("pk").values())
    again = checked(browser, OFFICE)
    assert list(ImportRow.objects.for_job(again).values_list("outcome", flat=True)) == ["unchanged"] * 4
    assert "There is nothing to import" in page(browser, again)
    assert run(browser, again).status_code == 422
    assert list(Listing.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "empty.csv", "“empty.csv” is empty"),
        (b"%PDF-1.7 and so on", "list.csv", "“list.csv” is a PDF"),
        (b"PK\x03\x04 not a workbook", "list.xlsx", "is damaged or was only partly sent"),
        (b"Item,Qty\n", "heads.csv", "no row with anything in it below them"),
        (b"a" * (MOST_BYTES + 1), "big.csv", "is larger than 10 MB"),
        (b"Item,Qty\x00\nDesk\x00,2\x00\n", "nul.csv", "not text (NUL characters)"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(browser: Client, data: bytes, name: str, sentence: str) -> None:
    response = send(browser, data, name)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not ImportJob.objects.exists()


def test_no_file_is_refused(browser: Client) -> None:
    response = browser.post(reverse("listings:import-new"))
    assert response.status_code == 422
    assert "Choose the file with your list." in response.content.decode()


def test_a_file_is_kept_in_private_under_a_name_that_says_nothing(browser: Client) -> None:
    job = uploaded(browser, OFFICE, "secret plans.csv")
    assert "secret" not in job.file
    with storages["private"].open(job.file) as kept:
        assert kept.read() == OFFICE
    assert browser.get(f"/media/{job.file}").status_code == 404


@pytest.mark.parametrize("name", sorted(lists.ALL))
def test_every_kind_of_list_gets_to_its_dry_run(browser: Client, name: str) -> None:
    job = checked(browser, lists.ALL[name], "list.xlsx" if lists.ALL[name].startswith(b"PK") else "list.csv")
    assert (job.state, job.failure) == (ImportState.CHECKED, "")
    assert "Row by row" in page(browser, job)


def test_another_worksheet_can_be_chosen(browser: Client) -> None:
    book = lists.workbook(
        {
            "Chairs": [["Item", "Qty", "Notes"], ["Office chair", 3, "a"], ["Stool", 4, "b"]],
            "Desks": [["Item", "Qty"], ["Oak desk", 5]],
        }
    )
    job = uploaded(browser, book, "two.xlsx")
    address = reverse("listings:import-map", args=[job.pk])
    assert "Office chair" in browser.get(address).content.decode()
    other = browser.get(address, {"worksheet": "Desks"}).content.decode()
    assert "Oak desk" in other
    assert browser.get(address, {"worksheet": "Nowhere"}).status_code == 302
    browser.post(address, answers(job, "Desks"))
    job.refresh_from_db()
    assert list(ImportRow.objects.for_job(job).values_list("values__item__title", flat=True)) == ["Oak desk"]
    assert "Oak desk" in browser.get(address).content.decode()


def test_answers_are_kept_and_can_be_changed_after_the_dry_run(browser: Client) -> None:
    data = b"Item,Qty\nOak desk,2\nWobblygog,3\n"
    job = checked(browser, data)
    row = ImportRow.objects.get(job=job, outcome="error")
    assert row.errors[0]["message"] == "We could not tell what kind of thing “Wobblygog” is. Choose a category."
    form = browser.get(reverse("listings:import-map", args=[job.pk])).context["form"]
    assert form.initial["terms"] == "by_price"
    browser.post(reverse("listings:import-map", args=[job.pk]), answers(job, category="toys", condition="fair"))
    told = ImportRow.objects.filter(job=job).order_by("number").values_list("outcome", "values__category")
    assert list(told) == [("create", "Desks"), ("create", "Toys and games")]
    run(browser, job)
    assert set(Listing.objects.values_list("condition", flat=True)) == {"fair"}


def test_two_columns_with_one_meaning_and_no_name_are_refused(browser: Client) -> None:
    job = uploaded(browser, b"Item,Qty\nOak desk,2\n")
    address = reverse("listings:import-map", args=[job.pk])
    response = browser.post(address, answers(job, column_0="quantity"))
    assert response.status_code == 422
    shown = response.content.decode()
    assert (
        shown.count("“How many” is chosen for two columns. Keep it for one.") == 4
    )  # at each field and in the summary
    assert "No column says what the things are." in shown
    naughty = answers(job, category="\x00", condition="mint", dates="ymd", column_0="'; drop", site="\x00")
    assert browser.post(address, naughty).status_code == 422
    job.refresh_from_db()
    assert (job.state, job.answers) == (ImportState.UPLOADED, {})


def test_rows_with_errors_wait_for_a_tick_and_are_left_out(browser: Client) -> None:
    job = checked(browser, b"Item,Qty\nOak desk,2\nOffice chair,lots\n")
    shown = page(browser, job)
    assert "Leave out the 1 row that needs a correction" in shown
    refused = run(browser, job)
    assert refused.status_code == 422
    assert "Some rows need a correction (1)." in refused.content.decode()
    assert not Listing.objects.exists()
    run(browser, job, leave_out="on")
    assert [listing.title for listing in Listing.objects.all()] == ["Oak desk"]


def test_corrections_come_back_as_a_sheet_that_can_be_imported(browser: Client) -> None:
    job = checked(browser, b'Item,Qty,Notes\nOak desk,2,ok\nOffice chair,lots,"=HYPERLINK(""http://x"")"\n')
    run(browser, job, leave_out="on")
    response = browser.get(reverse("listings:import-corrections", args=[job.pk]))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode("utf-8-sig")
    headers, row = list(csv.reader(io.StringIO(text)))
    assert headers == ["Item", "Qty", "Notes", "Reference", "What to correct"]
    assert row[:3] == ["Office chair", "lots", '\'=HYPERLINK("http://x")']
    assert row[4].startswith("Qty: ")
    mended = checked(browser, text.replace("lots", "6").encode())
    assert list(ImportRow.objects.for_job(mended).values_list("outcome", flat=True)) == ["create"]
    run(browser, mended)
    chair = Listing.objects.get(title="Office chair")
    assert (chair.reference, chair.quantity) == (row[3], Decimal(6))
    assert "correct" not in chair.description


def test_drafts_are_published_together_afterwards(browser: Client) -> None:
    job = checked(browser, OFFICE)
    run(browser, job, publish="no")
    assert set(Listing.objects.values_list("state", flat=True)) == {ListingState.DRAFT}
    assert "Publish 4 drafts" in page(browser, job)
    browser.post(reverse("listings:import-run", args=[job.pk]), {"then": "publish"})
    assert set(Listing.objects.values_list("state", flat=True)) == {ListingState.PUBLISHED}
    assert "Publish 4 drafts" not in page(browser, job)
    job.refresh_from_db()
    assert (job.state, job.is_fitted) == (ImportState.DONE, True)
    assert Listing.objects.count() == 4


def test_what_is_done_is_neither_asked_nor_imported_again(browser: Client) -> None:
    job = checked(browser, OFFICE)
    run(browser, job)
    assert browser.get(reverse("listings:import-map", args=[job.pk])).status_code == 302
    assert run(browser, job).status_code == 302
    response = browser.get(reverse("listings:import", args=[job.pk]))
    assert "has gone on meanwhile" in response.content.decode()
    again = browser.post(reverse("listings:import-run", args=[job.pk]), {"then": "again"}, follow=True)
    assert "has gone on meanwhile" in again.content.decode()
    assert Listing.objects.count() == 4


def test_progress_is_polled_and_says_when_there_is_more_to_see(browser: Client) -> None:
    job = checked(browser, OFFICE)
    address = reverse("listings:import", args=[job.pk])
    ready = browser.get(address, headers={"HX-Request": "true"})
    assert (ready["HX-Refresh"], ready.content) == ("true", b"")
    now = timezone.now()
    ImportJob.objects.filter(pk=job.pk).update(
        state=ImportState.CHECKING, rows_done=3, rows_total=4, started_at=now, touched_at=now
    )
    part = browser.get(address, headers={"HX-Request": "true"}).content.decode().strip()
    assert "3 of 4 rows read" in part
    whole = browser.get(address).content.decode()
    assert part in whole
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in whole
    assert "Try again" not in whole


@pytest.mark.parametrize("state", [ImportState.CHECKING, ImportState.RUNNING])
def test_a_stuck_import_can_be_started_again(browser: Client, state: ImportState) -> None:
    job = checked(browser, OFFICE)
    long_ago = timezone.now() - STUCK_AFTER - timedelta(seconds=1)
    ImportJob.objects.filter(pk=job.pk).update(state=state, started_at=long_ago, touched_at=timezone.now())
    address = reverse("listings:import-run", args=[job.pk])
    early = browser.post(address, {"then": "again"}, follow=True)
    assert "It is being worked on." in early.content.decode()
    ImportJob.objects.filter(pk=job.pk).update(touched_at=long_ago)
    assert "Try again" in page(browser, job)
    browser.post(address, {"then": "again"})
    job.refresh_from_db()
    assert job.state == (ImportState.CHECKED if state == ImportState.CHECKING else ImportState.DONE)
    assert Listing.objects.count() == (0 if state == ImportState.CHECKING else 4)


def test_a_list_that_failed_says_why_and_can_be_checked_again(browser: Client) -> None:
    job = uploaded(browser, OFFICE)
    told = answers(job)
    storages["private"].delete(job.file)
    assert browser.get(reverse("listings:import-map", args=[job.pk])).status_code == 302
    ImportJob.objects.filter(pk=job.pk).update(state=ImportState.FAILED, failure="The disk was full.", answers={})
    assert "The disk was full." in page(browser, job)
    storages["private"].save(job.file, ContentFile(OFFICE))
    browser.post(reverse("listings:import-map", args=[job.pk]), told)
    job.refresh_from_db()
    assert (job.state, job.failure) == (ImportState.CHECKED, "")
