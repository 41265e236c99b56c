"""The notes as somebody reads them: the text of each PDF, field by field against what the law asks for."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from logistics.papers.document import Document, write_pdf
from logistics.papers.notes import (
    Party,
    Signed,
    Statements,
    Transfer,
    Waste,
    consignment_note,
    ownership_note,
    waste_note,
)
from logistics.papers.statements import STATEMENTS
from logistics.papers.waste import HIERARCHY

GIVER = Party("Aire Offices Ltd", "Business", "01234567", "Wellington Street", "1 Wellington Street, Leeds, LS1 4LT")
TAKER = Party("Homework Club", "Charity", "1098765", "Canal Mill", "9 Canal Road, Bradford, BD1 4SD")
TRANSFER = Transfer(
    number="GY-WTN-000123",
    what="10 items · Oak desks",
    category="Desks",
    quantity="10 items",
    mass="240 kg (declared)",
    condition="Good",
    passport="ABCD2345EF",
    giver=GIVER,
    receiver=TAKER,
    carrier="Holbeck Hub, YK22 GDY",
    place="Wellington Street, 1 Wellington Street, Leeds, LS1 4LT",
    at="Tuesday 15 September 2026, 11:10",
    hands="Aire Offices Ltd to Holbeck Hub (Sam Dock)",
    delivered="Tuesday 15 September 2026, 12:40",
    issued="issued 15 September 2026, 12:41",
)
SAM, AMARA = (
    Signed("Sam Dock", "Monday 14 September 2026, 09:12"),
    Signed("Amara Obi", "Monday 14 September 2026, 10:02"),
)
WASTE = Waste(
    codes=[["20 01 35*", "Discarded electrical equipment containing hazardous components"]],
    description="Monitors for repair",
    origin="Office clearance",
    sic_code="82990",
    physical_form="Solid",
    containers="4 × Pallet",
    mass="240 kg (estimated)",
    prior_treatment="",
    assessment="Found hazardous: data sheet",
    contains_pops=False,
    carrier_registration="CBDU123456",
    authorisation="T11 exemption WEX123456",
    treatment="R3 Recycling",
    giver=SAM,
    receiver=AMARA,
    hazards=["HP_6 Acute Toxicity"],
    components="Lead in solder",
    consignment_code="CJ123E/A0001",
)


def text_of(pdf: bytes) -> str:
    """All text of a PDF, without line breaks."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_transfer_note_says_all_that_the_law_asks_for() -> None:
    """IMPACT 5.2, one by one."""
    text = text_of(write_pdf(waste_note(TRANSFER, WASTE)))
    asked = {
        "number": "GY-WTN-000123",
        "description": "Description Monitors for repair",
        "where it came from": "Where it came from (process) Office clearance SIC code of the producer 82990",
        "EWC code": "20 01 35* Discarded electrical equipment",
        "quantity and containment": "Quantity 240 kg (estimated); 10 items Containers 4 × Pallet",
        "nature": "Nature Solid",
        "prior treatment": "Prior treatment None",
        "hazard": "Found hazardous: data sheet",
        "transferor": "Name Aire Offices Ltd Organisation Business, no. 01234567",
        "transferor's address": "1 Wellington Street, Leeds, LS1 4LT",
        "transferee": "Name Homework Club Organisation Charity, no. 1098765",
        "transferee's address": "9 Canal Road, Bradford, BD1 4SD",
        "authorisation": "T11 exemption WEX123456",
        "carrier": "CBDU123456",
        "hierarchy": HIERARCHY,
        "place": "Place of transfer",
        "date and time": "Tuesday 15 September 2026, 11:10",
        "transferor's signature": "Sam Dock",
        "signed when": "Signed electronically Monday 14 September 2026, 09:12",
        "transferee's signature": "Amara Obi",
        "transferee signed when": "Monday 14 September 2026, 10:02",
        "keeping": "at least two years",
    }
    assert {field: words in text for field, words in asked.items()} == dict.fromkeys(asked, True)


def test_ownership_note_holds_the_seven_statements_of_both() -> None:
    text = text_of(write_pdf(ownership_note(TRANSFER, Statements("2026-11", SAM, AMARA))))
    for statement in STATEMENTS:
        assert f"{statement.words} Yes Yes" in text
    for words in ("10 items · Oak desks", "ABCD2345EF", "The goods are not waste.", "Sam Dock", "Amara Obi", "240 kg"):
        assert words in text


def test_consignment_says_what_makes_it_hazardous() -> None:
    text = text_of(write_pdf(consignment_note(TRANSFER, WASTE)))
    for words in (
        "CJ123E/A0001",
        "HP 6",
        "Acute Toxicity",
        "Lead in solder",
        "R3 Recycling",
        "CBDU123456",
        "20 01 35*",
    ):
        assert words in text


def test_same_document_makes_the_same_bytes() -> None:
    document = waste_note(TRANSFER, WASTE)
    pdf = write_pdf(document)
    assert write_pdf(document) == pdf
    assert b"pdfuaid:part" in pdf
    changed = write_pdf(waste_note(replace(TRANSFER, quantity="11 items"), WASTE))
    assert changed != pdf


def test_draft_is_stamped() -> None:
    assert "Draft: not final." in text_of(write_pdf(waste_note(replace(TRANSFER, draft="Draft: not final."), WASTE)))


@pytest.mark.parametrize("words", ['#panic("no") $x$ <a> @b *c* `d` ]] \\ //', "日本語 😀 \u200d", "x" * 900])
def test_any_words_are_set_as_text(words: str) -> None:
    made: Document = waste_note(replace(TRANSFER, what=words), replace(WASTE, description=words, origin=words))
    assert write_pdf(made).startswith(b"%PDF-1.7")
