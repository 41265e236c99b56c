"""Files of a report from asking to expiry: made in the background, for its organisation alone, reproducible."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Final

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from logistics.models import Receipt
from marketplace.impact.actions.exporting import FileIsBeingMade, ask, make, remove_expired
from marketplace.impact.actions.reports.preparing import discard, prepare_again
from marketplace.impact.models import FileKind, FileState, MassStatement, Report, ReportFile
from marketplace.organisations.models import Role
from tests import make as made
from tests.impact.reporting import LATER, Office, counted, drafted, figures, frozen, office, work

pytestmark = pytest.mark.django_db

TICKET: Final = b"%PDF-1.7 a weighing ticket"


@pytest.fixture
def receipt() -> Receipt:
    found = made.receipt(kept=3, kept_kg="72", rejected=1, rejected_kg="24", fate="recycled", displaced="bought_new")
    made.receipt(made.listing(found.collection.claim.listing.organisation, title="=cmd|' /C calc'!A0"))
    counted(found)
    return found


@pytest.fixture
def desk(receipt: Receipt) -> Office:
    return office(receipt.collection.claim.listing.organisation)


@pytest.fixture
def report(desk: Office) -> Report:
    return drafted(desk)


def browser(desk: Office) -> Client:
    return made.client(desk.preparer, desk.organisation)


def asked(report: Report, kind: FileKind, desk: Office) -> ReportFile:
    """Asked for through the page; tasks run at once here."""
    answer = browser(desk).post(reverse("impact:files", args=[report.pk]), {"kind": kind.value})
    assert answer.status_code == 302, answer.content.decode()
    file = ReportFile.objects.of_report(report).filter(kind=kind)[0]
    assert file.state == FileState.DONE, file.failure
    return file


def fetched(file: ReportFile, desk: Office) -> bytes:
    answer = browser(desk).get(reverse("impact:file", args=[file.pk]))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    data = answer.getvalue()
    assert sha256(data).hexdigest() == file.sha256
    assert len(data) == file.size
    return data


def test_every_file_is_asked_for_made_and_fetched(report: Report, desk: Office) -> None:
    said = figures(report)
    for kind, begins in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", "\ufeffline".encode()), ("json", b"{")):
        file = asked(report, FileKind(kind), desk)
        assert fetched(file, desk).startswith(begins)
        assert file.filename == f"goodsyard-{desk.organisation.slug}-2026-q3-given-{report.pk}.{kind}"
    rows = list(csv.DictReader(io.StringIO(fetched(ReportFile.objects.get(kind="csv"), desk).decode("utf-8-sig"))))
    assert sum(Decimal(row["mass kg"]) for row in rows) == said.total.mass_kg
    assert sum(Decimal(row["N central kgCO2e"] or 0) for row in rows) == said.total.n.central
    assert "'=cmd|' /C calc'!A0" in {row["goods"] for row in rows}
    page = browser(desk).get(reverse("impact:files", args=[report.pk])).content.decode()
    assert page.count('mono">SHA-256') == 4


def test_pack_of_a_frozen_report_holds_everything_and_is_the_same_again(
    receipt: Receipt, report: Report, desk: Office
) -> None:
    stored = storages["private"].save("masses/ticket", ContentFile(TICKET))
    MassStatement.objects.create(
        receipt=receipt, number=1, quantity=3, mass_kg=72, basis="weighed", file=stored, filename="ticket.PDF",
        file_sha256=sha256(TICKET).hexdigest(), reason="weighed", organisation=desk.organisation, by=desk.preparer,
        at=LATER,
    )  # fmt: skip
    frozen(desk, report)
    first = fetched(asked(report, FileKind.PACK, desk), desk)
    ReportFile.objects.all().delete()
    assert fetched(asked(report, FileKind.PACK, desk), desk) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        index = {row["file"]: row for row in csv.DictReader(io.StringIO(archive.read("index.csv").decode()))}
        assert set(archive.namelist()) == {"index.csv", *index}
        for name, row in index.items():
            assert sha256(archive.read(name)).hexdigest() == row["SHA-256"]
        report.refresh_from_db()
        assert sha256(archive.read("frozen.json")).hexdigest() == report.digest
        ticket = f"evidence/weighings/receipt-{receipt.pk}-1.pdf"
        assert archive.read(ticket) == TICKET
        assert index[ticket]["the same"] == "yes"
        lines = {str(line["line"]) for line in json.loads(archive.read("report.json"))["lines"]}
    assert set(index[ticket]["lines"].split()) <= lines
    wanted = {"report.json", "report.pdf", "report.xlsx", "lines.csv", "factors.csv", "parameters.csv", "remarks.csv"}
    assert wanted <= set(index)


def test_file_is_for_those_who_report_for_its_organisation(report: Report, desk: Office) -> None:
    file = asked(report, FileKind.CSV, desk)
    pages = [reverse("impact:files", args=[report.pk]), reverse("impact:file", args=[file.pk])]
    stranger = made.organisation()
    outside = made.client(made.member(stranger, Role.ADMINISTRATOR), stranger)
    lister = made.client(made.member(desk.organisation, Role.LISTER), desk.organisation)
    for url in pages:
        assert outside.get(url).status_code == 404
        assert lister.get(url).status_code == 403
        assert Client().get(url).status_code == 302
    assert outside.post(pages[0], {"kind": "csv"}).status_code == 404
    assert outside.post(reverse("impact:file-again", args=[file.pk])).status_code == 404
    assert ReportFile.objects.count() == 1


def test_file_expires_and_leaves_nothing_behind(report: Report, desk: Office) -> None:
    file = asked(report, FileKind.CSV, desk)
    assert file.expires_at is not None
    assert remove_expired(now=file.expires_at - timedelta(seconds=1)) == 0
    assert storages["private"].exists(file.file)
    assert remove_expired(now=file.expires_at) == 1
    assert not storages["private"].exists(file.file)
    gone = browser(desk).get(reverse("impact:file", args=[file.pk]))
    assert gone.status_code == 410
    assert "This file has expired" in gone.content.decode()


def test_file_past_its_day_is_gone_before_anybody_cleans_up(report: Report, desk: Office) -> None:
    file = asked(report, FileKind.CSV, desk)
    ReportFile.objects.update(made_at=timezone.now() - timedelta(days=30), expires_at=timezone.now())
    assert browser(desk).get(reverse("impact:file", args=[file.pk])).status_code == 410


def test_file_of_a_discarded_draft_is_there_for_nobody_and_goes(report: Report, desk: Office) -> None:
    file = asked(report, FileKind.CSV, desk)
    discard(report=report, by=desk.preparer, now=LATER)
    assert browser(desk).get(reverse("impact:file", args=[file.pk])).status_code == 404
    assert remove_expired(now=timezone.now()) == 1
    assert not storages["private"].exists(file.file)


def test_one_file_of_a_kind_is_made_at_a_time_and_by_one_worker(report: Report, desk: Office) -> None:
    file = ask(report=report, kind="pdf", by=desk.preparer, now=LATER)
    with pytest.raises(FileIsBeingMade):
        ask(report=report, kind="pdf", by=desk.preparer, now=LATER + timedelta(seconds=30))
    refused = browser(desk).post(reverse("impact:files", args=[report.pk]), {"kind": "nonsense"})
    assert refused.status_code == 422
    make(file=file, attempt=1, clock=lambda: LATER, by=desk.preparer, now=LATER)
    file.refresh_from_db()
    first = file.file
    make(file=file, attempt=1, clock=lambda: LATER, by=desk.preparer, now=LATER)  # a second worker, too late
    file.refresh_from_db()
    assert (file.state, file.file) == (FileState.DONE, first)


def test_stuck_file_gives_way_and_a_late_worker_has_lost_its_say(report: Report, desk: Office) -> None:
    stuck = ask(report=report, kind="csv", by=desk.preparer, now=LATER)
    ReportFile.objects.filter(pk=stuck.pk).update(state=FileState.RUNNING, touched_at=LATER)
    stuck.refresh_from_db()
    answer = browser(desk).post(reverse("impact:file-again", args=[stuck.pk]))
    assert answer.status_code == 302
    stuck.refresh_from_db()
    assert (stuck.state, stuck.attempt) == (FileState.DONE, 2)
    make(file=stuck, attempt=1, clock=lambda: LATER, by=desk.preparer, now=LATER)
    assert ReportFile.objects.get(pk=stuck.pk).attempt == 2


def test_file_of_a_draft_that_was_worked_out_anew_says_so(report: Report, desk: Office) -> None:
    asked(report, FileKind.CSV, desk)
    page = reverse("impact:files", args=[report.pk])
    assert "worked out anew" not in browser(desk).get(page).content.decode()
    counted(made.receipt(made.listing(desk.organisation), kept_kg="11"))
    work(prepare_again(report=report, by=desk.preparer, now=LATER), by=desk.preparer)
    assert "worked out anew" in browser(desk).get(page).content.decode()


def test_report_that_is_not_worked_out_has_no_files(desk: Office, report: Report) -> None:
    prepare_again(report=report, by=desk.preparer, now=LATER)
    page = reverse("impact:files", args=[report.pk])
    answer = browser(desk).post(page, {"kind": "pdf"})
    assert answer.status_code == 422
    assert "not worked out yet" in answer.content.decode()
    assert not ReportFile.objects.exists()


def test_part_is_what_the_page_shows(report: Report, desk: Office) -> None:
    asked(report, FileKind.CSV, desk)
    url = reverse("impact:files", args=[report.pk])
    part = browser(desk).get(url, headers={"HX-Request": "true"}).content.decode().strip()
    assert part.startswith('<div id="report-files"')
    assert "<html" not in part


def test_charts_and_checks_are_for_every_member_and_nobody_else(report: Report, desk: Office) -> None:
    lister = made.client(made.member(desk.organisation, Role.LISTER), desk.organisation)
    stranger = made.organisation()
    outside = made.client(made.member(stranger, Role.REPORTER), stranger)
    for name in ("impact:charts", "impact:checks"):
        url = reverse(name, args=[report.pk])
        page = lister.get(url)
        assert page.status_code == 200
        assert reverse("impact:files", args=[report.pk]) not in page.content.decode()
        assert outside.get(url).status_code == 404
    charts = lister.get(reverse("impact:charts", args=[report.pk])).content.decode()
    assert charts.count('class="chart ') == charts.count('<details class="more"')
    assert charts.count('class="chart ') >= 4
    checks = lister.get(reverse("impact:checks", args=[report.pk])).content.decode()
    assert checks.count('class="row-title"') == 13
