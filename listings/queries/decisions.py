"""What the pages about decisions read: what waits for one, what was sent, and the result for each party."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Allocation, Claim, ClaimState, Decision, DecisionLine, Listing, Policy, Standing
from listings.queries.claims import told
from listings.queries.elsewhere import Elsewhere, elsewhere
from marketplace.organisations.models import Organisation
from marketplace.web.waiting import Waiting

TONES = {Standing.GRANTED: "good", Standing.STANDBY: "wait", Standing.DECLINED: "stop"}


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One claim in a result, as this reader may see it: others of the claimants are tickets, without a name."""

    ticket: str
    rank: int
    who: str
    is_mine: bool
    asked: str
    suggested: str
    granted: str
    standing: str
    tone: str
    reason: str
    #: the claim's id where the reader is a party to it
    claim: int | None
    differs: bool


@dataclass(frozen=True, slots=True)
class DecidedBox:
    """What stands on the page of a claim that a decision was about."""

    line: DecisionLine
    tone: str
    near: list[Elsewhere]


@dataclass(frozen=True, slots=True)
class ResultPart:
    """One listing in a result. The seed is there for a ballot that was decided."""

    listing: Listing
    allocation: Allocation
    given: str
    lines: tuple[ResultLine, ...]

    @property
    def seed(self) -> str:
        """Of a ballot; nothing otherwise. It is published with the result, never before."""
        return self.allocation.ballot_seed if self.allocation.policy == Policy.BALLOT else ""

    @property
    def commitment(self) -> str:
        return self.allocation.ballot_commitment

    @property
    def as_python(self) -> str:
        """The ballot once more, as a program for anybody."""
        tickets = ", ".join(f'"{ticket}"' for ticket in sorted((line.ticket for line in self.lines), key=int))
        return (
            "from hashlib import sha256\n"
            f'seed = "{self.seed}"\n'
            f"tickets = [{tickets}]\n"
            f'assert sha256(seed.encode()).hexdigest() == "{self.commitment}"\n'
            'print(sorted(tickets, key=lambda ticket: sha256(f"{seed}:{ticket}".encode()).hexdigest()))'
        )

    @property
    def as_shell(self) -> str:
        """The same with the tools of any Linux."""
        tickets = " ".join(sorted((line.ticket for line in self.lines), key=int))
        return (
            f"for ticket in {tickets}; do\n"
            f'  echo "$(printf %s {self.seed}:$ticket | sha256sum | cut -c1-64) $ticket"\n'
            "done | sort"
        )


@dataclass(frozen=True, slots=True)
class Result:
    """A decision as one of its parties sees it."""

    decision: Decision
    policy: str
    is_giver: bool
    parts: tuple[ResultPart, ...]
    need_percent: Decimal

    @property
    def fairness(self) -> Decimal:
        return self.decision.fairness.quantize(Decimal("0.0001"))


def own_in_the_running(organisation: Organisation) -> QuerySet[Allocation]:
    """The organisation's listings whose claims are decided at once and have not been, the first to close first, with
    how many are in the running."""
    running = Count("listing__claims", filter=Q(listing__claims__state=ClaimState.WAITING))
    rows = Allocation.objects.undecided().filter(listing__organisation=organisation).exclude(listing__state="draft")
    return rows.annotate(running=running).select_related("listing__site").order_by("closes_at", "pk")


def decisions_of(organisation: Organisation) -> QuerySet[Decision]:
    """The decisions that the organisation sent or asked in, newest first."""
    seen = Decision.objects.visible_to(organisation).select_related("organisation")
    return seen.annotate(claims=Count("lines")).prefetch_related("allocations__listing").order_by("-at", "-pk")


