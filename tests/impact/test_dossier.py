"""Files of a report are read back: every figure is the page's, and nothing that people wrote is ever more than text."""

import csv
import io
import json
import re
import time
import zipfile
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

import jsonschema
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from marketplace.impact.dossier.contents import Dossier
from marketplace.impact.dossier.ledger_sheet import HEADERS, ledger_csv
from marketplace.impact.dossier.machine_file import SCHEMA_FILE, report_json
from marketplace.impact.dossier.pack import Member, made, write_pack
from marketplace.impact.dossier.printed import write_pdf
from marketplace.impact.dossier.tables import factors_csv, parameters_csv, remarks_csv
from marketplace.impact.dossier.workbook import workbook
from marketplace.impact.queries.printing import printed
from marketplace.impact.queries.words import emissions, table_kg, tonnes
from tests.impact.dossiers import dossier
from tests.impact.formulas import Workbook

CASES: Final = ("low", "central", "high")
PAYLOADS: Final = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "＝1+1")
CLOSE: Final = Decimal("0.0000005")  # a workbook holds numbers in binary


@pytest.fixture(scope="module")
def told() -> Dossier:
    return dossier(60)


def csv_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def column(rows: list[dict[str, str]], name: str) -> Decimal:
    return sum((Decimal(row[name] or 0) for row in rows), Decimal(0))


# --- the sheet ------------------------------------------------------------------------------------------------------
def test_sums_of_the_sheet_are_the_figures(told: Dossier) -> None:
    rows, total = csv_rows("".join(ledger_csv(told.lines))), told.figures.total
    assert len(rows) == 60
    assert column(rows, "mass kg") == total.mass_kg
    assert column(rows, "unquantified kg") == total.unquantified_kg
    assert column(rows, "E_new kgCO2e") == total.new_production
    assert column(rows, "C kgCO2e") == total.c
    for case in CASES:
        assert column(rows, f"N {case} kgCO2e") == getattr(total.n, case)
    for group in told.figures.by_row:
        assert column([row for row in rows if row["row"] == group.key], "mass kg") == group.sums.mass_kg


def test_line_outside_the_estimate_has_empty_cells(told: Dossier) -> None:
    rows = csv_rows("".join(ledger_csv(told.lines)))
    left_out = [row for row in rows if row["quantified"] == "no"]
    assert left_out
    assert {row[name] for row in left_out for name in HEADERS if "kgCO2e" in name} == {""}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_formulas_in_names_stay_text_in_every_file(payload: str) -> None:
    hostile = dossier(4, hostile=payload)
    texts = [
        "".join(ledger_csv(hostile.lines)),
        *(data.decode() for data in (factors_csv(hostile.factors), parameters_csv(hostile.parameters))),
        remarks_csv(hostile.remarks).decode(),
    ]
    for text in texts:
        for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))):
            assert [cell for cell in row if cell[:1] in set("=+-@\t＝") and not re.fullmatch(r"-?[\d.]+", cell)] == []
    book = load_workbook(io.BytesIO(workbook(hostile)))
    ours = re.compile(r"=[-A-Z0-9$:!',.+*/()\"a-zA-Z ]+")
    formulas = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas
    assert [one for one in formulas if not ours.fullmatch(one) or one.startswith(payload)] == []
    names = {cell.value for row in book["Lines"].iter_rows(min_row=2) for cell in row if isinstance(cell.value, str)}
    assert f"{payload}The Mill" in names


# --- the workbook ---------------------------------------------------------------------------------------------------
def test_formulas_of_the_workbook_come_to_the_figures(told: Dossier) -> None:
    book, figures = Workbook(io.BytesIO(workbook(told))), told.figures
    rows = {str(row[0]): row for row in book.rows("Rows")[1:]}
    for group in figures.by_row:
        assert _same(rows[group.key][3], group.sums.mass_kg)
        assert _same(rows[group.key][4], group.sums.mass_kg / 1000)
    assert _same(rows["306-3"][3], figures.total.waste_kg)
    assert _same(rows["prevention"][3], figures.total.kept_kg)
    terms = {str(row[0]): row for row in book.rows("CO2e")[1:]}
    for at, case in enumerate(CASES, 2):
        assert _same(terms["A"][at], getattr(figures.total.a, case))
        assert _same(terms["N"][at], getattr(figures.total.n, case))
    added_up = book.rows("CO2e")[-1]
    assert _same(added_up[3], figures.total.n.central)
    said = {str(row[0]): row[1] for row in book.rows("Report")[1:]}
    assert _same(said["Kept in use, kg"], figures.total.kept_kg)
    assert _same(said["Avoided by comparison, central, kgCO2e"], figures.total.n.central)
    factors = {str(row[0]): row for row in book.rows("Factors")[1:]}
    for part in figures.factors:
        assert _same(factors[part.factor_id][6], part.effect.central)
        assert part.share is not None
        assert _same(factors[part.factor_id][8], part.share)
    assert _same(book.rows("Months")[-1][-1], sum((cell.kg for cell in figures.months_by_row), Decimal(0)))
    money = {str(row[0]): row for row in book.rows("Money")[1:]}
    assert _same(money["Replacement value"][2], Decimal("4930.00"))


