"""The page of a claim's papers: who signed what, what is missing, which notes there are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from listings.models import COMES_BACK, Claim
from listings.queries.claims import told
from logistics.blocks import Block
from logistics.loads import known_mass
from logistics.models import Attestation, Collection, CollectionState, Holder
from logistics.models.papers import Paper, PaperKind
from logistics.models.waste import TrackedMovement, WasteAcceptance, WasteDeclaration
from logistics.papers.statements import STATEMENTS, WastePath
from logistics.papers.waste import EXEMPTIONS, containers, entries, hazards
from logistics.queries.goods import goods_of
from logistics.queries.paper_facts import ARRIVED, kinds_with
from logistics.queries.papers import Signed, blocks_with, path_with, registrations_ended, signed_by_claim
from marketplace.kernel.errors import gettext_noop
from marketplace.kernel.quantities import format_amount
from marketplace.organisations.models import Organisation

Facts = Sequence[tuple[str, str]]

WORDS: Final = {
    WastePath.GOODS: (gettext_noop("Goods, not waste"), "good"),
    WastePath.OPEN: (gettext_noop("To be signed"), "wait"),
    WastePath.WASTE: (gettext_noop("Waste"), "stop"),
}


@dataclass(frozen=True, slots=True)
class SideLine:
    """One holder: who, and what it signed."""

    label: str
    organisation: Organisation
    signed: Attestation | None
    fails: Sequence[str]
    is_own: bool


@dataclass(frozen=True, slots=True)
class LoadLine:
    """A load with its notes: those issued, and those that can be looked at before."""

    collection: Collection
    amount: str
    papers: Sequence[Paper]
    drafts: Sequence[tuple[str, str]]
    may_issue: bool
    tracking: TrackedMovement | None
    is_received: bool


@dataclass(frozen=True, slots=True)
class PapersPage:
    """Everything on the page."""

    claim: Claim
    path: WastePath
    is_lent: bool
    state: str
    tone: str
    statements: Sequence[str]
    sides: Sequence[SideLine]
    blocks: Sequence[Block]
    declared: Facts
    taken: Facts
    declaration: WasteDeclaration | None
    acceptance: WasteAcceptance | None
    loads: Sequence[LoadLine]


def papers_page(claim: Claim, organisation: Organisation, today: date) -> PapersPage:
    """The page for a party. A constant number of queries, however many loads."""
    signed = signed_by_claim([claim])[claim.pk]
    path = path_with(claim, signed.statements)
    waiting = claim.state == "accepted"
    blocks = blocks_with(claim, signed, today, registrations_ended([claim], today)) if waiting else []
    is_lent = claim.listing.mode in COMES_BACK
    state, tone = (_("Lent: no note needed"), "info") if is_lent else (_(WORDS[path][0]), WORDS[path][1])
    return PapersPage(
        claim=claim,
        path=path,
        is_lent=is_lent,
        state=state,
        tone=tone,
        statements=[_(one.words) for one in STATEMENTS],
        sides=_sides(claim, signed, organisation),
        blocks=blocks,
        declared=_declared(signed.declaration) if path == WastePath.WASTE else (),
        taken=_taken(signed.acceptance) if path == WastePath.WASTE else (),
        declaration=signed.declaration,
        acceptance=signed.acceptance,
        loads=_loads(claim, signed, path),
    )


def usual_values(claim: Claim) -> dict[str, object]:
    """What is known already of waste that its giver declares: to start the form with."""
    listing, amount = claim.listing, claim.accepted_quantity or claim.quantity
    known = known_mass(goods_of(listing, amount))
    return {
        "codes": listing.waste_code or listing.category.waste_code,
        "description": listing.title,
        "mass_kg": (known.kg * amount).quantize(Decimal(1)) or None if known else None,
        "is_estimate": True,
        "physical_form": "Solid",
        "container_type": "PAL" if listing.is_palletised else "LOO",
        "container_count": 1,
    }


def _sides(claim: Claim, signed: Signed, own: Organisation) -> list[SideLine]:
    words = {one.key: _(one.words) for one in STATEMENTS}
    sides = ((Holder.GIVER, claim.listing.organisation), (Holder.RECEIVER, claim.organisation))
    lines = []
    for holder, who in sides:
        said = signed.statements.get(holder)
        fails = [text for key, text in words.items() if said is not None and key not in said.held]
        lines.append(SideLine(str(holder.label), who, said, fails, who.pk == own.pk))
    return lines


def _declared(declared: WasteDeclaration | None) -> Facts:
    if declared is None:
        return ()
    facts = [
        *((entry.display, entry.description) for entry in entries(declared.codes)),
        (_("What it is"), declared.description),
        (_("Where it came from"), declared.origin),
        (_("SIC code"), declared.sic_code),
        (_("Mass"), f"{format_amount(declared.mass_kg)} kg"),
        (_("Containers"), f"{declared.container_count} × {containers()[declared.container_type]}"),
        (_("Nature"), declared.get_physical_form_display()),
        (_("Hazardous properties"), ", ".join(hazards()[code] for code in declared.hazards)),
        (_("Consignment code"), declared.consignment_code),
        (_("Signed"), declared.signer_name),
    ]
    return [(term, value) for term, value in facts if value]


def _taken(taken: WasteAcceptance | None) -> Facts:
    if taken is None:
        return ()
    carrier = taken.carrier_registration or _(EXEMPTIONS[taken.carrier_exemption])
    return [(_("Permit"), taken.authorisation), (_("Carrier"), carrier), (_("Signed"), taken.signer_name)]


def _loads(claim: Claim, signed: Signed, path: WastePath) -> list[LoadLine]:
    loads = list(Collection.objects.filter(claim=claim).exclude(state=CollectionState.CANCELLED).order_by("pk"))
    papers: defaultdict[int, list[Paper]] = defaultdict(list)
    for paper in Paper.objects.filter(collection__in=loads).order_by("pk"):
        papers[paper.collection_id].append(paper)
    tracked = {one.collection_id: one for one in TrackedMovement.objects.standing().filter(collection__in=loads)}
    kinds = kinds_with(signed, path)
    lines = []
    for load in loads:
        there = {paper.kind for paper in papers[load.pk]}
        amount = told(load.collected_quantity or load.quantity, claim.listing)
        drafts = [(kind.value, str(kind.label)) for kind in kinds if kind not in there]
        arrived = load.state in ARRIVED
        is_received = arrived and PaperKind.WASTE in kinds
        lines.append(
            LoadLine(load, amount, papers[load.pk], drafts, arrived and bool(drafts), tracked.get(load.pk), is_received)
        )
    return lines
