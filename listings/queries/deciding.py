"""One decision over all claims on some listings, as it would be sent: the suggestion, what the giver changed, figures.

What is suggested is the split of `listings.allocation`: as much need met as can be, then fairness by the policy, then
the shortest ways. Whoever sends it holds the digest of what they saw.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime

from listings.allocation.ballot import draw
from listings.allocation.fairness import jain
from listings.allocation.split import Key, split
from listings.models import Allocation, Claim, ClaimState, Listing, Policy
from listings.queries.claims import told
from listings.queries.contenders import Contender, contenders_for, line_of
from listings.queries.deciding_refusals import (
    BallotStands,
    ClauseNotMet,
    LessThanOfUse,
    MoreThanThereIs,
    MoreThanTheyAsked,
    NobodyAsked,
    NotDrawnYet,
    NothingToDecide,
    PoliciesDiffer,
    TooManyAtOnce,
    WhyOtherwise,
    WordsTooMany,
)
from marketplace.kernel.errors import DomainError
from marketplace.kernel.quantities import checked_amount
from marketplace.kernel.units import Unit

#: So many listings can be decided together.
MOST_TOGETHER: Final = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """What the giver wants for one claim, and why where it is not what was suggested."""

    granted: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One claim in a preview. `rank` is its place: in the order of the draw, or as the giver is shown them."""

    contender: Contender
    rank: int
    suggested: Decimal
    granted: Decimal
    reason: str = ""

    @property
    def claim(self) -> Claim:
        return self.contender.claim

    @property
    def asked_words(self) -> str:
        return told(self.claim.quantity, self.claim.listing)

    @property
    def suggested_words(self) -> str:
        return told(self.suggested, self.claim.listing)

    @property
    def granted_words(self) -> str:
        return told(self.granted, self.claim.listing)


@dataclass(frozen=True, slots=True)
class Part:
    """One listing in a preview."""

    listing: Listing
    allocation: Allocation
    rows: tuple[Row, ...]

    @property
    def granted(self) -> Decimal:
        return sum((row.granted for row in self.rows), Decimal(0))

    @property
    def left(self) -> Decimal:
        return self.listing.available - self.granted

    @property
    def left_words(self) -> str:
        return told(self.left, self.listing)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a decision is measured by: need met (0 to 1 for each listing, together), Jain's index, kilometres."""

    need_met: Decimal
    fairness: Decimal
    total_km: Decimal


@dataclass(frozen=True, slots=True)
class Preview:
    """A decision as it would be sent. `closes_at`: not before that moment."""

    policy: Policy
    parts: tuple[Part, ...]
    figures: Figures
    suggested: Figures
    closes_at: datetime | None
    digest: str

    def rows(self) -> list[Row]:
        return [row for part in self.parts for row in part.rows]

    @property
    def winners(self) -> int:
        """How many claims get some."""
        return sum(1 for row in self.rows() if row.granted)

    @property
    def need_percent(self) -> Decimal:
        """Need met, in the mean over the listings."""
        return (self.figures.need_met / len(self.parts) * 100).quantize(Decimal(1))


def preview(*, listings: Sequence[Listing], choices: Mapping[int, Choice], now: datetime) -> Preview:
    """What would be decided now about the claims on these listings of one organisation.

    :param choices: by claim, where the giver wants something else than suggested
    :raises NothingToDecide | TooManyAtOnce | PoliciesDiffer | NobodyAsked | NotDrawnYet: there is no such decision
    :raises DomainError: a choice cannot be; its `field` is `granted_<claim>` or `reason_<claim>`
    """
    parts = _suggested(listings, now)
    policy = Policy(parts[0].allocation.policy)
    closes = max((part.allocation.closes_at for part in parts if part.allocation.closes_at), default=None)
    open_until = closes if closes is not None and closes > now else None
    chosen = tuple(_chosen(part, choices, policy) for part in parts)
    return Preview(
        policy=policy,
        parts=chosen,
        figures=figures_of(chosen),
        suggested=figures_of(parts),
        closes_at=open_until,
        digest=_digest(parts),
    )


