"""What each note says: who passed what to whom, where and when, under which statements, signed by whom.

Sources of what a waste transfer note must hold: Waste (England and Wales) Regulations 2011, reg. 35; Duty of Care Code
of Practice (2018), 4.1; NI Business Info, *Waste transfer notes*. Of a consignment: Hazardous Waste Regulations 2005,
sch. 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from logistics.papers.document import Box, Document, Fact, Signature, Table
from logistics.papers.statements import STATEMENTS
from logistics.papers.waste import HIERARCHY

NONE: Final = "None"
PASSES: Final = (
    "Ownership and risk pass to the receiver when the goods are handed over. They are given as seen, free of charge"
    " unless the listing says otherwise, and without a warranty."
)
YES: Final = {True: "Yes", False: "No"}


@dataclass(frozen=True, slots=True)
class Party:
    """Who takes part: name, kind and number of the organisation, and the site with its address."""

    name: str
    kind: str
    registration: str
    site: str
    address: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature: the name, and the moment in words."""

    name: str
    at: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """What both notes say of a load: all of it in words."""

    number: str
    what: str
    category: str
    quantity: str
    mass: str
    condition: str
    passport: str
    giver: Party
    receiver: Party
    carrier: str
    place: str
    at: str
    #: the names of those between whom it passed
    hands: str
    delivered: str
    issued: str
    #: why it is not final; empty: it is
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Statements:
    """The seven, as both sides signed them."""

    wording: str
    giver: Signed
    receiver: Signed


@dataclass(frozen=True, slots=True)
class Waste:
    """What the giver declared of waste and how the receiver took it, all of it in words."""

    codes: Sequence[Sequence[str]]
    description: str
    origin: str
    sic_code: str
    physical_form: str
    containers: str
    mass: str
    prior_treatment: str
    assessment: str
    contains_pops: bool
    carrier_registration: str
    authorisation: str
    treatment: str
    giver: Signed
    receiver: Signed
    hazards: Sequence[str] = field(default_factory=tuple)
    components: str = ""
    consignment_code: str = ""
    #: number and period of the season ticket that it goes under; empty: none
    season: str = ""


def ownership_note(transfer: Transfer, signed: Statements) -> Document:
    """The note of goods that were given and are no waste: the seven statements, and both names under them."""
    rows = [[str(number), one.words, "Yes", "Yes"] for number, one in enumerate(STATEMENTS, start=1)]
    seven = Table(("", "Both holders state", "Giver", "Receiver"), (1, 16, 2, 2), rows)
    return Document(
        title="Transfer of ownership",
        number=transfer.number,
        summary=f"{transfer.giver.name} gives {transfer.what} to {transfer.receiver.name}, to be used again."
        " The goods are not waste.",
        boxes=(
            _goods(transfer),
            _party("B", "Giver", transfer.giver),
            _party("C", "Receiver", transfer.receiver),
            _handover("D", transfer),
            Box(
                "E",
                "Why these are goods and not waste",
                words=(f"Statements, wording of {signed.wording}; signed by both before the goods left.",),
                table=seven,
            ),
            Box(
                "F",
                "Ownership",
                words=(PASSES,),
            ),
        ),
        signatures=(
            Signature("For the giver", transfer.giver.name, signed.giver.name, signed.giver.at),
            Signature("For the receiver", transfer.receiver.name, signed.receiver.name, signed.receiver.at),
        ),
        footer=_footer(transfer, "Keep this note as your record that ownership passed."),
        stamp=transfer.draft,
    )


def waste_note(transfer: Transfer, waste: Waste) -> Document:
    """The duty of care waste transfer note."""
    return Document(
        title="Waste transfer note",
        number=transfer.number,
        summary=_of_season(waste) or "Duty of care: controlled waste passing from one holder to another.",
        boxes=(
            _waste_box(transfer, waste),
            _transferor(transfer, waste),
            _transferee(transfer, waste),
            _handover("D", transfer),
            Box("E", "Waste hierarchy", words=(HIERARCHY,)),
        ),
        signatures=_both(transfer, waste),
        footer=_footer(transfer, "Both holders keep this note for at least two years."),
        stamp=transfer.draft,
    )


