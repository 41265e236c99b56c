"""Papers and people of a fleet in the world of the access tests, and who may look at them and do what."""

from typing import Final

from logistics.models import Credential, Offer
from logistics.models.storage import Storage, StoredLoad
from logistics.models.wish_links import wish_token
from marketplace.organisations.models import Role
from tests.access.cases import Case, Rule
from tests.access.world import World

A_COORDINATOR: Final = frozenset({Role.ADMINISTRATOR.value, Role.COORDINATOR.value})
COORDINATES: Final = Rule(own=A_COORDINATOR)
DISPATCHES: Final = Rule(parties={"carrier": A_COORDINATOR})
A_DRIVER: Final = frozenset({Role.ADMINISTRATOR.value, Role.DRIVER.value})
PUBLIC: Final = Rule(public=True)
VOLUNTEERS: Final = A_COORDINATOR | A_DRIVER | {Role.REQUESTER.value}
COUNTS: Final = A_COORDINATOR | A_DRIVER | {Role.REPORTER.value}
#: the giver and the receiver know of the claim, and may not
OFFERS: Final = Rule(parties={"carrier": A_COORDINATOR, "giver": frozenset(), "receiver": frozenset()})
#: where no carrier was asked, the receiver may look for a volunteer
BRINGS: Final = Rule(
    parties={"receiver": frozenset({Role.ADMINISTRATOR.value, Role.REQUESTER.value}), "giver": frozenset()}
)
TAKES: Final = Rule(parties={"carrier": A_DRIVER})
HANDS_BACK: Final = Rule(parties={"carrier": A_COORDINATOR | A_DRIVER})


def _paper(world: World) -> dict[str, object]:
    return {"pk": Credential.objects.get(vehicle=world.moves.vehicle).pk}


def _open(world: World) -> dict[str, object]:
    return {"pk": Offer.objects.get(state="open").pk}


def _taken(world: World) -> dict[str, object]:
    return {"pk": Offer.objects.get(state="taken").pk}


def _put_down(world: World) -> dict[str, object]:
    return {"pk": Storage.objects.get().pk, "load": world.moves.collection.pk}


CASES: Final = [
    Case("logistics:driver-edit", lambda w: {"pk": w.moves.driver.pk}, get=DISPATCHES, post=DISPATCHES),
    Case("logistics:credentials", who="carrier", get=COORDINATES),
    Case("logistics:credential-new", who="carrier", get=COORDINATES, post=COORDINATES),
    Case("logistics:credential-file", _paper, get=DISPATCHES),
    Case("logistics:credential-put-away", _paper, post=DISPATCHES),
    Case("logistics:offers", who="carrier", get=Rule(own=VOLUNTEERS)),
    Case("logistics:offer-new", lambda w: {"pk": w.moves.waiting.pk}, get=OFFERS, post=OFFERS),
    Case("logistics:offer-new", lambda w: {"pk": w.moves.fetched.pk}, get=BRINGS, post=BRINGS),
    Case("logistics:load-offer", lambda w: {"pk": w.moves.planned.pk, "part": 1}, get=OFFERS, post=OFFERS),
    Case("logistics:offer-take", _open, get=TAKES, post=TAKES),
    Case("logistics:offer-no", _open, post=TAKES, may_answer=frozenset({404})),
    Case("logistics:offer-withdraw", _open, post=Rule(parties={"carrier": A_COORDINATOR | {Role.REQUESTER.value}})),
    Case("logistics:offer-back", _taken, who="carrier", get=HANDS_BACK, post=HANDS_BACK),
    Case("logistics:storage", who="carrier", get=Rule(own=A_COORDINATOR | A_DRIVER)),
    Case("logistics:storage-room", lambda w: {"pk": w.carrier.site.pk}, get=DISPATCHES, post=DISPATCHES),
    Case("logistics:storage-put-down", _put_down, post=HANDS_BACK),
    Case("logistics:storage-pick-up", lambda w: {"pk": StoredLoad.objects.get().pk}, post=HANDS_BACK),
    Case("logistics:driving", who="carrier", get=Rule(own=A_DRIVER)),
    Case("logistics:driving-hours", post=TAKES),
    Case("logistics:driving-home", post=TAKES),
    Case("logistics:driving-home-forget", post=TAKES),
    Case("logistics:driving-wish", post=TAKES),
    Case("logistics:driving-wish-stop", post=TAKES),
    Case("logistics:wish-stop", lambda w: {"token": wish_token(w.moves.driver.pk)}, get=PUBLIC, post=PUBLIC),
    Case("logistics:wish-stop", lambda w: {"token": "x"}, get=Rule(parties={}, hidden=True), note="(no such link)"),
    Case("logistics:hours", who="carrier", get=Rule(own=COUNTS)),
    Case("logistics:hours-csv", who="carrier", get=Rule(own=COUNTS)),
]
