"""A plan made again from the question that was kept with it, and held against the answer that was kept."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from logistics.planning.planner import plan
from logistics.queries.replays import differences, kept, said_of


class Command(BaseCommand):
    help = (
        "Ask the planner the question of a plan again, and compare its answer with the kept one: jobs, vans, road, "
        "stop by stop. The kept plan is checked too. Changes nothing. Ends with 1 where the kept plan fails the check "
        "or its question is not the one that its hash names."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pk", type=int, help="the plan's number")
        parser.add_argument(
            "--seconds", type=int, default=0, metavar="S", help="for the search, instead of its own limit"
        )

    def handle(self, *_args: Any, pk: int, seconds: int, **_options: Any) -> None:  # Any: Django's own signature
        record = kept(pk)
        if record is None:
            raise CommandError(f"There is no plan {pk}.")
        self.stdout.write(f"{record.title}: {record.state}, made by {record.result.engine}")
        again = plan(record.asked(seconds))
        self.stdout.write(f"kept:   {said_of(record.problem, record.result)}")
        self.stdout.write(f"again:  {said_of(record.problem, again)}")
        for line in differences(record.result, again) or ["The routes are the same, stop by stop."]:
            self.stdout.write(line)
        if record.wrong:
            for sentence in record.wrong:
                self.stdout.write(self.style.ERROR(sentence))
            raise CommandError(f"{len(record.wrong)} findings about the kept plan.")
        self.stdout.write(self.style.SUCCESS("The kept plan passes the check."))
