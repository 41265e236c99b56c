"""Categories, listings, photos, wants, search, matching and claims."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning


class ListingsConfig(AppConfig):
    name = "listings"

    def ready(self) -> None:
        register(words_are_in_step, Tags.database)


def words_are_in_step(*, databases: Sequence[str] | None, **_: Any) -> list[CheckMessage]:  # Any: as Django's registry
    """Whether the index of words has its guards and as many rows as there are listings.

    Run by `manage.py check --database default` and by every `migrate`, which itself mends the first: so it warns,
    since an error would keep `migrate` from running.
    """
    from listings.models.indexing import counts_differ, guards_missing  # noqa: PLC0415 -- models load after this module

    if "default" not in (databases or ()):
        return []
    missing = guards_missing()
    if not missing and not counts_differ():
        return []
    return [
        CheckWarning(
            f"The index of words is out of step: {', '.join(missing) or 'its rows are not those of the listings'}.",
            hint="`manage.py search rebuild` mends that; `manage.py search check` says more.",
            id="goodsyard.W002",
        )
    ]
