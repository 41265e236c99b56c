"""`python -m tests.bench.exporting [--lines 2000] [--folder FOLDER]`: how long the files of a report take.

A report of so many lines as PDF, workbook, sheet and JSON, each with its seconds and bytes; the PDF of 2,000 lines or
40 pages has ten seconds of CPU, whatever else the machine is at. Where LibreOffice is there, it recalculates the
workbook, and every formula has to come to the value that was saved beside it; where it is not, that is said. FOLDER
keeps the files. Exit status 1 where one is late or differs.
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.search.telling import say_machine

SECONDS = 10
CLOSE = 1e-6


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

    out = folder / "recalculated"
    subprocess.run(
        [office, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", out, folder / "report.xlsx"],
        check=True,
        capture_output=True,
    )
    saved = load_workbook(folder / "report.xlsx", data_only=True)
    again = load_workbook(out / "report.xlsx", data_only=True)
    differing = [
        f"{sheet.title}!{cell.coordinate}: {cell.value} and {again[sheet.title][cell.coordinate].value}"
        for sheet in saved
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float) and _differs(cell.value, again[sheet.title][cell.coordinate].value)
    ]
    sys.stdout.write(f"LibreOffice: {len(differing)} values differ\n")
    sys.stdout.write("".join(f"  {one}\n" for one in differing[:20]))
    return bool(differing)


def _differs(saved: float, again: object) -> bool:
    return not isinstance(again, int | float) or abs(saved - again) > CLOSE


if __name__ == "__main__":
    sys.exit(main())
