"""What a giver may sign with the answer to a claim, as the room that keeps papers tells it."""

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

from listings.models import Claim


def statements_of(claim: Claim) -> list[str]:
    """The sentences; none: nobody is asked for them."""
    ask: Callable[[Claim], list[str]] = import_string(settings.SIGNING["statements"])
    return ask(claim)
