"""Season tickets: which there are, which loads went on them, whether one more may, and the note itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Claim
from listings.queries.claims import told
from listings.waste_codes import find
from logistics.models import (
    Collection,
    CollectionState,
    Handover,
    HandoverKind,
    SeasonTicket,
    Stop,
    StopKind,
    WasteDeclaration,
)
from logistics.papers import notes
from logistics.papers.document import Document
from logistics.papers.season import Season, season_note
from logistics.papers.waste import containers, entries, is_hazardous
from logistics.queries.paper_facts import mass_of, party_of, waste_of
from marketplace.kernel.quantities import format_amount
from marketplace.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket as a list shows it."""

    ticket: SeasonTicket
    giver: Organisation
    receiver: Organisation
    codes: str
    state: str
    tone: str
    is_mine_to_sign: bool


@dataclass(frozen=True, slots=True)
class TicketLoad:
    """A load that was put on a ticket. The moments are None until it left and arrived."""

    collection: Collection | None
    claim: Claim
    amount: str
    mass: str
    containers: str
    vehicle: str
    left_at: datetime | None
    arrived_at: datetime | None


def tickets_of(organisation: Organisation, today: date) -> list[TicketLine]:
    """Those of the organisation, the latest first. One query."""
    return [line_of(one, organisation, today) for one in SeasonTicket.objects.visible_to(organisation).for_page()[:200]]


def tickets_to_sign(organisation: Organisation) -> int:
    """How many wait for the organisation's signature as the receiver."""
    return SeasonTicket.objects.waiting().filter(declaration__claim__organisation=organisation).count()


def line_of(ticket: SeasonTicket, organisation: Organisation, today: date) -> TicketLine:
    """A ticket loaded `for_page`. No query."""
    claim = ticket.declaration.claim
    state, tone = _state(ticket, today)
    codes = ", ".join(entry.display for entry in entries(ticket.declaration.codes))
    signs = ticket.receiver_at is None and ticket.ended_on is None and claim.organisation_id == organisation.pk
    return TicketLine(ticket, claim.listing.organisation, claim.organisation, codes, state, tone, signs)


def _state(ticket: SeasonTicket, today: date) -> tuple[str, str]:
    if ticket.ended_on is not None:
        return _("Ended"), "stop"
    if ticket.ends_on < today:
        return _("Over"), "plain"
    if ticket.receiver_at is None:
        return _("To be signed"), "wait"
    if ticket.starts_on > today:
        return _("Begins later"), "info"
    days = (ticket.ends_on - today).days
    if days <= 31:
        words = ngettext("In force, %(days)s day left", "In force, %(days)s days left", days)
        return words % {"days": days}, "wait"
    return _("In force"), "good"


def may_have_season(declared: WasteDeclaration | None) -> bool:
    """Whether a season ticket can be made from the note: both have signed it, it is not hazardous, and it is not on one
    nor the first of one. One query."""
    if declared is None or declared.season_ticket_id is not None or is_hazardous(declared.codes):
        return False
    return hasattr(declared, "acceptance") and not SeasonTicket.objects.filter(declaration=declared).exists()


def tickets_for(claim: Claim, today: date) -> list[SeasonTicket]:
    """The tickets on which the waste of a claim may travel today. One query."""
    about = {
        "declaration__claim__organisation": claim.organisation_id,
        "declaration__claim__listing__organisation": claim.listing.organisation_id,
    }
    rows = SeasonTicket.objects.in_force_on(today).filter(**about).exclude(declaration__claim=claim).for_page()[:50]
    return [one for one in rows if not why_not_on(one, claim, today)]


def why_not_on(ticket: SeasonTicket, claim: Claim, day: date) -> str:
    """Why the waste of a claim may not travel on a ticket that day, in a sentence; empty: it may. No query."""
    first = ticket.declaration.claim
    if not ticket.covers(day):
        words = _("%(number)s is not in force on %(day)s.")
        return words % {"number": ticket.number, "day": date_format(day)}
    if (first.listing.site_id, first.site_id) != (claim.listing.site_id, claim.site_id):
        return _("The season ticket is for another site.")
    if (first.carrier_id or first.organisation_id) != (claim.carrier_id or claim.organisation_id):
        return _("The season ticket names another carrier.")
    code = claim.listing.waste_code or claim.listing.category.waste_code
    if code and find(code).code not in ticket.declaration.codes:
        return _("The season ticket is for another waste: this one is listed as %(code)s.") % {"code": code}
    return ""


