"""Verifying: whether the books of lots are as they were written. Nothing is repaired here; what is wrong is named."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from logistics import custody
from logistics.chain import Fault, Link, faults_of, hash_of
from logistics.models import Handover, HandoverCorrection, Passport, Receipt, ReceiptCorrection
from logistics.models.anchors import AnchoredHead, CustodyAnchor
from logistics.models.lots import Descent
from logistics.models.passports import CustodyEvent, CustodyKind
from logistics.queries.chains import (
    entry_of,
    facts_of_event,
    facts_of_handover_correction,
    facts_of_receipt_correction,
)
from logistics.queries.lots import standing_of

_BATCH: Final = 200
_COUNTED: Final = (CustodyKind.RECEIVED, CustodyKind.REJECTED, CustodyKind.IN_USE)
WORDS: Final = {
    "edited": _("was changed after it was written"),
    "missing": _("was taken out"),
    "swapped": _("does not follow from the one before: they were swapped or rewritten"),
    "cut": _("is missing: the end of the book was cut off"),
    "rewritten": _("The book was written anew from here on; it is not what was anchored."),
    "impossible": _("The events cannot have happened in this order."),
    "standing": _("Owner, quantity or mass on the passport do not follow from its events."),
    "descent": _("What went into another lot does not add up."),
    "handover": _("A handover stands in no book."),
    "receipt": _("A receipt stands in no book."),
    "correction": _("A correction of a handover or receipt was changed, taken out or swapped."),
    "anchor_edited": _("An anchor was changed after it was written."),
    "anchor_missing": _("An anchor was taken out."),
    "anchor_heads": _("The heads under an anchor are not those that it covers."),
    "anchor_unknown": _("No anchor has the hash that you kept: the list of anchors was cut off or rewritten."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong: with which lot (its code; empty: with none alone), what, at which event or anchor."""

    code: str
    fault: str
    number: int = 0

    def __str__(self) -> str:
        where = f"{self.code} {self.number or ''}".strip()
        return f"{where}: {WORDS[self.fault]}" if where else str(WORDS[self.fault])


def facts_of_anchor(anchor: CustodyAnchor) -> dict[str, str]:
    """What the hash of an anchor covers."""
    return {
        "what": "anchor",
        "number": str(anchor.number),
        "heads": str(anchor.heads),
        "events": str(anchor.events),
        "root": anchor.root,
        "at": anchor.at.astimezone(UTC).isoformat(),
    }


def root_of(heads: Sequence[AnchoredHead]) -> str:
    """One hash over the heads that an anchor covers, whatever their order. Reads their passports."""
    return hash_of({head.passport.code: f"{head.length} {head.head}" for head in heads}, "")


def findings_of(passport: Passport) -> list[Finding]:
    """What is wrong with one book."""
    return list(_books([passport]))


def all_findings(*, known_anchor: str = "") -> Iterator[Finding]:
    """What is wrong anywhere.

    :param known_anchor: the hash of an anchor that was kept outside: it must still be in the list
    """
    lots = list(Passport.objects.order_by("pk")[:_BATCH])
    while lots:
        yield from _books(lots)
        lots = list(Passport.objects.filter(pk__gt=lots[-1].pk).order_by("pk")[:_BATCH])
    yield from _anchors(known_anchor)
    yield from _descents()
    yield from _left_out()
    yield from _corrections()


def _books(lots: Sequence[Passport]) -> Iterator[Finding]:
    keys = [lot.pk for lot in lots]
    events: defaultdict[int, list[CustodyEvent]] = defaultdict(list)
    for event in CustodyEvent.objects.filter(passport__in=keys).for_chain():
        events[event.passport_id].append(event)
    anchored: defaultdict[int, list[AnchoredHead]] = defaultdict(list)
    for head in AnchoredHead.objects.filter(passport__in=keys).order_by("anchor__number", "pk"):
        anchored[head.passport_id].append(head)
    for lot in lots:
        for fault in _book(lot, events[lot.pk], anchored[lot.pk]):
            yield Finding(lot.code, fault.code, fault.number)


def _book(lot: Passport, events: list[CustodyEvent], anchored: list[AnchoredHead]) -> list[Fault]:
    links = {event.number: Link(facts_of_event(event), event.previous_hash, event.hash) for event in events}
    faults = faults_of(links, length=lot.length, head=lot.head)
    hashes = {event.number: event.hash for event in events}
    for head in anchored:
        if head.length not in hashes:
            faults.append(Fault("cut", head.length))
        elif hashes[head.length] != head.head:
            faults.append(Fault("rewritten", head.length))
    if not faults:
        faults += _standing_faults(lot, events)
    return list(dict.fromkeys(faults))


