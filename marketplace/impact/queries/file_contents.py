"""What the files of a report hold: each kind's bytes and name, and the members of a pack."""

import io
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Final

from django.core.files.storage import storages
from django.utils.text import slugify
from django.utils.translation import gettext as _

from marketplace.impact.dossier.contents import Dossier, EvidenceFile
from marketplace.impact.dossier.ledger_sheet import ledger_csv
from marketplace.impact.dossier.machine_file import SCHEMA_FILE, report_json
from marketplace.impact.dossier.pack import Member, made
from marketplace.impact.dossier.printed import write_pdf
from marketplace.impact.dossier.tables import factors_csv, parameters_csv, remarks_csv
from marketplace.impact.dossier.workbook import workbook
from marketplace.impact.models import FileKind, Report
from marketplace.impact.queries.printing import printed

ENDINGS: Final = {FileKind.PACK: "zip"}


def filename_of(report: Report, dossier: Dossier, kind: FileKind) -> str:
    """What the file is called where it is saved: "goodsyard-the-mill-2026-q3-given-7.pdf"."""
    run = report.run
    period = slugify(run.period.code.replace("..", "-to-"))
    words = "-".join(("goodsyard", slugify(dossier.organisation)[:60], period, run.view, str(report.pk)))
    return f"{words}.{ENDINGS.get(kind, kind.value)}"


def written(kind: FileKind, dossier: Dossier) -> bytes:
    """A file of one of the kinds that are no pack."""
    if kind is FileKind.PDF:
        return write_pdf(printed(dossier))
    if kind is FileKind.XLSX:
        return workbook(dossier)
    if kind is FileKind.JSON:
        return report_json(dossier)
    return "".join(ledger_csv(dossier.lines)).encode()


def pack_members(report: Report, dossier: Dossier) -> list[Member]:
    """Everything that an evidence pack holds, but for its index."""
    members = [
        made("report.json", _("The report for machines"), written(FileKind.JSON, dossier)),
        made("report.schema.json", _("What each name in it means"), SCHEMA_FILE.read_bytes()),
        made("report.pdf", _("The report to read and sign"), written(FileKind.PDF, dossier)),
        made("report.xlsx", _("The report to check: formulas over its lines"), written(FileKind.XLSX, dossier)),
        made("lines.csv", _("Every line with exact figures"), written(FileKind.CSV, dossier)),
        made("factors.csv", _("Factors used"), factors_csv(dossier.factors)),
        made("parameters.csv", _("Parameters used"), parameters_csv(dossier.parameters)),
        made("remarks.csv", _("Questions of the review"), remarks_csv(dossier.remarks)),
    ]
    if report.frozen is not None:
        words = _("The frozen report; its SHA-256 is the digest")
        members.append(Member("frozen.json", words, lambda: io.BytesIO(bytes(report.frozen or b"")), report.digest))
    members += [Member(one.name, one.what, _opener(one), one.sha256, one.lines) for one in dossier.evidence]
    return members


def _opener(evidence: EvidenceFile) -> Callable[[], IO[bytes] | None]:
    def opened() -> IO[bytes] | None:
        with suppress(FileNotFoundError):
            return storages["private"].open(evidence.stored_as)
        return None

    return opened
