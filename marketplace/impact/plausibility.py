"""What a reviewer should look at before signing: points to review, never silent corrections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from marketplace.impact.lines import Entry, LegShare, Line
from marketplace.impact.parameters import (
    AVOIDED_PER_TONNE_BAND,
    ESTIMATED_SHARE_WARNING,
    TRIP_DETOUR_BAND,
    UNIT_WEIGHT_BAND,
)
from marketplace.impact.rows import INTERNAL

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class ReviewPoint:
    """One thing to look at. ``code`` is stable; ``lines`` are the line ids it concerns (empty: the whole)."""

    code: str
    message: str
    lines: tuple[str, ...] = ()


def check_lines(lines: Iterable[Line]) -> tuple[ReviewPoint, ...]:
    """What is odd about single lines, trips and serial numbers."""
    lines = tuple(lines)
    return (*_weights(lines), *_parties(lines), *_serials(lines), *_trips(lines))


def check_totals(
    *,
    n_kgco2e: Decimal,
    quantified_kg: Decimal,
    estimated_share: Decimal | None,
    unquantified_kg: Decimal,
    dominant: tuple[str, ...],
    unknown_life: tuple[str, ...],
) -> tuple[ReviewPoint, ...]:
    """What is odd about a statement as a whole."""
    return tuple(
        _total_warnings(
            per_tonne=n_kgco2e / quantified_kg if quantified_kg > 0 else None,
            estimated_share=estimated_share,
            unquantified_kg=unquantified_kg,
            dominant=dominant,
            unknown_life=unknown_life,
        )
    )


def _total_warnings(
    *,
    per_tonne: Decimal | None,  # kgCO2e per kg is tCO2e per tonne
    estimated_share: Decimal | None,
    unquantified_kg: Decimal,
    dominant: tuple[str, ...],
    unknown_life: tuple[str, ...],
) -> Iterator[ReviewPoint]:
    low, high = AVOIDED_PER_TONNE_BAND
    if per_tonne is not None and not low <= per_tonne <= high:
        yield ReviewPoint(
            "avoided_per_tonne",
            f"{per_tonne:.2f} tCO2e per tonne reused is far from published figures (0.51 to 1.45).",
        )
    if estimated_share is not None and estimated_share > ESTIMATED_SHARE_WARNING:
        yield ReviewPoint("mostly_estimated", f"{estimated_share:.0%} of the mass is estimated.")
    if unquantified_kg > 0:
        yield ReviewPoint("unquantified", f"{unquantified_kg.normalize():f} kg could not be given a figure.")
    for name in dominant:
        yield ReviewPoint("dominant_factor", f"One factor makes more than a fifth of the figure: {name}.")
    if unknown_life:
        yield ReviewPoint(
            "unknown_life", "The remaining life is unknown and counts as that of a new item.", unknown_life
        )


def _weights(lines: tuple[Line, ...]) -> Iterator[ReviewPoint]:
    low, high = UNIT_WEIGHT_BAND
    for line in lines:
        if line.item_kg is None or not line.default_item_kg:
            continue
        if not low <= line.item_kg / line.default_item_kg <= high:
            yield ReviewPoint(
                "odd_item_weight",
                f"{line.item_kg.normalize():f} kg each, where {line.default_item_kg.normalize():f} kg is usual.",
                (line.line_id,),
            )


def _parties(lines: tuple[Line, ...]) -> Iterator[ReviewPoint]:
    for line in lines:
        if line.giver and line.giver == line.receiver and line.row is not INTERNAL:
            yield ReviewPoint("giver_is_receiver", "Giver and receiver are the same.", (line.line_id,))


def _serials(lines: tuple[Line, ...]) -> Iterator[ReviewPoint]:
    seen: defaultdict[str, list[str]] = defaultdict(list)
    for line in lines:
        if line.hop == 1 and line.entry is Entry.RECORDED:
            for serial in line.serials:
                seen[serial].append(line.line_id)
    for serial, line_ids in seen.items():
        if len(line_ids) > 1:
            yield ReviewPoint("same_serial", f"Serial number {serial} was counted more than once.", tuple(line_ids))


def _trips(lines: tuple[Line, ...]) -> Iterator[ReviewPoint]:
    legs: dict[str, LegShare] = {}
    loaded: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    carrying: defaultdict[str, list[str]] = defaultdict(list)
    for line in lines:
        for leg in line.legs:
            legs.setdefault(leg.trip, leg)
            loaded[leg.trip] += line.mass_kg if line.entry is Entry.RECORDED else ZERO
            carrying[leg.trip].append(line.line_id)
    for trip, leg in legs.items():
        if loaded[trip] > leg.carried_kg:
            yield ReviewPoint(
                "trip_overcounted",
                f"Trip {trip} carried {leg.carried_kg:f} kg, but {loaded[trip]:f} kg are counted on it.",
                tuple(carrying[trip]),
            )
        yield from _detour(trip, leg, tuple(carrying[trip]))


def _detour(trip: str, leg: LegShare, line_ids: tuple[str, ...]) -> Iterator[ReviewPoint]:
    if leg.km is None or not leg.straight_line_km:
        return
    low, high = TRIP_DETOUR_BAND
    times = leg.km / leg.straight_line_km
    if not low <= times <= high:
        yield ReviewPoint("odd_trip_length", f"Trip {trip} is {times:.1f} times the straight line.", line_ids)
