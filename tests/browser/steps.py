"""The steps of the main job as people take them: what they read, type and press. Shared by journeys with and without
JavaScript; a step asserts what its person sees at the end of it."""

import re
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from playwright.sync_api import Page, expect

from tests import make

#: A list as it is kept: a title over the columns, odd headers, "off" and "approx", a blank line, a note below.
ROWS: tuple[tuple[object, ...], ...] = (
    ("Aire Offices Ltd - Wellington Street refit", None, None, None, None),
    (None, None, None, None, None),
    ("Ref.", "Item Description", "Qty.", "Weight (each)", "State"),
    ("A-01", "Oak veneer desks 1600 x 800", "24 off", "approx 38 kg", "Good"),
    ("A-02", "Office swivel chairs, black", 40, "14kg", "Good"),
    (None, None, None, None, None),
    ("A-03", "Whiteboards 1200 x 900", "6 no", "9", "Fair"),
    ("Please ring Sam before you come", None, None, None, None),
)


@dataclass(frozen=True)
class Business:
    """Who lists, as typed into the forms."""

    person: str = "Priya Shah"
    email: str = "priya@aire-offices.example"
    name: str = "Aire Offices"
    street: str = "14 Wellington Street"
    postcode: str = "LS1 4DY"


def spreadsheet(folder: Path) -> Path:
    """The list as an XLSX file, its title merged over the columns."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Clearance"
    for row in ROWS:
        sheet.append(row)
    sheet.merge_cells("A1:E1")
    path = folder / "Clearance list FINAL v2.xlsx"
    book.save(path)
    return path


def photo() -> bytes:
    """A picture from a phone."""
    return BytesIO(make.photo_file(size=(800, 600)).read()).getvalue()


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press a button; where it asks first, say yes."""
    page.get_by_role("button", name=name).first.click()
    dialog = page.locator("dialog[open]")
    if dialog.count():
        dialog.get_by_role("button", name=name).click()


def told(page: Page, words: str) -> None:
    """The page says so in its messages."""
    expect(page.locator("#messages")).to_contain_text(words)


def headed(page: Page, words: str | re.Pattern[str]) -> None:
    """The page's one h1."""
    expect(page.locator("h1")).to_have_text(words)


# --- the business --------------------------------------------------------------------------------------------------
def join(page: Page, business: Business) -> None:
    """From the front door to an account."""
    page.goto("/")
    page.get_by_role("link", name="Join").click()
    page.get_by_label("Your name").fill(business.person)
    page.get_by_label("Email").fill(business.email)
    page.get_by_label("Password", exact=True).fill(make.PASSWORD)
    press(page, "Create the account")
    headed(page, "For whom do you act?")


def found(page: Page, business: Business) -> None:
    """Set up the organisation and its site."""
    page.get_by_label("Name of the organisation").fill(business.name)
    page.get_by_label("Business").check()
    press(page, "Set it up")
    told(page, f"{business.name} is set up.")
    page.get_by_label("Name of the site").fill("Head office")
    page.get_by_label("Street and number").fill(business.street)
    page.get_by_label("Town").fill("Leeds")
    page.get_by_label("Postcode").fill(business.postcode)
    page.get_by_label("How one gets in").fill("Goods lift behind the barrier")
    page.get_by_label("Contact on site").fill("Sam Dock")
    page.get_by_label("Telephone on site").fill("0113 496 0000")
    press(page, "Add the site")
    told(page, "Head office is added.")


def import_list(page: Page, path: Path) -> None:
    """From my yard: the file, a look at the guesses, the dry run, and all of it listed at once."""
    page.get_by_role("link", name="My yard").click()
    page.get_by_role("link", name=re.compile("^Upload a list")).click()
    page.get_by_label("Your spreadsheet").set_input_files(path)
    press(page, "Read the file")
    headed(page, "What do the columns mean?")
    expect(page.get_by_text("We found 3 rows that look like things.")).to_be_visible()
    expect(page.get_by_text("Aire Offices Ltd - Wellington Street refit")).to_be_visible()
    press(page, "Check every row")
    headed(page, "This is what would happen")
    expect(page.get_by_role("row").filter(has_text="Oak veneer desks")).to_contain_text("New listing")
    press(page, "Import 3 rows")
    headed(page, "The list is imported")
    expect(page.get_by_role("heading", name="3 new, 0 updated")).to_be_visible()


def accept_part(page: Page, *, title: str, asker: str, amount: str) -> None:
    """From my yard to the claim, and say yes to a part."""
    page.get_by_role("link", name="My yard").click()
    page.get_by_role("link", name=re.compile("^Answer: 1 claim")).click()
    headed(page, re.compile(title))
    expect(page.get_by_role("heading", name=f"Your answer to {asker}")).to_be_visible()
    page.get_by_label("How many you promise").fill(amount)
    press(page, "Accept")
    told(page, "Accepted. They are told")


def sign_papers(page: Page, *, title: str) -> None:
    """From the page of the collection: all seven statements hold."""
    page.goto("/collections/")
    page.get_by_role("link", name=re.compile(title)).first.click()
    page.get_by_role("link", name="Look and sign").click()
    headed(page, f"Papers: {title}")
    page.get_by_label("All seven hold").check()
    press(page, "Sign")
    told(page, "Signed. The other side sees it")


