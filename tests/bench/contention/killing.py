"""Processes that claim, decide and book, ended with SIGKILL: is what they were told there, and is nothing half done?"""

import multiprocessing
import os
import random
import select
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock
from decimal import Decimal
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from django.db import OperationalError, connection, connections
from django.db.models import Sum

from listings.actions import allotting, booking, claiming, deciding
from listings.models import Allocation, Claim, ClaimState, Decision, Listing, Policy, Standing, StockEntry
from listings.models.bookings import Booking
from listings.models.spaces import Space
from listings.queries.deciding import preview
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import Organisation, User
from tests import make
from tests.bench.contention.bookings import half_done, overlaps
from tests.bench.contention.ground import ONE, ClaimGround, claim_ground
from tests.bench.contention.halls import BookingGround, booking_ground
from tests.make.organisations import NOW

_LONDON: Final = ZoneInfo("Europe/London")
#: How many ask for what is decided.
_ASKERS: Final = 4
#: A round ends a moment after so many deeds at most were acknowledged: in the middle of the next ones, however busy
#: the machine is. Nobody waits longer than this for them.
_MOST_DEEDS: Final = 8
_MOMENT_S: Final = 0.3
_PATIENCE_S: Final = 60


@dataclass(frozen=True, slots=True)
class Ground:
    """What a worker meets, and where it says what it was told."""

    claims: ClaimGround
    halls: BookingGround
    told: int


def kill_rounds(times: int, *, processes: int, seed: int) -> bool:
    """Start workers and kill them, so many times; a line of what was acknowledged and what was found wrong."""
    chance = random.Random(seed)
    claims, halls = claim_ground(4000, each=200), booking_ground(20_000)
    acknowledged: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for number in range(times):
        for what, key in _round(claims, halls, processes, chance, number):
            acknowledged[what] += 1
            wrong[f"{what} lost"] += not _IS_THERE[what](key)
    wrong.update(_found_wrong(halls))
    counts = ", ".join(f"{count:,} {what}" for what, count in sorted(acknowledged.items()))
    sys.stdout.write(f"{connection.vendor}: killed {times} times, {processes} processes; acknowledged {counts}; ")
    sys.stdout.write("; ".join(f"{what}: {count}" for what, count in sorted(wrong.items())) + "\n")
    return not wrong.total() and len(acknowledged) == len(_IS_THERE)


def _round(
    claims: ClaimGround, halls: BookingGround, processes: int, chance: random.Random, number: int
) -> list[tuple[str, int]]:
    """One round; what was acknowledged before the end came."""
    connections.close_all()
    reading, writing = os.pipe()
    context = multiprocessing.get_context("fork")
    ground = Ground(claims, halls, writing)
    workers = [context.Process(target=_work, args=(ground, number * processes + one)) for one in range(processes)]
    for worker in workers:
        worker.start()
    os.close(writing)
    heard = _heard(reading, chance.randint(1, _MOST_DEEDS))
    time.sleep(chance.uniform(0, _MOMENT_S))
    for worker in workers:
        worker.kill()
    for worker in workers:
        worker.join()
    with os.fdopen(reading) as pipe:
        lines = [line.split() for line in (heard + pipe.read()).splitlines()]
    return [(what, int(key)) for what, key in lines]


def _heard(reading: int, deeds: int) -> str:
    """What the workers said until so many of their deeds were acknowledged."""
    heard, until = "", time.monotonic() + _PATIENCE_S
    while heard.count("\n") < deeds and select.select([reading], [], [], max(0.0, until - time.monotonic()))[0]:
        heard += os.read(reading, 4096).decode()
    return heard


def _work(ground: Ground, seed: int) -> None:
    """One thing after another until the end comes; each is said as soon as it is acknowledged."""
    chance = random.Random(seed)
    deeds: dict[str, Callable[[], int]] = {
        "claims": partial(_claim, ground.claims, chance),
        "decisions": partial(_decide, ground.claims, chance),
        "bookings": partial(_book, ground.halls, chance),
    }
    while True:
        what = chance.choice(list(deeds))
        try:
            key = deeds[what]()
        except (DomainError, OperationalError):  # refused, or waited in vain for what a killed one still held
            continue
        os.write(ground.told, f"{what} {key}\n".encode())


def _asker(ground: ClaimGround, chance: random.Random) -> Organisation:
    return Organisation.objects.get(pk=chance.choice(ground.askers))


