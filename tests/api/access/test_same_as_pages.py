"""Whoever may open the page may read it by the API, and nobody else: every row of the world, by every party."""

from collections.abc import Callable, Iterator
from typing import Final

import pytest
from django.db.models import Model
from django.urls import reverse

from listings.models import Claim, Listing, Want
from listings.models.bookings import Booking
from logistics.models import Collection, Receipt
from marketplace.organisations.models import Role
from tests.access.world import World
from tests.api.access.conftest import As
from tests.make.api import Program

pytestmark = pytest.mark.django_db

#: The model, the page of a row, and its address in the API.
_SAME: Final[tuple[tuple[type[Model], Callable[[Model], str], str], ...]] = (
    (Listing, lambda row: reverse("listings:listing", args=[row.pk]), "listing"),
    (Want, lambda row: reverse("listings:want", args=[row.pk]), "want"),
    (Claim, lambda row: reverse("listings:claim", args=[row.pk]), "claim"),
    (Booking, lambda row: reverse("listings:booking", args=[row.pk]), "booking"),
    (Receipt, lambda row: reverse("logistics:receipt", args=[row.pk]), "receipt"),
    (
        Collection,
        lambda row: reverse("logistics:load", args=[row.claim_id, row.part]),  # type: ignore[attr-defined]  # a load
        "collection",
    ),
)


def _everything(path: str, program: Program) -> Iterator[int]:
    """The ids of a list, page by page."""
    said = program.get(path).json()  # type: ignore[attr-defined]  # the test client's own
    yield from (one["id"] for one in said["items"])
    if said["next"]:
        yield from _everything(said["next"].replace("http://testserver", ""), program)


@pytest.mark.parametrize(("model", "page", "name"), _SAME, ids=lambda one: getattr(one, "__name__", ""))
def test_the_api_opens_what_the_page_opens(
    model: type[Model], page: Callable[[Model], str], name: str, world: World, program_of: As
) -> None:
    rows, told, opened = list(model._default_manager.order_by("pk")), list[str](), 0
    for word, party in world.parties.items():
        browser, program = party.clients[Role.ADMINISTRATOR], program_of(word, Role.ADMINISTRATOR.value)
        readable = set()
        for row in rows:
            there = browser.get(page(row)).status_code == 200
            answer = program.get(reverse(f"api:v1:{name}", args=[row.pk])).status_code
            told += [f"{word} {name} {row.pk}: {answer}, page {there}"] if (answer == 200) != there else []
            readable |= {row.pk} if there else set()
        opened += len(readable)
        listed = set(_everything(f"{name}s?limit=3" if model not in {Listing, Want} else f"{name}s", program))
        told += [f"{word}: the list shows {listed - readable}"] if listed - readable else []
        whole = model in {Claim, Booking, Receipt, Collection}
        told += [f"{word}: the list hides {readable - listed}"] if whole and readable - listed else []
    assert told == []
    assert opened > 0