def words_to_read_out(page: Page, *, title: str) -> str:
    """A party's three words, from the page of the collection."""
    page.goto("/collections/")
    page.get_by_role("link", name=re.compile(title)).first.click()
    expect(page.get_by_role("heading", name="Your three words")).to_be_visible()
    return page.locator(".code-words").inner_text()


# --- the charity ---------------------------------------------------------------------------------------------------
def find(page: Page, *, what: str, where: str, title: str) -> None:
    """From the front door to the listing, nearest first."""
    page.goto("/")
    page.get_by_label("What do you need?").fill(what)
    page.get_by_role("main").locator("#place").fill(where)
    press(page, "Search")
    headed(page, re.compile("1 listing"))
    page.get_by_role("link", name=title).first.click()
    headed(page, title)
    expect(page.get_by_text("km from")).to_be_visible()


def claim(page: Page, *, amount: str, promised_to: str) -> None:
    """Ask for some of the listing, brought by one's own van."""
    page.get_by_label("How many do you need?").fill(amount)
    press(page, "Claim")
    expect(page.get_by_label("How many do you ask for?")).to_have_value(amount)
    page.get_by_label("What is it for?").fill("A homework club for sixty children.")
    page.get_by_label("How it gets there").select_option(label="Our own van, planned as a route")
    press(page, "Ask for it")
    told(page, "Asked. It is held for you until they answer.")
    expect(page.get_by_text(promised_to).first).to_be_visible()


def plan_and_publish(page: Page, *, day: date, giver: str, taker: str) -> None:
    """A shift for the van, a plan for the day, looked at and published."""
    page.get_by_role("link", name="Plan", exact=True).click()
    page.goto(f"/plan/?day={day.isoformat()}")
    page.get_by_role("link", name="Add a shift").first.click()
    page.get_by_label("Driver").select_option(index=1)
    page.get_by_label("Vehicle").select_option(index=1)
    page.get_by_label("People on board").fill("2")
    press(page, "Add the shift")
    told(page, "The shift stands.")
    press(page, "Make the plan")
    expect(page.get_by_role("heading", name=re.compile("^A draft"))).to_be_visible(timeout=60_000)
    expect(page.get_by_text(f"Collect from {giver}")).to_be_visible()
    expect(page.get_by_text(f"Deliver to {taker}")).to_be_visible()
    page.get_by_role("link", name="See what changes, and publish").click()
    press(page, "Publish and tell them")
    told(page, "Published.")


def confirm_receipt(page: Page, *, title: str, kept: str, kilograms: str) -> None:
    """Count, weigh and confirm."""
    page.goto("/collections/")
    page.get_by_role("link", name=re.compile(title)).first.click()
    page.get_by_role("link", name="Confirm what arrived").click()
    page.get_by_label("How many did you keep?").fill(kept)
    page.get_by_label("I weighed it and write the reading below").check()
    page.get_by_label("Weight of all you kept").fill(kilograms)
    page.get_by_label("We would have bought it new").check()
    press(page, "Confirm the receipt")
    told(page, "Confirmed. It counts now")
    expect(page.get_by_text("The chain holds")).to_be_visible()


# --- the driver ----------------------------------------------------------------------------------------------------
def open_run(page: Page) -> None:
    """From my yard to the run."""
    page.goto("/runs/")
    page.locator("main").get_by_role("link").first.click()
    expect(page.get_by_role("button", name="Start the run")).to_be_visible()


def start_run(page: Page) -> None:
    page.get_by_label("The van is fit to drive").check()
    press(page, "Start the run")
    told(page, "Off you go.")


def prove(page: Page, *, pickup: bool, words: str, name: str, picture: bytes | None = None) -> None:
    """Be there, ask for the three words, take a photo, write the name down."""
    press(page, "I am there")
    page.get_by_role("link", name="Collect it" if pickup else "Deliver it").click()
    page.get_by_label("Their name").fill(name)
    page.get_by_label("Their three words").fill(words)
    if picture is not None:
        page.get_by_label("Photo").set_input_files(
            {"name": "IMG_0012.jpg", "mimeType": "image/jpeg", "buffer": picture}
        )
    press(page, re.compile("^Collected$" if pickup else "^Delivered$"))
    told(page, "Collected." if pickup else "Delivered.")


# --- the sustainability lead ---------------------------------------------------------------------------------------
def trace_the_figure(page: Page, *, figure: str, title: str, kept: str) -> None:
    """From the figure of the quarter's report, down to the receipt."""
    page.get_by_role("link", name="Reports").click()
    shown = page.locator(".figure-link").first
    expect(shown).to_have_text(figure)
    shown.click()
    row = page.get_by_role("row").filter(has_text=title)
    row.get_by_role("link", name=re.compile("^Receipt")).click()
    headed(page, title)
    expect(page.get_by_text(kept).first).to_be_visible()
    expect(page.get_by_text("The chain holds")).to_be_visible()