def _claim(ground: ClaimGround, chance: random.Random) -> int:
    listing = Listing.objects.select_related("organisation").get(pk=chance.choice(ground.listings))
    return _asked(listing, _asker(ground, chance), ground).pk


def _asked(listing: Listing, asker: Organisation, ground: ClaimGround) -> Claim:
    return claiming.claim(
        listing=listing,
        organisation=asker,
        site=asker.sites.get(),
        quantity=ONE,
        purpose="A round",
        by=User.objects.get(pk=ground.by),
        now=NOW,
    )


def _decide(ground: ClaimGround, chance: random.Random) -> int:
    """Offer two to whom the donor chooses, let four ask, and decide."""
    by = User.objects.get(pk=ground.by)
    owner = Listing.objects.select_related("organisation").get(pk=ground.listings[0]).organisation
    listing = make.listing(owner, site=owner.sites.get(), quantity=Decimal(2))
    values = allotting.AllocationValues(policy=Policy.DONOR_CHOOSES)
    allotting.allot(listing=listing, values=values, by=by, now=NOW)
    for key in chance.sample(ground.askers, _ASKERS):
        _asked(listing, Organisation.objects.get(pk=key), ground)
    seen = preview(listings=[listing], choices={}, now=NOW)
    keeps_line = chance.random() < 0.5
    made = deciding.decide(listings=[listing], choices={}, digest=seen.digest, keeps_line=keeps_line, by=by, now=NOW)
    return made.pk


def _book(ground: BookingGround, chance: random.Random) -> int:
    space = Space.objects.for_page().get(pk=chance.choice(chance.choice(ground.trees)))
    starts = datetime.combine(chance.choice(ground.days), clock(chance.randint(8, 19)), _LONDON)
    made = booking.book(
        space=space,
        organisation=Organisation.objects.get(pk=chance.choice(ground.askers)),
        starts=starts,
        ends=starts + timedelta(hours=chance.randint(1, 2)),
        purpose="A round",
        people=None,
        by=User.objects.get(pk=ground.by),
        now=NOW,
    )
    return made.pk


_IS_THERE: Final[dict[str, Callable[[int], bool]]] = {
    "claims": lambda key: Claim.objects.filter(pk=key).exists(),
    "decisions": lambda key: Decision.objects.filter(pk=key).exists(),
    "bookings": lambda key: Booking.objects.filter(pk=key).exists(),
}


def _found_wrong(halls: BookingGround) -> dict[str, int]:
    """How much is half done after all rounds: nothing that they do would mend it."""
    return {
        "stock unexplained": _stock_unexplained(),
        "claims half done": _claims_half_done(),
        "decisions half done": _decisions_half_done(),
        "bookings half done": half_done(),
        "overlaps": overlaps(halls),
    }


def _stock_unexplained() -> int:
    sums = dict(StockEntry.objects.values_list("listing").annotate(total=Sum("change")).order_by())
    published = Listing.objects.exclude(published_at=None).exclude(category__kind="space").order_by("pk")
    return sum(available != sums.get(pk, 0) for pk, available in published.values_list("pk", "available"))


def _claims_half_done() -> int:
    """Claims for which more or less is held than their state says."""
    held = dict(StockEntry.objects.exclude(claim=None).values_list("claim").annotate(total=Sum("change")).order_by())
    wrong = 0
    for claim in Claim.objects.order_by("pk"):
        holds = {ClaimState.ASKED: claim.quantity, ClaimState.ACCEPTED: claim.accepted_quantity}
        wrong += -held.get(claim.pk, Decimal(0)) != holds.get(ClaimState(claim.state), Decimal(0))
    return wrong


def _decisions_half_done() -> int:
    """Decisions that do not answer each claim on their listings as they say, or that no listing knows."""
    wrong = 0
    for decision in Decision.objects.order_by("pk"):
        listings = Allocation.objects.filter(decision=decision).order_by("pk").values_list("listing", flat=True)
        lines = {line.claim_id: line for line in decision.lines.order_by("pk")}
        claims = list(Claim.objects.filter(listing__in=list(listings)).order_by("pk"))
        states = {Standing.GRANTED: "accepted", Standing.STANDBY: "waiting", Standing.DECLINED: "declined"}
        wrong += not listings or {claim.pk: claim.state for claim in claims} != {
            key: states[Standing(line.standing)] for key, line in lines.items()
        }
    return wrong
