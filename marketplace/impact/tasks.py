"""Background tasks of this room."""

from django.utils import timezone
from django_tasks import task

from marketplace.impact.actions import counting


@task()
def count_receipts() -> None:
    """Bring the ledger up to date (settings.SCHEDULE)."""
    counting.count_receipts(now=timezone.now())
