"""Background tasks of this room."""

from django.utils import timezone
from django_tasks import task

from listings.actions.publishing import expire_due


@task()
def expire_listings() -> None:
    """Close what has passed its last day."""
    expire_due(now=timezone.now())
