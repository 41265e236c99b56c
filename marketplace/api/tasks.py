"""What the clock does in this room."""

from django.utils import timezone
from django_tasks import task

from marketplace.api.actions.keying import forget


@task()
def forget_keys() -> int:
    """Forget the keys of calls that nobody repeats any more."""
    return forget(now=timezone.now())
