"""The background worker: does what was put off, and what is due by the clock."""

import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import import_string


class Command(BaseCommand):
    help = "Run background tasks as they come, and the scheduled ones (settings.SCHEDULE) when they are due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do everything that waits, and stop")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's contract
        due = dict.fromkeys(settings.SCHEDULE, 0.0)
        while True:
            for name, seconds in settings.SCHEDULE.items():
                if time.monotonic() >= due[name]:
                    import_string(name).enqueue()
                    due[name] = time.monotonic() + seconds
            call_command("db_worker", batch=True, startup_delay=False, reload=False, verbosity=0)
            if options["once"]:
                return
            time.sleep(1)
