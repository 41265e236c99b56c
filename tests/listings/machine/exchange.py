"""The state machine: two listings, a hall with two halves, askers, and everything that people and the clock do."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from listings.actions import agreeing, allotting, claiming, deciding, holding, lining, stocking
from listings.actions import listing as listing_actions
from listings.actions.booking import book
from listings.actions.listing import ListingValues
from listings.models import Claim, ClaimState, Listing, Policy
from listings.models.bookings import Booking
from listings.models.spaces import Space
from listings.queries.deciding import preview
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import Organisation, Site, User
from tests import make
from tests.listings.machine import laws
from tests.make.spaces import space as made_space

ASKERS: Final = 5
tally: Counter[str] = Counter()

who = st.integers(0, ASKERS - 1)
which = st.integers(0, 1)
#: of the open claims in a state, the first, the second or the third
turn = st.integers(0, 2)
amounts = st.integers(1, 8).map(Decimal)
shares = st.sampled_from([Decimal("0.25"), Decimal("0.5"), Decimal(1)])


@dataclass(frozen=True)
class World:
    """Where every example begins."""

    by: User
    listings: list[Listing]
    askers: list[Organisation]
    sites: list[Site]
    #: a hall, then its two halves
    spaces: list[Space]


def make_world() -> World:
    """Eight chairs for whoever comes first, eight desks for whom the donor chooses, a hall, and who asks."""
    owner = make.organisation()
    by = make.administrator(owner)
    place = make.site(owner)
    listings = [make.listing(owner, site=place, quantity=Decimal(8)) for _ in range(2)]
    chosen = allotting.AllocationValues(policy=Policy.DONOR_CHOOSES)
    allotting.allot(listing=listings[1], values=chosen, by=by, now=make.NOW)
    askers = [make.organisation() for _ in range(ASKERS)]
    sites = [make.site(asker) for asker in askers]
    hall = made_space(owner, approval="owner")
    halves = [made_space(parent=hall, buffer_after_minutes=30) for _ in range(2)]
    return World(by, listings, askers, sites, [hall, *halves])


def there_is(*states: str) -> Callable[[Any], Any]:
    """A step that needs a claim in one of these states (or "booked"): taken only where there is one."""
    return precondition(lambda machine: any(machine.there[state] for state in states))


def exchange() -> type["Exchange"]:
    """The machine in a world of its own, in the caller's transaction."""
    return type("InItsWorld", (Exchange,), {"world": make_world()})