def loads_of(ticket: SeasonTicket) -> list[TicketLoad]:
    """All loads on it, in the order in which they were put on. Four queries."""
    declared = {ticket.declaration.claim_id: ticket.declaration}
    rows = ticket.declarations.filter(replaced_at=None).select_related("claim").order_by("at", "pk")
    declared |= {row.claim_id: row for row in rows}
    claims = Claim.objects.filter(pk__in=declared).select_related("listing").in_bulk()
    loads = Collection.objects.filter(claim__in=declared).exclude(state=CollectionState.CANCELLED)
    by_claim: dict[int, list[Collection]] = {}
    for load in loads.select_related("claim__listing").order_by("part"):
        by_claim.setdefault(load.claim_id, []).append(load)
    moments = _moments([load.pk for group in by_claim.values() for load in group])
    vans = _vans([load.pk for group in by_claim.values() for load in group])
    lines: list[TicketLoad] = []
    for key, one in declared.items():
        boxes = f"{one.container_count} × {containers()[one.container_type]}"
        for load in by_claim.get(key, []):
            mass = f"{format_amount(mass_of(load, one))} kg"
            amount = told(load.collected_quantity or load.quantity, load.claim.listing)
            left, arrived = moments.get(load.pk, (None, None))
            lines.append(TicketLoad(load, claims[key], amount, mass, boxes, vans.get(load.pk, ""), left, arrived))
        if key not in by_claim:
            claim = claims[key]
            amount = told(claim.accepted_quantity or claim.quantity, claim.listing)
            mass = f"{format_amount(one.mass_kg)} kg"
            lines.append(TicketLoad(None, claim, amount, mass, boxes, "", None, None))
    return lines


def _moments(loads: Sequence[int]) -> dict[int, tuple[datetime | None, datetime | None]]:
    """When each left and arrived."""
    found: dict[int, tuple[datetime | None, datetime | None]] = {}
    rows = Handover.objects.filter(collection__in=loads).order_by("at", "pk")
    for key, kind, at in rows.values_list("collection", "kind", "at"):
        left, arrived = found.get(key, (None, None))
        found[key] = (left or at, arrived) if kind == HandoverKind.PICKUP else (left or at, at)
    return found


def _vans(loads: Sequence[int]) -> dict[int, str]:
    stops = Stop.objects.filter(collection__in=loads, kind=StopKind.PICKUP).order_by("pk")
    rows = stops.values_list("collection", "route__shift__vehicle__registration", "route__shift__vehicle__name")
    return {key: registration or name for key, registration, name in rows}


def season_document(ticket: SeasonTicket, *, issued_at: datetime) -> Document:
    """The ticket with its loads, as of now. It comes loaded `for_page`."""
    declared = ticket.declaration
    transfer = _transfer(ticket, issued_at)
    waste = waste_of(declared, declared.acceptance, declared.mass_kg)
    loads = loads_of(ticket)
    left = [one for one in loads if one.left_at is not None]
    words = ngettext("%(count)s load", "%(count)s loads", len(left)) % {"count": len(left)}
    receiver = notes.Signed(ticket.receiver_name, _moment(ticket.receiver_at) if ticket.receiver_at else "")
    season = Season(
        number=ticket.number,
        period=f"{date_format(ticket.starts_on, 'j F Y')} – {date_format(ticket.last_day, 'j F Y')}",
        giver=notes.Signed(ticket.giver_name, _moment(ticket.giver_at)),
        receiver=receiver,
        loads=[_row(number, one) for number, one in enumerate(left, start=1)],
        total=words,
        stamp=_stamp(ticket),
    )
    return season_note(season, transfer, waste)


def _transfer(ticket: SeasonTicket, issued_at: datetime) -> notes.Transfer:
    """What does not change from load to load."""
    claim = ticket.declaration.claim
    listing = claim.listing
    return notes.Transfer(
        number=ticket.number,
        what=ticket.declaration.description,
        category=str(listing.category),
        quantity="",
        mass="",
        condition="",
        passport="",
        giver=party_of(listing.organisation, listing.site),
        receiver=party_of(claim.organisation, claim.site),
        carrier=str(claim.carrier or claim.organisation),
        place=f"{listing.site.name}, {listing.site.address}",
        at="",
        hands="",
        delivered="",
        issued=_("as of %(when)s") % {"when": date_format(localtime(issued_at), "j F Y, H:i")},
    )


def _row(number: int, one: TicketLoad) -> Sequence[str]:
    times = [_moment(at) if at else "–" for at in (one.left_at, one.arrived_at)]
    return (
        str(number),
        f"{one.amount} · {one.claim.listing.title}",
        *times,
        one.mass,
        one.containers,
        one.vehicle or "–",
    )


def _stamp(ticket: SeasonTicket) -> str:
    if ticket.ended_on is not None:
        words = _("Ended on %(day)s: %(why)s")
        return words % {"day": date_format(ticket.ended_on, "j F Y"), "why": ticket.ended_why}
    return "" if ticket.receiver_at else _("Draft: the receiver has not signed yet.")


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "j M Y, H:i")
