"""Lists as they arrive, written for these tests in the manner of many senders. Bytes, as a browser uploads them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import openpyxl

Cell = str | int | float | date | None


def workbook(sheets: dict[str, Sequence[Sequence[Cell]]], merged: dict[str, list[str]] | None = None) -> bytes:
    """An XLSX with these worksheets and merged ranges."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cells in (merged or {}).get(name, []):
            sheet.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# 1. A German-set Excel in a Cardiff office: semicolons, Windows-1252, "£", dates with dots.
SEMICOLON_1252 = (
    "Ref;Item;Qty;Weight each (kg);Condition;Available from;Asking price\r\n"
    "CF-1;Café tables – beech;4;12.5;Good;31.08.2026;£15\r\n"
    "CF-2;Crème tub chairs;6 off;approx 9 kg;Used - fair;01.09.2026;£7.50 each\r\n"
    "CF-3;Naïve prints, framed;10;;Excellent;;free\r\n"
).encode("cp1252")

# 2. A workbook with a merged title, a cover sheet and two rows of headers.
MERGED_TWO_HEADERS = workbook(
    {
        "Read me": [["Surplus list for the Wharf Street move"]],
        "Surplus": [
            ["WHARF STREET - FURNITURE SURPLUS"],
            ["Prepared by Facilities", None, None, None, None, None, None, date(2026, 9, 1)],
            [],
            ["Asset no.", "Description", "Dimensions (mm)", None, None, "Weight (kg)", None, "Needed out by"],
            [None, None, "W", "D", "H", "each", "total", None],
            ["WS001", "Bench desk, white", 1600, 800, 730, 38.5, None, date(2026, 12, 18)],
            ["WS002", "Task chair, black mesh", None, None, None, None, 140.0, date(2026, 12, 18)],
            ["WS003", "Tambour cupboard", 1000, 470, 1200, 52, 52, date(2026, 12, 18)],
        ],
        "Codes": [["A"], ["B"]],
    },
    {"Surplus": ["A1:H1", "C4:E4", "F4:G4"]},
)

# 3. Section headings between the items, with subtotals, as a pivot table prints.
SECTIONS = (
    b"Surplus after refit,,,\n"
    b",,,\n"
    b"Item,No.,Notes,Size\n"
    b"FURNITURE,,,\n"
    b"Meeting table,3,oak veneer,2400 x 1200 x 730mm\n"
    b"Pedestals,14,keys for most,\n"
    b"Sub-total,17,,\n"
    b"LIGHTING,,,\n"
    b"Recessed units,40,600 x 600 LED,600 x 600 mm\n"
    b"Sub-total,40,,\n"
    b"Item,No.,Notes,Size\n"
    b"KITCHEN,,,\n"
    b"Under counter,2,Bosch; fridges,\n"
    b"Sub-total,2,,\n"
    b"Grand total,59,,\n"
)

# 4. A council's register of assets for disposal.
COUNCIL = (
    "Borough of Northwick - Asset Disposal Schedule 2026/27\n"
    '"Enquiries to Estates, Civic Centre. Viewing by appointment."\n'
    "Asset ID,Asset description,Asset Class,Location,Condition Rating,Original cost,Net Book Value,Date available,"
    "Disposal by\n"
    'NW/4471,Ride-on mower,Grounds equipment,Depot,Needs repair,"£4,200.00",£0.00,03/12/2026,31/01/2027\n'
    "NW/4472,Polypropylene chairs (x120),Furniture,Town Hall,Good,£2400,£0.00,04/12/2026,31/01/2027\n"
    'NW/4480,Steel lockers bank of 4,Furniture,Leisure Centre,Fair,"£1,100.00",£12.50,05/12/2026,31/01/2027\n'
    "NW/4481,Committee room table,Furniture,Town Hall,Very good,£900,£90,06/12/2026,31/02/2027\n"
).encode()

# 5. A school's old IT, one row each with its serial number; no title column at all.
SCHOOL_IT = workbook(
    {
        "Laptops": [
            ["Asset Tag", "Device type", "Make", "Model", "Serial Number", "RAM", "Grade", "Wiped?"],
            ["SCH0001", "Laptop", "Lenovo", "ThinkPad L480", "PF1A2B3C", "8GB", "B", "Yes"],
            ["SCH0002", "Laptop", "Lenovo", "ThinkPad L480", "PF1A2B3D", "8GB", "C", "Yes"],
            ["SCH0003", "Desktop", "HP", "ProDesk 600 G3", "CZC81234", "16GB", "Not working", "No"],
            ["SCH0003", "Monitor", "Dell", "P2419H", "CN0ABC", None, "A", None],
        ]
    }
)

# 6. A builders' merchant: square metres, pallets, bulk bags and tonnes.
MERCHANT = (
    "Product code,Product,Quantity,UOM,Total weight,Price,RRP\n"
    "BR-65,Facing brick 65mm buff,1500,each,3.4 t total,45p,£0.95\n"
    "TL-30,Porcelain tile 600x600 grey,86.4,m2,1900kg,£9.00,£24.50\n"
    "AG-01,MOT type 1 aggregate,4,tonnes,,free,\n"
    "PB-12,Plasterboard 12.5mm,2,pallets,,£120,\n"
    "IN-10,Loft insulation roll 100mm,18,rolls,,£8 each,£22\n"
    "PT-05,Magnolia emulsion,30 tins,,,£2,£19.99\n"
).encode()

# 7. Pasted out of an e-mail: tabs, no headings, quantities in front.
EMAIL_TABS = (
    "3 x\tWhiteboards 1800 x 1200\tone has a loose corner\n"
    "12\tMeeting chairs\tgrey fabric\n"
    "2 off\tFlip chart easels\t\n"
    "5\tCoat stands\tchrome\n"
).encode("utf-16")

# 8. Totals at the foot without the word, sizes in inches, a quantity nobody can promise.
TRAILING_TOTALS = (
    b"Line,Item,Qty,Kg each,Size\n"
    b'1,Trestle tables,10,14,"72"" x 30"" x 29"""\n'
    b"2,Folding chairs,100,4.5,\n"
    b"3,Marquee 6m x 3m,1,85,6m x 3m x 2.5m\n"
    b"4,Gazebo,nought,20,\n"
    b",,111,,\n"
    b"All items must be collected from Gate 3.,,,,\n"
)

# 9. Titles with counts in them and no column for how many; dates American and otherwise.
COUNTS_IN_TITLES = (
    b"What have we got?|When can it go|Notes\n"
    b"6 no. office desks|10/30/2026|white tops\n"
    b"Task chairs x 24|11/02/2026|\n"
    b"4 drawer filing cabinet|w/c 11/16/2026|no key\n"
)

ALL = {
    "semicolons": SEMICOLON_1252,
    "merged": MERGED_TWO_HEADERS,
    "sections": SECTIONS,
    "council": COUNCIL,
    "school": SCHOOL_IT,
    "merchant": MERCHANT,
    "email": EMAIL_TABS,
    "totals": TRAILING_TOTALS,
    "counts": COUNTS_IN_TITLES,
}
