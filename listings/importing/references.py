"""A reference for each row: the sheet's own, or a fingerprint that comes out the same next time."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Final

from listings.importing.parsed import ItemValues, ParsedRow, RowProblem
from marketplace.kernel.text import fold

LONGEST: Final = 64


class Fingerprints:
    """Settles the references of one sheet, row by row; one of the sheet's own that repeats is refused."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}
        self._made: Counter[str] = Counter()

    def settle(self, row: ParsedRow) -> None:
        """Give the row its reference, or an error if another row has the same."""
        values = row.values
        if values.reference:
            first = self._seen.setdefault(fold(values.reference), row.number)
            if first != row.number:
                message = f"Row {first} has the reference “{values.reference}” too. Each needs its own."
                row.errors.append(RowProblem("", message))
        elif values.title:
            what = _what(values)
            self._made[what] += 1
            values.reference = made_reference(what, self._made[what])
            values.reference_made = True


def _what(values: ItemValues) -> str:
    sides = sorted(side for side in (values.width_mm, values.depth_mm, values.height_mm) if side)
    return "|".join(fold(part) for part in (values.title, str(sides), values.make, values.model, values.serial))


def made_reference(what: str, occurrence: int) -> str:
    """A short stable name, such as GY-3F2A09C1B4, for the nth row that says the same."""
    digest = hashlib.sha256(f"{what}#{occurrence}".encode()).hexdigest()
    return f"GY-{digest[:10].upper()}"
