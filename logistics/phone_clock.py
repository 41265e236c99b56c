"""When something happened that a phone tells of later. Its clock may be wrong; how long ago it was, it still knows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

#: What a phone tells after more than this is taken as told now: a run lasts a day.
LONGEST_AGO: Final = timedelta(days=3)


def happened_at(device_at: datetime, sent_at: datetime, received_at: datetime) -> datetime:
    """The moment by our clock: so long before the phone's word reached us as the phone counted between the deed and
    the sending, which is right however wrong its clock is.

    A phone whose clock was set in between can count a negative time or weeks: then it is the moment of receiving.

    :param device_at: of the deed, by the phone
    :param sent_at: of the sending, by the phone
    :param received_at: by our clock
    """
    ago = sent_at - device_at
    if not timedelta(0) <= ago <= LONGEST_AGO:
        return received_at
    return received_at - ago


def skew_seconds(sent_at: datetime, received_at: datetime) -> int:
    """How far the phone's clock is ahead of ours, in seconds (behind: negative); the way through the net included."""
    return round((sent_at - received_at).total_seconds())
