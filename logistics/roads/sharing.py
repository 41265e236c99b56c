"""Who caused how much of a round: its kilometres shared out among all that it carried, to the last micrometre.

A leg with goods aboard is shared by mass among what is aboard on it (the protocol's rule, as in GLEC Framework v3 and
ISO 14083, which allocate within a vehicle by mass and distance). Legs without goods, the way out and the way back among
them, belong to the whole round: they are shared by what each load was carried how far (kilograms times kilometres),
as ISO 14083 spreads empty running over the transport activity of its round. Emissions are a vehicle's factor times
kilometres, so that shares of kilometres are shares of emissions, and they add up exactly.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

UM_PER_METRE: Final = 1_000_000
UM_PER_KM: Final = Decimal(1_000_000_000)
KG_M_PER_TONNE_KM: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Leg(Generic[Key]):
    """A stretch between two places, with the loads that were aboard on it."""

    metres: int
    aboard: frozenset[Key]

    @property
    def is_empty(self) -> bool:
        return not self.aboard


def total_km(legs: Sequence[Leg[Key]]) -> Decimal:
    """The whole round."""
    return Decimal(sum(leg.metres for leg in legs) * UM_PER_METRE) / UM_PER_KM


def empty_share(legs: Sequence[Leg[Key]]) -> Decimal:
    """How much of the round was driven without goods, 0 to 1."""
    metres = sum(leg.metres for leg in legs)
    return Decimal(sum(leg.metres for leg in legs if leg.is_empty)) / metres if metres else Decimal(0)


def stretched(metres: Sequence[int], whole: int) -> list[int]:
    """The same legs, longer or shorter in proportion, so that they add up to the whole: whole metres by largest
    remainder. Legs that are nothing all share it alike."""
    weights = list(metres) if sum(metres) else [1] * len(metres)
    total = sum(weights)
    parts = [whole * weight // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda at: (-(whole * weights[at] % total), at))
    for at in order[: whole - sum(parts)]:
        parts[at] += 1
    return parts


def shares_km(
    legs: Sequence[Leg[Key]], masses_kg: Mapping[Key, Decimal], settled_km: Mapping[Key, Decimal] | None = None
) -> dict[Key, Decimal]:
    """The kilometres of the round that each load stands for. They add up to :func:`total_km`, exactly.

    :param masses_kg: of every load that was aboard or should have a share
    :param settled_km: shares that were given out before, which stay as they are; the others have the rest
    """
    settled = {key: km for key, km in (settled_km or {}).items() if key in masses_kg}
    open_keys = [key for key in masses_kg if key not in settled]
    whole_um = sum(leg.metres for leg in legs) * UM_PER_METRE
    left_um = max(0, whole_um - int(sum(settled.values(), Decimal(0)) * UM_PER_KM))
    raw = _raw(legs, masses_kg)
    parts = _split(left_um, {key: raw[key] for key in open_keys}, masses_kg)
    return settled | {key: Decimal(um) / UM_PER_KM for key, um in parts.items()}


def _raw(legs: Sequence[Leg[Key]], masses_kg: Mapping[Key, Decimal]) -> dict[Key, Fraction]:
    """Shares in metres before rounding."""
    shares = dict.fromkeys(masses_kg, Fraction(0))
    activity = dict.fromkeys(masses_kg, Fraction(0))
    empty = 0
    for leg in legs:
        if leg.is_empty:
            empty += leg.metres
            continue
        weights = _weights({key: Fraction(masses_kg[key]) for key in leg.aboard})
        for key, weight in weights.items():
            shares[key] += leg.metres * weight
            activity[key] += leg.metres * Fraction(masses_kg[key])
    by_activity = activity if sum(activity.values()) else {key: Fraction(mass) for key, mass in masses_kg.items()}
    for key, weight in _weights(by_activity).items():
        shares[key] += empty * weight
    return shares


def _weights(amounts: Mapping[Key, Fraction]) -> dict[Key, Fraction]:
    """Parts of one; equal ones where nothing weighs anything."""
    total = sum(amounts.values())
    if not total:
        return {key: Fraction(1, len(amounts)) for key in amounts}
    return {key: amount / total for key, amount in amounts.items()}


def _split(whole: int, raw: Mapping[Key, Fraction], masses_kg: Mapping[Key, Decimal]) -> dict[Key, int]:
    """Whole micrometres by largest remainder; of equal remainders the earlier key has it."""
    if not raw:
        return {}
    fallback = {key: Fraction(masses_kg[key]) for key in raw}
    weights = _weights(raw if sum(raw.values()) else fallback)
    exact = {key: whole * weight for key, weight in weights.items()}
    parts = {key: int(amount) for key, amount in exact.items()}
    order = sorted(parts, key=lambda key: parts[key] - exact[key])
    for key in order[: whole - sum(parts.values())]:
        parts[key] += 1
    return parts
