"""What must be shown before goods of a kind leave their giver: safety gates, and a checklist of quality by group.

A gate is closed until evidence is attached: a picture, or words where words can be held against something (a test
number, a certificate's name). A rule that does not fit the thing itself (a chair without upholstery) is answered with
why, never by silence. Each gate says which rule it comes from; the checklists are our own: what receivers turn things
away for. They stop the release only where a fault is hidden and costs the receiver a skip or somebody's safety;
everywhere else they are asked and shown.

Pure: a category in words, what was shown, and a day come in; what is missing comes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from marketplace.kernel.errors import gettext_noop

QUALITY: Final = "quality"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a checklist: a sentence that holds or does not."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Gate:
    """Something to show before release. `until` says whether the evidence has a day on which it runs out."""

    key: str
    name: str
    asks: str
    source: str
    needs_picture: bool = False
    needs_until: bool = False
    #: what it means that the rule does not fit the thing; empty: it always fits
    unless: str = ""
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What decides which gates a listing has: its leaf of the tree and its condition."""

    slug: str
    path: str
    safety_gate: str
    condition: str
    kind: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence as far as the gates look at it; `valid_until` is its last day."""

    gate: str
    valid_until: date | None = None


SAFETY: Final[Mapping[str, Gate]] = {
    gate.key: gate
    for gate in (
        Gate(
            "pat",
            gettext_noop("Electrical safety test (PAT)"),
            gettext_noop("A picture of the label, or the test's number, date and tester."),
            "Electricity at Work Regulations 1989, reg. 4(2); HSE, HSG107 Maintaining portable electric equipment",
            unless=gettext_noop("It has no mains lead, or only the trade gets it to repair."),
        ),
        Gate(
            "fire_label",
            gettext_noop("Fire label of upholstery"),
            gettext_noop("A picture of the permanent label that is sewn on."),
            "Furniture and Furnishings (Fire) (Safety) Regulations 1988 (SI 1988/1324), as amended",
            needs_picture=True,
            unless=gettext_noop("It is not upholstered, or was made before 1950."),
        ),
        Gate(
            "data_wipe",
            gettext_noop("Data wiped"),
            gettext_noop("The certificate, or how, when and by whom it was wiped."),
            "UK GDPR, articles 5(1)(f) and 32; NCSC, Secure sanitisation of storage media",
            unless=gettext_noop("It has never held data, or its storage was taken out."),
        ),
        Gate(
            "gas",
            gettext_noop("Gas disconnected safely"),
            gettext_noop("The record of the Gas Safe engineer, with the engineer's number."),
            "Gas Safety (Installation and Use) Regulations 1998 (SI 1998/2451), regs 3 and 26",
            unless=gettext_noop("It does not run on gas."),
        ),
        Gate(
            "loler",
            gettext_noop("Thorough examination of lifting gear"),
            gettext_noop("The report of the last examination, and the day the next one is due."),
            "Lifting Operations and Lifting Equipment Regulations 1998 (SI 1998/2307), reg. 9",
            needs_until=True,
            unless=gettext_noop("It lifts nobody and nothing."),
        ),
        Gate(
            "ladder",
            gettext_noop("Ladder or tower inspected"),
            gettext_noop("Who inspected it and when, or a picture of its tag."),
            "Work at Height Regulations 2005 (SI 2005/735), reg. 12",
            unless=gettext_noop("It is not for standing on."),
        ),
    )
}

#: What a leaf needs besides the gate that the category tree gives it.
FURTHER: Final[Mapping[str, tuple[str, ...]]] = {
    "cookers": ("gas",),
    "commercial-kitchen-machines": ("gas",),
    "care-beds": ("loler",),
    "ladders": ("ladder",),
    "desktops": ("pat",),
    "servers": ("pat",),
    "printers": ("pat",),
    "copiers": ("pat",),
}

#: Offered for parts or material, a thing is not put to use: nobody tests it. Data are wiped all the same.
NOT_OF_PARTS: Final = frozenset({"pat", "gas", "loler", "ladder", QUALITY})

_CLEAN: Final = Check("clean", gettext_noop("It is clean and dry, without mould, vermin or strong smells."))
_WHOLE: Final = Check("whole", gettext_noop("It is whole: nothing is missing that it needs."))
_SOUND: Final = Check("sound", gettext_noop("It bears what it is made for: no cracks, no loose joints."))
_WORKS: Final = Check("works", gettext_noop("It was switched on and works."))
_SEAMS: Final = Check("seams", gettext_noop("Covers and seams have no tears; the filling does not come out."))
_LEAD: Final = Check("lead", gettext_noop("Leads, plugs and casing are undamaged; chargers are with it."))

#: By the group of the tree. Our own: what receivers turn things away for.
CHECKLISTS: Final[Mapping[str, tuple[Check, ...]]] = {
    "furniture": (_CLEAN, _SOUND, _SEAMS),
    "it": (_WHOLE, _WORKS, _LEAD),
    "electrical": (_CLEAN, _WORKS, _LEAD),
    "health-science": (_CLEAN, _WHOLE, _SOUND),
    "catering-events": (_CLEAN, _WHOLE, _SOUND),
    "storage-shop": (_WHOLE, _SOUND),
    "learning-clothing": (
        _CLEAN,
        _WHOLE,
        Check("wear", gettext_noop("You would give it to a friend: no holes, stains or worn-out soles.")),
    ),
    "outdoor": (_WHOLE, _SOUND),
    "building-materials": (
        Check("stored", gettext_noop("It was stored dry, and no rot, asbestos or lead paint is known of.")),
        Check("labelled", gettext_noop("Tins and sacks are closed, labelled and within their date.")),
    ),
    "raw-materials": (
        Check("sorted", gettext_noop("It is one material, without food, oil or other waste among it.")),
        Check("dry", gettext_noop("It is dry and can be lifted as it stands.")),
    ),
}
#: Sections without a safety gate where a hidden fault costs the receiver a skip or somebody's safety all the same.
_STRICT_SECTIONS: Final = frozenset(
    {"health-science/mobility", "learning-clothing/clothing", "learning-clothing/household-textiles", "outdoor/cycles"}
)


def quality_of(subject: Subject) -> Gate | None:
    """The checklist of the subject's group; none for spaces and groups without one."""
    checks = CHECKLISTS.get(subject.path.split("/", 1)[0], ())
    if not checks or subject.kind == "space":
        return None
    return Gate(
        QUALITY,
        gettext_noop("Checked by the giver"),
        gettext_noop("Tick what holds; say in a few words what does not."),
        gettext_noop("Our own list: what receivers turn things away for"),
        checks=checks,
    )


def gates_of(subject: Subject) -> tuple[Gate, ...]:
    """The gates that have to be open before release, safety first."""
    keys = dict.fromkeys((subject.safety_gate, *FURTHER.get(subject.slug, ())))
    gates = [SAFETY[key] for key in keys if key in SAFETY]
    strict = gates or subject.path.rsplit("/", 1)[0] in _STRICT_SECTIONS
    quality = quality_of(subject) if strict else None
    gates += [quality] if quality else []
    if subject.condition == "for_parts":
        gates = [gate for gate in gates if gate.key not in NOT_OF_PARTS]
    return tuple(gates)


def asked_of(subject: Subject) -> tuple[Gate, ...]:
    """All that is asked, the checklist too where it stops nothing."""
    gates = gates_of(subject)
    quality = quality_of(subject)
    if quality is None or any(gate.key == QUALITY for gate in gates):
        return gates
    return (*gates, quality)


def missing(gates: Iterable[Gate], shown: Iterable[Shown], today: date) -> tuple[Gate, ...]:
    """The gates for which nothing was shown that is still good today."""
    good = {one.gate for one in shown if one.valid_until is None or one.valid_until >= today}
    return tuple(gate for gate in gates if gate.key not in good)
