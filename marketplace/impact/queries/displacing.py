"""What the exchange's own receivers say of displacement, by group of categories."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from listings.models import Category
from logistics.models import Displaced, Use
from logistics.queries.followups import displacement_answers
from marketplace.impact.assumptions import OTHER
from marketplace.impact.displacing import OwnRate, Said, largest_share, rates

#: Uses that say that the thing stands in for another one.
USED: Final = (Use.IN_USE, Use.STORED, Use.PASSED_ON)


@dataclass(frozen=True, slots=True)
class Measured:
    """Rates with, for each group, the part of its answers that came from a single organisation."""

    rates: tuple[OwnRate, ...]
    largest_share: dict[str, Decimal]


def measured() -> Measured:
    """From the newest answer of each receipt, of a follow-up or its own; who does not know is left out."""
    groups = dict(Category.objects.leaves().order_by("pk").values_list("pk", "displacement_group"))
    said = [
        Said(
            group=groups.get(one.category) or OTHER,
            organisation=one.organisation,
            displaced_new=one.displaced == Displaced.BOUGHT_NEW and one.use in USED,
        )
        for one in displacement_answers()
    ]
    return Measured(rates(said), dict(largest_share(said)))
