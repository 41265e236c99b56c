"""Planning in the background and the day board, in the table of access: a carrier's coordinators, and nobody else."""

from typing import Any, Final

from marketplace.organisations.models import Role
from tests.access.cases import Case, Kwargs
from tests.access.cases import Rule as Who

DISPATCHES: Final = Who(parties={"carrier": frozenset({Role.ADMINISTRATOR.value, Role.COORDINATOR.value})})


def _run(world: Any) -> Kwargs:  # Any: the world, which knows this module
    return {"pk": world.moves.planning_run.pk}


def cases() -> list[Case]:
    """Each address of them."""
    return [
        Case("logistics:planning-run", _run, get=DISPATCHES, answers=(302,)),
        Case("logistics:planning-stop", _run, post=DISPATCHES),
    ]
