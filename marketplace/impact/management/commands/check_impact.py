"""Asks of the ledger what an auditor would ask, giver by giver. Exit status 1 where an answer is wrong."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.impact.auditing import Check, Result
from marketplace.impact.queries.audits import audits_of
from marketplace.kernel.errors import DomainError
from marketplace.kernel.periods import parse_period
from marketplace.organisations.models import Organisation


class Command(BaseCommand):
    help = (
        "Check the mass ledger: balance, rows and bases, factors, weights, journeys, serial numbers, parties. Exit"
        " status 1 where an answer is wrong; with --strict also where one has to be looked at."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", default="", help="slug of one giver; all of them without it")
        parser.add_argument("--period", default="", help="such as 2026-Q3 or 2026-07-01..2026-09-30; else all days")
        parser.add_argument("--strict", action="store_true", help="fail on what has to be looked at, too")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's contract
        try:
            period = parse_period(options["period"]) if options["period"] else None
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        givers = Organisation.objects.order_by("pk")
        if options["organisation"]:
            givers = givers.filter(slug=options["organisation"])
            if not givers.exists():
                raise CommandError("There is no such organisation.")
        results = []
        for giver, count, checks in audits_of(givers, period):
            results += [check.result for check in checks]
            self._say(giver, count, checks)
        wrong, look = results.count(Result.FAIL), results.count(Result.LOOK)
        self.stdout.write(f"{len(results)} answers: {wrong} wrong, {look} to look at.")
        if wrong or (look and options["strict"]):
            raise CommandError(f"{wrong} answers are wrong, {look} are to be looked at.")

    def _say(self, giver: Organisation, count: int, checks: tuple[Check, ...]) -> None:
        self.stdout.write(f"{giver} ({giver.slug}), {count} lines")
        for check in checks:
            if check.result is Result.SOUND:
                continue
            lines = " ".join(str(line) for line in check.lines[:20])
            more = f" and {len(check.lines) - 20} more" if len(check.lines) > 20 else ""
            self.stdout.write(f"  {check.result.value}: {check.question.text} {check.finding}")
            if lines:
                self.stdout.write(f"    lines {lines}{more}")
