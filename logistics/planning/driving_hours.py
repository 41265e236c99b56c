"""How long anybody may drive: the law's limits, and the breaks that keep a day within them.

Great Britain: a lorry above 3.5 t drives by assimilated Regulation (EC) No 561/2006: 9 hours a day (article 6) and 45
minutes of break after at most 4½ hours (article 7; a break in two parts, 15 and 30, is not counted here). A van up to
3.5 t drives by the domestic rules of the Transport Act 1968, section 96: 10 hours a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from logistics.planning.problem import Break, DrivingRule, Window

HOUR: Final = 3600

LORRY: Final = DrivingRule(most_s=9 * HOUR, stretch_s=9 * HOUR // 2, rest_s=2700)
VAN: Final = DrivingRule(most_s=10 * HOUR)


def lawful_breaks(window: Window, agreed: Iterable[Break], rule: DrivingRule) -> tuple[Break, ...]:
    """The agreed breaks, changed and added to so that no stretch between two is longer than the rule's.

    By the clock, not by driving, so it holds whatever is planned between them. Of the agreed breaks that come in time
    the latest counts: it is made as long as the rule wants, and begins in time, and where that spares another break not
    before. Where none comes, one is added.
    """
    breaks = sorted(agreed, key=_opening)
    if rule.stretch_s is None:
        return tuple(breaks)
    since = window.start_s
    while window.end_s - since > rule.stretch_s:
        until = since + rule.stretch_s
        coming = [rest for rest in breaks if since <= rest.window.start_s <= until]
        last = coming[-1] if coming else Break(Window(since + 2 * rule.stretch_s // 3, until), rule.rest_s)
        opens, shuts, takes = last.window.start_s, min(last.window.end_s, until), max(last.seconds, rule.rest_s)
        enough = window.end_s - rule.stretch_s - takes  # begun from then on, no other is needed
        rest = Break(Window(max(opens, enough) if enough <= shuts else opens, shuts), takes)
        breaks = sorted([*(one for one in breaks if one is not last), rest], key=_opening)
        since = rest.window.start_s + rest.seconds
    return tuple(breaks)


def _opening(rest: Break) -> tuple[int, int, int]:
    return rest.window.start_s, rest.window.end_s, rest.seconds
