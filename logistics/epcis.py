"""The book of a lot in the words of EPCIS 2.0 (GS1, ISO/IEC 19987:2024) and its Core Business Vocabulary, as JSON-LD.

Source of the words: the project's table of reuse events in EPCIS terms (`epcis_reuse_vocabulary.csv` of its impact
data), whose steps and dispositions were checked against GS1's published schema. CBV has no "donating" and no "second
life": those are changes of owning and possessing party. No GS1 keys are minted: a lot is named by the address on its
label, an owner who keeps its name to itself by its number among the parties of this lot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from logistics import custody
from marketplace.kernel.units import Unit

CONTEXT: Final = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
VERSION: Final = "2.0"


@dataclass(frozen=True, slots=True)
class Step:
    """How an event is said: action, business step, disposition; which party changes, if one does."""

    action: str
    biz_step: str
    disposition: str
    party: str = ""


OWNING: Final = "owning_party"
POSSESSING: Final = "possessing_party"
STEPS: Final[Mapping[str, Step]] = {
    custody.LISTED: Step("ADD", "commissioning", "sellable_accessible"),
    custody.COLLECTED: Step("OBSERVE", "collecting", "in_transit", POSSESSING),
    custody.DELIVERED: Step("OBSERVE", "arriving", "in_transit", POSSESSING),
    custody.RECEIVED: Step("OBSERVE", "accepting", "active", OWNING),
    custody.REJECTED: Step("OBSERVE", "receiving", "returned"),
    custody.RETURNED: Step("OBSERVE", "receiving", "returned", POSSESSING),
    custody.LOST: Step("DELETE", "decommissioning", "unknown"),
    custody.RELISTED: Step("OBSERVE", "stocking", "sellable_accessible"),
    custody.INSPECTED: Step("OBSERVE", "inspecting", "conformant"),
    custody.REPAIRED: Step("OBSERVE", "repairing", "in_progress"),
    custody.IN_USE: Step("OBSERVE", "stock_taking", "active"),
    custody.RECYCLED: Step("DELETE", "decommissioning", "disposed"),
    custody.DISPOSED: Step("DELETE", "destroying", "destroyed"),
}
#: Said as transformations: what goes in, what comes out.
TRANSFORMS: Final[Mapping[str, tuple[str, str]]] = {
    custody.PARTED: ("repackaging", "active"),
    custody.CAME_OUT: ("repackaging", "active"),
    custody.JOINED: ("assembling", "active"),
    custody.CAME_FROM: ("assembling", "active"),
}
#: UN/ECE Recommendation 20; what is counted has none.
_UOM: Final[Mapping[str, str]] = {
    Unit.KG: "KGM",
    Unit.TONNE: "TNE",
    Unit.M: "MTR",
    Unit.M2: "MTK",
    Unit.M3: "MTQ",
    Unit.LITRE: "LTR",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event with everything that may be told of it; parties and lots by their addresses."""

    number: int
    kind: str
    at: datetime
    quantity: Decimal
    mass_kg: Decimal | None
    holder: str
    source: str = ""
    place: str = ""
    related: str = ""
    corrects: int | None = None
    reason: str = ""
    hash: str
    previous_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A lot and its events in order. `address` is what its label says; `about` what it is."""

    address: str
    unit: str
    about: Mapping[str, str]
    events: Sequence[Event]
    created_at: datetime


def document(book: Book) -> dict[str, object]:
    """The EPCIS document. Corrections are error declarations on a copy of what was wrong, and the corrective event."""
    by_number = {event.number: event for event in book.events}
    said: list[dict[str, object]] = []
    for event in book.events:
        said += _corrections(book, event, by_number) if event.kind == custody.CORRECTED else [_said(book, event)]
    namespace = {"goodsyard": f"{_site(book.address)}/vocabulary#"}
    return {
        "@context": [CONTEXT, namespace],
        "type": "EPCISDocument",
        "schemaVersion": VERSION,
        "creationDate": _time(book.created_at),
        "epcisBody": {"eventList": said},
    }


def _corrections(book: Book, event: Event, by_number: Mapping[int, Event]) -> list[dict[str, object]]:
    wrong = by_number.get(event.corrects or 0)
    while wrong is not None and wrong.kind == custody.CORRECTED:
        wrong = by_number.get(wrong.corrects or 0)
    if wrong is None:
        return []
    declared: dict[str, object] = {"declarationTime": _time(event.at), "reason": event.reason}
    declaration = _said(book, wrong) | {"errorDeclaration": declared}
    if event.reason == custody.DID_NOT_OCCUR:
        return [declaration | _chained(event)]
    declared["correctiveEventIDs"] = [_id(book, event)]
    right = _said(book, wrong) | {"eventID": _id(book, event)} | _quantities(book, event, wrong.kind) | _chained(event)
    return [declaration, right]


def _said(book: Book, event: Event) -> dict[str, object]:
    told: dict[str, object] = {
        "type": "TransformationEvent" if event.kind in TRANSFORMS else "ObjectEvent",
        "eventID": _id(book, event),
        "eventTime": _time(event.at),
        "eventTimeZoneOffset": "+00:00",
    }
    if event.kind in TRANSFORMS:
        told["bizStep"], told["disposition"] = TRANSFORMS[event.kind]
    else:
        step = STEPS[event.kind]
        told |= {"action": step.action, "bizStep": step.biz_step, "disposition": step.disposition}
        told |= _parties(step, event)
        if event.kind == custody.LISTED:
            told["ilmd"] = {f"goodsyard:{name}": value for name, value in book.about.items() if value}
    told |= _quantities(book, event, event.kind)
    told["goodsyard:kind"] = event.kind
    if event.place:
        told["goodsyard:publicArea"] = event.place
    return told | _chained(event)


def _parties(step: Step, event: Event) -> dict[str, object]:
    if step.party:
        lists: dict[str, object] = {"destinationList": [{"type": step.party, "destination": event.holder}]}
        if event.source:
            lists["sourceList"] = [{"type": step.party, "source": event.source}]
        return lists
    return {"sourceList": [{"type": OWNING, "source": event.holder}]}


def _quantities(book: Book, event: Event, kind: str) -> dict[str, object]:
    """What it is about: the lot itself, or what goes into which."""
    own, other = (_quantity(address, book.unit, event.quantity) for address in (book.address, event.related))
    lists: dict[str, object]
    if kind in {custody.PARTED, custody.JOINED}:
        lists = {"inputQuantityList": [own], "outputQuantityList": [other]}
    elif kind in {custody.CAME_OUT, custody.CAME_FROM}:
        lists = {"inputQuantityList": [other], "outputQuantityList": [own]}
    else:
        lists = {"quantityList": [own]}
    if event.mass_kg is not None:
        lists["goodsyard:massKg"] = f"{event.mass_kg:.3f}"
    return lists


def _quantity(address: str, unit: str, amount: Decimal) -> dict[str, object]:
    # A JSON number; three decimals survive it. The exact figure is what the hash covers.
    number: int | float = int(amount) if amount == amount.to_integral_value() else float(amount)
    told: dict[str, object] = {"epcClass": address, "quantity": number}
    return told | ({"uom": _UOM[unit]} if unit in _UOM else {})


def _chained(event: Event) -> dict[str, object]:
    return {
        "goodsyard:number": event.number,
        "goodsyard:hash": event.hash,
        "goodsyard:previousHash": event.previous_hash,
    }


def _id(book: Book, event: Event) -> str:
    return f"{book.address}#event-{event.number}"


def _site(address: str) -> str:
    return address.split("/i/", maxsplit=1)[0]


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
