"""The stock ledger under hundreds of random operations: what is left is the sum of the entries, what is held belongs to
open claims, and nothing is given away twice."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from listings.actions import claiming, holding, lining, stocking
from listings.actions import listing as listing_actions
from listings.actions.listing import ListingValues
from listings.actions.stocking import NothingBelowWhatIsTaken
from listings.models import Claim, ClaimState, EntryKind, Listing, StockEntry
from marketplace.kernel.errors import DomainError
from tests import make
from tests.listings.claims.ground import in_line as asked

ASKERS, EXAMPLES, STEPS = 6, 8, 40
IN_PLAY = (ClaimState.ASKED, ClaimState.WAITING, ClaimState.OFFERED, ClaimState.ACCEPTED)
tally: Counter[str] = Counter()
amounts = st.decimals(min_value="0.001", max_value="30", places=3)
shares = st.decimals(min_value="0.1", max_value="1", places=1)


class Stock(RuleBasedStateMachine):
    """One listing in kilograms, several askers, everything that people may do to it."""

    @initialize()
    def publish(self) -> None:
        self.listing = make.listing(slug="timber", unit="kg", quantity=Decimal(100), unit_mass_kg=None, mass_basis="")
        self.askers = [make.organisation() for _ in range(ASKERS)]
        self.sites = [make.site(asker) for asker in self.askers]
        self.by = self.listing.created_by

    def _of_state(self, *states: str) -> Claim | None:
        claims = Claim.objects.filter(listing=self.listing, state__in=states).select_related("listing__organisation")
        return claims.order_by("pk").first()

    def _done(self, what: str, refusal: DomainError | None = None) -> None:
        tally[f"{what} refused" if refusal else what] += 1

    def _try(self, what: str, act: Callable[[], object]) -> None:
        try:
            with transaction.atomic():
                act()
        except DomainError as refusal:
            self._done(what, refusal)
        else:
            self._done(what)

    def in_state(self, *states: str) -> bool:
        return hasattr(self, "listing") and self._of_state(*states) is not None

    @rule(amount=amounts, who=st.integers(0, ASKERS - 1))
    def claim(self, amount: Decimal, who: int) -> None:
        try:
            make.claim(self.listing, organisation=self.askers[who], site=self.sites[who], quantity=amount)
        except DomainError as refusal:
            self._done("claim", refusal)
        else:
            self._done("claim")

    @rule(amount=amounts, who=st.integers(0, ASKERS - 1))
    def join(self, amount: Decimal, who: int) -> None:
        least = min(amount, Decimal(1))
        self._try("join", partial(asked, self.listing, amount, organisation=self.askers[who], least_quantity=least))

    @precondition(lambda machine: machine.in_state(ClaimState.ASKED, ClaimState.WAITING))
    @rule(amount=amounts)
    def ask_for_another_quantity(self, amount: Decimal) -> None:
        claim = self._of_state(ClaimState.WAITING) or self._of_state(ClaimState.ASKED)
        if claim is not None:
            self._try(
                "change", partial(claiming.change_quantity, claim=claim, quantity=amount, by=self.by, now=make.NOW)
            )

    @precondition(lambda machine: machine.in_state(ClaimState.OFFERED))
    @rule()
    def confirm(self) -> None:
        claim = self._of_state(ClaimState.OFFERED)
        if claim is not None:
            self._try("confirm", partial(holding.confirm, claim=claim, by=self.by, now=make.NOW))

    @precondition(lambda machine: machine.in_state(ClaimState.ACCEPTED))
    @rule()
    def extend(self) -> None:
        claim = self._of_state(ClaimState.ACCEPTED)
        if claim is not None:
            self._try("extend", partial(holding.extend, claim=claim, by=self.by, now=make.NOW))

    @precondition(lambda machine: machine.in_state(ClaimState.ASKED, ClaimState.OFFERED, ClaimState.ACCEPTED))
    @rule(days=st.sampled_from([2, 7, 14]))
    def lapse(self, days: int) -> None:
        holding.lapse_due(now=make.NOW + timedelta(days=days))
        self._done("lapse")

    @precondition(lambda machine: machine.in_state(ClaimState.COLLECTED))
    @rule(share=shares)
    def bring_back(self, share: Decimal) -> None:
        claim = self._of_state(ClaimState.COLLECTED)
        if claim is not None:
            part = max((claim.quantity * share).quantize(Decimal("0.001")), Decimal("0.001"))
            self._try("bring back", partial(stocking.take_back, claim=claim, quantity=part, by=self.by, now=make.NOW))
            lining.promote(listing=self.listing, by=self.by, now=make.NOW)

    @precondition(lambda machine: machine.in_state(ClaimState.ASKED))
    @rule(share=shares)
    def accept(self, share: Decimal) -> None:
        claim = self._of_state(ClaimState.ASKED)
        if claim is not None:
            part = max((claim.quantity * share).quantize(Decimal("0.001")), Decimal("0.001"))
            self._try("accept", partial(claiming.accept, claim=claim, quantity=part, by=self.by, now=make.NOW))

    @precondition(lambda machine: machine.in_state(ClaimState.ASKED))
    @rule()
    def decline(self) -> None:
        claim = self._of_state(ClaimState.ASKED)
        if claim is not None:
            claiming.decline(claim=claim, reason="No.", by=self.by, now=make.NOW)
            self._done("decline")

    @precondition(lambda machine: machine.in_state(*IN_PLAY))
    @rule()
    def cancel(self) -> None:
        claim = self._of_state(*IN_PLAY)
        if claim is not None:
            claiming.cancel(claim=claim, reason="No.", by=self.by, now=make.NOW)
            self._done("cancel")

    @precondition(lambda machine: machine.in_state(ClaimState.ACCEPTED))
    @rule(share=shares)
    def collect(self, share: Decimal) -> None:
        claim = self._of_state(ClaimState.ACCEPTED)
        if claim is not None and claim.accepted_quantity is not None:
            part = max((claim.accepted_quantity * share).quantize(Decimal("0.001")), Decimal("0.001"))
            claiming.mark_collected(claim=claim, quantity=part, by=self.by, now=make.NOW)
            self._done("collect")

    @rule(total=st.decimals(min_value="1", max_value="150", places=3))
    def adjust(self, total: Decimal) -> None:
        values = ListingValues(title="Timber", quantity=total, unit="kg")
        current = Listing.objects.select_related("site", "category", "organisation").get(pk=self.listing.pk)
        taken = current.quantity - current.available
        try:
            listing_actions.change(
                listing=current, site=current.site, category=current.category, values=values, by=self.by, now=make.NOW
            )
        except NothingBelowWhatIsTaken as refusal:
            assert total < taken
            self._done("adjust", refusal)
        else:
            assert total >= taken
            self._done("adjust")

    @invariant()
    def left_is_the_sum_of_the_entries(self) -> None:
        if not hasattr(self, "listing"):
            return
        current = Listing.objects.get(pk=self.listing.pk)
        entries = list(StockEntry.objects.for_listing(current))
        assert current.available == sum(entry.change for entry in entries)
        assert 0 <= current.available <= current.quantity

    @invariant()
    def what_is_held_belongs_to_open_claims(self) -> None:
        if not hasattr(self, "listing"):
            return
        for claim in Claim.objects.filter(listing=self.listing):
            moved = {kind: Decimal(0) for kind in EntryKind}
            for entry in StockEntry.objects.filter(claim=claim):
                moved[EntryKind(entry.kind)] += entry.quantity
            assert moved[EntryKind.HELD] - moved[EntryKind.RELEASED] - moved[EntryKind.COLLECTED] == claim.held
            assert moved[EntryKind.RETURNED] <= moved[EntryKind.COLLECTED]

    @invariant()
    def the_whole_is_what_is_left_held_and_gone(self) -> None:
        if not hasattr(self, "listing"):
            return
        current = Listing.objects.get(pk=self.listing.pk)
        moved = StockEntry.objects.filter(listing=current, kind__in=[EntryKind.COLLECTED, EntryKind.RETURNED])
        gone = sum(entry.quantity if entry.kind == EntryKind.COLLECTED else -entry.quantity for entry in moved)
        held = sum(claim.held for claim in Claim.objects.filter(listing=current))
        assert current.quantity == current.available + held + gone

    @invariant()
    def nobody_waits_for_what_they_could_be_offered(self) -> None:
        if not hasattr(self, "listing"):
            return
        left = Listing.objects.get(pk=self.listing.pk).available
        for claim in Claim.objects.filter(listing=self.listing, state=ClaimState.WAITING):
            assert min(claim.quantity, left) < (claim.least_quantity or Decimal("0.001"))


class TestStock(TestCase, Stock.TestCase):  # type: ignore[misc,valid-type]  # hypothesis makes the class at run time
    """Each example in a transaction of its own that is undone."""

    settings = settings(  # type: ignore[assignment]  # hypothesis looks for it under this name
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )

    @classmethod
    def tearDownClass(cls) -> None:
        super().tearDownClass()
        assert sum(tally.values()) >= 200, tally
