"""How long notes are kept.

Waste (England and Wales) Regulations 2011, reg. 35 (6): two years; Hazardous Waste Regulations 2005, reg. 49: three.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

#: By the kind of note. For transfers of ownership no law asks: as long as for notes.
LEAST_YEARS: Final[Mapping[str, int]] = {"ownership": 2, "waste": 2, "consignment": 3}


def keep_until(kind: str, issued_on: date, years: int) -> date:
    """The last day on which a note is kept: `years`, or what the law asks at least."""
    last = issued_on.year + max(LEAST_YEARS[kind], years)
    try:
        return issued_on.replace(year=last)
    except ValueError:  # 29 February
        return issued_on.replace(year=last, day=28)
