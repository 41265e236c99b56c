"""Labels: what is printed is read back, the text by a parser of PDF, the codes by a decoder of barcodes."""

import io
import json
from typing import Any

import pytest
import typst
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from logistics.labels.sheets import _TEMPLATE as TEMPLATE
from logistics.labels.sheets import MOST_LABELS, SHEETS, Label, grouped, told_of, write_labels

ADDRESS = "https://goodsyard.example.org/i/{}/"
CODES = ["ABCDEFGHJK", "23456789AB", "ZYXWVTSRQP"]


def _labels(title: str = "Desks with drawers") -> list[Label]:
    return [
        Label(title, code, ADDRESS.format(code), ("6 items · 144 kg", f"{number}/3"))
        for number, code in enumerate(CODES, 1)
    ]


@pytest.mark.parametrize("key", SHEETS)
def test_codes_are_read_back_from_the_printed_sheet(key: str) -> None:
    """At 200 dots per inch: a cheap office printer does three times as well."""
    told = json.dumps(told_of(_labels(), SHEETS[key], title="Labels", skip=1))
    made: Any = typst.compile(  # Any: a list of pages where there are several
        TEMPLATE.read_bytes(), format="png", ppi=200, ignore_system_fonts=True, font_paths=[], sys_inputs={"told": told}
    )
    pages = made if isinstance(made, list) else [made]
    read = [found.text for page in pages for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(page)))]
    assert sorted(read) == sorted(ADDRESS.format(code) for code in CODES)


@pytest.mark.parametrize(("key", "pages"), [("a4-24", 2), ("a4-8", 2), ("roll", 3)])
def test_text_is_read_back_and_places_used_before_are_left_out(key: str, pages: int) -> None:
    sheet = SHEETS[key]
    made = write_labels(_labels(), sheet, title="Labels of desks", skip=sheet.places - 1)
    reader = PdfReader(io.BytesIO(made))
    assert len(reader.pages) == pages
    assert reader.metadata is not None
    assert reader.metadata.title == "Labels of desks"
    width, height = (float(side) * 25.4 / 72 for side in reader.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (round(sheet.page_width), round(sheet.page_height))
    text = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    for code in CODES:
        assert grouped(code) in text
    assert text.count("6 items · 144 kg") == len(CODES)
    assert made == write_labels(_labels(), sheet, title="Labels of desks", skip=sheet.places - 1)


def test_what_people_write_stays_text_and_is_cut_at_a_word() -> None:
    made = write_labels(
        _labels('#panic() $x$ ]"\\ <b> 桌 a very long title that fits on no label'), SHEETS["roll"], title="x"
    )
    text = " ".join(PdfReader(io.BytesIO(made)).pages[0].extract_text().split())
    assert '#panic() $x$ ]"\\ <b> □ a very long title that…' in text


def test_labels_have_a_number_that_can_be() -> None:
    for labels in ([], _labels() * (MOST_LABELS // 3 + 1)):
        with pytest.raises(ValueError, match=r"0|243"):
            write_labels(labels, SHEETS["roll"], title="x")


def test_sheets_fit_on_their_paper() -> None:
    for sheet in SHEETS.values():
        right = sheet.left + sheet.columns * sheet.label_width + (sheet.columns - 1) * sheet.gap
        assert right <= sheet.page_width
        assert sheet.top + sheet.rows * sheet.label_height <= sheet.page_height
