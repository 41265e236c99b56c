"""Here the search runs in a process of its own, as it does in use."""

import pytest


@pytest.fixture(autouse=True)
def _search_here() -> None:
    """Not here."""