def _standing_faults(lot: Passport, events: list[CustodyEvent]) -> list[Fault]:
    if not events:
        return [Fault("standing")]
    try:
        standing = custody.stand([entry_of(event) for event in events])
    except custody.Impossible:
        return [Fault("impossible")]
    written = standing_of(lot)
    # What was moved before books were chained has no mass in its events.
    same = written is not None and (written.mass_kg == standing.mass_kg or events[0].mass_kg is None)
    return [] if same and written == _with_mass(standing, written) else [Fault("standing")]


def _with_mass(standing: custody.Standing, written: custody.Standing | None) -> custody.Standing:
    mass = written.mass_kg if written else None
    return custody.Standing(standing.owner, standing.holder, standing.quantity, mass, standing.state)


def _anchors(known: str) -> Iterator[Finding]:
    previous, seen = "", not known
    for number, anchor in enumerate(CustodyAnchor.objects.order_by("number").iterator(_BATCH), 1):
        if anchor.number != number or anchor.previous_hash != previous:
            yield Finding("", "anchor_missing", anchor.number)
        if anchor.hash != hash_of(facts_of_anchor(anchor), anchor.previous_hash):
            yield Finding("", "anchor_edited", anchor.number)
        heads = list(AnchoredHead.objects.filter(anchor=anchor).select_related("passport").order_by("pk"))
        if root_of(heads) != anchor.root:
            yield Finding("", "anchor_heads", anchor.number)
        previous, seen = anchor.hash, seen or anchor.hash == known
    if not seen:
        yield Finding("", "anchor_unknown")


def _descents() -> Iterator[Finding]:
    """What a lot gave stands in its book, and what came into a lot adds up to what it began with."""
    gave = CustodyEvent.objects.filter(
        passport=OuterRef("ancestor"),
        related=OuterRef("descendant"),
        quantity=OuterRef("quantity"),
        kind__in=(CustodyKind.PARTED, CustodyKind.JOINED),
    )
    rows = Descent.objects.annotate(is_written=Exists(gave)).select_related("ancestor", "descendant").order_by("pk")
    came: defaultdict[str, Decimal] = defaultdict(Decimal)
    began: dict[str, Decimal] = {}
    for row in rows.iterator(_BATCH):
        came[row.descendant.code] += row.quantity
        began[row.descendant.code] = row.descendant.quantity
        if not row.is_written:
            yield Finding(row.ancestor.code, "descent")
    yield from (Finding(code, "descent") for code, amount in began.items() if came[code] != amount)


def _left_out() -> Iterator[Finding]:
    """Handovers and receipts whose lot does not know of them: a tail that was cut before it was anchored."""
    for handover in Handover.objects.filter(custody_events=None).order_by("pk").iterator(_BATCH):
        yield Finding(f"#{handover.collection_id}", "handover")
    counted = CustodyEvent.objects.filter(
        passport__custody_events__handover__collection=OuterRef("collection"), kind__in=_COUNTED
    )
    # What was received before books named their receipts is found by its lot.
    silent = Receipt.objects.filter(custody_events=None).exclude(collection__handovers=None).filter(~Exists(counted))
    for receipt in silent.order_by("pk").iterator(_BATCH):
        yield Finding(f"#{receipt.collection_id}", "receipt")


def _corrections() -> Iterator[Finding]:
    """What was put right beside receipts and handovers: each chain begins with the hash of what it corrects."""
    of_receipts = ReceiptCorrection.objects.select_related("receipt").order_by("receipt", "number")
    previous: dict[int, str] = {}
    for said in of_receipts.iterator(_BATCH):
        before = previous.get(said.receipt_id, said.receipt.hash)
        if said.previous_hash != before or said.hash != hash_of(facts_of_receipt_correction(said), before):
            yield Finding(f"#{said.receipt.collection_id}", "correction", said.number)
        previous[said.receipt_id] = said.hash
    of_handovers = HandoverCorrection.objects.select_related("handover").order_by("handover", "number")
    previous = {}
    for made in of_handovers.iterator(_BATCH):
        before = previous.get(made.handover_id, made.handover.hash)
        if made.previous_hash != before or made.hash != hash_of(facts_of_handover_correction(made), before):
            yield Finding(f"#{made.handover.collection_id}", "correction", made.number)
        previous[made.handover_id] = made.hash


def newest_anchor() -> CustodyAnchor | None:
    """The last one."""
    return CustodyAnchor.objects.order_by("-number").first()


def anchors() -> QuerySet[CustodyAnchor]:
    """All, the newest first."""
    return CustodyAnchor.objects.order_by("-number")


def anchor_over(passport: Passport) -> AnchoredHead | None:
    """The newest anchoring of a lot."""
    return AnchoredHead.objects.filter(passport=passport).select_related("anchor").order_by("-anchor__number").first()


def size_of_books() -> tuple[int, int]:
    """How many lots and how many events there are."""
    return Passport.objects.count(), CustodyEvent.objects.count()
