"""`python -m tests.bench.exporting [--lines 2000] [--folder FOLDER]`: how long the files of a report take.

A report of so many lines as PDF, workbook, sheet and JSON, each with its seconds and bytes; the PDF of 2,000 lines or
40 pages has ten seconds of CPU, whatever else the machine is at. Where LibreOffice is there, it recalculates the
workbook, and every formula has to come to the value that was saved beside it; where it is not, that is said. FOLDER
keeps the files. Exit status 1 where one is late or differs.
"""

import argparse
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.bench.search.telling import say_machine

SECONDS = 10
CLOSE = 1e-6
SAVED = re.compile(r"(<f>[^<]*</f>)<v>[^<]*</v>")
#: LibreOffice keeps the values of other programs' files unless it is told to calculate always.
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>
"""


def main() -> int:
    """Exit status 1 where a file is late, or LibreOffice comes to another value."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.exporting")
    parser.add_argument("--lines", type=int, default=2000)
    parser.add_argument("--folder", type=Path, help="where the files are kept; else nowhere")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    import django

    django.setup()
    say_machine()
    with tempfile.TemporaryDirectory() as scratch:
        folder: Path = options.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        late = _files(options.lines, folder)
        differs = _recalculated(folder)
    return int(late or differs)


def _files(count: int, folder: Path) -> bool:
    from pypdf import PdfReader

    from marketplace.impact.dossier.ledger_sheet import ledger_csv
    from marketplace.impact.dossier.machine_file import report_json
    from marketplace.impact.dossier.printed import write_pdf
    from marketplace.impact.dossier.workbook import workbook
    from marketplace.impact.queries.printing import printed
    from tests.impact.dossiers import dossier

    told = dossier(count)
    writers: dict[str, Callable[[], bytes]] = {
        "pdf": lambda: write_pdf(printed(told)),
        "xlsx": lambda: workbook(told),
        "csv": lambda: "".join(ledger_csv(told.lines)).encode(),
        "json": lambda: report_json(told),
    }
    late = False
    for ending, write in writers.items():
        begun, busy = time.monotonic(), time.process_time()
        data = write()
        wall, cpu = time.monotonic() - begun, time.process_time() - busy
        (folder / f"report.{ending}").write_bytes(data)
        pages = f", {len(PdfReader(io.BytesIO(data)).pages)} pages" if ending == "pdf" else ""
        sys.stdout.write(f"{ending}: {count:,} lines{pages}, {len(data):,} bytes, {wall:.1f} s ({cpu:.1f} s of CPU)\n")
        late = late or (ending == "pdf" and cpu > SECONDS)
    return late


def _recalculated(folder: Path) -> bool:
    """Whether LibreOffice comes to other values than those saved."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        sys.stdout.write(
            "LibreOffice is not here: the workbook was not recalculated by it (the tests do it themselves).\n"
        )
        return False
    from openpyxl import load_workbook

    out, profile = folder / "recalculated", folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
    bare = folder / "bare" / "report.xlsx"
    bare.parent.mkdir(exist_ok=True)
    _strip(folder / "report.xlsx", bare)
    where = f"-env:UserInstallation={profile.resolve().as_uri()}"
    command: list[str | Path] = [
        office,
        where,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        out,
        bare,
    ]
    subprocess.run(command, check=True, capture_output=True)
    saved = load_workbook(folder / "report.xlsx", data_only=True)
    again = load_workbook(out / "report.xlsx", data_only=True)
    differing = [
        f"{sheet.title}!{cell.coordinate}: {cell.value} and {again[sheet.title][cell.coordinate].value}"
        for sheet in saved
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float) and _differs(cell.value, again[sheet.title][cell.coordinate].value)
    ]
    sys.stdout.write(f"LibreOffice: {_formulas(bare):,} formulas recalculated, {len(differing)} values differ\n")
    sys.stdout.write("".join(f"  {one}\n" for one in differing[:20]))
    return bool(differing)


def _formulas(book: Path) -> int:
    """How many there are."""
    with zipfile.ZipFile(book) as source:
        return sum(source.read(name).count(b"<f>") for name in source.namelist() if "worksheets" in name)


def _strip(book: Path, bare: Path) -> None:
    """The workbook with zeros beside its formulas, so that only a program that calculates comes to their values."""
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, SAVED.sub(r"\1<v>0</v>", source.read(name).decode()))


def _differs(saved: float, again: object) -> bool:
    return not isinstance(again, int | float) or abs(saved - again) > CLOSE


if __name__ == "__main__":
    sys.exit(main())