def facts_of(listings: Sequence[Listing]) -> tuple[tuple[object, ...], ...]:
    """What a decision stands on, as it is now: what is left, and every claim in the running. Two queries."""
    keys = [listing.pk for listing in listings]
    left = Listing.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "available")
    claims = Claim.objects.filter(listing__in=keys, state=ClaimState.WAITING).order_by("pk")
    said = claims.values_list("pk", "listing", "quantity", "least_quantity", "keeps_clauses")
    return (*((pk, f"{amount:.3f}") for pk, amount in left), *(_plain(row) for row in said))


def facts_seen(seen: Preview) -> tuple[tuple[object, ...], ...]:
    """The same, as a preview stands on it."""
    listings = sorted((part.listing for part in seen.parts), key=lambda listing: listing.pk)
    claims = sorted((row.claim for row in seen.rows()), key=lambda claim: claim.pk)
    said = [(one.pk, one.listing_id, one.quantity, one.least_quantity, one.keeps_clauses) for one in claims]
    return (*((one.pk, f"{one.available:.3f}") for one in listings), *(_plain(row) for row in said))


def _plain(row: tuple[int, int, Decimal, Decimal | None, bool]) -> tuple[object, ...]:
    pk, listing, quantity, least, keeps = row
    return pk, listing, f"{quantity:.3f}", None if least is None else f"{least:.3f}", keeps


def figures_of(parts: Sequence[Part]) -> Figures:
    """As `split` states them, of what is granted in these parts."""
    need, shares, ways = Fraction(0), defaultdict[int, list[Fraction]](list), defaultdict[int, float](float)
    for part in parts:
        for row in part.rows:
            if not row.contender.refused_because:
                shares[row.claim.organisation_id].append(Fraction(row.granted) / Fraction(row.claim.quantity))
            if row.granted:
                need += Fraction(row.granted) / Fraction(part.listing.available)
                taker = row.claim.organisation_id
                ways[taker] = max(ways[taker], row.contender.distance_km)
    means = [sum(of_one, Fraction(0)) / len(of_one) for of_one in shares.values()]
    even = jain(means)
    return Figures(
        need_met=(Decimal(need.numerator) / need.denominator).quantize(Decimal("0.000001")),
        fairness=(Decimal(even.numerator) / even.denominator).quantize(Decimal("0.0001")),
        total_km=Decimal(sum(ways.values())).quantize(Decimal("0.1")),
    )


def _suggested(listings: Sequence[Listing], now: datetime) -> tuple[Part, ...]:
    """The parts as the split has them."""
    if len(listings) > MOST_TOGETHER:
        raise TooManyAtOnce(most=MOST_TOGETHER)
    keys = [listing.pk for listing in listings]
    rules = Allocation.objects.undecided().filter(listing__in=keys).select_related("listing__organisation")
    undecided = sorted(rules, key=lambda row: row.listing_id)
    if not undecided or len(undecided) != len(set(keys)):
        raise NothingToDecide
    if len({row.policy for row in undecided}) > 1:
        raise PoliciesDiffer
    for row in undecided:
        if row.policy == Policy.BALLOT and row.closes_at is not None and row.closes_at > now:
            raise NotDrawnYet(closes=closing_words(row.closes_at))
    running = contenders_for([row.listing for row in undecided], now=now)
    asked = [row for row in undecided if running.get(row.listing_id)]
    if not asked:
        raise NobodyAsked
    ordered = {row.listing_id: in_order(row, running[row.listing_id]) for row in asked}
    grants = _split([row for row in asked if row.listing.available > 0], ordered)
    return tuple(Part(row.listing, row, _rows(ordered[row.listing_id], grants)) for row in asked)


