"""Papers and people of a fleet in the world of the access tests, and who may look at them and do what."""

from typing import Final

from logistics.models import Credential
from marketplace.organisations.models import Role
from tests.access.cases import Case, Rule
from tests.access.world import World

A_COORDINATOR: Final = frozenset({Role.ADMINISTRATOR.value, Role.COORDINATOR.value})
COORDINATES: Final = Rule(own=A_COORDINATOR)
DISPATCHES: Final = Rule(parties={"carrier": A_COORDINATOR})


def _paper(world: World) -> dict[str, object]:
    return {"pk": Credential.objects.get(vehicle=world.moves.vehicle).pk}


CASES: Final = [
    Case("logistics:driver-edit", lambda w: {"pk": w.moves.driver.pk}, get=DISPATCHES, post=DISPATCHES),
    Case("logistics:credentials", who="carrier", get=COORDINATES),
    Case("logistics:credential-new", who="carrier", get=COORDINATES, post=COORDINATES),
    Case("logistics:credential-file", _paper, get=DISPATCHES),
    Case("logistics:credential-put-away", _paper, post=DISPATCHES),
]
