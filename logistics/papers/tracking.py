"""A received load of waste in the shape in which Defra's digital waste tracking takes it (`POST /movements/receive`).

Receivers report from October 2026 in England, Wales and Northern Ireland. Most members are no permitted sites and
report nothing: this makes the file, and submits nothing. The shape is held by `data/receive_movement.schema.json`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Address:
    full: str
    postcode: str

    def told(self) -> dict[str, str]:
        return {"fullAddress": self.full, "postcode": self.postcode}


@dataclass(frozen=True, slots=True)
class Movement:
    """What is reported of a load. `received_at` has a zone; `hazards` are codes such as ``HP_3``."""

    received_at: datetime
    reference: str
    note_number: str
    codes: Sequence[str]
    description: str
    physical_form: str
    container_type: str
    container_count: int
    mass_kg: Decimal
    is_estimate: bool
    contains_pops: bool
    hazards: Sequence[str]
    components: str
    consignment_code: str
    treatment: str
    carrier: str
    carrier_address: Address
    carrier_registration: str
    carrier_exemption: str
    vehicle_registration: str
    receiver_site: str
    authorisation: str
    receiver_address: Address


def movement_json(told: Movement) -> dict[str, object]:
    """The movement as plain values for JSON. The organisation's own ``apiCode`` is left for its software to fill in."""
    weight = {"metric": "Kilograms", "amount": float(told.mass_kg), "isEstimate": told.is_estimate}
    item: dict[str, object] = {
        "ewcCodes": list(told.codes),
        "wasteDescription": told.description,
        "physicalForm": told.physical_form,
        "numberOfContainers": told.container_count,
        "typeOfContainers": told.container_type,
        "weight": weight,
        "containsPops": told.contains_pops,
        "containsHazardous": bool(told.hazards),
    }
    if told.contains_pops:
        item["pops"] = {"sourceOfComponents": "NOT_PROVIDED"}
    if told.hazards:
        item["hazardous"] = _hazardous(told)
    if told.treatment:
        item["disposalOrRecoveryCodes"] = [{"code": told.treatment, "weight": weight}]
    movement: dict[str, object] = {
        "dateTimeReceived": told.received_at.isoformat(timespec="seconds"),
        "yourUniqueReference": told.reference,
        "otherReferencesForMovement": [{"label": "transferNoteNumber", "reference": told.note_number}],
        "wasteItems": [item],
        "carrier": _carrier(told),
        "receiver": {"siteName": told.receiver_site, "authorisationNumber": told.authorisation},
        "receipt": {"address": told.receiver_address.told()},
    }
    if told.consignment_code:
        movement["hazardousWasteConsignmentCode"] = told.consignment_code
    elif told.hazards:
        movement["reasonForNoConsignmentCode"] = "NO_DOC_WITH_WASTE"
    return movement


def _hazardous(told: Movement) -> dict[str, object]:
    known: dict[str, object] = {"sourceOfComponents": "NOT_PROVIDED", "hazCodes": list(told.hazards)}
    if told.components:
        known |= {"sourceOfComponents": "PROVIDED_WITH_WASTE", "components": [{"name": told.components}]}
    return known


def _carrier(told: Movement) -> dict[str, object]:
    carrier: dict[str, object] = {"organisationName": told.carrier, "address": told.carrier_address.told()}
    if told.carrier_registration:
        carrier["registrationNumber"] = told.carrier_registration
    else:
        carrier["reasonForNoRegistrationNumber"] = told.carrier_exemption
    if told.vehicle_registration:
        return {**carrier, "meansOfTransport": "Road", "vehicleRegistration": told.vehicle_registration}
    return {**carrier, "meansOfTransport": "Other"}
