"""Deciding over all claims at once: one transaction grants, keeps in line or declines, and tells everybody at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from listings.actions import claiming
from listings.actions.allotting import DecidedAlready
from listings.actions.fitting import fit_listing
from listings.models import Allocation, Claim, ClaimState, Decision, DecisionLine, Listing, Policy, Standing
from listings.queries.claims import told
from listings.queries.deciding import (
    Choice,
    Preview,
    Row,
    closing_words,
    facts_of,
    facts_seen,
    preview,
)
from listings.queries.deciding_refusals import NobodyAsked
from listings.queries.elsewhere import Elsewhere, elsewhere
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Role, User

#: How many listings a run of the clock decides.
AT_ONCE: Final = 100

#: What somebody who gets nothing is told where the giver wrote nothing.
_WHY_NOTHING: Final = {
    Policy.DONOR_CHOOSES: gettext_noop("It went to others who asked for it."),
    Policy.BALLOT: gettext_noop("The ballot drew others first."),
    Policy.FAIR_SHARE: gettext_noop("It went to those who received less lately."),
}


class NotClosedYet(DomainError):
    code = "not_closed_yet"
    message = gettext_noop("Claims are taken until {closes}: it is decided after that.")


class ClaimsChanged(DomainError):
    code = "claims_changed"
    message = gettext_noop(
        "Something changed since you looked: somebody asked, changed or cancelled, or less is left. Nothing was sent. "
        "Here is how it stands now."
    )


def decide(
    *,
    listings: Sequence[Listing],
    choices: Mapping[int, Choice],
    digest: str,
    keeps_line: bool = True,
    by: User | None,
    now: datetime,
) -> Decision:
    """Send what was previewed: all of it, or nothing.

    The claims are reckoned with before the transaction; in it the guards come first (the allocations, then the
    listings, in the order of their keys, then the claims), and what the preview stood on is read again behind them.

    :param digest: of the preview that was looked at
    :param keeps_line: who gets nothing stays in line for what comes back; otherwise they are declined
    :param by: nobody where the clock decides
    :raises DecidedAlready: it was sent before: another tab, a second click, a colleague, the clock
    :raises NotClosedYet: claims are still taken
    :raises ClaimsChanged: it is not what was looked at
    :raises DomainError: as for `preview`
    """
    refuse_decided(listings=listings, by=by, now=now)
    seen = preview(listings=listings, choices=choices, now=now)
    if seen.closes_at is not None:
        raise NotClosedYet(closes=closing_words(seen.closes_at))
    if seen.digest != digest:
        raise ClaimsChanged
    near = _near(seen, now)
    with transaction.atomic():
        chosen = [part.listing for part in seen.parts]
        _guard(chosen)
        if facts_of(chosen) != facts_seen(seen):
            raise ClaimsChanged
        decision = _open(seen, by, now)
        for part in seen.parts:
            for row in part.rows:
                _settle(decision, row, keeps_line=keeps_line, near=near, now=now)
            fit_listing(listing=part.listing, by=by or part.listing.created_by, now=now)
    return decision


def refuse_decided(*, listings: Sequence[Listing], by: User | None, now: datetime) -> None:
    """Whether one of these was decided before.

    :raises DecidedAlready: it was
    """
    keys = [listing.pk for listing in listings]
    before = Decision.objects.filter(allocations__listing__in=keys).order_by("pk").first()
    if before is not None:
        raise DecidedAlready(at=date_format(localtime(before.at), "j F Y, H:i"))


def decide_due(*, now: datetime) -> int:
    """Decide, as suggested, what is to be decided by itself and whose claims have closed. Returns how many listings.

    One that nobody asked for is decided too: from then on it goes to whoever comes first.
    """
    due = Allocation.objects.due(now).select_related("listing__organisation").order_by("closes_at", "pk")
    decided = 0
    for allocation in due[:AT_ONCE]:
        listing = allocation.listing
        try:
            seen = preview(listings=[listing], choices={}, now=now)
            decide(listings=[listing], choices={}, digest=seen.digest, by=None, now=now)
        except NobodyAsked:
            _decide_for_nobody(allocation, now)
        except (DecidedAlready, ClaimsChanged):
            continue  # somebody was faster, or the next run does it
        decided += 1
    return decided


def _guard(listings: Sequence[Listing]) -> None:
    """Nobody else changes who is in the running, or what is left, until the transaction ends.

    :raises DecidedAlready: somebody decided first
    """
    ordered = sorted(listings, key=lambda listing: listing.pk)
    for listing in ordered:
        if not Allocation.objects.undecided().turn([listing]):
            before = Decision.objects.filter(allocations__listing=listing).order_by("pk").first()
            raise DecidedAlready(at=date_format(localtime(before.at), "j F Y, H:i") if before else "")
    for listing in ordered:
        Listing.objects.filter(pk=listing.pk).update(kind=F("kind"))
    running = Claim.objects.filter(listing__in=[listing.pk for listing in ordered], state=ClaimState.WAITING)
    running.update(state=ClaimState.WAITING)  # nobody leaves or changes: who has, is read so after this


def _open(seen: Preview, by: User | None, now: datetime) -> Decision:
    """The decision, and that these listings are decided by it."""
    listings = [part.listing for part in seen.parts]
    decision = Decision.objects.create(
        organisation=listings[0].organisation,
        by=by,
        at=now,
        policy=seen.policy,
        need_met=seen.figures.need_met,
        fairness=seen.figures.fairness,
        total_km=seen.figures.total_km,
        digest=seen.digest,
    )
    Allocation.objects.filter(listing__in=[listing.pk for listing in listings]).update(decision=decision)
    return decision


def _decide_for_nobody(allocation: Allocation, now: datetime) -> None:
    listing = allocation.listing
    with transaction.atomic():
        _guard([listing])
        if facts_of([listing])[1:]:
            return  # somebody asked in this instant
        decision = Decision.objects.create(
            organisation=listing.organisation, at=now, policy=allocation.policy, need_met=0, fairness=1, total_km=0
        )
        Allocation.objects.filter(pk=allocation.pk).update(decision=decision)


def _settle(
    decision: Decision, row: Row, *, keeps_line: bool, near: Mapping[int, list[Elsewhere]], now: datetime
) -> None:
    """What becomes of one claim: its line of the decision, its state, its mail."""
    standing = _standing(row, keeps_line=keeps_line)
    line = DecisionLine.objects.create(
        decision=decision,
        claim=row.claim,
        rank=row.rank,
        suggested=row.suggested,
        granted=row.granted,
        standing=standing,
        reason=row.reason,
    )
    claim = row.claim
    if standing == Standing.GRANTED:
        claiming.grant(claim=claim, quantity=row.granted, by=decision.by, now=now)
    elif standing == Standing.DECLINED:
        claiming.turn_down(claim=claim, reason=_why_nothing(row, decision.policy), by=decision.by, now=now)
    _tell(decision, line, claim, near.get(claim.pk, []), now)


def _standing(row: Row, *, keeps_line: bool) -> Standing:
    if row.granted:
        return Standing.GRANTED
    return Standing.STANDBY if keeps_line and not row.contender.refused_because else Standing.DECLINED


def _why_nothing(row: Row, policy: str) -> str:
    """The reason that a claim which gets nothing is declined with."""
    if row.contender.refused_because:
        return _("The giver's clauses are not met.")
    return row.reason or _(_WHY_NOTHING[Policy(policy)])


def _near(seen: Preview, now: datetime) -> dict[int, list[Elsewhere]]:
    """For each who gets nothing, what else is near; read before the transaction."""
    without, today = [part.listing.pk for part in seen.parts], localtime(now).date()
    losers = [row.claim.pk for row in seen.rows() if not row.granted]
    claims = Claim.objects.filter(pk__in=losers).select_related("organisation", "site", "listing__category__parent")
    return {claim.pk: elsewhere(claim, without=without, today=today) for claim in claims.order_by("pk")}


def _tell(decision: Decision, line: DecisionLine, claim: Claim, near: list[Elsewhere], now: datetime) -> None:
    listing = claim.listing
    context = {
        "decision": decision,
        "line": line,
        "claim": claim,
        "listing": listing,
        "amount": told(line.granted, listing),
        "asked": told(claim.quantity, listing),
        "near": near,
        "why": line.reason or _(_WHY_NOTHING[Policy(decision.policy)]),
    }
    template = "listings/mail/decided_for" if line.standing == Standing.GRANTED else "listings/mail/decided_against"
    notify(organisation=claim.organisation, roles=(Role.REQUESTER,), template=template, context=context, now=now)
