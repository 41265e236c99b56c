"""Who may, on papers: the parties of a claim, each for its own side. Not yours, or not there: 404."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from listings.models import Claim, ClaimState
from logistics.models import Collection, Holder, Route, SeasonTicket
from logistics.models.moving_feeds import MovingFeed
from logistics.models.papers import Paper
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role, User

_AFTER_ACCEPTANCE = (ClaimState.ACCEPTED, ClaimState.COLLECTED, ClaimState.RECEIVED)
_ROLE = {Holder.GIVER: Role.LISTER, Holder.RECEIVER: Role.REQUESTER}


def claim_with_papers(organisation: Organisation, pk: int) -> Claim:
    """A claim that was accepted, whatever came after, to which the organisation is a party."""
    seen = Claim.objects.visible_to(organisation).filter(state__in=_AFTER_ACCEPTANCE)
    return get_object_or_404(seen.for_page(), pk=pk)


def holder_of(claim: Claim, organisation: Organisation) -> Holder | None:
    """The side on which the organisation holds the goods; None: it only carries them."""
    if claim.listing.organisation_id == organisation.pk:
        return Holder.GIVER
    return Holder.RECEIVER if claim.organisation_id == organisation.pk else None


def may_sign(claim: Claim, organisation: Organisation, roles: frozenset[str]) -> Holder | None:
    """The side for which somebody with these roles signs."""
    holder = holder_of(claim, organisation)
    return holder if holder is not None and may(roles, _ROLE[holder]) else None


def claim_to_sign(
    organisation: Organisation, roles: frozenset[str], pk: int, *, holder: Holder | None = None
) -> tuple[Claim, Holder]:
    """A claim and the side for which somebody with these roles may sign; of `holder` alone, if one is named."""
    claim = claim_with_papers(organisation, pk)
    side = may_sign(claim, organisation, roles)
    if side is None or (holder is not None and side != holder):
        raise PermissionDenied
    return claim, side


def load_with_papers(organisation: Organisation, pk: int) -> Collection:
    """A load to which the organisation is a party, of a claim that was accepted."""
    seen = Collection.objects.visible_to(organisation).filter(claim__state__in=_AFTER_ACCEPTANCE)
    return get_object_or_404(seen.with_parties(), pk=pk)


def load_received(organisation: Organisation, pk: int) -> Collection:
    """One of those that came to the organisation; the other parties may not."""
    load = load_with_papers(organisation, pk)
    if load.claim.organisation_id != organisation.pk:
        raise PermissionDenied
    return load


def paper_visible_to(organisation: Organisation, pk: int) -> Paper:
    """A note of a load to which the organisation is a party, removed ones too."""
    return get_object_or_404(Paper.objects.visible_to(organisation), pk=pk)


def season_ticket_visible_to(organisation: Organisation, pk: int) -> SeasonTicket:
    """A season ticket to which the organisation is a party."""
    return get_object_or_404(SeasonTicket.objects.visible_to(organisation).for_page(), pk=pk)


def season_ticket_to_sign(
    organisation: Organisation, roles: frozenset[str], pk: int, *, holder: Holder | None
) -> SeasonTicket:
    """A season ticket for which somebody with these roles may sign; for the side of `holder` alone, if one is named."""
    ticket = season_ticket_visible_to(organisation, pk)
    side = may_sign(ticket.declaration.claim, organisation, roles)
    if side is None or (holder is not None and side != holder):
        raise PermissionDenied
    return ticket


def papered_run(organisation: Organisation, user: User, roles: frozenset[str], pk: int) -> Route:
    """A run of the organisation's vans for its sheets: a driver's own, any for coordinators."""
    runs = Route.objects.live().of_carrier(organisation).for_runs()
    if not may(roles, Role.COORDINATOR):
        runs = runs.filter(shift__driver__user=user)
    return get_object_or_404(runs, pk=pk)


def own_moving_feed(person: User, organisation: Organisation, pk: int) -> MovingFeed:
    """The person's own address of a calendar; a colleague's: 403."""
    feed = get_object_or_404(MovingFeed.objects.filter(organisation=organisation), pk=pk)
    if feed.person_id != person.pk:
        raise PermissionDenied
    return feed


def moving_feed_opened_by(token: str) -> MovingFeed:
    """The calendar whose secret address it is, as long as its person belongs to the organisation."""
    return get_object_or_404(MovingFeed.objects.opened_by(token))