def test_values_saved_beside_formulas_are_what_they_come_to(told: Dossier) -> None:
    data = workbook(told)
    book, saved = Workbook(io.BytesIO(data)), load_workbook(io.BytesIO(data), data_only=True)
    formulas = list(book.formulas())
    assert len(formulas) > 200
    for sheet, cell, formula in formulas:
        at = saved[sheet][cell]
        assert _same(at.value, Decimal(str(book.value(sheet, at.row, at.column)))), (sheet, cell, formula)


def _same(value: object, wanted: Decimal) -> bool:
    return isinstance(value, int | float | Decimal) and abs(Decimal(str(value)) - wanted) < CLOSE


# --- the paper ------------------------------------------------------------------------------------------------------
def test_paper_says_the_figures_of_the_page(told: Dossier) -> None:
    reader = PdfReader(io.BytesIO(write_pdf(printed(told))))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    total, count = told.figures.total, len(reader.pages)
    for said in (
        "The Mill: What was given",
        "July to September 2026",
        "Not frozen yet",
        f"Page 1 of {count}",
        f"Page {count} of {count}",
        tonnes(total.mass_kg),
        table_kg(total.n.low),
        table_kg(total.n.central),
        table_kg(total.n.high),
        emissions(total.n.central),
        "Does the waste balance",
        "Annex 2: factors",
        "269.50416",
        "£4,930.00",
        "Ada",
        "Not signed yet",
    ):
        assert said in text, said
    for group in told.figures.by_row:
        assert tonnes(group.sums.mass_kg) in text
    assert text.count("2026-0") >= len(told.lines)
    assert "/MarkInfo" in reader.root_object
    assert not reader.pages[2].images  # charts are vectors


def test_paper_of_a_frozen_report_names_its_digest_and_carries_no_stamp() -> None:
    text = " ".join(
        page.extract_text() for page in PdfReader(io.BytesIO(write_pdf(printed(dossier(3, state="frozen"))))).pages
    )
    assert "d" * 64 in text.replace("\n", "")
    assert "Not frozen yet" not in text


def test_what_people_wrote_is_no_markup_on_paper() -> None:
    hostile = dossier(2, hostile='#read("/etc/passwd") *x* <b> & ')
    text = " ".join(PdfReader(io.BytesIO(write_pdf(printed(hostile)))).pages[0].extract_text().split())
    assert '#read("/etc/passwd") *x* <b> & The Mill' in text


# --- for machines, and the pack -------------------------------------------------------------------------------------
def test_json_is_by_its_schema_and_says_the_figures(told: Dossier) -> None:
    said = json.loads(report_json(told))
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.validate(said, schema)
    assert said["figures"]["total"]["mass_kg"] == format(told.figures.total.mass_kg, "f")
    assert sum(Decimal(line["n"]["central"]) for line in said["lines"]) == told.figures.total.n.central
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**said, "lines": [{**said["lines"][0], "mass_kg": 1.5}]}, schema)


def test_pack_has_an_index_of_hashes_and_the_same_bytes_every_time(told: Dossier) -> None:
    photo = b"a photo"
    members = [
        made("report.json", "the report", report_json(told)),
        made("report.xlsx", "workbook", workbook(told)),
        Member("evidence/photo.webp", "a photo", lambda: io.BytesIO(photo), sha256(photo).hexdigest(), (3, 4)),
        Member("evidence/altered.webp", "another", lambda: io.BytesIO(b"altered"), sha256(b"before").hexdigest(), (5,)),
        Member("evidence/=gone.webp", "gone", lambda: None, "0" * 64, (6,)),
    ]
    heard: list[int] = []
    packs = []
    for order in (members, members[::-1]):
        out = io.BytesIO()
        write_pack(out, order, told=heard.append)
        packs.append(out.getvalue())
        time.sleep(0.01)
    assert packs[0] == packs[1]
    assert heard == [1, 2, 3, 4, 5] * 2
    with zipfile.ZipFile(io.BytesIO(packs[0])) as archive:
        index = csv_rows(archive.read("index.csv").decode())
        for row in index:
            if row["the same"] != "missing":
                data = archive.read(row["file"])
                assert (sha256(data).hexdigest(), len(data)) == (row["SHA-256"], int(row["bytes"]))
        inside = set(archive.namelist())
    states: dict[str, Any] = {row["file"]: row["the same"] for row in index}
    assert states == {
        "'evidence/=gone.webp".lstrip("'"): "missing",
        "evidence/altered.webp": "NO",
        "evidence/photo.webp": "yes",
        "report.json": "",
        "report.xlsx": "",
    }
    assert inside == {"index.csv", *states} - {"evidence/=gone.webp"}
    assert next(row["lines"] for row in index if row["file"].endswith("photo.webp")) == "3 4"


def test_same_dossier_makes_the_same_bytes() -> None:
    for write in (lambda one: write_pdf(printed(one)), workbook, report_json):
        assert write(dossier(5)) == write(dossier(5))
