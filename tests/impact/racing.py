"""What a process of the race test does. Nothing of Django is imported before `django.setup()`: each process is new."""

import os
from typing import Any, Final

PATIENCE_S: Final = 120


def count(database_url: str, barrier: Any, answers: Any) -> None:
    # Any: multiprocessing's own objects, of the context they were made in
    os.environ["DATABASE_URL"] = database_url
    os.environ["DJANGO_SETTINGS_MODULE"] = "marketplace.settings"
    import django

    django.setup()
    from django.db import connection

    from marketplace.impact.actions.counting import count_receipts
    from tests.make import NOW

    connection.ensure_connection()
    barrier.wait(PATIENCE_S)
    answers.put(count_receipts(now=NOW))
