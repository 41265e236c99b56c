"""What giver and receiver sign about the goods of the demo: that they are goods, and not waste."""

from datetime import datetime

from listings.models import Claim
from logistics.actions.attesting import attest
from logistics.models import Holder
from logistics.papers.statements import KEYS
from marketplace.demo.region import Settled


def attest_both(claim: Claim, *, giver: Settled, taker: Settled, when: datetime) -> None:
    """Both sides sign the seven statements."""
    for holder, side in ((Holder.GIVER, giver), (Holder.RECEIVER, taker)):
        attest(
            claim=claim,
            holder=holder,
            held=KEYS,
            detail="",
            signer_name=str(side.speaker),
            by=side.speaker,
            now=when,
        )
