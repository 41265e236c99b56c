"""Who is in the running for a listing, with what the giver decides by: how far, what they received lately, whether they
keep what they promise, what it is for, and whether they meet the clauses."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from listings.allocation.terms import Ask, Line, Remainder
from listings.matching.reasons import NEUTRAL
from listings.matching.reliability import GOOD_FROM, HALF_LIFE_DAYS, POOR_BELOW, PRIOR_CLAIMS
from listings.models import (
    Allocation,
    Claim,
    ClaimState,
    Listing,
    Outcome,
    PromiseOutcome,
    PromiseSide,
    TakingPolicy,
)
from marketplace.kernel.geo import distance_km
from marketplace.kernel.units import Unit
from marketplace.web.distances import told_distance

#: What counts as lately.
LATELY: Final = timedelta(days=365)
_FOUR_PLACES: Final = Decimal("0.0001")
_FINEST: Final = Decimal("0.001")
_NEAR_KM: Final = 50.0
_KEPT: Final = (ClaimState.COLLECTED, ClaimState.RECEIVED)
_HELD: Final = (
    Outcome.EARLY_CANCEL,
    Outcome.LATE_CANCEL,
    Outcome.NO_SHOW,
    Outcome.UNANSWERED,
    Outcome.LATE_RETURN,
)
_GIVEN_UP: Final = (ClaimState.CANCELLED, ClaimState.LAPSED)


@dataclass(frozen=True, slots=True)
class Lately:
    """What became of what an organisation asked for in the last twelve months, whoever gave it.

    `share` is the mean, over its claims that were answered, of what it received of what it asked for: units do not
    matter, and a lorry-load counts as much as a box. What it gave up itself before an answer does not count.
    """

    asked: int = 0
    received: int = 0
    share: Decimal = Decimal(0)
    #: how it kept what it was promised, from 0 to 1, older promises counting for less
    keeps: float = NEUTRAL
    promises: bool = False

    @property
    def words(self) -> str:
        if not self.asked:
            return _("Asked for nothing else in the last 12 months")
        return _("Received %(received)s of %(asked)s things it asked for in the last 12 months") % {
            "received": self.received, "asked": self.asked,
        }  # fmt: skip

    @property
    def reliability(self) -> str:
        """One sentence in three grades, as `listings.matching.reliability` has them for givers; never a number."""
        if self.promises and self.keeps >= GOOD_FROM:
            return _("They usually collect what they were promised.")
        if self.promises and self.keeps < POOR_BELOW:
            return _("They gave up what they were promised more than once lately.")
        return _("Too few promises lately to say how they keep them.")


@dataclass(frozen=True, slots=True)
class Contender:
    """One claim in the running. `refused_because` names the clause that its taker does not meet, by its field."""

    claim: Claim
    distance_km: float
    lately: Lately
    refused_because: str

    @property
    def ticket(self) -> str:
        """What stands for the claim where others may not know whose it is."""
        return str(self.claim.pk)

    @property
    def distance_words(self) -> str:
        return told_distance(self.distance_km)

    def as_ask(self, rank: int) -> Ask:
        return Ask(
            key=self.claim.pk,
            line=self.claim.listing_id,
            taker=self.claim.organisation_id,
            quantity=self.claim.quantity,
            least=self.claim.least_quantity,
            rank=rank,
            received_lately_share=self.lately.share,
            distance_km=self.distance_km,
            refused_because=self.refused_because,
        )

    @property
    def merit(self) -> float:
        """For the order in which a giver is shown them: little received lately, near, and keeping promises."""
        nearness = 1 - min(self.distance_km, _NEAR_KM) / _NEAR_KM
        return 0.4 * (1 - float(self.lately.share)) + 0.3 * nearness + 0.3 * self.lately.keeps


def contenders_for(listings: Sequence[Listing], *, now: datetime) -> dict[int, list[Contender]]:
    """Those in the running for each listing, by its id, in the order in which they asked. Three queries."""
    rules = {row.listing_id: row for row in Allocation.objects.filter(listing__in=[row.pk for row in listings])}
    waiting = Claim.objects.filter(listing__in=list(rules), state=ClaimState.WAITING)
    claims = list(waiting.select_related("organisation", "site", "listing").order_by("asked_at", "pk"))
    takers = {claim.organisation_id for claim in claims}
    lately = lately_of(takers, now=now)
    said = {row.organisation_id: row for row in TakingPolicy.objects.filter(organisation__in=takers)}
    found: defaultdict[int, list[Contender]] = defaultdict(list)
    for claim in claims:
        taking = said.get(claim.organisation_id) or TakingPolicy(organisation=claim.organisation)
        found[claim.listing_id].append(
            Contender(
                claim=claim,
                distance_km=distance_km(claim.listing.public_point, claim.site.public_point),
                lately=lately.get(claim.organisation_id, Lately()),
                refused_because=rules[claim.listing_id].broken_clause(taking, keeps_clauses=claim.keeps_clauses),
            )
        )
    return found


def line_of(listing: Listing, allocation: Allocation) -> Line:
    """The listing as what is split: what is left of it, in its lots."""
    step = Decimal(1) if Unit(listing.unit).counted else _FINEST
    return Line(listing.pk, listing.available, allocation.lot, step, Remainder(allocation.remainder))


def lately_of(organisations: Iterable[int], *, now: datetime) -> dict[int, Lately]:
    """What each of these received lately, and how they kept what they were promised. One query."""
    asked = Claim.objects.filter(organisation__in=set(organisations), asked_at__gt=now - LATELY)
    rows = (
        asked.annotate(is_held=_held_against(), is_noted=_noted())
        .order_by("organisation", "pk")
        .values_list(
            "organisation", "state", "quantity", "accepted_quantity", "asked_at", "decided_at", "is_held", "is_noted"
        )
    )
    history: defaultdict[int, list[_Asked]] = defaultdict(list)
    for organisation, state, quantity, accepted, asked_at, decided_at, is_held, is_noted in rows:
        against = is_held or (not is_noted and state in _GIVEN_UP)
        history[organisation].append(_Asked(state, quantity, accepted, asked_at, decided_at, against))
    return {organisation: _lately(claims, now) for organisation, claims in history.items()}


@dataclass(frozen=True, slots=True)
class _Asked:
    """One claim as history."""

    state: str
    quantity: Decimal
    accepted: Decimal | None
    asked_at: datetime
    decided_at: datetime | None
    #: whether it counts against the taker that this came to nothing, or came back late
    is_against: bool


def _held_against() -> Exists:
    """Whether something is held against the taker of a claim that nobody excused."""
    noted = PromiseOutcome.objects.first_noted().filter(claim=OuterRef("pk"), side=PromiseSide.TAKES)
    return Exists(noted.filter(outcome__in=_HELD, excuse=None))


def _noted() -> Exists:
    """Whether anything was noted of either side: where the giver called it off, or the taker was excused, it is not the
    taker's doing."""
    return Exists(PromiseOutcome.objects.first_noted().filter(claim=OuterRef("pk")))


def _lately(claims: Iterable[_Asked], now: datetime) -> Lately:
    shares: list[Decimal] = []
    kept = promised = 0.0
    for claim in claims:
        weight = 0.5 ** (max((now - claim.asked_at).days, 0) / HALF_LIFE_DAYS)
        if claim.state in _KEPT:
            shares.append((claim.accepted or claim.quantity) / claim.quantity)
            kept, promised = kept + weight * (not claim.is_against), promised + weight
        elif claim.state == ClaimState.DECLINED:
            shares.append(Decimal(0))
        elif claim.decided_at is not None and claim.is_against:
            promised += weight
    share = (sum(shares, Decimal(0)) / len(shares)).quantize(_FOUR_PLACES) if shares else Decimal(0)
    return Lately(
        asked=len(shares),
        received=sum(1 for one in shares if one),
        share=share,
        keeps=(kept + PRIOR_CLAIMS * NEUTRAL) / (promised + PRIOR_CLAIMS),
        promises=promised > 0,
    )
