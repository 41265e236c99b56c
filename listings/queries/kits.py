"""What the pages of kit lists print: how much of each line is there, and which few donors would fill most."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from listings.kits import Line, Suggestion, Supply, Taken, few_donors, share_of, spread
from listings.models import Claim, ClaimState, EntryKind, KitList, Listing, Match, StockEntry, Want, WantState
from marketplace.kernel.quantities import format_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation

#: So many fitting listings are looked at for one list, the best first.
MOST_FITS: Final = 1000
#: What counts as covered, step by step, the surest last.
STEPS: Final = (
    ClaimState.ASKED,
    ClaimState.OFFERED,
    ClaimState.ACCEPTED,
    ClaimState.COLLECTED,
    ClaimState.RECEIVED,
)
_ASKED: Final = (ClaimState.ASKED, ClaimState.OFFERED)
_COMING: Final = (ClaimState.ACCEPTED, ClaimState.COLLECTED)
_LEFT: Final = (ClaimState.COLLECTED, ClaimState.RECEIVED)
_NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class KitLine:
    """A line of a kit list, ready to print; amounts are words with their unit's word left to the template."""

    want: Want
    needed: str
    unit: str
    received: str
    coming: str
    asked: str
    percent: int
    fits: int
    possible: str


@dataclass(frozen=True, slots=True)
class GivenListing:
    """A listing that a suggested donor would give of."""

    href: str
    title: str


@dataclass(frozen=True, slots=True)
class GivenDonor:
    """A donor who would fill some of a list, with what for which line, and how much of the list is there after them."""

    name: str
    href: str
    place: str
    gives: list[str]
    listings: list[GivenListing]
    percent_after: int


@dataclass(frozen=True, slots=True)
class KitPage:
    """The page of one kit list: how much of it is there, with what is promised, and with what is asked for too."""

    kit: KitList
    lines: list[KitLine]
    percent: int
    percent_there: int
    percent_promised: int
    donors: list[GivenDonor]
    percent_possible: int
    since: str


@dataclass(frozen=True, slots=True)
class KitRow:
    """A kit list as a row of the yard's own."""

    kit: KitList
    lines: int
    percent: int


def own_kits(organisation: Organisation) -> list[KitRow]:
    """An organisation's kit lists, the open ones first, each with how much of it is covered."""
    lines = _lines_of(organisation)
    steps = _steps(organisation, lines)
    rows = []
    for kit in KitList.objects.owned_by(organisation).select_related("site").newest_first()[:100]:
        reckoned = [_reckoned(line, steps[line.pk]) for line in lines if line.kit_id == kit.pk]
        rows.append(KitRow(kit, len(reckoned), _percent(share_of(reckoned))))
    return rows


def kit_page(kit: KitList, *, today: date) -> KitPage:
    """The page of a kit list: seven queries, however long it is."""
    everything = _lines_of(kit.organisation)
    steps = _steps(kit.organisation, everything)
    wants = {line.pk: line for line in everything if line.kit_id == kit.pk}
    lines = [_reckoned(want, steps[want.pk]) for want in wants.values()]
    fits = _fits(kit.organisation, wants, today)
    chosen = few_donors(lines, _supplies(fits, wants)) if kit.is_open else []
    possible = chosen[-1].share_after if chosen else share_of(lines)
    return KitPage(
        kit=kit,
        lines=[_line(want, steps[pk], line, fits) for (pk, want), line in zip(wants.items(), lines, strict=True)],
        percent=_percent(share_of(lines)),
        percent_there=_percent(_share_at(wants.values(), steps, (ClaimState.RECEIVED,))),
        percent_promised=_percent(_share_at(wants.values(), steps, (*_COMING, ClaimState.RECEIVED))),
        donors=_donors(chosen, fits, wants),
        percent_possible=_percent(possible),
        since=date_format(localtime(kit.created_at), "j F Y"),
    )


def _share_at(wants: Iterable[Want], steps: Mapping[int, Mapping[str, Decimal]], counted: Sequence[str]) -> float:
    """How much of the list is covered by claims that have come so far."""
    at = [{step: amount for step, amount in steps[want.pk].items() if step in counted} for want in wants]
    return share_of([_reckoned(want, kept) for want, kept in zip(wants, at, strict=True)])


def lines_of(kit: KitList) -> list[Want]:
    """The lines of a kit list, in the order in which they were posted."""
    return list(Want.objects.filter(kit=kit).order_by("pk"))


def _percent(share: float) -> int:
    """Rounded down: 100 means all of it."""
    return int(share * 100 + 1e-9)


def _lines_of(organisation: Organisation) -> list[Want]:
    """The lines of all its kit lists, in the order in which they were posted."""
    lines = Want.objects.owned_by(organisation).exclude(kit=None).select_related("category", "kit")
    return list(lines.order_by("pk"))


