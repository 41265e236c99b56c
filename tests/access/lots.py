"""Passports and follow-ups in the table of access: anybody reads, whoever had a lot prints labels, its owner acts."""

from typing import Any, Final

from logistics.models import FollowUp
from logistics.models.followup_links import follow_up_token
from marketplace.organisations.models import Role
from tests.access.cases import Case, Kwargs
from tests.access.cases import Rule as Who

ANY: Final = frozenset(Role.values)
A_LISTER: Final = frozenset({Role.ADMINISTRATOR.value, Role.LISTER.value})
EITHER: Final = A_LISTER | {Role.REQUESTER.value}
PUBLIC: Final = Who(public=True)
#: The giver had the lot: it is there for them, but not theirs to change.
OWNERS_LISTERS: Final = Who(parties={"receiver": A_LISTER, "giver": frozenset()})
OWNERS: Final = Who(parties={"receiver": EITHER, "giver": frozenset()})
HAD_IT: Final = Who(parties={"receiver": EITHER, "giver": EITHER})


def _lot(world: Any) -> Kwargs:  # Any: the world, which knows this module
    return {"code": world.moves.passport.code}


def _note(world: Any) -> Kwargs:  # Any: as above
    return {"code": world.moves.passport.code, "number": world.moves.note.number}


def _question(world: Any) -> Kwargs:  # Any: as above
    return {"token": follow_up_token(FollowUp.objects.get(receipt=world.moves.receipt).pk)}


def cases() -> list[Case]:
    """Each address of them."""
    return [
        Case("logistics:passport-events", _lot, get=PUBLIC),
        Case("logistics:passport-check", _lot, get=PUBLIC),
        Case("logistics:anchors", get=PUBLIC),
        Case("logistics:lots", who="receiver", get=Who(own=ANY)),
        Case("logistics:lot-relist", _lot, get=OWNERS_LISTERS, post=OWNERS_LISTERS),
        Case("logistics:lot-part", _lot, get=OWNERS_LISTERS, post=OWNERS_LISTERS),
        Case("logistics:lot-join", _lot, get=OWNERS_LISTERS, post=OWNERS_LISTERS),
        Case("logistics:lot-note", _lot, get=OWNERS, post=OWNERS),
        Case("logistics:lot-correct", _note, get=OWNERS, post=OWNERS),
        Case("logistics:lot-disclose", _lot, get=HAD_IT, post=HAD_IT),
        Case("logistics:follow-up", _question, get=PUBLIC, post=PUBLIC),
        Case("logistics:follow-up", lambda w: {"token": "x"}, get=Who(parties={}, hidden=True), note="(no such link)"),
    ]
