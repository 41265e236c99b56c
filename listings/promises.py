"""Promises: what became of them, what counts as late, and how what lies long ago counts for less.

The words are those of the model's outcomes, written out: this module knows no model.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

#: Who cancels a claim less than this before it was to be collected leaves the other side no time to find somebody.
NOTICE_HOURS: Final = 48


def outcome_of_cancelling(*, due_at: datetime | None, now: datetime, notice_hours: int = NOTICE_HOURS) -> str:
    """ "early_cancel" or "late_cancel": late is inside the notice hours of what was agreed, and after it.

    :param due_at: when it was to be collected or to begin; nothing was agreed yet: never late
    :param notice_hours: a space has its own cancellation rule
    """
    is_late = due_at is not None and now > due_at - timedelta(hours=notice_hours)
    return "late_cancel" if is_late else "early_cancel"
