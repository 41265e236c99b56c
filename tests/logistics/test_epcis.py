"""The book of a lot in EPCIS 2.0: the words are CBV's, the shape is what GS1's schema asks for. Pure."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from logistics import custody, epcis
from logistics.epcis import Book, Event, document

NOW = datetime(2026, 9, 15, 9, tzinfo=UTC)
LOT = "https://yard.example.org/i/ABCDEFGHJK/"
OTHER = "https://yard.example.org/i/ZZZZZZZZZZ/"
GIVER, TAKER = "https://yard.example.org/organisations/giver/", f"{LOT}#party-2"

#: Core Business Vocabulary 2.0 (GS1): business steps and dispositions, as its JSON schema lists them.
_STEPS: Final = """
accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting
decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting installing
killing loading other packing picking receiving removing repackaging repairing replacing reserving retail_selling
sampling sensor_reporting shipping staging_outbound stock_taking stocking storing transporting unloading unpacking
void_shipping
"""
BIZ_STEPS: Final = frozenset(_STEPS.split())
_STATES: Final = """
active available completeness_inferred completeness_verified conformant container_closed container_open damaged
destroyed dispensed disposed encoded expired in_progress in_transit inactive mismatch_class mismatch_instance
mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other partially_dispensed recalled
reserved retail_sold returned sellable_accessible sellable_not_accessible stolen unavailable unknown
"""
DISPOSITIONS: Final = frozenset(_STATES.split())
_URI: Final = {"type": "string", "format": "uri", "pattern": "^https://"}
_QUANTITIES: Final = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "properties": {
            "epcClass": _URI,
            "quantity": {"type": "number", "exclusiveMinimum": 0},
            "uom": {"pattern": "^[A-Z0-9]{2,3}$"},
        },
        "required": ["epcClass", "quantity"],
        "additionalProperties": False,
    },
}
_FIELDS: Final = """
type eventID eventTime eventTimeZoneOffset action bizStep disposition quantityList inputQuantityList
outputQuantityList sourceList destinationList ilmd errorDeclaration
"""
_PARTIES: Final = {"enum": ["owning_party", "possessing_party", "location"]}
#: What GS1's schema of an event asks for, as far as we use it.
SCHEMA: Final[dict[str, Any]] = {  # Any: JSON schema
    "type": "object",
    "required": ["@context", "type", "schemaVersion", "creationDate", "epcisBody"],
    "additionalProperties": False,
    "properties": {
        "@context": {"type": "array", "prefixItems": [{"const": epcis.CONTEXT}, {"type": "object"}]},
        "type": {"const": "EPCISDocument"},
        "schemaVersion": {"const": "2.0"},
        "creationDate": {"type": "string", "format": "date-time"},
        "epcisBody": {
            "type": "object",
            "required": ["eventList"],
            "properties": {"eventList": {"type": "array", "items": {"$ref": "#/$defs/event"}}},
        },
    },
    "$defs": {
        "event": {
            "type": "object",
            "required": ["type", "eventID", "eventTime", "eventTimeZoneOffset", "bizStep", "disposition"],
            "propertyNames": {
                "anyOf": [
                    {"pattern": "^goodsyard:[a-zA-Z]+$"},
                    {"enum": _FIELDS.split()},
                ]
            },
            "properties": {
                "eventID": _URI,
                "eventTime": {"type": "string", "format": "date-time"},
                "eventTimeZoneOffset": {"pattern": "^([+]|[-])((0[0-9]|1[0-3]):([0-5][0-9])|14:00)$"},
                "action": {"enum": ["OBSERVE", "ADD", "DELETE"]},
                "bizStep": {"enum": sorted(BIZ_STEPS)},
                "disposition": {"enum": sorted(DISPOSITIONS)},
                "quantityList": _QUANTITIES,
                "inputQuantityList": _QUANTITIES,
                "outputQuantityList": _QUANTITIES,
                "sourceList": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"type": _PARTIES, "source": _URI},
                        "required": ["type", "source"],
                        "additionalProperties": False,
                    },
                },
                "destinationList": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"type": _PARTIES, "destination": _URI},
                        "required": ["type", "destination"],
                        "additionalProperties": False,
                    },
                },
                "errorDeclaration": {
                    "type": "object",
                    "properties": {
                        "declarationTime": {"type": "string", "format": "date-time"},
                        "reason": {"enum": ["did_not_occur", "incorrect_data"]},
                        "correctiveEventIDs": {"type": "array", "items": _URI, "minItems": 1},
                    },
                    "required": ["declarationTime"],
                    "additionalProperties": False,
                },
            },
            "allOf": [
                {
                    "if": {"properties": {"type": {"const": "ObjectEvent"}}},
                    "then": {"required": ["action", "quantityList"]},
                    "else": {
                        "properties": {"type": {"const": "TransformationEvent"}},
                        "required": ["inputQuantityList", "outputQuantityList"],
                        "not": {"required": ["action"]},
                    },
                },
                # Master data of the lot may be told where it begins only.
                {
                    "if": {"properties": {"action": {"const": "ADD"}}, "required": ["action"]},
                    "else": {"not": {"required": ["ilmd"]}},
                },
            ],
        }
    },
}


def _event(number: int, kind: str, **said: Any) -> Event:  # Any: fields of an event
    values = {"quantity": Decimal(6), "mass_kg": None, "holder": GIVER, **said}
    at = NOW + timedelta(days=number)
    return Event(number=number, kind=kind, at=at, hash=f"{number:064}", previous_hash="", **values)


def _book(*events: Event, unit: str = "item") -> Book:
    about = {"title": "Desks", "category": "Desks", "make": ""}
    return Book(address=LOT, unit=unit, about=about, events=events, created_at=NOW)


def _events(*events: Event, unit: str = "item") -> list[dict[str, Any]]:  # Any: JSON
    """What comes out, held against the schema on its way through JSON."""
    said = json.loads(json.dumps(document(_book(*events, unit=unit))))
    problems = [
        error.message for error in Draft202012Validator(SCHEMA, format_checker=FormatChecker()).iter_errors(said)
    ]
    assert problems == []
    listed: list[dict[str, Any]] = said["epcisBody"]["eventList"]  # Any: JSON
    return listed


def test_words_are_those_of_the_vocabulary() -> None:
    steps = [(step.biz_step, step.disposition) for step in epcis.STEPS.values()] + list(epcis.TRANSFORMS.values())
    assert {step for step, _disposition in steps} <= BIZ_STEPS
    assert {disposition for _step, disposition in steps} <= DISPOSITIONS


@pytest.mark.parametrize("kind", [*epcis.STEPS, *epcis.TRANSFORMS])
def test_every_kind_of_event_is_well_formed(kind: str) -> None:
    [said] = _events(_event(1, kind, source=TAKER, related=OTHER, mass_kg=Decimal("144.125"), place="Leeds LS2"))
    assert said["goodsyard:kind"] == kind
    assert said["goodsyard:massKg"] == "144.125"
    assert ("ilmd" in said) is (kind == custody.LISTED)


def test_receipt_hands_over_the_ownership() -> None:
    [said] = _events(_event(4, "received", holder=TAKER, source=GIVER, quantity=Decimal("2.5")), unit="m3")
    assert (said["action"], said["bizStep"], said["disposition"]) == ("OBSERVE", "accepting", "active")
    assert said["sourceList"] == [{"type": "owning_party", "source": GIVER}]
    assert said["destinationList"] == [{"type": "owning_party", "destination": TAKER}]
    assert said["quantityList"] == [{"epcClass": LOT, "quantity": 2.5, "uom": "MTQ"}]
    assert (said["eventID"], said["eventTime"]) == (f"{LOT}#event-4", "2026-09-19T09:00:00.000Z")


def test_parting_goes_from_one_lot_into_the_other() -> None:
    gave, came = _events(_event(1, "parted", related=OTHER, quantity=Decimal(2)), _event(2, "came_out", related=OTHER))
    assert gave["inputQuantityList"][0]["epcClass"] == came["outputQuantityList"][0]["epcClass"] == LOT
    assert gave["outputQuantityList"][0]["epcClass"] == came["inputQuantityList"][0]["epcClass"] == OTHER


def test_correction_declares_the_error_and_gives_the_corrective_event() -> None:
    wrong = _event(2, "disposed")
    right = _event(3, "corrected", corrects=2, reason="incorrect_data", quantity=Decimal(2))
    first, declared, corrective = _events(wrong, right)
    assert declared["eventID"] == first["eventID"] == f"{LOT}#event-2"
    assert declared["errorDeclaration"] == {
        "declarationTime": "2026-09-18T09:00:00.000Z",
        "reason": "incorrect_data",
        "correctiveEventIDs": [f"{LOT}#event-3"],
    }
    assert (corrective["eventID"], corrective["quantityList"][0]["quantity"]) == (f"{LOT}#event-3", 2)
    never = replace(right, reason="did_not_occur")
    _first, declared = _events(wrong, never)
    assert declared["errorDeclaration"] == {"declarationTime": "2026-09-18T09:00:00.000Z", "reason": "did_not_occur"}
