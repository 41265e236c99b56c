"""Lots at random: parted, joined, mended, thrown away, lost, recycled, corrected; and the laws that hold after it."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random

from logistics import custody
from logistics.actions.custody.anchoring import anchor_heads
from logistics.actions.custody.noting import correct, note
from logistics.actions.custody.parting import issue, join, part
from logistics.models import CustodyEvent, Passport
from logistics.queries.chains import entry_of
from logistics.queries.passports import may_correct
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import Organisation
from tests import make

#: Of one weight that does not divide: what is lost in rounding would show.
EACH_KG = Decimal("7.777")


class Lots:
    """One owner's lots of the same chairs, and what was done to them."""

    def __init__(self, seed: int) -> None:
        self.rng, self.now, self.done = Random(seed), make.NOW, Counter[str]()
        self.owner: Organisation = make.organisation()
        self.by = make.administrator(self.owner)
        listing = make.listing(self.owner, quantity=Decimal(1000), unit_mass_kg=EACH_KG)
        for _lot in range(4):
            issue(listing=listing, quantity=Decimal(self.rng.randint(20, 200)), by=self.by, now=self.now)
        self.began = [(lot.quantity, lot.mass_kg or Decimal(0)) for lot in Passport.objects.all()]

    def step(self) -> None:
        """Do something to some lot; a refusal counts too."""
        self.now += timedelta(minutes=1)
        deeds: list[Callable[[Passport], object]] = [self._part, self._part, self._join, self._note, self._correct]
        deed = self.rng.choice(deeds)
        lots = list(Passport.objects.live().for_page().order_by("pk"))
        name = deed.__name__.strip("_")
        try:
            deed(self.rng.choice(lots or list(Passport.objects.for_page().order_by("pk"))))
            self.done[name] += 1
        except DomainError as refusal:
            self.done[f"{name}: {refusal.code}"] += 1
        if self.rng.random() < 0.02:
            anchor_heads(now=self.now)

    def laws(self) -> list[str]:
        """What does not add up: nothing."""
        left, gone = [Decimal(0), Decimal(0)], [Decimal(0), Decimal(0)]
        for lot in Passport.objects.all():
            left = [left[0] + lot.remaining, left[1] + (lot.mass_kg or Decimal(0))]
            quantity, mass = _taken(lot)
            gone = [gone[0] + quantity, gone[1] + mass]
        began = [sum((pair[side] for pair in self.began), Decimal(0)) for side in (0, 1)]
        return [
            f"{what}: {began[side]} began, {left[side]} left, {gone[side]} gone"
            for side, what in enumerate(("quantity", "mass"))
            if began[side] != left[side] + gone[side]
        ]

    def _amount(self, lot: Passport) -> Decimal:
        return Decimal(self.rng.randint(1, int(lot.remaining) + 1))

    def _part(self, lot: Passport) -> None:
        part(passport=lot, quantity=self._amount(lot), site=None, by=self.by, now=self.now)

    def _join(self, lot: Passport) -> None:
        others = list(Passport.objects.live().for_page().order_by("pk"))
        chosen = self.rng.sample(others, min(len(others), self.rng.randint(1, 4)))
        join(passports=[lot, *chosen], site=None, by=self.by, now=self.now)

    def _note(self, lot: Passport) -> None:
        kind = self.rng.choice(["disposed", "recycled", "repaired", "inspected", "in_use", "in_use"])
        amount = min(self._amount(lot), Decimal(3))
        note(passport=lot, kind=kind, quantity=amount, note="", by=self.by, now=self.now)

    def _correct(self, _lot: Passport) -> None:
        lately = CustodyEvent.objects.select_related("passport__listing", "corrects").order_by("-pk")[:60]
        mine = [event for event in lately if may_correct(event, self.owner)]
        if mine:
            event = self.rng.choice(mine)
            reason = self.rng.choice(["did_not_occur", "incorrect_data"])
            amount = Decimal(self.rng.randint(1, 5))
            correct(
                event=event,
                organisation=self.owner,
                reason=reason,
                quantity=amount,
                note="",
                by=self.by,
                now=self.now,
            )


def _taken(lot: Passport) -> tuple[Decimal, Decimal]:
    """What went out of the world, by its events."""
    standing: custody.Standing | None = None
    quantity = mass = Decimal(0)
    for entry in custody.corrected(
        [entry_of(event) for event in CustodyEvent.objects.filter(passport=lot).for_chain()]
    ):
        before, standing = standing, custody.after(standing, entry)
        if before is not None and entry.kind in {custody.DISPOSED, custody.RECYCLED, custody.LOST}:
            quantity += before.quantity - standing.quantity
            mass += (before.mass_kg or Decimal(0)) - (standing.mass_kg or Decimal(0))
    return quantity, mass
