"""What has to be said of waste that changes hands, and which answers exclude each other.

Sources: Environmental Protection (Duty of Care) Regulations 1991 and the Waste (England and Wales) Regulations 2011,
regs. 12 and 35 (what a transfer note says); Hazardous Waste Regulations 2005 (consignments); Defra digital waste
tracking (codes; see ``data/SOURCES.md``). Chapter 20 goes before chapter 16 for household-like electricals (EA).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from listings.waste_codes import WasteCode, counterparts, find
from marketplace.kernel.errors import DomainError, gettext_noop

_DATA: Final = Path(__file__).with_name("data")
MOST_CODES: Final = 5
MOST_CONTAINERS: Final = 10_000

#: England and Wales, upper and lower tier; Scotland and Northern Ireland number otherwise.
REGISTRATION: Final = re.compile(r"CBD[LU]\d{3,}|(WCR/R/|SCO/)\d{4,}|ROC ?[UL]T ?\d{2,}", re.ASCII)
SIC: Final = re.compile(r"\d{4,5}", re.ASCII)
CONSIGNMENT: Final = re.compile(r"[A-Z0-9]{2,}/[A-Z0-9]{5}[A-Z]?|[SD][ABC]\d{7}", re.ASCII)

#: Why somebody carries waste without being registered, as digital waste tracking names it.
EXEMPTIONS: Final[Mapping[str, str]] = {
    "ON_SITE": gettext_noop("It does not leave the site"),
    "HOUSEHOLD": gettext_noop("A household carries its own waste"),
    "ONE_OFF": gettext_noop("Once only, and not as a business"),
    "MARINE": gettext_noop("It is carried by ship"),
}
FORMS: Final[Mapping[str, str]] = {
    "Solid": gettext_noop("Solid"),
    "Mixed": gettext_noop("Mixed"),
    "Liquid": gettext_noop("Liquid"),
    "Sludge": gettext_noop("Sludge"),
    "Powder": gettext_noop("Powder"),
    "Gas": gettext_noop("Gas"),
}
HIERARCHY: Final = gettext_noop(
    "I confirm that I have fulfilled my duty to apply the waste hierarchy as required by regulation 12 of the Waste"
    " (England and Wales) Regulations 2011."
)


class WasteRefused(DomainError):
    """Something that was said of waste does not do."""

    code = "waste_refused"


@dataclass(frozen=True, slots=True)
class WasteValues:
    """What the giver says of it. Codes may be spaced and starred as people write them."""

    codes: Sequence[str]
    description: str
    origin: str
    sic_code: str
    physical_form: str
    container_type: str
    container_count: int
    mass_kg: Decimal
    is_estimate: bool
    #: what an assessment found, where an entry has a mirror; None: nobody was asked
    hazard_found: bool | None = None
    hazard_basis: str = ""
    hazards: Sequence[str] = ()
    components: str = ""
    consignment_code: str = ""
    contains_pops: bool = False
    hierarchy_applied: bool = False
    prior_treatment: str = ""


@cache
def containers() -> Mapping[str, str]:
    """Container types by their three letters."""
    return _read("containers.csv", "description")


@cache
def hazards() -> Mapping[str, str]:
    """Hazardous properties by their code (``HP_3``)."""
    return _read("hazards.csv", "shortDesc")


@cache
def treatments() -> Mapping[str, str]:
    """Recovery and disposal operations by their code (``R13``)."""
    return _read("treatments.csv", "description")


def _read(name: str, column: str) -> Mapping[str, str]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return {row["code"]: row[column] for row in csv.DictReader(file)}


def entries(codes: Sequence[str]) -> tuple[WasteCode, ...]:
    """The entries of the List of Waste, without repeats.

    :raises listings.waste_codes.UnknownWasteCode: one is not in it
    """
    return tuple({entry.code: entry for entry in map(find, codes)}.values())


def needs_assessment(codes: Sequence[str]) -> bool:
    """Whether an entry has a mirror, so that the holder has to assess the hazard."""
    return any(entry.is_mirror for entry in entries(codes))


def is_hazardous(codes: Sequence[str]) -> bool:
    """Whether any entry is a hazardous one."""
    return any(entry.is_hazardous for entry in entries(codes))


def checked(said: WasteValues) -> WasteValues:
    """The same, with its codes as six digits and its numbers in capitals.

    :raises WasteRefused | listings.waste_codes.UnknownWasteCode: with the field and what to do
    """
    _check_codes(said.codes)
    found = entries(said.codes)
    _check_texts(said)
    _check_amounts(said)
    _check_hazard(said, found)
    return replace(
        said,
        codes=tuple(entry.code for entry in found),
        consignment_code=said.consignment_code.strip().upper(),
        sic_code=said.sic_code.strip(),
    )


def checked_registration(number: str, exemption: str) -> tuple[str, str]:
    """A carrier's registration in capitals, or the reason why there is none.

    :raises WasteRefused: neither, both, or a number of no known form
    """
    given = " ".join(number.upper().split())
    if bool(given) == bool(exemption):
        raise WasteRefused(NEITHER, field="carrier_registration")
    if given and not REGISTRATION.fullmatch(given):
        raise WasteRefused(BAD_NUMBER, field="carrier_registration", number=given[:30])
    if exemption and exemption not in EXEMPTIONS:
        raise WasteRefused(NO_CHOICE, field="carrier_exemption")
    return given, exemption


NEITHER: Final = gettext_noop("Give the carrier’s registration number, or the reason why it needs none; not both.")
BAD_NUMBER: Final = gettext_noop("“{number}” is no registration of a waste carrier. One looks like CBDU123456.")
NO_CHOICE: Final = gettext_noop("Choose one of those named.")
NO_CODE: Final = gettext_noop("Give one to five codes of the List of Waste.")
SAY: Final = gettext_noop("Fill this in: a transfer note is not valid without it.")
BAD_SIC: Final = gettext_noop("A SIC code has four or five digits, like 82990. Companies House lists yours.")
DUTY: Final = gettext_noop("Waste may be transferred only once the waste hierarchy was applied. Confirm it.")
NO_MASS: Final = gettext_noop("Say how much it weighs, in kilograms; an estimate will do.")
BAD_COUNT: Final = gettext_noop("Say in how many containers, from 1 to 10,000. For loose goods write 1.")
ASSESS: Final = gettext_noop(
    "{code} has a twin that says the opposite about hazard, so somebody has to assess it. Say what was found."
)
BASIS: Final = gettext_noop("Say how that was found out: a data sheet, a test, an inspection, and by whom.")
SAYS_HAZARD: Final = gettext_noop("You found it hazardous, but {code} is a code of what is not. Choose {other}.")
SAYS_NONE: Final = gettext_noop("You found nothing hazardous, but {code} is a code of what is. Choose {other}.")
HAZARDS: Final = gettext_noop("{code} is hazardous: tick the properties that make it so.")
NO_HAZARDS: Final = gettext_noop("No code here is hazardous, so no hazardous property belongs to it.")
CONSIGN: Final = gettext_noop("Hazardous waste moves under a consignment code, like CJ123E/A0001 or SA1234567.")


def _check_codes(codes: Sequence[str]) -> None:
    if not 1 <= len(codes) <= MOST_CODES:
        raise WasteRefused(NO_CODE, field="codes")


def _check_texts(said: WasteValues) -> None:
    for field in ("description", "origin"):
        if not getattr(said, field).strip():
            raise WasteRefused(SAY, field=field)
    if not SIC.fullmatch(said.sic_code.strip()):
        raise WasteRefused(BAD_SIC, field="sic_code")
    for field, choices in (("physical_form", FORMS), ("container_type", containers())):
        if getattr(said, field) not in choices:
            raise WasteRefused(NO_CHOICE, field=field)
    if not said.hierarchy_applied:
        raise WasteRefused(DUTY, field="hierarchy_applied")


def _check_amounts(said: WasteValues) -> None:
    if not Decimal(0) < said.mass_kg < Decimal(1_000_000):
        raise WasteRefused(NO_MASS, field="mass_kg")
    if not 1 <= said.container_count <= MOST_CONTAINERS:
        raise WasteRefused(BAD_COUNT, field="container_count")


def _check_hazard(said: WasteValues, found: Sequence[WasteCode]) -> None:
    for entry in found:
        if entry.is_mirror:
            _check_mirror(said, entry)
    dangerous = next((entry for entry in found if entry.is_hazardous), None)
    if dangerous is None:
        if said.hazards:
            raise WasteRefused(NO_HAZARDS, field="hazards")
        return
    if not said.hazards or not set(said.hazards) <= set(hazards()):
        raise WasteRefused(HAZARDS, field="hazards", code=dangerous.display)
    if not CONSIGNMENT.fullmatch(said.consignment_code.strip().upper()):
        raise WasteRefused(CONSIGN, field="consignment_code")


def _check_mirror(said: WasteValues, entry: WasteCode) -> None:
    if said.hazard_found is None:
        raise WasteRefused(ASSESS, field="hazard_found", code=entry.display)
    if said.hazard_found != entry.is_hazardous:
        others = ", ".join(other.display for other in counterparts(entry.code)[:4]) or entry.code[:4]
        words = SAYS_HAZARD if said.hazard_found else SAYS_NONE
        raise WasteRefused(words, field="codes", code=entry.display, other=others)
    if not said.hazard_basis.strip():
        raise WasteRefused(BASIS, field="hazard_basis")
