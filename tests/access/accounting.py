"""What may be looked at and said of factors, parameters and the facts behind a line of the ledger."""

from typing import TYPE_CHECKING, Final

from logistics.actions.people.licensing import PaperFile
from logistics.models import Receipt
from marketplace.impact.actions.stating import Weight, state_mass
from marketplace.impact.models import FactorSet, MassStatement, ParameterSet, ReferenceSet
from marketplace.organisations.models import Role
from tests import make
from tests.access.cases import Case, Rule

if TYPE_CHECKING:
    from tests.access.world import World

ANY: Final = frozenset(Role.values)
A_REPORTER: Final = frozenset({Role.ADMINISTRATOR.value, Role.REPORTER.value})
OPERATOR: Final = Rule(parties={})
REPORTERS_OF_BOTH: Final = Rule(parties={"giver": A_REPORTER, "receiver": A_REPORTER})


def weighed(receipt: Receipt) -> MassStatement:
    """The receiver shows a ticket for what it received."""
    taker = receipt.collection.claim.organisation
    return state_mass(
        receipt=receipt,
        organisation=taker,
        weight=Weight(receipt.kept_mass_kg, "weighed", "Ticket 4711", PaperFile(make.photo_file().read(), "webp")),
        reason="The ticket came later.",
        confirmed=True,
        by=make.administrator(taker),
        now=make.NOW,
    )


def _mass(world: "World") -> dict[str, object]:
    return {"pk": MassStatement.objects.get(receipt=world.moves.receipt).pk}


def _platform_list(_world: "World") -> dict[str, object]:
    return {"pk": ReferenceSet.objects.get(name="Makers’ sheets of ICT (medians)").pk}


CASES: Final = [
    Case(
        "impact:line-facts",
        lambda w: {"pk": w.moves.line.pk},
        get=REPORTERS_OF_BOTH,
        post=REPORTERS_OF_BOTH,
        may_answer=frozenset({404}),
    ),
    Case("impact:mass-file", _mass, get=Rule(parties={"giver": ANY, "receiver": ANY})),
    Case("impact:factors", get=OPERATOR, post=OPERATOR),
    Case("impact:factors-load", post=OPERATOR),
    Case("impact:factor-set", lambda w: {"pk": FactorSet.objects.get(name="desnz-2025").pk}, get=OPERATOR),
    Case("impact:references", get=Rule(own=ANY)),
    Case("impact:reference-look", post=Rule(own=A_REPORTER)),
    Case("impact:reference-keep", post=Rule(own=A_REPORTER), may_answer=frozenset({404})),
    Case("impact:reference-list", _platform_list, get=Rule(own=ANY)),
    Case("impact:reference-switch", _platform_list, post=Rule(own=frozenset())),
    Case("impact:parameters", get=OPERATOR, post=OPERATOR),
    Case("impact:parameter-set", lambda w: {"pk": ParameterSet.objects.get().pk}, get=OPERATOR, post=OPERATOR),
]
