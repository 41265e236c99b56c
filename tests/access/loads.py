"""Loads of a claim that a van brings, in the world of the tests of access: who may do what to one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from logistics.models import CarrierQuote, Handover
from marketplace.organisations.models import Role
from tests.access.cases import Case, Kwargs, Rule

if TYPE_CHECKING:
    from tests.access.world import World

ANY: Final = frozenset(Role.values)
NONE: Final[frozenset[str]] = frozenset()
A_LISTER: Final = frozenset({Role.ADMINISTRATOR.value, Role.LISTER.value})
A_REQUESTER: Final = frozenset({Role.ADMINISTRATOR.value, Role.REQUESTER.value})
A_COORDINATOR: Final = frozenset({Role.ADMINISTRATOR.value, Role.COORDINATOR.value})

WHO_CARRIES: Final = Rule(parties={"giver": NONE, "receiver": NONE, "carrier": A_COORDINATOR})
BOTH: Final = Rule(parties={"giver": A_LISTER, "receiver": A_REQUESTER, "carrier": NONE})
OWN_SIDES: Final = Rule(parties={"giver": A_LISTER, "receiver": A_REQUESTER})
EACH: Final = Rule(parties={"giver": A_LISTER, "receiver": A_REQUESTER, "carrier": A_COORDINATOR})
PUBLIC: Final = Rule(public=True)
TAKER: Final = Rule(parties={"giver": NONE, "receiver": A_REQUESTER})
GIVER: Final = Rule(parties={"giver": A_LISTER, "receiver": NONE, "carrier": NONE})


def _first(stage: str) -> "Callable[[World], Kwargs]":
    """The first load of a claim at that stage of its way."""
    return lambda world: {"pk": getattr(world.moves, stage).pk, "part": 1}


def _quote(world: "World") -> CarrierQuote:
    """A request to a carrier about the load that waits."""
    return CarrierQuote.objects.get(collection__claim=world.moves.waiting)


def _handover(world: "World") -> Handover:
    """Of goods that the receiver fetched and confirmed."""
    return Handover.objects.get(collection__receipt=world.moves.receipt, kind__in=("fetch", "dropoff"))


CASES: Final = [
    Case(
        "logistics:load",
        _first("planned"),
        get=Rule(parties={"giver": ANY, "receiver": ANY, "carrier": ANY}),
    ),
    Case(
        "logistics:load",
        lambda world: {"pk": world.moves.planned.pk, "part": 9},
        get=Rule(parties={}),
        note="(no such load)",
    ),
    Case(
        "logistics:load-fetch",
        _first("fetched"),
        post=Rule(parties={"giver": A_LISTER, "receiver": A_REQUESTER}),
    ),
    Case(
        "logistics:load-hand-over",
        _first("fetched"),
        get=Rule(parties={"giver": A_LISTER, "receiver": NONE}),
        post=Rule(parties={"giver": A_LISTER, "receiver": NONE}),
        marks=frozenset({"logistics.collection"}),
    ),
    Case(
        "logistics:load-receipt-new",
        _first("delivered"),
        who="receiver",
        get=Rule(parties={"giver": NONE, "receiver": A_REQUESTER}),
        post=Rule(parties={"giver": NONE, "receiver": A_REQUESTER}),
    ),
    Case("logistics:load-labels", _first("planned"), post=GIVER),
    Case("logistics:collection-labels", lambda world: {"pk": world.moves.planned.pk}, post=GIVER),
    Case("logistics:handover-correct", lambda world: {"pk": _handover(world).pk}, get=OWN_SIDES, post=OWN_SIDES),
    Case(
        "logistics:receipt-correct",
        lambda world: {"pk": world.moves.receipt.pk},
        who="receiver",
        get=TAKER,
        post=TAKER,
    ),
    Case("logistics:load-split", _first("planned"), who="carrier", get=WHO_CARRIES, post=WHO_CARRIES),
    Case("logistics:load-call-off", _first("planned"), get=BOTH, post=BOTH),
    Case("logistics:load-turn-back", _first("planned"), who="carrier", get=WHO_CARRIES, post=WHO_CARRIES),
    Case("logistics:load-brought-back", _first("planned"), get=GIVER, post=GIVER),
    Case("logistics:load-lost", _first("planned"), who="carrier", get=WHO_CARRIES, post=WHO_CARRIES),
    Case(
        "logistics:load-arrived",
        _first("planned"),
        post=Rule(parties={"giver": NONE, "receiver": A_REQUESTER, "carrier": NONE}),
    ),
    Case("logistics:load-quotes", _first("waiting"), get=EACH, post=EACH),
    Case("logistics:load-way", _first("waiting"), post=EACH),
    Case("logistics:quote-hire", lambda world: {"pk": _quote(world).pk}, post=EACH),
    Case("logistics:quote-withdraw", lambda world: {"pk": _quote(world).pk}, post=EACH),
    Case(
        "logistics:quote-answer",
        lambda world: {"token": _quote(world).token},
        get=PUBLIC,
        post=PUBLIC,
        answers=(200, 410),
        keyed=frozenset({"logistics.carrierquote"}),
    ),
    Case(
        "logistics:quote-answer",
        lambda world: {"token": "x"},
        get=Rule(parties={}, hidden=True),
        note="(no such link)",
    ),
]
