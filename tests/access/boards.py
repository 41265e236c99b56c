"""Planning in the background and the day board, in the table of access: a carrier's coordinators, and nobody else."""

from typing import Any, Final

from marketplace.organisations.models import Role
from tests.access.cases import Case, Kwargs
from tests.access.cases import Rule as Who

DISPATCHES: Final = Who(parties={"carrier": frozenset({Role.ADMINISTRATOR.value, Role.COORDINATOR.value})})

COORDINATES: Final = Who(own=frozenset({Role.ADMINISTRATOR.value, Role.COORDINATOR.value}))
DRIVES: Final = Who(
    parties={"carrier": frozenset({Role.ADMINISTRATOR.value, Role.COORDINATOR.value, Role.DRIVER.value})}
)

#: a body that no button of ours sends leads nowhere
MADE_UP: Final = frozenset({404})
ASKED: Final = Who(parties={"giver": frozenset({Role.ADMINISTRATOR.value, Role.LISTER.value})})


def _draft(world: Any) -> Kwargs:  # Any: the world, which knows this module
    return {"pk": world.moves.draft_plan.pk}


def _job(world: Any) -> Kwargs:  # Any: as above
    return {**_draft(world), "job": world.moves.party_ask.collection_id}


def _load(world: Any) -> Kwargs:  # Any: as above
    return {"pk": world.moves.party_ask.collection_id}


def _run(world: Any) -> Kwargs:  # Any: the world, which knows this module
    return {"pk": world.moves.planning_run.pk}


def cases() -> list[Case]:
    """Each address of them."""
    return [
        Case("logistics:planning-run", _run, get=DISPATCHES, answers=(302,)),
        Case("logistics:planning-stop", _run, post=DISPATCHES),
        Case("logistics:plan-watch", who="carrier", post=COORDINATES),
        Case("logistics:stop-errand", lambda w: {"pk": w.moves.stop.pk}, post=DRIVES),
        Case("logistics:plan-publish", _draft, get=DISPATCHES, post=DISPATCHES),
        Case("logistics:plan-job", _job, get=DISPATCHES),
        Case("logistics:plan-pin", _load, post=DISPATCHES, may_answer=MADE_UP),
        Case("logistics:plan-ask", _load, post=DISPATCHES, may_answer=MADE_UP),
        Case(
            "logistics:shift-lengthen",
            lambda w: {"pk": w.moves.draft_shift.pk},
            post=DISPATCHES,
            may_answer=MADE_UP,
        ),
        Case(
            "logistics:party-ask",
            lambda w: {"pk": w.moves.party_ask.pk},
            get=ASKED,
            post=ASKED,
            may_answer=MADE_UP,
        ),
    ]
