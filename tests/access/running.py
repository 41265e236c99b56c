"""What phones tell of runs, and who follows them, in the world of the tests of access."""

from typing import Final

from logistics.models import Deed, StopFailure
from logistics.models.signed_links import follow_token
from marketplace.organisations.models import Role
from tests.access.cases import Case, Kwargs, Rule
from tests.access.world import World

A_COORDINATOR: Final = frozenset({Role.ADMINISTRATOR.value, Role.COORDINATOR.value})
A_DRIVER: Final = frozenset({Role.ADMINISTRATOR.value, Role.DRIVER.value})
PUBLIC: Final = Rule(public=True)
ON_RUNS: Final = Rule(own=A_COORDINATOR | A_DRIVER)
COORDINATES: Final = Rule(own=A_COORDINATOR)
DISPATCHES: Final = Rule(parties={"carrier": A_COORDINATOR})
DRIVES: Final = Rule(parties={"carrier": A_COORDINATOR | A_DRIVER})
ALL_SIDES: Final = Rule(parties=dict.fromkeys(("giver", "receiver", "carrier"), frozenset(Role.values)))
ITS_DRIVER: Final = Rule(parties={"carrier": frozenset({Role.DRIVER.value})})


def _of_deed(world: World) -> Kwargs:
    return {"pk": Deed.objects.get(route=world.moves.route).pk}


def _link(world: World) -> Kwargs:
    return {"token": follow_token(collection=world.moves.collection.pk, kind="pickup")}


def _failure(world: World) -> Kwargs:
    return {"pk": StopFailure.objects.get(stop=world.moves.stop).pk}


CASES: Final = [
    Case("logistics:worker", get=PUBLIC),
    Case("logistics:manifest", get=PUBLIC),
    Case("logistics:offline", get=PUBLIC),
    Case("logistics:follow", _link, get=PUBLIC, shows=("canary van",)),
    Case("logistics:follow", lambda w: {"token": "x"}, get=Rule(parties={}, hidden=True), note="(no such link)"),
    Case(
        "logistics:words-code",
        lambda w: {"pk": w.moves.planned.pk, "part": 1},
        get=Rule(parties={"giver": frozenset(Role.values), "receiver": frozenset(Role.values)}),
    ),
    Case(
        "logistics:follow-own",
        lambda w: {"pk": w.moves.planned.pk, "part": 1},
        get=Rule(parties={"giver": frozenset(Role.values), "receiver": frozenset(Role.values)}),
        answers=(302,),
        note="(leads to the link)",
    ),
    Case(
        "logistics:proof-signature",
        lambda w: {"pk": w.moves.proof.pk},
        get=Rule(parties={}),
        note="(none was drawn)",
    ),
    Case("logistics:failure-photo", _failure, get=ALL_SIDES),
    Case("logistics:deed-token", who="carrier", get=ON_RUNS),
    Case("logistics:deed-new", who="carrier", post=ON_RUNS),
    Case("logistics:deeds", who="carrier", get=COORDINATES),
    Case("logistics:deed-photo", _of_deed, get=DISPATCHES),
    Case("logistics:deed-enter", _of_deed, post=DISPATCHES),
    Case("logistics:deed-set-aside", _of_deed, post=DISPATCHES),
    Case("logistics:run-break", lambda w: {"pk": w.moves.route.pk}, get=DRIVES, post=DRIVES),
    Case("logistics:run-sharing", lambda w: {"pk": w.moves.route.pk}, post=DRIVES),
    Case("logistics:run-position", lambda w: {"pk": w.moves.route.pk}, post=ITS_DRIVER),
]
