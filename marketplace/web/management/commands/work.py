"""The background worker: does what was put off, and what is due by the clock."""

import os
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import import_string
from django_tasks_db.management.commands.db_worker import Worker


class Command(BaseCommand):
    help = "Run background tasks as they come, and the scheduled ones (settings.SCHEDULE) when they are due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do everything that waits, and stop")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's contract
        due = dict.fromkeys(settings.SCHEDULE, 0.0)
        worker = Worker(
            queue_names=["default"],
            interval=1,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"work-{os.getpid()}",
            excluded_queue_names=[],
        )
        worker.configure_signals()
        while True:
            for name, seconds in settings.SCHEDULE.items():
                if time.monotonic() >= due[name]:
                    import_string(name).enqueue()
                    due[name] = time.monotonic() + seconds
            worker.run()
            if options["once"] or not worker.running:  # a signal during a task lets it end, and then ends us
                return
            time.sleep(1)
