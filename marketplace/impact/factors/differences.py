"""What one set of factors says otherwise than another: for whoever loads it, and for restating with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from marketplace.impact.factors.kinds import Factor

LARGE: Final = Decimal("0.10")  # a change of more than a tenth is to be looked at


@dataclass(frozen=True, slots=True)
class Change:
    """One factor in both sets with another value. ``share`` is the change over the old value."""

    factor_id: str
    name: str
    old: Decimal
    new: Decimal

    @property
    def share(self) -> Decimal | None:
        return (self.new - self.old) / self.old if self.old else None

    @property
    def is_large(self) -> bool:
        return self.share is None or abs(self.share) > LARGE


@dataclass(frozen=True, slots=True)
class Renamed:
    """One factor whose publisher calls it something else now: ids are what joins sets."""

    factor_id: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that is not the same, each list by factor id."""

    same: int
    changed: tuple[Change, ...]
    renamed: tuple[Renamed, ...]
    added: tuple[Factor, ...]
    gone: tuple[Factor, ...]

    @property
    def large(self) -> tuple[Change, ...]:
        return tuple(one for one in self.changed if one.is_large)


def differences(old: Mapping[str, Factor], new: Mapping[str, Factor]) -> Differences:
    """From the old set to the new one."""
    both = sorted(old.keys() & new.keys())
    changed = [
        Change(key, new[key].name, old[key].kgco2e_per_unit, new[key].kgco2e_per_unit)
        for key in both
        if old[key].kgco2e_per_unit != new[key].kgco2e_per_unit
    ]
    return Differences(
        same=len(both) - len(changed),
        changed=tuple(changed),
        renamed=tuple(Renamed(key, old[key].name, new[key].name) for key in both if old[key].name != new[key].name),
        added=tuple(new[key] for key in sorted(new.keys() - old.keys())),
        gone=tuple(old[key] for key in sorted(old.keys() - new.keys())),
    )
