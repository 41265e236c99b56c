"""Each operation of the API with one thing of the world that it can be tried on, and whose that is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django.urls import reverse

from marketplace.api import urls
from marketplace.api.operations import Operation
from tests.access.world import World

Kwargs = Callable[[World], dict[str, object]]
ALL: Final = frozenset({"giver", "receiver", "carrier", "stranger"})


@dataclass(frozen=True)
class Sample:
    """Parties for whom it is there; for all others it is 404. A list, or making something of one's own, is for all."""

    kwargs: Kwargs = lambda world: {}
    parties: frozenset[str] = ALL
    body: Callable[[World], dict[str, Any]] = field(default=lambda world: {})  # Any: JSON
    #: what those who may may be answered besides 2xx and 422: a side that may not
    may_answer: frozenset[int] = frozenset()


def _pk(thing: Callable[[World], object]) -> Kwargs:
    return lambda world: {"pk": thing(world)}


_BOTH: Final = frozenset({"giver", "receiver"})
_REASON: Final = lambda world: {"reason": "taken over"}  # noqa: E731  # a body like the others
_FORBIDDEN: Final = frozenset({403})

SAMPLES: Final[dict[str, Sample]] = {
    "read_token": Sample(),
    "search_listings": Sample(),
    "list_own_listings": Sample(),
    "create_listing": Sample(
        body=lambda world: {
            "kind": "equipment",
            "title": "taken over",
            "category": "pedestals",
            "quantity": 1,
            "unit": "item",
            "site": world.giver.site.pk,
        }
    ),
    "read_listing": Sample(_pk(lambda world: world.draft.pk), frozenset({"giver"})),
    "change_listing": Sample(
        _pk(lambda world: world.listing.pk), frozenset({"giver"}), lambda world: {"title": "taken over"}
    ),
    "publish_listing": Sample(_pk(lambda world: world.draft.pk), frozenset({"giver"})),
    "withdraw_listing": Sample(_pk(lambda world: world.listing.pk), frozenset({"giver"})),
    "create_claim": Sample(
        _pk(lambda world: world.draft.pk),
        frozenset({"giver"}),
        lambda world: {"quantity": 1, "purpose": "taken over", "site": world.giver.site.pk},
    ),
    "create_booking": Sample(
        _pk(lambda world: world.draft.pk),
        frozenset(),
        lambda world: {"starts_at": "2027-01-11T09:00Z", "ends_at": "2027-01-11T10:00Z", "purpose": "taken over"},
    ),
    "list_claims": Sample(),
    "read_claim": Sample(_pk(lambda world: world.asked.pk), _BOTH),
    "accept_claim": Sample(_pk(lambda world: world.asked.pk), frozenset({"giver"}), lambda world: {"quantity": 1}),
    "decline_claim": Sample(_pk(lambda world: world.asked.pk), frozenset({"giver"}), _REASON),
    "cancel_claim": Sample(_pk(lambda world: world.asked.pk), _BOTH, _REASON),
    "agree_fetch_time": Sample(
        _pk(lambda world: world.moves.fetched.pk), _BOTH, lambda world: {"at": "2026-12-01T11:00:00Z"}, _FORBIDDEN
    ),
    "sign_statements": Sample(
        _pk(lambda world: world.moves.fetched.pk),
        _BOTH,
        lambda world: {"signer_name": "taken over", "fails": []},
        _FORBIDDEN,
    ),
    "hand_over": Sample(
        _pk(lambda world: world.moves.fetched.pk),
        _BOTH,
        lambda world: {"quantity": 1, "code": "taken over now", "signer_name": "taken over"},
        _FORBIDDEN,
    ),
    "confirm_receipt": Sample(
        _pk(lambda world: world.moves.delivered.pk),
        _BOTH,
        lambda world: {"kept_quantity": 1, "mass_basis": "listed"},
        _FORBIDDEN,
    ),
    "search_wants": Sample(),
    "list_own_wants": Sample(),
    "read_want": Sample(_pk(lambda world: world.want.pk)),
    "create_want": Sample(body=lambda world: {"title": "taken over", "site": world.giver.site.pk}),
    "change_wanted": Sample(
        _pk(lambda world: world.want.pk), frozenset({"receiver"}), lambda world: {"title": "taken over"}
    ),
    "close_wanted": Sample(
        _pk(lambda world: world.want.pk), frozenset({"receiver"}), lambda world: {"outcome": "closed"}
    ),
    "list_matches": Sample(),
    "list_bookings": Sample(),
    "read_booking": Sample(_pk(lambda world: world.rooms.asked.pk), _BOTH),
    "confirm_booking": Sample(_pk(lambda world: world.rooms.asked.pk), frozenset({"giver"})),
    "decline_booking": Sample(_pk(lambda world: world.rooms.asked.pk), frozenset({"giver"}), _REASON),
    "withdraw_booking": Sample(_pk(lambda world: world.rooms.asked.pk), frozenset({"receiver"})),
    "cancel_booking": Sample(_pk(lambda world: world.rooms.asked.pk), _BOTH, _REASON),
    "list_sites": Sample(),
    "create_site": Sample(
        body=lambda world: {"name": "taken over", "street": "1 A Street", "town": "Leeds", "postcode": "LS2 7EQ"}
    ),
    "read_site": Sample(_pk(lambda world: world.giver.site.pk), frozenset({"giver"})),
    "change_own_site": Sample(
        _pk(lambda world: world.giver.site.pk), frozenset({"giver"}), lambda world: {"access_notes": "taken over"}
    ),
    "list_collections": Sample(),
    "read_collection": Sample(
        _pk(lambda world: world.moves.collection.pk), frozenset({"giver", "receiver", "carrier"})
    ),
    "list_handovers": Sample(),
    "read_handover": Sample(_pk(lambda world: world.moves.proof.handover.pk), _BOTH),
    "list_receipts": Sample(),
    "read_receipt": Sample(_pk(lambda world: world.moves.receipt.pk), _BOTH),
    "list_passports": Sample(),
    "read_passport": Sample(lambda world: {"code": world.moves.passport.code}, _BOTH),
}


def operations() -> list[tuple[str, Operation]]:
    """Every operation there is, with the name of its address."""
    return [
        (str(pattern.name), one)
        for pattern in urls.ADDRESSES
        for one in vars(pattern.callback)["view_class"].operations.values()
    ]


def path_of(name: str, sample: Sample, world: World) -> str:
    return reverse(f"api:v1:{name}", kwargs=sample.kwargs(world))
