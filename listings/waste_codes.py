"""The List of Waste: six-digit codes that say what a waste is, and whether it is hazardous.

A code is asked for only where goods are waste. Some come in *mirror* pairs (wood with, and wood without, hazardous
substances): there the holder has to assess the hazard, and no program can do it for them.

Source: the 842 codes of Defra's digital waste tracking service (2025), Open Government Licence v3.0; see
``listings/data/SOURCES.md``.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from marketplace.kernel.errors import DomainError, gettext_noop

LIST: Final = Path(__file__).resolve().parent / "data" / "list_of_waste.csv"

_SPACING: Final = re.compile(r"[\s.*-]+")
_CODE_IN_TEXT: Final = re.compile(r"\b(\d{2} \d{2} \d{2})\b")


class UnknownWasteCode(DomainError):
    """No such code stands in the list."""

    code = "unknown_waste_code"
    message = gettext_noop("“{code}” is not in the List of Waste. A code has six digits, like 20 01 36.")
    field = "waste_code"


@dataclass(frozen=True, slots=True)
class WasteCode:
    """One entry. ``code`` is six digits without spaces; ``chapter`` the heading that the entry stands under."""

    code: str
    description: str
    is_hazardous: bool
    is_mirror: bool
    chapter: str

    @property
    def display(self) -> str:
        """As people write it, with the star of a hazardous entry: ``20 01 23*``."""
        return f"{self.code[:2]} {self.code[2:4]} {self.code[4:]}{'*' if self.is_hazardous else ''}"


@cache
def list_of_waste() -> Mapping[str, WasteCode]:
    """Every entry by its six digits, in the order of the list."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: WasteCode(
                code=row["code"],
                description=row["description"],
                is_hazardous=row["hazardous"] == "true",
                is_mirror=row["entry_type"].startswith("Mirror"),
                chapter=row["chapter_title"],
            )
            for row in csv.DictReader(file)
        }


def find(code: str) -> WasteCode:
    """The entry of a code, however it is spaced or starred (``200138``, ``20 01 38``, ``20.01.38*``).

    :raises UnknownWasteCode: it is not in the list
    """
    entry = list_of_waste().get(_SPACING.sub("", code))
    if entry is None:
        raise UnknownWasteCode(code=code[:20])
    return entry


def is_hazardous(code: str) -> bool:
    """Whether the entry is a hazardous one.

    :raises UnknownWasteCode: it is not in the list
    """
    return find(code).is_hazardous


def counterparts(code: str) -> tuple[WasteCode, ...]:
    """The entries on the other side of the mirror, as far as the list's own words name them ("other than those
    mentioned in 20 01 37"); empty for an absolute entry.

    :raises UnknownWasteCode: it is not in the list
    """
    return _counterparts().get(find(code).code, ())


@cache
def _counterparts() -> Mapping[str, tuple[WasteCode, ...]]:
    entries = list_of_waste()
    pairs: defaultdict[str, list[WasteCode]] = defaultdict(list)
    for entry in entries.values():
        if not entry.is_mirror or entry.is_hazardous:
            continue
        for mentioned in _CODE_IN_TEXT.findall(entry.description):
            other = entries.get(mentioned.replace(" ", ""))
            if other is not None and other.is_mirror and other.is_hazardous:
                pairs[entry.code].append(other)
                pairs[other.code].append(entry)
    return {code: tuple(others) for code, others in pairs.items()}
