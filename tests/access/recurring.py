"""What the world has of recurring material: nothing posted yet, so that it is the giver's and the receiver's alone."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from listings.actions.standing import add_break
from listings.models import Recurrence, StandingBreak, StandingClaim
from marketplace.organisations.models import Organisation, Role
from tests import make
from tests.access.cases import Case, Rule
from tests.make.recurring import recurrence, standing

ANY: Final = frozenset(Role.values)
LISTER: Final = frozenset({Role.ADMINISTRATOR.value, Role.LISTER.value})
REQUESTER: Final = frozenset({Role.ADMINISTRATOR.value, Role.REQUESTER.value})
BOTH_SIDES: Final = Rule(parties={"giver": ANY, "receiver": ANY})
GIVES: Final = Rule(parties={"giver": LISTER})
TAKES: Final = Rule(parties={"receiver": REQUESTER})


@dataclass
class Recurring:
    """Something that the giver lets come again from next month on: asked for by the receiver, and with a break."""

    recurrence: Recurrence
    claim: StandingClaim
    pause: StandingBreak


def recur(giver: Organisation, receiver: Organisation) -> Recurring:
    """Let it come again, and ask for some of it."""
    begins = make.NOW.date() + timedelta(days=30)
    pattern = make.draft(giver, site=giver.sites.first(), title="canary pallets")
    made = recurrence(pattern, starts_on=begins)
    claim = standing(made, organisation=receiver, agreed=False)
    return Recurring(made, claim, add_break(claim=claim, from_on=begins, to_on=begins, by=claim.by, now=make.NOW))


def _of_recurrence(name: str, *, get: Rule | None = None, post: Rule | None = None, who: str = "giver") -> Case:
    return Case(f"listings:{name}", lambda w: {"pk": w.recurring.recurrence.pk}, get=get, post=post, who=who)


def _of_claim(name: str, post: Rule, note: str = "") -> Case:
    return Case(f"listings:{name}", lambda w: {"pk": w.recurring.claim.pk}, post=post, note=note)


CASES: Final = [
    Case("listings:recurring", get=Rule(own=ANY)),
    Case("listings:listing-repeat", lambda w: {"pk": w.draft.pk}, get=GIVES, post=GIVES),
    _of_recurrence("recurrence", get=BOTH_SIDES),
    _of_recurrence("recurrence-forecast", get=BOTH_SIDES),
    _of_recurrence("recurrence-pause", post=GIVES),
    _of_recurrence("recurrence-resume", post=GIVES),
    _of_recurrence("recurrence-skip", post=GIVES),
    _of_recurrence("recurrence-take-up", post=GIVES),
    _of_recurrence("recurrence-end", post=GIVES),
    _of_recurrence("standing-new", get=TAKES, post=TAKES, who="receiver"),
    _of_claim("standing-agree", GIVES),
    _of_claim("standing-decline", GIVES),
    _of_claim("standing-break", TAKES),
    _of_claim(
        "standing-end",
        Rule(parties={"giver": LISTER | REQUESTER, "receiver": LISTER | REQUESTER}),
        "(the page says who of them)",
    ),
    Case("listings:standing-break-remove", lambda w: {"pk": w.recurring.pause.pk}, post=TAKES),
]
