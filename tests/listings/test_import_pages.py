"""Importing a list in a browser without scripts: the file, the questions, the dry run, the result."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from listings.importing.sheets import MOST_BYTES
from listings.models import ImportJob, ImportRow, Listing, ListingState
from listings.models.imports import STUCK_AFTER, ImportState
from listings.queries.imports import look_at
from marketplace.organisations.models import Organisation, Role
from tests import make
from tests.listings.importing import lists

pytestmark = pytest.mark.django_db

#: In the manner of an office that closes: a title, where to collect, counts in words, sizes in two units.
OFFICE = (
    "STUDIO MOVE - everything must find a home,,,,,\n"
    '"fetch from Marshall Mills, Holbeck",,,,,\n'
    ",,,,,\n"
    "What,How many,Size,Notes,New price,Link\n"
    'Silverline two door cupboard,1,"1800h x 914w x 457d mm",2 shelves; keys lost,£240,example.org/cupboard\n'
    "grey lockable filing cabinets,3 x,132h x 47w x 62d (cm),4 drawers,,\n"
    "letter trays,7,,,,\n"
    ",,,,,\n"
    "filing cabinet suspension files,40 off,,,,\n"
).encode()


@pytest.fixture
def yard() -> Organisation:
    organisation = make.organisation(name="Marshall Studio")
    make.category()
    make.site(organisation, name="Mill")
    return organisation


@pytest.fixture
def browser(yard: Organisation) -> Client:
    return make.client(make.member(yard, Role.LISTER), yard)


def _upload(browser: Client, data: bytes, name: str = "list.csv") -> Any:  # Any: Django's test response
    return browser.post(reverse("listings:import-new"), {"file": SimpleUploadedFile(name, data)})


def _job(browser: Client, data: bytes, name: str = "list.csv") -> ImportJob:
    assert _upload(browser, data, name).status_code == 302
    return ImportJob.objects.latest("pk")


def _answers(job: ImportJob, worksheet: str = "", **said: str) -> dict[str, str]:
    """What the mapping page sends if nothing is changed on it but `said`."""
    look = look_at(job, worksheet)
    columns = {f"column_{column.guess.index}": column.chosen.value for column in look.columns}
    site = str(job.organisation.sites.get(name="Mill").pk)
    return {**columns, "worksheet": worksheet, "site": site, "terms": "by_price", "typical": "on", **said}


def _checked(browser: Client, data: bytes, name: str = "list.csv", **said: str) -> ImportJob:
    job = _job(browser, data, name)
    response = browser.post(reverse("listings:import-map", args=[job.pk]), _answers(job, **said))
    assert response.status_code == 302, response.context["form"].errors
    job.refresh_from_db()
    return job


def _run(browser: Client, job: ImportJob, **said: str) -> Any:  # Any: as above
    return browser.post(reverse("listings:import-run", args=[job.pk]), {"publish": "yes", **said})


def _page(browser: Client, job: ImportJob, query: str = "") -> str:
    response = browser.get(reverse("listings:import", args=[job.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_an_office_list_goes_through_with_the_mapping_pages_questions(browser: Client) -> None:
    job = _job(browser, OFFICE, "office.csv")
    mapping = browser.get(reverse("listings:import-map", args=[job.pk])).content.decode()
    assert "fetch from Marshall Mills, Holbeck" in mapping
    assert "The headings stand in row 4" in mapping
    browser.post(reverse("listings:import-map", args=[job.pk]), _answers(job))
    job.refresh_from_db()
    assert (job.state, job.rows_total, job.failure) == (ImportState.CHECKED, 4, "")
    assert not Listing.objects.exists()
    assert "Import 4 rows" in _page(browser, job)
    assert _run(browser, job).status_code == 302
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
    assert reverse("listings:listing", args=[first.pk]) in _page(browser, job)


def test_the_same_list_again_creates_and_changes_nothing(browser: Client) -> None:
    _run(browser, _checked(browser, OFFICE))
    before = list(Listing.objects.order_by("pk").values())
    again = _checked(browser, OFFICE)
    assert list(ImportRow.objects.for_job(again).values_list("outcome", flat=True)) == ["unchanged"] * 4
    assert "There is nothing to import" in _page(browser, again)
    assert _run(browser, again).status_code == 422
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
    response = _upload(browser, data, name)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not ImportJob.objects.exists()


def test_no_file_is_refused(browser: Client) -> None:
    response = browser.post(reverse("listings:import-new"))
    assert response.status_code == 422
    assert "Choose the file with your list." in response.content.decode()


def test_a_file_is_kept_in_private_under_a_name_that_says_nothing(browser: Client) -> None:
    job = _job(browser, OFFICE, "secret plans.csv")
    assert "secret" not in job.file
    with storages["private"].open(job.file) as kept:
        assert kept.read() == OFFICE
    assert browser.get(f"/media/{job.file}").status_code == 404


@pytest.mark.parametrize("name", sorted(lists.ALL))
def test_every_kind_of_list_gets_to_its_dry_run(browser: Client, name: str) -> None:
    job = _checked(browser, lists.ALL[name], "list.xlsx" if lists.ALL[name].startswith(b"PK") else "list.csv")
    assert (job.state, job.failure) == (ImportState.CHECKED, "")
    assert "Row by row" in _page(browser, job)


def test_another_worksheet_can_be_chosen(browser: Client) -> None:
    book = lists.workbook(
        {
            "Chairs": [["Item", "Qty", "Notes"], ["Office chair", 3, "a"], ["Stool", 4, "b"]],
            "Desks": [["Item", "Qty"], ["Oak desk", 5]],
        }
    )
    job = _job(browser, book, "two.xlsx")
    address = reverse("listings:import-map", args=[job.pk])
    assert "Office chair" in browser.get(address).content.decode()
    other = browser.get(address, {"worksheet": "Desks"}).content.decode()
    assert "Oak desk" in other
    assert browser.get(address, {"worksheet": "Nowhere"}).status_code == 302
    browser.post(address, _answers(job, "Desks"))
    job.refresh_from_db()
    assert list(ImportRow.objects.for_job(job).values_list("values__item__title", flat=True)) == ["Oak desk"]
    assert "Oak desk" in browser.get(address).content.decode()


def test_answers_are_kept_and_can_be_changed_after_the_dry_run(browser: Client) -> None:
    data = b"Item,Qty\nOak desk,2\nWobblygog,3\n"
    job = _checked(browser, data)
    row = ImportRow.objects.get(job=job, outcome="error")
    assert row.errors[0]["message"] == "We could not tell what kind of thing “Wobblygog” is. Choose a category."
    form = browser.get(reverse("listings:import-map", args=[job.pk])).context["form"]
    assert form.initial["terms"] == "by_price"
    browser.post(reverse("listings:import-map", args=[job.pk]), _answers(job, category="toys", condition="fair"))
    told = ImportRow.objects.filter(job=job).order_by("number").values_list("outcome", "values__category")
    assert list(told) == [("create", "Desks"), ("create", "Toys and games")]
    _run(browser, job)
    assert set(Listing.objects.values_list("condition", flat=True)) == {"fair"}


def test_two_columns_with_one_meaning_and_no_name_are_refused(browser: Client) -> None:
    job = _job(browser, b"Item,Qty\nOak desk,2\n")
    address = reverse("listings:import-map", args=[job.pk])
    response = browser.post(address, _answers(job, column_0="quantity"))
    assert response.status_code == 422
    page = response.content.decode()
    assert page.count("“How many” is chosen for two columns. Keep it for one.") == 4  # at each field and in the summary
    assert "No column says what the things are." in page
    naughty = _answers(job, category="\x00", condition="mint", dates="ymd", column_0="'; drop", site="\x00")
    assert browser.post(address, naughty).status_code == 422
    job.refresh_from_db()
    assert (job.state, job.answers) == (ImportState.UPLOADED, {})


def test_rows_with_errors_wait_for_a_tick_and_are_left_out(browser: Client) -> None:
    job = _checked(browser, b"Item,Qty\nOak desk,2\nOffice chair,lots\n")
    page = _page(browser, job)
    assert "Leave out the 1 row that needs a correction" in page
    refused = _run(browser, job)
    assert refused.status_code == 422
    assert "Some rows need a correction (1)." in refused.content.decode()
    assert not Listing.objects.exists()
    _run(browser, job, leave_out="on")
    assert [listing.title for listing in Listing.objects.all()] == ["Oak desk"]


def test_corrections_come_back_as_a_sheet_that_can_be_imported(browser: Client) -> None:
    job = _checked(browser, b'Item,Qty,Notes\nOak desk,2,ok\nOffice chair,lots,"=HYPERLINK(""http://x"")"\n')
    _run(browser, job, leave_out="on")
    response = browser.get(reverse("listings:import-corrections", args=[job.pk]))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode("utf-8-sig")
    headers, row = list(csv.reader(io.StringIO(text)))
    assert headers == ["Item", "Qty", "Notes", "Reference", "What to correct"]
    assert row[:3] == ["Office chair", "lots", '\'=HYPERLINK("http://x")']
    assert row[4].startswith("Qty: ")
    mended = _checked(browser, text.replace("lots", "6").encode())
    assert list(ImportRow.objects.for_job(mended).values_list("outcome", flat=True)) == ["create"]
    _run(browser, mended)
    chair = Listing.objects.get(title="Office chair")
    assert (chair.reference, chair.quantity) == (row[3], Decimal(6))
    assert "correct" not in chair.description


def test_drafts_are_published_together_afterwards(browser: Client) -> None:
    job = _checked(browser, OFFICE)
    _run(browser, job, publish="no")
    assert set(Listing.objects.values_list("state", flat=True)) == {ListingState.DRAFT}
    assert "Publish 4 drafts" in _page(browser, job)
    browser.post(reverse("listings:import-run", args=[job.pk]), {"then": "publish"})
    assert set(Listing.objects.values_list("state", flat=True)) == {ListingState.PUBLISHED}
    assert "Publish 4 drafts" not in _page(browser, job)
    job.refresh_from_db()
    assert (job.state, job.is_fitted) == (ImportState.DONE, True)
    assert Listing.objects.count() == 4


def test_what_is_done_is_neither_asked_nor_imported_again(browser: Client) -> None:
    job = _checked(browser, OFFICE)
    _run(browser, job)
    assert browser.get(reverse("listings:import-map", args=[job.pk])).status_code == 302
    assert _run(browser, job).status_code == 302
    response = browser.get(reverse("listings:import", args=[job.pk]))
    assert "has gone on meanwhile" in response.content.decode()
    again = browser.post(reverse("listings:import-run", args=[job.pk]), {"then": "again"}, follow=True)
    assert "has gone on meanwhile" in again.content.decode()
    assert Listing.objects.count() == 4


def test_progress_is_polled_and_says_when_there_is_more_to_see(browser: Client) -> None:
    job = _checked(browser, OFFICE)
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
    job = _checked(browser, OFFICE)
    long_ago = timezone.now() - STUCK_AFTER - timedelta(seconds=1)
    ImportJob.objects.filter(pk=job.pk).update(state=state, started_at=long_ago, touched_at=timezone.now())
    address = reverse("listings:import-run", args=[job.pk])
    early = browser.post(address, {"then": "again"}, follow=True)
    assert "It is being worked on." in early.content.decode()
    ImportJob.objects.filter(pk=job.pk).update(touched_at=long_ago)
    assert "Try again" in _page(browser, job)
    browser.post(address, {"then": "again"})
    job.refresh_from_db()
    assert job.state == (ImportState.CHECKED if state == ImportState.CHECKING else ImportState.DONE)
    assert Listing.objects.count() == (0 if state == ImportState.CHECKING else 4)


def test_a_list_that_failed_says_why_and_can_be_checked_again(browser: Client) -> None:
    job = _job(browser, OFFICE)
    answers = _answers(job)
    storages["private"].delete(job.file)
    assert browser.get(reverse("listings:import-map", args=[job.pk])).status_code == 302
    ImportJob.objects.filter(pk=job.pk).update(state=ImportState.FAILED, failure="The disk was full.", answers={})
    assert "The disk was full." in _page(browser, job)
    storages["private"].save(job.file, ContentFile(OFFICE))
    browser.post(reverse("listings:import-map", args=[job.pk]), answers)
    job.refresh_from_db()
    assert (job.state, job.failure) == (ImportState.CHECKED, "")


def test_naughty_cells_are_kept_as_text(browser: Client) -> None:
    nasty = "<script>alert(1)</script> desk"
    job = _checked(browser, f'Ref,Item,Qty,Notes\n=1+1,{nasty},2,"{{{{ 7*7 }}}} \u202e +cmd|calc"\n'.encode())
    assert "<script>alert(1)" not in _page(browser, job)
    _run(browser, job)
    listing = Listing.objects.get()
    assert (listing.title, listing.reference) == (nasty, "=1+1")


def test_only_listers_of_the_same_organisation_may(browser: Client, yard: Organisation) -> None:
    job = _checked(browser, OFFICE)
    routes = ["import", "import-map", "import-corrections"]
    addresses = [reverse(f"listings:{name}", args=[job.pk]) for name in routes]
    run = reverse("listings:import-run", args=[job.pk])
    stranger = make.organisation()
    other = make.client(make.member(stranger, Role.LISTER), stranger)
    driver = make.client(make.member(yard, Role.DRIVER), yard)
    for who, status in ((Client(), 302), (other, 404), (driver, 403)):
        assert [who.get(address).status_code for address in addresses] == [status] * 3
        assert who.post(run, {"publish": "yes"}).status_code == status
        assert who.post(addresses[1], _answers(job)).status_code == status
    assert driver.get(reverse("listings:import-new")).status_code == 403
    assert "list.csv" not in other.get(reverse("listings:import-new")).content.decode()
    assert browser.get(run).status_code == 405
    assert not Listing.objects.exists()


def test_pages_cost_the_same_for_one_row_and_three(browser: Client) -> None:
    def cost(address: str) -> int:
        browser.get(address)
        with CaptureQueriesContext(
            connection,
        ) as spent:
            assert browser.get(address).status_code == 200
        return len(spent)

    one = _checked(browser, b"Item,Qty\nOak desk,2\n")
    _run(browser, one)
    new, listed = reverse("listings:import-new"), cost(reverse("listings:import", args=[one.pk]))
    first = cost(new)
    three = _checked(browser, b"Item,Qty\nOak desk,9\nOffice chair,2\nStacking chairs,lots\n")
    _run(browser, three, leave_out="on")
    _checked(browser, b"Item,Qty\nOak desk,2\n")
    assert cost(new) == first
    assert cost(reverse("listings:import", args=[three.pk])) == listed


def test_an_organisation_without_a_site_is_sent_to_add_one() -> None:
    bare = make.organisation()
    page = make.client(make.administrator(bare), bare).get(reverse("listings:import-new")).content.decode()
    assert reverse("organisations:site-new") in page


def test_quantities_are_decimals_to_the_end(browser: Client) -> None:
    _run(browser, _checked(browser, b"Item,Qty,Unit\nCarpet tiles,86.4,m2\n"))
    assert Listing.objects.get().quantity == Decimal("86.4")


def test_a_checked_list_waits_in_the_yard(browser: Client) -> None:
    job = _checked(browser, OFFICE)
    yard = browser.get(reverse("organisations:yard")).content.decode()
    assert "1 list to import" in yard
    assert reverse("listings:import", args=[job.pk]) in yard
    _run(browser, job)
    assert "1 list to import" not in browser.get(reverse("organisations:yard")).content.decode()