def consignment_note(transfer: Transfer, waste: Waste) -> Document:
    """The data of a consignment of hazardous waste, in the parts of the consignment note."""
    properties = Table(("Code", "Hazardous property"), (2, 9), [_hazard(one) for one in waste.hazards])
    return Document(
        title="Hazardous waste consignment",
        number=transfer.number,
        summary=f"Consignment code {waste.consignment_code}. Data for the consignment note of hazardous waste.",
        boxes=(
            Box(
                "A",
                "Notification",
                (
                    Fact("Consignment code", waste.consignment_code),
                    Fact("Removed from (premises)", _where(transfer.giver)),
                    Fact("Taken to", _where(transfer.receiver)),
                    Fact("Waste producer", transfer.giver.name),
                ),
            ),
            _waste_box(transfer, waste, mark="B"),
            Box("B2", "Hazards", (Fact("Components", waste.components or NONE, True),), table=properties),
            Box(
                "C",
                "Carrier",
                (Fact("Carrier", transfer.carrier), Fact("Registration", waste.carrier_registration)),
            ),
            _handover("D", transfer),
            Box(
                "E",
                "Consignee",
                (
                    Fact("Receiver", transfer.receiver.name),
                    Fact("Permit or exemption", waste.authorisation),
                    Fact("Treatment intended", waste.treatment),
                    Fact("Received", transfer.delivered),
                ),
            ),
        ),
        signatures=_both(transfer, waste),
        footer=_footer(transfer, "Keep for at least three years."),
        stamp=transfer.draft,
    )


def _goods(transfer: Transfer) -> Box:
    facts = (
        Fact("What", transfer.what, True),
        Fact("Kind", transfer.category),
        Fact("Condition", transfer.condition),
        Fact("Quantity", transfer.quantity),
        Fact("Mass", transfer.mass),
        Fact("Passport", transfer.passport or "Issued at the handover"),
    )
    return Box("A", "Goods", facts)


def _waste_box(transfer: Transfer, waste: Waste, mark: str = "A") -> Box:
    facts = (
        Fact("Description", waste.description, True),
        Fact("Where it came from (process)", waste.origin),
        Fact("SIC code of the producer", waste.sic_code),
        Fact("Quantity", f"{waste.mass}; {transfer.quantity}"),
        Fact("Containers", waste.containers),
        Fact("Nature", waste.physical_form),
        Fact("Prior treatment", waste.prior_treatment or NONE),
        Fact("Assessment of hazard", waste.assessment),
        Fact("Persistent organic pollutants", YES[waste.contains_pops]),
    )
    codes = Table(("List of Waste (EWC) code", "Entry"), (3, 9), waste.codes)
    return Box(mark, "Waste", facts, table=codes)


def _transferor(transfer: Transfer, waste: Waste) -> Box:
    return _party("B", "Current holder (transferor)", transfer.giver, Fact("Holds it as", "The producer of the waste"))


def _transferee(transfer: Transfer, waste: Waste) -> Box:
    return _party(
        "C",
        "New holder (transferee)",
        transfer.receiver,
        Fact("Permit, licence or exemption", waste.authorisation),
        Fact("Carrier", transfer.carrier),
        Fact("Carrier’s registration", waste.carrier_registration),
    )


def _party(mark: str, title: str, party: Party, *more: Fact) -> Box:
    facts = (
        Fact("Name", party.name),
        Fact("Organisation", f"{party.kind}, no. {party.registration}" if party.registration else party.kind),
        Fact("Site", party.site),
        Fact("Address", party.address),
        *more,
    )
    return Box(mark, title, facts, is_half=True)


def _handover(mark: str, transfer: Transfer) -> Box:
    facts = (
        Fact("Place of transfer", transfer.place),
        Fact("Date and time of transfer", transfer.at),
        Fact("From hand to hand", transfer.hands),
        Fact("Carried by", transfer.carrier),
        Fact("Reached the receiver", transfer.delivered, True),
    )
    return Box(mark, "Transfer", facts)


def _hazard(told: str) -> list[str]:
    """The code as the law writes it (HP 6), and its words."""
    code, _space, words = told.partition(" ")
    return [code.replace("_", " "), words]


def _of_season(waste: Waste) -> str:
    return f"Duty of care: one load under season ticket {waste.season}." if waste.season else ""


def _both(transfer: Transfer, waste: Waste) -> tuple[Signature, ...]:
    return (
        Signature("Transferor", transfer.giver.name, waste.giver.name, waste.giver.at),
        Signature("Transferee", transfer.receiver.name, waste.receiver.name, waste.receiver.at),
    )


def _where(party: Party) -> str:
    return f"{party.name}, {party.site}, {party.address}"


def _footer(transfer: Transfer, keep: str) -> str:
    return f"{transfer.number} · {transfer.issued} · {keep}"