def _steps(organisation: Organisation, lines: Sequence[Want]) -> dict[int, dict[str, Decimal]]:
    """What the organisation claimed for each line since its list began. Over all its lists at once, so that nothing
    is counted for two of them."""
    wants = {line.pk: line for line in lines}
    first = min((line.kit.created_at for line in lines if line.kit is not None), default=None)
    if first is None:
        return {}
    claims = list(
        Claim.objects.asked_by(organisation)
        .filter(asked_at__gte=first, state__in=STEPS, listing__matches__want__in=wants)
        .select_related("listing")
        .distinct()
        .order_by("asked_at", "pk")
    )
    came = _came(claims)
    matches = Match.objects.filter(want__in=wants, listing__in={claim.listing_id for claim in claims})
    of_listing: dict[int, list[int]] = {}
    for listing, want in matches.order_by("-score", "want").values_list("listing", "want"):
        of_listing.setdefault(listing, []).append(want)
    taken = [
        Taken(amount, claim.state, _lines_for(claim, of_listing.get(claim.listing_id, []), wants))
        for claim in claims
        if (amount := came.get(claim.pk, claim.held))
    ]
    return spread(taken, {line.pk: line.quantity for line in lines})


def _came(claims: Sequence[Claim]) -> dict[int, Decimal]:
    """How much of each claim that left its site did, less what was sent back: by the ledger, whatever was promised."""
    left = [claim.pk for claim in claims if claim.state in _LEFT]
    moved = dict.fromkeys(left, _NOTHING)
    for entry in StockEntry.objects.filter(claim__in=left, kind__in=[EntryKind.COLLECTED, EntryKind.RETURNED]):
        if entry.claim_id is not None:
            moved[entry.claim_id] += entry.quantity if entry.kind == EntryKind.COLLECTED else -entry.quantity
    return moved


def _lines_for(claim: Claim, found: Iterable[int], wants: Mapping[int, Want]) -> tuple[int, ...]:
    """The lines that a claim may count for: counted in the same unit, and of a list that was there already."""
    lines = (wants[pk] for pk in found)
    return tuple(
        line.pk
        for line in lines
        if line.unit == claim.listing.unit and line.kit is not None and line.kit.created_at <= claim.asked_at
    )


def _reckoned(want: Want, steps: Mapping[str, Decimal]) -> Line:
    return Line(want.pk, want.quantity, sum(steps.values(), _NOTHING))


def _fits(organisation: Organisation, wants: Mapping[int, Want], today: date) -> list[Match]:
    """What fits the open lines now and may be found by those who asked, the best first."""
    not_gone = Q(listing__must_be_gone_by=None) | Q(listing__must_be_gone_by__gte=today)
    standing = Match.objects.standing().for_wants_of(organisation, today).filter(not_gone, want__in=wants)
    rows = standing.select_related("listing__organisation", "listing__site")
    return list(rows.order_by("-score", "pk")[:MOST_FITS])


def _supplies(fits: Sequence[Match], wants: Mapping[int, Want]) -> list[Supply]:
    return [
        Supply(one.want_id, one.listing_id, one.listing.organisation_id, one.listing.available, one.score)
        for one in fits
        if one.listing.unit == wants[one.want_id].unit
    ]


def _line(want: Want, steps: Mapping[str, Decimal], line: Line, fits: Sequence[Match]) -> KitLine:
    of_line = [one.listing for one in fits if one.want_id == want.pk]
    there = sum((one.available for one in of_line if one.unit == want.unit), _NOTHING)
    coming = sum((steps.get(step, _NOTHING) for step in _COMING), _NOTHING)
    is_open = want.state == WantState.OPEN
    return KitLine(
        want=want,
        needed=format_amount(want.quantity),
        unit=Unit(want.unit).for_amount(want.quantity),
        received=format_amount(steps.get(ClaimState.RECEIVED, _NOTHING)),
        coming=format_amount(coming),
        asked=format_amount(sum((steps.get(step, _NOTHING) for step in _ASKED), _NOTHING)),
        percent=_percent(line.share),
        fits=len(of_line) if is_open else 0,
        possible=format_amount(min(there, line.missing)) if is_open and there and line.missing else "",
    )


def _donors(chosen: Sequence[Suggestion], fits: Sequence[Match], wants: Mapping[int, Want]) -> list[GivenDonor]:
    listings: dict[int, Listing] = {one.listing_id: one.listing for one in fits}
    donors = []
    for suggestion in chosen:
        given = [listings[pk] for pk in suggestion.listings]
        donor = given[0].organisation
        donors.append(
            GivenDonor(
                name=donor.name,
                href=reverse("organisations:organisation", args=[donor.slug]),
                place=given[0].site.public_area,
                gives=[_given(wants[pk], amount) for pk, amount in suggestion.gives.items()],
                listings=[GivenListing(reverse("listings:listing", args=[one.pk]), one.title) for one in given],
                percent_after=_percent(suggestion.share_after),
            )
        )
    return donors


def _given(want: Want, amount: Decimal) -> str:
    return _("%(amount)s of %(needed)s for “%(line)s”") % {
        "amount": format_amount(amount),
        "needed": format_amount(want.quantity),
        "line": want.title,
    }
