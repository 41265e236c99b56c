"""Who may do what with a claim besides asking and answering."""

from typing import Final

from marketplace.organisations.models import Role
from tests.access.cases import Case, Rule

_A_REQUESTER: Final = frozenset({Role.ADMINISTRATOR.value, Role.REQUESTER.value})
_BOTH: Final = _A_REQUESTER | {Role.LISTER.value}
_TAKER: Final = Rule(parties={"receiver": _A_REQUESTER})

CASES: Final = [
    Case("listings:claim-quantity", lambda w: {"pk": w.asked.pk}, post=_TAKER),
    Case("listings:claim-confirm", lambda w: {"pk": w.asked.pk}, post=_TAKER, may_answer=frozenset({422})),
    Case("listings:claim-extend", lambda w: {"pk": w.accepted.pk}, post=_TAKER),
    Case(
        "listings:claim-no-show",
        lambda w: {"pk": w.accepted.pk},
        post=Rule(parties={"giver": _BOTH, "receiver": _BOTH}),
        note="(the page says who of them)",
    ),
]
