"""The season ticket: a waste transfer note for repeated transfers, with the list of the loads that went on it.

Source: Waste (England and Wales) Regulations 2011, reg. 35 (4); Duty of Care Code of Practice (2018), 4.1: one note
for multiple transfers of the same description between the same parties, up to twelve months.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from logistics.papers.document import Box, Document, Fact, Signature, Table
from logistics.papers.notes import Signed, Transfer, Waste, waste_note

EACH: Final = "As listed for each load"


@dataclass(frozen=True, slots=True)
class Season:
    """Its number and period in words, who signed it, and each load as the cells of a row."""

    number: str
    period: str
    giver: Signed
    receiver: Signed
    loads: Sequence[Sequence[str]]
    total: str
    stamp: str = ""


def last_day_of(starts_on: date) -> date:
    """The last day of twelve months that begin on that day."""
    try:
        again = starts_on.replace(year=starts_on.year + 1)
    except ValueError:  # 29 February
        again = date(starts_on.year + 1, 3, 1)
    return again - timedelta(days=1)


def season_note(season: Season, transfer: Transfer, waste: Waste) -> Document:
    """The note. Of the transfer it takes the holders, the carrier and the place; the loads say when."""
    first = waste_note(transfer, waste)
    heads = ("No.", "Load", "Left", "Reached", "Mass", "Containers", "Vehicle")
    loads = Table(heads, (2, 9, 6, 6, 4, 5, 5), season.loads)
    period = Box(
        "D",
        "Transfers",
        (
            Fact("Period", season.period),
            Fact("Place of transfer", transfer.place),
            Fact("Carried by", transfer.carrier),
            Fact("Loads so far", season.total),
        ),
    )
    listed = Box("F", "Loads", words=() if season.loads else ("No load has left on it yet.",))
    boxes = [period if box.mark == "D" else _each_load(box) for box in first.boxes]
    return Document(
        title="Waste transfer note: season ticket",
        number=season.number,
        summary="Duty of care: repeated transfers of the same controlled waste between the same holders.",
        boxes=boxes,
        signatures=(
            Signature("Transferor", transfer.giver.name, season.giver.name, season.giver.at),
            Signature("Transferee", transfer.receiver.name, season.receiver.name, season.receiver.at),
        ),
        footer=f"{season.number} · {transfer.issued} · Both holders keep this note for two years after its last load.",
        stamp=season.stamp,
        annex=(replace(listed, table=loads) if season.loads else listed,),
    )


def _each_load(box: Box) -> Box:
    """Quantity and containers of the first load do not stand for all: the list does."""
    each = {"Quantity", "Containers"}
    return replace(box, facts=[Fact(one.term, EACH) if one.term in each else one for one in box.facts])
