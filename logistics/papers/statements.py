"""The seven statements under which something that is given away is not waste, and what follows from the answers.

Source: Environment Agency, *Reusing and disposing of waste upholstered domestic seating* (the test that it applies to
donated goods); all seven must hold, and both holders must know it when the goods change hands. Only courts finally
decide what is waste: what is kept is who stated what, and when.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from marketplace.kernel.errors import gettext_noop

#: Kept with each answer: what was signed. Whoever changes a sentence below gives it a new number.
WORDING: Final = "2026-11"


class WastePath(StrEnum):
    """On which side of the law goods change hands."""

    GOODS = "goods"  # both holders state that all seven hold: a transfer-of-ownership note
    OPEN = "open"  # somebody has not answered yet: they may not move
    WASTE = "waste"  # said to be waste, or one of the seven does not hold: a waste transfer note


@dataclass(frozen=True, slots=True)
class Statement:
    """One of the seven, as people sign it."""

    key: str
    words: str


STATEMENTS: Final = (
    Statement("same_purpose", gettext_noop("They will be used for the purpose that they were made for.")),
    Statement("meant_for_reuse", gettext_noop("Whoever had them last meant them to be used again, not discarded.")),
    Statement("minor_repair_only", gettext_noop("They work as they are, or need no more than a minor repair.")),
    Statement("both_know", gettext_noop("Giver and receiver both know what, if anything, has to be repaired.")),
    Statement("repair_will_be_done", gettext_noop("Any repair that they need will be done.")),
    Statement("use_is_lawful", gettext_noop("They may lawfully be used (for instance, fire labels are in place).")),
    Statement("kept_as_goods", gettext_noop("They are stored and moved like goods, so that nothing damages them.")),
)
KEYS: Final = tuple(one.key for one in STATEMENTS)


def path_for(*, is_waste: bool, giver: Collection[str] | None, receiver: Collection[str] | None) -> WastePath:
    """The path that the goods take.

    :param is_waste: whether the listing says so itself
    :param giver: the keys of the statements that hold by the giver; None: not signed. `receiver` likewise
    """
    if is_waste or any(held is not None and not set(KEYS) <= set(held) for held in (giver, receiver)):
        return WastePath.WASTE
    return WastePath.OPEN if giver is None or receiver is None else WastePath.GOODS
