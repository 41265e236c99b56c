"""Headers are found below titles, and columns are taken for what they are."""

from __future__ import annotations

import pytest

from listings.importing.fields import Field
from listings.importing.headers import NoDataRows, guess_layout, label_field
from listings.importing.reading import read_sheet
from tests.listings.importing import lists


def meanings(data: bytes) -> dict[str, str]:
    layout = guess_layout(read_sheet(data, "x").rows)
    return {column.label: column.field.value for column in layout.columns}


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("New price", Field.REPLACEMENT_VALUE),
        ("RRP (£)", Field.REPLACEMENT_VALUE),
        ("Price when new", Field.REPLACEMENT_VALUE),
        ("Asking price", Field.PRICE),
        ("Price", Field.PRICE),
        ("Net Book Value", Field.IGNORE),
        ("QTY.", Field.QUANTITY),
        ("No. of items", Field.QUANTITY),
        ("Qty available for reuse", Field.QUANTITY),
        ("Total weight (kg)", Field.TOTAL_MASS),
        ("Approx. weight each (kg)", Field.UNIT_MASS),
        ("W (mm)", Field.WIDTH),
        ("Needs to go by", Field.MUST_BE_GONE_BY),
        ("S/N", Field.SERIAL),
        ("Additional comments", Field.DESCRIPTION),
    ],
)
def test_label_field_knows_peoples_words(label: str, field: Field) -> None:
    assert label_field(label)[0] is field


def test_guess_layout_finds_headers_below_titles_and_keeps_the_titles_as_notes() -> None:
    layout = guess_layout(read_sheet(lists.COUNCIL, "x").rows)
    assert (layout.header_row, layout.first_data_row) == (2, 3)
    assert [note.number for note in layout.notes] == [1, 2]
    assert "Viewing by appointment" in layout.notes[1].text


def test_guess_layout_joins_two_rows_of_headers() -> None:
    assert meanings(lists.MERGED_TWO_HEADERS) == {
        "Asset no.": "reference",
        "Description": "title",
        "Dimensions (mm) W": "width",
        "Dimensions (mm) D": "depth",
        "Dimensions (mm) H": "height",
        "Weight (kg) each": "unit_mass",
        "Weight (kg) total": "total_mass",
        "Needed out by": "must_be_gone_by",
    }


def test_guess_layout_of_a_council_register() -> None:
    assert meanings(lists.COUNCIL) == {
        "Asset ID": "reference",
        "Asset description": "title",
        "Asset Class": "category",
        "Location": "site",
        "Condition Rating": "condition",
        "Original cost": "replacement_value",
        "Net Book Value": "ignore",
        "Date available": "available_from",
        "Disposal by": "must_be_gone_by",
    }


def test_guess_layout_needs_no_title_where_make_and_model_make_one() -> None:
    assert meanings(lists.SCHOOL_IT)["Device type"] == "category"
    assert "title" not in meanings(lists.SCHOOL_IT).values()


def test_guess_layout_without_headers_goes_by_content() -> None:
    layout = guess_layout(read_sheet(lists.EMAIL_TABS, "x").rows)
    assert layout.header_row is None
    assert [column.field for column in layout.columns] == [Field.QUANTITY, Field.TITLE, Field.DESCRIPTION]


def test_a_column_that_only_counts_lines_is_no_reference() -> None:
    assert meanings(lists.TRAILING_TOTALS)["Line"] == "ignore"
    assert meanings(b"No,Item,Qty\n1,Desk,4\n2,Chair,5\n3,Bin,6\n")["No"] == "ignore"


def test_no_may_also_be_how_many() -> None:
    assert meanings(lists.SECTIONS)["No."] == "quantity"


def test_each_meaning_is_given_once_and_the_rest_joins_the_description() -> None:
    found = meanings(b"Item,Product,Qty,Notes,Comments,Colour\nDesk,Bench,1,a,b,red\nChair,Task,2,c,d,blue\n")
    assert found == {
        "Item": "title",
        "Product": "description",
        "Qty": "quantity",
        "Notes": "description",
        "Comments": "description",
        "Colour": "description",
    }


def test_headers_without_rows_are_refused() -> None:
    with pytest.raises(NoDataRows) as refused:
        guess_layout(read_sheet(b"Our list\nItem,Qty,Notes\n,,\n", "x").rows)
    assert "row 2" in refused.value.message
