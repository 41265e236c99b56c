"""What is said of a job that stays behind, and of what could be done about it: templates, filled in with numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from logistics.planning.result import Numbers
from marketplace.kernel.errors import gettext_noop

SENTENCES: Final = {
    "no_vehicle": gettext_noop("There is no shift on this day."),
    "no_skill": gettext_noop("No shift on this day has everything it needs: {skills}."),
    "too_high": gettext_noop(
        "It goes where {limit} cm is the limit, and the lowest vehicle that could take it is {height} cm high."
    ),
    "height_unknown": gettext_noop("It goes where {limit} cm is the limit, and nobody said how high {shift} is."),
    "too_big": gettext_noop("It is {load}; the largest vehicle that could take it has room for {room}."),
    "window_vs_shift_pickup": gettext_noop(
        "It can be picked up {times}, and no shift that could take it works then ({shift_times})."
    ),
    "window_vs_shift_delivery": gettext_noop(
        "It can be delivered {times}, and no shift that could take it works then ({shift_times})."
    ),
    "windows_apart": gettext_noop(
        "With pickup {pickup_times} and delivery {delivery_times}, no shift that could take it can be at both in time."
    ),
    "unreachable": gettext_noop(
        "Even alone it takes {needed_min} min on the road and on site; the longest shift has {shift_min} min."
    ),
    "too_far_for_goods": gettext_noop(
        "It may be aboard for {limit_min} min, and the drive alone takes {needed_min} min."
    ),
    "too_far_to_drive": gettext_noop(
        "Even alone it takes {needed_min} min of driving; no shift that could take it may drive more than"
        " {limit_min} min."
    ),
    "no_road": gettext_noop("No road that a vehicle may take leads to it."),
    "no_capacity_left": gettext_noop(
        "Shifts that could take it: {shifts}. All are too full from {full_from} to {full_to}."
    ),
    "no_time_left": gettext_noop("Shifts that could take it: {shifts}. None has the time left."),
    "no_capacity_left_skilled": gettext_noop(
        "Needs {skills}. Shifts that have it: {shifts}. All are too full from {full_from} to {full_to}."
    ),
    "no_time_left_skilled": gettext_noop("Needs {skills}. Shifts that have it: {shifts}. None has the time left."),
    "no_driving_left": gettext_noop(
        "Shifts that could take it: {shifts}. With it, each would drive longer than its people may."
    ),
    "no_driving_left_skilled": gettext_noop(
        "Needs {skills}. Shifts that have it: {shifts}. With it, each would drive longer than its people may."
    ),
    "locked": gettext_noop("It is tied to {shift}, which has no time or room left for it."),
}

STEPS: Final = {
    "add_shift": gettext_noop("Add a shift."),
    "add_skilled_shift": gettext_noop("Add a shift that has {skills}."),
    "add_low_shift": gettext_noop("Add a shift with a vehicle of at most {limit} cm."),
    "say_height": gettext_noop("Say how high {shift} is."),
    "split_load": gettext_noop("Split it into {parts} loads."),
    "widen_pickup": gettext_noop("Ask for the pickup to be possible {minutes} min longer."),
    "widen_delivery": gettext_noop("Ask for the delivery to be possible {minutes} min longer."),
    "extend_shift": gettext_noop("Let {shift} work {minutes} min longer."),
    "other_day": gettext_noop("Plan it on another day."),
    "offer_volunteer": gettext_noop("Offer it to volunteers."),
    "recipient_collects": gettext_noop("Ask the recipient to collect it."),
    "unlock": gettext_noop("Let another shift take it."),
    "check_place": gettext_noop("Check where the place is on the map."),
}


def say(code: str, numbers: Numbers, translate: Callable[[str], str] = str) -> str:
    """The sentence for a reason in the language that ``translate`` (``gettext``) speaks."""
    forms = (code, f"{code}_{numbers.get('end')}", f"{code}_skilled" if numbers.get("skills") else code)
    template = next(SENTENCES[form] for form in reversed(forms) if form in SENTENCES)
    return translate(template).format(**numbers)


def say_step(code: str, numbers: Numbers, translate: Callable[[str], str] = str) -> str:
    """The sentence for a next step, likewise."""
    return translate(STEPS[code]).format(**numbers)
