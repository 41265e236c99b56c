"""The chain of custody as it stands in the database: what each entry says, and whether all of them hold."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from listings.models import Listing
from listings.queries.claims import told
from logistics.chain import Link, first_broken
from logistics.custody import Entry
from logistics.models import Collection, Handover, HandoverCorrection, Receipt, ReceiptCorrection
from logistics.models.passports import CustodyEvent


def facts_of_handover(handover: Handover) -> dict[str, str]:
    """What the hash of a handover covers. Reads its proof."""
    proof = handover.proof
    return {
        "what": "handover",
        "collection": str(handover.collection_id),
        "kind": handover.kind,
        "giver": str(handover.giver_id),
        "taker": str(handover.taker_id),
        "quantity": _figure(handover.quantity),
        "by": str(handover.by_id),
        "at": _moment(handover.at),
        "signer": proof.signer_name,
        "code_matched": str(proof.code_matched),
        "photo": proof.photo_hash,
        "note": proof.note,
        "client": str(proof.client_id),
    }


def facts_of_receipt(receipt: Receipt) -> dict[str, str]:
    """What the hash of a receipt covers."""
    return {
        "what": "receipt",
        "collection": str(receipt.collection_id),
        "kept": _figure(receipt.kept_quantity),
        "rejected": _figure(receipt.rejected_quantity),
        "reason": receipt.rejected_reason,
        "fate": receipt.rejected_fate,
        "condition": receipt.condition,
        "kept_mass_kg": _figure(receipt.kept_mass_kg),
        "rejected_mass_kg": _figure(receipt.rejected_mass_kg),
        "basis": receipt.mass_basis,
        "displaced": receipt.displaced,
        "note": receipt.note,
        "by": str(receipt.by_id),
        "at": _moment(receipt.at),
    }


def facts_of_receipt_correction(made: ReceiptCorrection) -> dict[str, str]:
    """What the hash of a correction of a receipt covers."""
    return {
        "what": "receipt correction",
        "receipt": str(made.receipt_id),
        "number": str(made.number),
        "kept": _figure(made.kept_quantity),
        "rejected": _figure(made.rejected_quantity),
        "kept_mass_kg": _figure(made.kept_mass_kg),
        "rejected_mass_kg": _figure(made.rejected_mass_kg),
        "basis": made.mass_basis,
        "condition": made.condition,
        "fate": made.rejected_fate,
        "was_kept": _figure(made.old_kept_quantity),
        "was_rejected": _figure(made.old_rejected_quantity),
        "was_kept_mass_kg": _figure(made.old_kept_mass_kg),
        "was_rejected_mass_kg": _figure(made.old_rejected_mass_kg),
        "was_basis": made.old_mass_basis,
        "was_condition": made.old_condition,
        "was_fate": made.old_rejected_fate,
        **_who_and_why(made),
    }


def facts_of_handover_correction(made: HandoverCorrection) -> dict[str, str]:
    """What the hash of a correction of a handover covers."""
    return {
        "what": "handover correction",
        "handover": str(made.handover_id),
        "number": str(made.number),
        "quantity": _figure(made.quantity),
        "condition": made.condition,
        "was_quantity": _figure(made.old_quantity),
        "was_condition": made.old_condition,
        **_who_and_why(made),
    }


def _who_and_why(made: ReceiptCorrection | HandoverCorrection) -> dict[str, str]:
    return {
        "reason": made.reason,
        "organisation": str(made.organisation_id),
        "by": str(made.by_id),
        "at": _moment(made.at),
    }


def facts_of_event(event: CustodyEvent) -> dict[str, str]:
    """What the hash of an event in the book of a lot covers. Reads its passport, handover, receipt and what it
    corrects."""
    return {
        "what": "custody",
        "passport": event.passport.code,
        "number": str(event.number),
        "kind": event.kind,
        "holder": str(event.holder_id),
        "source": str(event.source_id or ""),
        "quantity": _figure(event.quantity),
        "mass_kg": "" if event.mass_kg is None else _figure(event.mass_kg),
        "place": event.place,
        "note": event.note,
        "handover": event.handover.hash if event.handover else "",
        "receipt": event.receipt.hash if event.receipt else "",
        "related": event.related.code if event.related else "",
        "corrects": str(event.corrects.number) if event.corrects else "",
        "reason": event.reason,
        "by": str(event.by_id or ""),
        "at": _moment(event.at),
    }


def entry_of(event: CustodyEvent) -> Entry:
    """The event as the arithmetic of custody takes it. Reads what it corrects."""
    return Entry(
        number=event.number,
        kind=event.kind,
        holder=event.holder_id,
        quantity=event.quantity,
        mass_kg=event.mass_kg,
        corrects=event.corrects.number if event.corrects else None,
        reason=event.reason,
    )


def handovers_of(collection: Collection) -> list[Handover]:
    """In order, with their proofs."""
    return list(Handover.objects.for_collection(collection))


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction as pages print it: what it was and is, in words, and the row with who, when and why."""

    row: HandoverCorrection | ReceiptCorrection
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """A handover as pages print it, with what was corrected of it later."""

    handover: Handover
    amount: str
    corrections: Sequence[Corrected] = ()


def handover_lines(handovers: list[Handover], listing: Listing) -> list[HandoverLine]:
    """Handovers loaded with their parties and proofs, as rows. One query."""
    corrections: defaultdict[int, list[Corrected]] = defaultdict(list)
    for row in HandoverCorrection.objects.of(handovers):
        was = _with_condition(told(row.old_quantity, listing), row.get_old_condition_display())
        is_now = _with_condition(told(row.quantity, listing), row.get_condition_display())
        corrections[row.handover_id].append(Corrected(row, was, is_now))
    return [HandoverLine(one, told(one.quantity, listing), corrections[one.pk]) for one in handovers]


def _with_condition(amount: str, condition: str) -> str:
    return f"{amount}, {condition.lower()}" if condition else amount


def last_hash(collection: Collection) -> str:
    """The hash that the next entry of the collection's chain carries; empty at its beginning."""
    last = Handover.objects.filter(collection=collection).order_by("-at", "-pk").first()
    return last.hash if last else ""


def chain_holds(handovers: list[Handover], receipt: Receipt | None) -> bool:
    """Whether nothing of the chain was edited, swapped or taken out of the middle. No query for loaded rows."""
    links = [Link(facts_of_handover(one), one.previous_hash, one.hash) for one in handovers]
    if receipt is not None:
        links.append(Link(facts_of_receipt(receipt), links[-1].hash if links else "", receipt.hash))
    return first_broken(links) is None


def _figure(amount: Decimal) -> str:
    return f"{amount:.3f}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
