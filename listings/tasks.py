"""Background tasks of this room."""

from django.utils import timezone
from django_tasks import task

from listings.actions.publishing import expire_due
from listings.actions.wanting import expire_wants


@task()
def expire_listings() -> None:
    """Close the listings and wants that have passed their last day."""
    expire_due(now=timezone.now())
    expire_wants(now=timezone.now())
