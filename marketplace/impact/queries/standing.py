"""What was said about a receipt, out of the rooms below and this one, and what follows for its lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, QuerySet

from logistics.models import (
    CustodyEvent,
    CustodyKind,
    FollowUpAnswer,
    Receipt,
    ReceiptCorrection,
    RejectedFate,
    Use,
)
from marketplace.impact.models import Cause, Diversion, EntryKind
from marketplace.impact.rows import Operation
from marketplace.impact.standing import Count, Fate, GoodsBack, Portion, PortionKind, Weighing, portions_of
from marketplace.kernel.mass import MassBasis

#: What is thrown away later than that after a receipt was in use for its time.
WITHIN: Final = relativedelta(months=12)
#: Whatever a receipt's portions follow from, for one query each.
STATEMENTS: Final = ("corrections", "mass_statements", "repairs", "goods_returns", "follow_ups__answers")

OPERATION_OF_FATE: Final = {
    RejectedFate.RETURNED: Operation.RETURNED,
    RejectedFate.PASSED_ON: Operation.UNKNOWN,
    RejectedFate.RECYCLED: Operation.RECYCLING,
    RejectedFate.DISPOSED: Operation.OTHER_DISPOSAL,
    RejectedFate.UNKNOWN: Operation.UNKNOWN,
}
"""What became of what was turned away. "Disposed of" names no operation, and stands with the other disposal; what is
offered on is counted when its next receiver has it."""

KIND_OF_USE: Final = {Use.RECYCLED: PortionKind.RECYCLED, Use.DISPOSED: PortionKind.DISPOSED}
KIND_OF_EVENT: Final = {
    CustodyKind.RECYCLED: PortionKind.RECYCLED,
    CustodyKind.DISPOSED: PortionKind.DISPOSED,
}


@dataclass(frozen=True, slots=True)
class RepairWork:
    """What putting the kept goods right took, by the newest statement."""

    electricity_kwh: Decimal
    parts_kgco2e: Decimal


def portions(receipt: Receipt) -> tuple[Portion, ...]:
    """The portions of a receipt as everything says that was said until now."""
    return portions_of(
        [_count(receipt), *(_count(one) for one in sorted(receipt.corrections.all(), key=lambda one: one.number))],
        weighings=[
            Weighing(one.at, one.quantity, one.mass_kg, MassBasis(one.basis)) for one in receipt.mass_statements.all()
        ],
        returns=[GoodsBack(one.pk, one.at, one.quantity) for one in receipt.goods_returns.all()],
        fates=[*_fates_by_hand(receipt), *_fate_by_answer(receipt)],
    )


def repair_of(receipt: Receipt) -> RepairWork | None:
    """The newest statement about its repair."""
    newest = max(receipt.repairs.all(), key=lambda one: one.number, default=None)
    return None if newest is None else RepairWork(newest.electricity_kwh, newest.parts_kgco2e)


def struck(receipt: Receipt) -> frozenset[str]:
    """Parts that the operator took back because they never were so: nothing writes them anew."""
    rows = Diversion.objects.filter(receipt=receipt, entry=EntryKind.CORRECTED, cause=Cause.SLIP)
    return frozenset(rows.order_by("pk").values_list("part", flat=True))


def _count(said: Receipt | ReceiptCorrection) -> Count:
    return Count(
        at=said.at,
        kept_quantity=said.kept_quantity,
        rejected_quantity=said.rejected_quantity,
        kept_kg=said.kept_mass_kg,
        rejected_kg=said.rejected_mass_kg,
        basis=MassBasis(said.mass_basis),
        rejected_as=OPERATION_OF_FATE[RejectedFate(said.rejected_fate)] if said.rejected_fate else None,
    )


def _fate_by_answer(receipt: Receipt) -> Iterable[Fate]:
    """What the receiver said last, asked after 3, 6 and 12 months: of all that is left."""
    answers = [answer for asked in receipt.follow_ups.all() for answer in asked.answers.all()]
    newest = max(answers, key=lambda one: (one.at, one.pk), default=None)
    if newest is not None and newest.use in KIND_OF_USE:
        yield Fate(newest.pk, newest.at, KIND_OF_USE[Use(newest.use)])


def _fates_by_hand(receipt: Receipt) -> Iterable[Fate]:
    """What its owner wrote into the lot's book within the year, as it was corrected there."""
    for event in events_of_fate(receipt):
        corrections = sorted(event.corrections.all(), key=lambda one: one.number)
        if not corrections:
            yield Fate(event.pk, event.at, KIND_OF_EVENT[CustodyKind(event.kind)], event.quantity)
        elif corrections[-1].reason == "incorrect_data":
            yield Fate(event.pk, event.at, KIND_OF_EVENT[CustodyKind(event.kind)], corrections[-1].quantity)


def events_of_fate(receipt: Receipt) -> QuerySet[CustodyEvent]:
    """Recyclings and disposals that the receiver wrote into the books of the lots of the receipt, within a year."""
    received = CustodyEvent.objects.filter(passport=OuterRef("passport"), receipt=receipt, kind=CustodyKind.RECEIVED)
    return (
        CustodyEvent.objects.filter(
            Exists(received),
            kind__in=KIND_OF_EVENT,
            holder=receipt.collection.claim.organisation,
            at__gte=receipt.at,
            at__lte=receipt.at + WITHIN,
        )
        .prefetch_related("corrections")
        .order_by("at", "pk")
    )


def unread_corrections() -> QuerySet[ReceiptCorrection]:
    """Corrections of receipts that lines stand for, which the ledger has not followed yet, the oldest first."""
    rows = ReceiptCorrection.objects.filter(reading=None).exclude(receipt__diversions=None)
    return rows.select_related("receipt__collection__claim", "by").order_by("at", "pk")


def unread_answers() -> QuerySet[FollowUpAnswer]:
    """Answers to follow-ups about such receipts, likewise."""
    rows = FollowUpAnswer.objects.filter(reading=None).exclude(follow_up__receipt__diversions=None)
    return rows.select_related("follow_up__receipt__collection__claim", "by").order_by("at", "pk")


def unread_events() -> QuerySet[CustodyEvent]:
    """Recyclings and disposals by hand, and corrections of such, likewise."""
    fates = list(KIND_OF_EVENT)
    about = CustodyEvent.objects.filter(kind__in=fates, reading=None) | CustodyEvent.objects.filter(
        kind=CustodyKind.CORRECTED, corrects__kind__in=fates, reading=None
    )
    return about.select_related("by").order_by("at", "pk")


def receipts_of_event(event: CustodyEvent) -> list[Receipt]:
    """The receipts by which the lot of an event came to whoever wrote it."""
    received = CustodyEvent.objects.filter(
        passport=event.passport_id, kind=CustodyKind.RECEIVED, holder=event.holder_id, at__lte=event.at
    )
    rows = Receipt.objects.filter(pk__in=received.values("receipt")).exclude(diversions=None)
    return list(rows.select_related("collection__claim").distinct().order_by("pk"))