class Exchange(RuleBasedStateMachine):
    """What people and the clock do. Each example is undone at its end."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self._undone = transaction.atomic()
        self._undone.__enter__()
        self.now: datetime = make.NOW
        self.by, self.listings, self.spaces = self.world.by, self.world.listings, self.world.spaces
        self.askers, self.sites = self.world.askers, self.world.sites
        #: how many steps were taken: what would drown the rest is tried at some of them only
        self.taken = 0
        #: how many claims are in each state, and how many bookings hold
        self.there: Counter[str] = Counter()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._undone.__exit__(None, None, None)

    def _try(self, what: str, act: Callable[[], object]) -> None:
        """Do it; a refusal has to leave no trace, which the laws see."""
        try:
            with transaction.atomic():
                act()
        except DomainError:
            tally[f"{what} refused"] += 1
        else:
            tally[what] += 1
        self._look()

    def _look(self) -> None:
        self.taken += 1
        states = Claim.objects.filter(listing__in=self.listings).values_list("state", flat=True).order_by("pk")
        self.there = Counter(states)
        self.there["booked"] = Booking.objects.holding().count()

    def _claim(self, place: int, *states: str) -> Claim | None:
        found = Claim.objects.filter(listing__in=self.listings, state__in=states)
        rows = list(found.select_related("listing__organisation", "organisation").order_by("pk")[: place + 1])
        return rows[-1] if rows else None

    def _answer(self, what: str, act: Callable[..., object], claim: Claim | None, **said: object) -> None:
        if claim is not None:
            self._try(what, partial(act, claim=claim, by=self.by, now=self.now, **said))

    @rule(of=which, one=who, amount=amounts, least=st.none() | amounts, joins=st.booleans())
    def claim(self, of: int, one: int, amount: Decimal, least: Decimal | None, joins: bool) -> None:
        ask = partial(
            claiming.claim,
            listing=Listing.objects.select_related("organisation").get(pk=self.listings[of].pk),
            organisation=self.askers[one],
            site=self.sites[one],
            quantity=amount,
            least_quantity=least,
            joins_line=joins,
            purpose="A club",
        )
        self._try("claim", partial(ask, by=self.by, now=self.now))

    @there_is("asked")
    @rule(place=turn, share=shares)
    def accept(self, place: int, share: Decimal) -> None:
        claim = self._claim(place, ClaimState.ASKED)
        if claim is not None:
            part = max(Decimal(int(claim.quantity * share)), Decimal(1))
            self._answer("accept", claiming.accept, claim, quantity=part)

    @precondition(lambda machine: machine.there["asked"] > 2)
    @rule(place=turn)
    def decline(self, place: int) -> None:
        self._answer("decline", claiming.decline, self._claim(place, ClaimState.ASKED), reason="No.")

    @there_is("asked", "waiting")
    @rule(place=turn, amount=amounts)
    def change_quantity(self, place: int, amount: Decimal) -> None:
        claim = self._claim(place, ClaimState.ASKED, ClaimState.WAITING)
        self._answer("change", claiming.change_quantity, claim, quantity=amount)

    @there_is("offered")
    @rule(place=turn)
    def confirm(self, place: int) -> None:
        self._answer("confirm", holding.confirm, self._claim(place, ClaimState.OFFERED))

    @there_is("accepted")
    @rule(place=turn)
    def extend(self, place: int) -> None:
        self._answer("extend", holding.extend, self._claim(place, ClaimState.ACCEPTED))

    @precondition(lambda machine: machine.taken % 3 == 1)
    @rule(place=turn, state=st.sampled_from(["asked", "waiting", "offered", "accepted"]))
    def cancel(self, place: int, state: str) -> None:
        self._answer("cancel", claiming.cancel, self._claim(place, state), reason="No.")

    @precondition(lambda machine: machine.taken % 4 == 2)
    @rule(hours=st.sampled_from([1, 1, 1, 30, 72, 400]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        tally["lapse"] += holding.lapse_due(now=self.now)
        self._look()

    @there_is("waiting")
    @rule(keeps_line=st.booleans())
    def decide(self, keeps_line: bool) -> None:

        def send() -> None:
            seen = preview(listings=[self.listings[1]], choices={}, now=self.now)
            deciding.decide(
                listings=[self.listings[1]],
                choices={},
                digest=seen.digest,
                keeps_line=keeps_line,
                by=self.by,
                now=self.now,
            )

        self._try("decide", send)

    @there_is("accepted")
    @rule(place=turn, share=shares)
    def collect(self, place: int, share: Decimal) -> None:
        claim = self._claim(place, ClaimState.ACCEPTED)
        if claim is not None and claim.accepted_quantity is not None:
            part = max(Decimal(int(claim.accepted_quantity * share)), Decimal(1))
            self._answer("collect", claiming.mark_collected, claim, quantity=part)

    @there_is("collected")
    @rule(place=turn)
    def receive(self, place: int) -> None:
        self._answer("receive", claiming.mark_received, self._claim(place, ClaimState.COLLECTED))

    @there_is("received", "collected")
    @rule(place=turn, amount=amounts)
    def bring_back(self, place: int, amount: Decimal) -> None:
        claim = self._claim(place, ClaimState.RECEIVED, ClaimState.COLLECTED)
        if claim is None:
            return

        def back() -> None:
            stocking.take_back(claim=claim, quantity=amount, by=self.by, now=self.now)
            lining.give_out(listing=claim.listing, by=self.by, now=self.now)

        self._try("bring back", back)

    @precondition(lambda machine: machine.taken % 6 == 0)
    @rule(of=which, total=st.integers(1, 16).map(Decimal))
    def adjust(self, of: int, total: Decimal) -> None:
        current = Listing.objects.select_related("site", "category", "organisation").get(pk=self.listings[of].pk)
        values = ListingValues(title=current.title, quantity=total, unit=current.unit)
        change = partial(listing_actions.change, listing=current, site=current.site, category=current.category)
        self._try("adjust", partial(change, values=values, by=self.by, now=self.now))

    @precondition(lambda machine: machine.taken % 3 == 0)
    @rule(of=st.integers(0, 2), one=who, hour=st.integers(8, 13), length=st.integers(1, 3))
    def book(self, of: int, one: int, hour: int, length: int) -> None:
        day = (self.now + timedelta(days=2)).replace(hour=hour, minute=0, second=0, microsecond=0)
        ask = partial(book, space=self.spaces[of], organisation=self.askers[one], purpose="A club", people=None)
        ends = day + timedelta(hours=length)
        self._try("book", partial(ask, starts=day, ends=ends, by=self.by, now=self.now))

    @there_is("booked")
    @rule(place=turn, how=st.sampled_from(["confirm", "decline", "withdraw", "cancel"]))
    def answer_booking(self, place: int, how: str) -> None:
        rows = list(Booking.objects.holding().order_by("pk")[: place + 1])
        if not rows:
            return
        acts: dict[str, Callable[..., None]] = {
            "confirm": agreeing.confirm,
            "decline": partial(agreeing.decline, reason="No."),
            "withdraw": agreeing.withdraw,
            "cancel": partial(agreeing.cancel, organisation=rows[-1].organisation, reason="No."),
        }
        self._try(f"{how} booking", partial(acts[how], booking=rows[-1], by=self.by, now=self.now))

    @invariant()
    def stock_is_the_sum_of_its_entries(self) -> None:
        laws.stock_is_explained(self.listings)

    @invariant()
    def nobody_holds_more_than_granted(self) -> None:
        laws.claims_hold_what_they_say(self.listings)

    @invariant()
    def nobody_waits_for_what_is_there(self) -> None:
        laws.nobody_waits_for_what_is_there(self.listings)

    @invariant()
    def no_two_bookings_share_floor_and_time(self) -> None:
        laws.bookings_are_apart(self.spaces)
