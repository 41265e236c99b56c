"""How a listing is given, as its page tells it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Allocation, Claim, ClaimState, Decision, Listing, Policy, allocation_of
from listings.queries.claims import told
from marketplace.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Giving:
    """What the page of a listing says of how it is given. `commitment`: the SHA-256 of a ballot's seed."""

    rule: str
    explained: str
    closes: str
    countdown: str
    lot: str
    first: str
    clauses: tuple[str, ...]
    commitment: str
    #: how many are in the running, for the giver alone
    running: int
    may_decide: bool
    decision: Decision | None


def giving_of(listing: Listing, organisation: Organisation | None, *, now: datetime) -> Giving | None:
    """How it is given; None where it goes to whoever comes first, without anything else to say."""
    rules = allocation_of(listing)
    today = localtime(now).date()
    first, clauses = _first(rules, today), tuple(rules.clauses())
    if rules.policy == Policy.FIRST_COME and not first and not clauses:
        return None
    is_giver = organisation is not None and organisation.pk == listing.organisation_id
    is_open = rules.is_in_the_running
    left = (rules.closes_at - now) if rules.closes_at is not None and is_open and rules.closes_at > now else None
    running = Claim.objects.filter(listing=listing, state=ClaimState.WAITING).count() if is_giver and is_open else 0
    return Giving(
        rule=rules.get_policy_display(),
        explained=_explained(rules),
        closes=date_format(localtime(rules.closes_at), "l j F Y, H:i") if rules.closes_at and is_open else "",
        countdown=countdown(left.days, left.seconds // 3600) if left is not None else "",
        lot=told(rules.lot, listing) if rules.lot else "",
        first=first,
        clauses=clauses,
        commitment=rules.ballot_commitment if rules.policy == Policy.BALLOT else "",
        running=running,
        may_decide=is_giver and is_open and running > 0 and left is None,
        decision=_decision(rules, listing, organisation, is_giver=is_giver),
    )


def countdown(days: int, hours: int) -> str:
    """How long is left, in the largest unit that says enough."""
    if days > 0:
        return ngettext("%(count)d day left to ask", "%(count)d days left to ask", days) % {"count": days}
    if hours > 0:
        return ngettext("%(count)d hour left to ask", "%(count)d hours left to ask", hours) % {"count": hours}
    return _("Less than an hour left to ask")


def _explained(rules: Allocation) -> str:
    if rules.decision_id is not None:
        return _(
            "It has been decided. What is left, or comes back, goes to those in line, then to whoever comes first."
        )
    return {
        Policy.DONOR_CHOOSES: _("Claims wait together; the giver chooses among all of them and says why."),
        Policy.BALLOT: _(
            "Claims wait together; a ballot decides their order. Its seed was drawn before anybody asked."
        ),
        Policy.FAIR_SHARE: _(
            "Claims wait together; whoever received little lately of what they asked for comes first."
        ),
    }.get(Policy(rules.policy), "")


def _first(rules: Allocation, today: date) -> str:
    """For whom it is held back, while it is."""
    if not rules.priority_kinds or rules.priority_until is None or rules.priority_until <= today:
        return ""
    words = {"kinds": ", ".join(rules.kinds_first()), "day": date_format(rules.priority_until, "j F Y")}
    return _("%(kinds)s; others from %(day)s") % words


def _decision(
    rules: Allocation, listing: Listing, organisation: Organisation | None, *, is_giver: bool
) -> Decision | None:
    """The decision, for its parties."""
    if rules.decision_id is None or organisation is None:
        return None
    asked = Claim.objects.filter(listing=listing, organisation=organisation, decision_line__isnull=False)
    return rules.decision if is_giver or asked.exists() else None