def result_of(decision: Decision, organisation: Organisation) -> Result:
    """The decision as the organisation may see it: whoever gave sees all names, who asked sees their own listings, and
    of the others their tickets."""
    is_giver = decision.organisation_id == organisation.pk
    asked_there = Claim.objects.filter(listing=OuterRef("listing"), organisation=organisation)
    rules = Allocation.objects.filter(decision=decision).select_related("listing").order_by("listing")
    if not is_giver:
        rules = rules.filter(Exists(asked_there.filter(decision_line__decision=decision)))
    shown = list(rules)
    rows = DecisionLine.objects.filter(decision=decision, claim__listing__in=[rule.listing_id for rule in shown])
    lines: dict[int, list[ResultLine]] = {rule.listing_id: [] for rule in shown}
    given: dict[int, Decimal] = {rule.listing_id: Decimal(0) for rule in shown}
    for line in rows.select_related("claim__organisation", "claim__listing").in_order():
        lines[line.claim.listing_id].append(_line(line, organisation, is_giver=is_giver))
        given[line.claim.listing_id] += line.granted
    parts = tuple(
        ResultPart(rule.listing, rule, told(given[rule.listing_id], rule.listing), tuple(lines[rule.listing_id]))
        for rule in shown
    )
    count = decision.allocations.count()
    percent = (decision.need_met / count * 100).quantize(Decimal(1)) if count else Decimal(0)
    return Result(decision, str(Policy(decision.policy).label), is_giver, parts, percent)


def _line(line: DecisionLine, organisation: Organisation, *, is_giver: bool) -> ResultLine:
    claim, listing = line.claim, line.claim.listing
    mine = claim.organisation_id == organisation.pk
    named = is_giver or mine
    return ResultLine(
        ticket=str(claim.pk),
        rank=line.rank,
        who=str(claim.organisation) if named else "",
        is_mine=mine,
        asked=told(claim.quantity, listing),
        suggested=told(line.suggested, listing),
        granted=told(line.granted, listing),
        standing=line.get_standing_display(),
        tone=TONES[Standing(line.standing)],
        reason=line.reason if named else "",
        claim=claim.pk if named else None,
        differs=line.granted != line.suggested,
    )


def decided_box(claim: Claim, organisation: Organisation, today: date) -> DecidedBox | None:
    """What was decided about a claim, for its two sides; whoever got nothing is shown what else is near."""
    if organisation.pk not in {claim.organisation_id, claim.listing.organisation_id}:
        return None
    line = DecisionLine.objects.filter(claim=claim).first()
    if line is None:
        return None
    looks = claim.organisation_id == organisation.pk and line.standing != Standing.GRANTED
    is_over = claim.state in {ClaimState.WAITING, ClaimState.DECLINED}
    near = elsewhere(claim, without=[claim.listing_id], today=today) if looks and is_over else []
    return DecidedBox(line, TONES[Standing(line.standing)], near)


def is_closed(allocation: Allocation, now: datetime) -> bool:
    """Whether claims on it have closed."""
    return allocation.closes_at is None or allocation.closes_at <= now


def decisions_waiting(organisation: Organisation, *, now: datetime) -> list[Waiting]:
    """For the yard: listings whose claims have closed and wait to be decided by somebody."""
    closed = Q(closes_at=None) | Q(closes_at__lte=now)
    asked = Claim.objects.filter(listing=OuterRef("listing"), state=ClaimState.WAITING)
    waiting = Allocation.objects.undecided().filter(closed, Exists(asked), listing__organisation=organisation)
    rows = list(waiting.exclude(decides_itself=True).order_by("pk").values_list("listing", flat=True)[:41])
    if not rows:
        return []
    only = f"{reverse('listings:decision-new')}?listing={rows[0]}"
    return [
        Waiting(
            title=ngettext("%(count)s listing to decide about", "%(count)s listings to decide about", len(rows))
            % {"count": len(rows)},
            detail=_("Everybody who asked waits for it."),
            verb=_("Decide"),
            url=only if len(rows) == 1 else reverse("listings:decisions"),
            urgency="now",
            count=len(rows),
        )
    ]
