"""What stands on the notes of a load: its parties, what moved, when and through whose hands, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from listings.queries.claims import told
from logistics.loads import known_mass
from logistics.models import (
    Attestation,
    Collection,
    CollectionState,
    Handover,
    HandoverKind,
    Holder,
    Stop,
    StopKind,
    StopState,
    Vehicle,
)
from logistics.models.papers import PaperKind, number_of
from logistics.models.waste import WasteAcceptance, WasteDeclaration
from logistics.papers import notes
from logistics.papers.document import Document
from logistics.papers.statements import WastePath
from logistics.papers.waste import EXEMPTIONS, containers, entries, hazards, is_hazardous, needs_assessment, treatments
from logistics.queries.chains import handovers_of
from logistics.queries.goods import goods_of
from logistics.queries.papers import Signed, path_with, signed_by_claim
from logistics.queries.passports import passport_of
from marketplace.kernel.mass import GRAM
from marketplace.kernel.quantities import format_amount
from marketplace.organisations.models import Organisation, Site

#: From here on goods are with whoever they were for: their notes are final.
ARRIVED = (CollectionState.DELIVERED, CollectionState.CLOSED)


@dataclass(frozen=True, slots=True)
class Load:
    """A load with all that its notes are made of."""

    collection: Collection
    signed: Signed
    path: WastePath
    handovers: Sequence[Handover]

    @property
    def has_arrived(self) -> bool:
        return self.collection.state in ARRIVED


def load_for_papers(collection: Collection) -> Load:
    """Read it, with its parties."""
    whole = Collection.objects.with_parties().get(pk=collection.pk)
    signed = signed_by_claim([whole.claim])[whole.claim_id]
    return Load(whole, signed, path_with(whole.claim, signed.statements), handovers_of(whole))


def kinds_with(signed: Signed, path: WastePath) -> tuple[PaperKind, ...]:
    """Which notes a load has: by its path, as far as enough is signed to make them. What is lent has none."""
    if path == WastePath.GOODS:
        return (PaperKind.OWNERSHIP,) if len(signed.statements) == len(Holder.values) else ()
    declared = signed.declaration
    if path == WastePath.OPEN or declared is None or signed.acceptance is None:
        return ()
    return (PaperKind.WASTE, PaperKind.CONSIGNMENT) if is_hazardous(declared.codes) else (PaperKind.WASTE,)


def kinds_of(load: Load) -> tuple[PaperKind, ...]:
    """As `kinds_with`, of a load."""
    return kinds_with(load.signed, load.path)


def document_of(load: Load, kind: PaperKind, *, issued_at: datetime, draft: str = "") -> Document:
    """The note, as of now. The load has this kind (`kinds_of`)."""
    transfer = _transfer(load, kind, issued_at, draft)
    if kind == PaperKind.OWNERSHIP:
        statements = load.signed.statements
        giver, receiver = statements[Holder.GIVER], statements[Holder.RECEIVER]
        words = notes.Statements(giver.wording, _signed(giver), _signed(receiver))
        return notes.ownership_note(transfer, words)
    declared, taken = load.signed.declaration, load.signed.acceptance
    if declared is None or taken is None:
        raise ValueError(kind)
    waste = waste_of(declared, taken, mass_of(load.collection, declared))
    return notes.waste_note(transfer, waste) if kind == PaperKind.WASTE else notes.consignment_note(transfer, waste)


def draft_words(load: Load) -> str:
    """What is stamped on a note that is not final; empty: it may be issued."""
    if load.has_arrived:
        return ""
    if load.handovers:
        return _("On its way: this note is final once the goods have arrived.")
    return _("Draft: the goods have not left yet.")


def _transfer(load: Load, kind: PaperKind, issued_at: datetime, draft: str) -> notes.Transfer:
    collection, claim = load.collection, load.collection.claim
    listing = claim.listing
    amount = told(collection.collected_quantity or collection.quantity, listing)
    first = load.handovers[0] if load.handovers else None
    reached = [one for one in load.handovers if one.kind != HandoverKind.PICKUP]
    passport = passport_of(collection)
    return notes.Transfer(
        number=number_of(kind, collection.pk),
        what=f"{amount} · {listing.title}",
        category=str(listing.category),
        quantity=amount,
        mass=_mass(collection),
        condition=listing.get_condition_display() or _("Not said"),
        passport=passport.code if passport else "",
        giver=party_of(listing.organisation, listing.site),
        receiver=party_of(claim.organisation, claim.site),
        carrier=_carrier(collection),
        place=f"{listing.site.name}, {listing.site.address}",
        at=_moment(first.at) if first else _("Not yet"),
        hands=f"{listing.organisation} → {first.taker} ({first.proof.signer_name})" if first else _("Not yet"),
        delivered=_moment(reached[-1].at) if reached else _("Not yet"),
        issued=_("issued %(when)s") % {"when": date_format(localtime(issued_at), "j F Y, H:i")},
        draft=draft,
    )


def _mass(collection: Collection) -> str:
    known = known_mass(goods_of(collection.claim.listing, collection.quantity))
    if known is None:
        return _("about %(kg)s kg (estimated)") % {"kg": collection.load_kg}
    kg = known.kg * (collection.collected_quantity or collection.quantity)
    return _("%(kg)s kg (%(basis)s)") % {"kg": format_amount(kg), "basis": _(known.basis.label).lower()}


def party_of(organisation: Organisation, site: Site) -> notes.Party:
    """Who holds it and where, as a note says it."""
    kind = organisation.get_kind_display()
    return notes.Party(organisation.name, kind, organisation.registration_number, site.name, site.address)


def vehicle_of(collection: Collection) -> Vehicle | None:
    """The vehicle that picked it up or is to; None: it is fetched, or nobody planned it."""
    stops = Stop.objects.filter(collection=collection, kind=StopKind.PICKUP).exclude(state=StopState.FAILED)
    stop = stops.select_related("route__shift__vehicle__organisation").order_by("-pk").first()
    return stop.route.shift.vehicle if stop else None


def _carrier(collection: Collection) -> str:
    vehicle = vehicle_of(collection)
    if vehicle is None:
        return str(collection.claim.carrier or collection.claim.organisation)
    return f"{vehicle.organisation}, {vehicle.registration or vehicle.name}"


def mass_of(collection: Collection, declared: WasteDeclaration) -> Decimal:
    """The load's share of the kilograms that were declared for the whole claim."""
    whole = collection.claim.accepted_quantity or collection.quantity
    share = declared.mass_kg * (collection.collected_quantity or collection.quantity) / whole
    return share.quantize(GRAM)