def _split(rules: Sequence[Allocation], ordered: Mapping[int, Sequence[Contender]]) -> Mapping[Key, Decimal]:
    """What each claim would get of what there is."""
    if not rules:
        return {}
    asks = [one.as_ask(rank) for row in rules for rank, one in enumerate(ordered[row.listing_id], start=1)]
    return split([line_of(row.listing, row) for row in rules], asks, rules[0].policy).grants


def _rows(contenders: Sequence[Contender], grants: Mapping[Key, Decimal]) -> tuple[Row, ...]:
    suggested = [grants.get(one.claim.pk, Decimal(0)) for one in contenders]
    both = enumerate(zip(contenders, suggested, strict=True), start=1)
    return tuple(Row(one, rank, amount, amount) for rank, (one, amount) in both)


def in_order(allocation: Allocation, contenders: Sequence[Contender]) -> list[Contender]:
    """As they are served: by the draw of a ballot; by merit where the giver chooses; else as they asked."""
    if allocation.policy == Policy.BALLOT:
        by_ticket = {one.ticket: one for one in contenders}
        return [by_ticket[ticket] for ticket in draw(allocation.ballot_seed, by_ticket)]
    if allocation.policy == Policy.DONOR_CHOOSES:
        return sorted(contenders, key=lambda one: (-one.merit, one.claim.asked_at, one.claim.pk))
    return list(contenders)


def _chosen(part: Part, choices: Mapping[int, Choice], policy: Policy) -> Part:
    """The part with what the giver wants in it."""
    rows = tuple(_choose(row, choices.get(row.claim.pk), part.listing, policy) for row in part.rows)
    chosen = replace(part, rows=rows)
    if chosen.left < 0:
        raise MoreThanThereIs(
            field=f"granted_{rows[0].claim.pk}",
            given=told(chosen.granted, part.listing),
            title=part.listing.title,
            left=told(part.listing.available, part.listing),
        )
    return chosen


def _choose(row: Row, choice: Choice | None, listing: Listing, policy: Policy) -> Row:
    if choice is None or choice.granted == row.suggested:
        return row
    claim, taker, field = row.claim, str(row.claim.organisation), f"granted_{row.claim.pk}"
    if policy == Policy.BALLOT:
        raise BallotStands(field=field)
    if choice.granted:
        _check_grant(row, choice.granted, listing, field)
    reason = choice.reason.strip()
    if not reason:
        raise WhyOtherwise(field=f"reason_{claim.pk}", taker=taker)
    if len(reason) > 500:
        raise WordsTooMany(field=f"reason_{claim.pk}")
    return replace(row, granted=choice.granted, reason=reason)


def _check_grant(row: Row, granted: Decimal, listing: Listing, field: str) -> None:
    claim, taker = row.claim, str(row.claim.organisation)
    try:
        checked_amount(granted, Unit(listing.unit))
    except DomainError as refusal:
        refusal.field = field
        raise
    if row.contender.refused_because:
        raise ClauseNotMet(field=field, taker=taker)
    if granted > claim.quantity:
        raise MoreThanTheyAsked(field=field, taker=taker, asked=told(claim.quantity, listing))
    if claim.least_quantity is not None and granted < claim.least_quantity:
        raise LessThanOfUse(field=field, taker=taker, least=told(claim.least_quantity, listing))


def _digest(parts: Sequence[Part]) -> str:
    """Of everything that the suggestion stands on, and of the suggestion."""
    seen: list[str] = []
    for part in parts:
        rules = part.allocation
        seen.append(f"{rules.listing_id} {rules.policy} {part.listing.available:.3f} {rules.lot:.3f} {rules.remainder}")
        for row in part.rows:
            least = "" if row.claim.least_quantity is None else f"{row.claim.least_quantity:.3f}"
            seen.append(f"{row.claim.pk} {row.claim.quantity:.3f} {least} {row.contender.refused_because}")
            seen.append(f"{row.rank} {row.suggested:.3f}")
    return sha256("\n".join(seen).encode()).hexdigest()


def closing_words(closes_at: datetime) -> str:
    """A closing time to read."""
    return date_format(localtime(closes_at), "j F Y, H:i")
