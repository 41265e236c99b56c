"""What the world lends and shows before it leaves, and who may look at it and do what."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from listings.models import Claim, Evidence
from listings.photo_processing import process
from marketplace.organisations.models import Role
from tests import make
from tests.access.cases import Case, Rule
from tests.access.moving import Side

ANY: Final = frozenset(Role.values)
A_LISTER: Final = frozenset({Role.ADMINISTRATOR.value, Role.LISTER.value})
A_REQUESTER: Final = frozenset({Role.ADMINISTRATOR.value, Role.REQUESTER.value})
EVIDENCE: Final = "canary evidence"
OWNERS: Final = Rule(parties={"giver": ANY})
BOTH_SIDES: Final = Rule(parties={"giver": ANY, "receiver": ANY})
EACH_IN_ITS_ROLE: Final = Rule(parties={"giver": A_LISTER, "receiver": A_REQUESTER})


@dataclass
class Lending:
    """Two claims of the receiver on what the giver lends, one out and one without days; evidence with a picture."""

    out: Claim
    undated: Claim
    evidence: Evidence


def lend(giver: Side, receiver: Side) -> Lending:
    """Lend sofas for a long while, with their fire label; promise tables for no days yet."""
    sofas, tables = (
        make.listing(giver.organisation, site=giver.site, slug=slug, mode="lend", title=f"Lent {slug}")
        for slug in ("sofas", "folding-tables")
    )
    picture = process(make.photo_file().read(), "label.jpg")
    evidence = make.evidence(sofas, "fire_label", picture=picture, words=EVIDENCE)
    out, undated = (
        make.accepted_claim(one, organisation=receiver.organisation, site=receiver.site, quantity=2)
        for one in (sofas, tables)
    )
    make.loan(out, due_on=make.NOW.date() + timedelta(days=700))
    return Lending(out=out, undated=undated, evidence=evidence)


CASES: Final = [
    Case("listings:evidence", lambda w: {"pk": w.lending.out.listing_id}, get=OWNERS),
    Case(
        "listings:evidence-attach",
        lambda w: {"pk": w.lending.out.listing_id, "gate": "fire_label"},
        post=Rule(parties={"giver": A_LISTER}),
    ),
    Case(
        "listings:evidence-take-back",
        lambda w: {"pk": w.lending.evidence.pk},
        post=Rule(parties={"giver": A_LISTER}),
    ),
    Case("listings:evidence-picture", lambda w: {"pk": w.lending.evidence.pk}, get=BOTH_SIDES),
    Case("listings:loans", get=Rule(own=ANY)),
    Case(
        "listings:claim-loan",
        lambda w: {"pk": w.lending.out.pk},
        get=BOTH_SIDES,
        post=EACH_IN_ITS_ROLE,
        note="(out)",
    ),
    Case(
        "listings:claim-loan",
        lambda w: {"pk": w.lending.undated.pk},
        get=BOTH_SIDES,
        post=EACH_IN_ITS_ROLE,
        note="(without days)",
    ),
    Case("listings:loan-longer", lambda w: {"pk": w.lending.out.pk}, post=EACH_IN_ITS_ROLE),
    Case("listings:loan-not-longer", lambda w: {"pk": w.lending.out.pk}, post=EACH_IN_ITS_ROLE),
    Case("listings:loan-back", lambda w: {"pk": w.lending.out.pk}, post=EACH_IN_ITS_ROLE),
    Case(
        "logistics:receipt-taken-back",
        lambda w: {"pk": w.moves.receipt.pk},
        post=Rule(parties={"giver": A_LISTER, "receiver": frozenset()}),
    ),
    Case(
        "logistics:receipt-pass-on",
        lambda w: {"pk": w.moves.receipt.pk},
        post=Rule(parties={"receiver": A_LISTER | A_REQUESTER, "giver": frozenset()}),
    ),
]