def waste_of(declared: WasteDeclaration, taken: WasteAcceptance, mass_kg: Decimal) -> notes.Waste:
    """What was declared and taken, in words."""
    about = _("estimated") if declared.is_estimate else _("weighed")
    return notes.Waste(
        codes=[[entry.display, entry.description] for entry in entries(declared.codes)],
        description=declared.description,
        origin=declared.origin,
        sic_code=declared.sic_code,
        physical_form=declared.get_physical_form_display(),
        containers=f"{declared.container_count} × {containers()[declared.container_type]}",
        mass=f"{format_amount(mass_kg)} kg ({about})",
        prior_treatment=declared.prior_treatment,
        assessment=_assessment(declared),
        contains_pops=declared.contains_pops,
        carrier_registration=taken.carrier_registration or f"None: {EXEMPTIONS[taken.carrier_exemption]}",
        authorisation=taken.authorisation,
        treatment=_treatment(taken.treatment),
        giver=_signed(declared),
        receiver=_signed(taken),
        hazards=[f"{code} {hazards()[code]}" for code in declared.hazards],
        components=declared.components,
        consignment_code=declared.consignment_code,
        season=_season(declared),
    )


def _season(declared: WasteDeclaration) -> str:
    ticket = declared.season_ticket
    if ticket is None:
        return ""
    days = [date_format(day, "j F Y") for day in (ticket.starts_on, ticket.ends_on)]
    return f"{ticket.number} ({days[0]} – {days[1]})"


def _treatment(code: str) -> str:
    return f"{code} {treatments()[code]}" if code else _("Preparing for reuse (no code)")


def _assessment(declared: WasteDeclaration) -> str:
    if not needs_assessment(declared.codes):
        return _("Not needed: the entry has no twin")
    found = _("Found hazardous") if declared.hazard_found else _("Nothing hazardous found")
    return f"{found}: {declared.hazard_basis}"


def _signed(one: Attestation | WasteDeclaration | WasteAcceptance) -> notes.Signed:
    return notes.Signed(one.signer_name, _moment(one.at))


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "l j F Y, H:i")
