"""Looks whether frozen reports, their lines, the ledger and the factors behind them are as they were signed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.impact.models import Report
from marketplace.impact.queries.integrity import faults_of


class Command(BaseCommand):
    help = (
        "Check every locked and frozen report against its digest, its lines, the ledger and the factors. Names faults."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--report", type=int, help="number of one report, as its page says")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's contract
        reports = Report.objects.closed().select_related("run", "organisation").order_by("pk")
        if options["report"] is not None:
            reports = reports.filter(pk=options["report"])
        checked = faults = 0
        for report in reports:
            found = faults_of(report)
            checked, faults = checked + 1, faults + len(found)
            for fault in found:
                self.stderr.write(f"Report {report.pk} ({report.organisation}): {fault.sentence}")
        self.stdout.write(f"{checked} reports checked.")
        if faults:
            raise CommandError(f"{faults} faults found.")
