"""A movement has the published shape, as a JSON schema holds it."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import jsonschema
import pytest

from logistics.papers.tracking import Address, Movement, movement_json
from tests.arch.source import ROOT

SCHEMA = json.loads((ROOT / "logistics/papers/data/receive_movement.schema.json").read_text())
ADDRESS = Address("9 Canal Road, Bradford, BD1 4SD", "BD1 4SD")
MOVEMENT = Movement(
    received_at=datetime(2026, 9, 15, 12, 40, tzinfo=UTC),
    reference="GY-000001",
    note_number="GY-WTN-000001",
    codes=["200307"],
    description="Desks",
    physical_form="Solid",
    container_type="LOO",
    container_count=1,
    mass_kg=Decimal("96.5"),
    is_estimate=True,
    contains_pops=False,
    hazards=[],
    components="",
    consignment_code="",
    treatment="R13",
    carrier="Holbeck Hub",
    carrier_address=ADDRESS,
    carrier_registration="CBDU123456",
    carrier_exemption="",
    vehicle_registration="YK22 GDY",
    receiver_site="Canal Mill",
    authorisation="EPR/AB1234CD",
    receiver_address=ADDRESS,
)
HAZARDOUS = replace(MOVEMENT, hazards=["HP_6"], components="Lead", consignment_code="CJ123E/A0001")


@pytest.mark.parametrize(
    "told",
    [
        MOVEMENT,
        HAZARDOUS,
        replace(HAZARDOUS, consignment_code="", components=""),
        replace(MOVEMENT, carrier_registration="", carrier_exemption="ONE_OFF", vehicle_registration="", treatment=""),
    ],
)
def test_movement_has_the_published_shape(told: Movement) -> None:
    jsonschema.validate(movement_json(told), SCHEMA)


def test_weight_says_whether_it_is_an_estimate() -> None:
    made = json.loads(json.dumps(movement_json(MOVEMENT)))
    assert made["wasteItems"][0]["weight"] == {"metric": "Kilograms", "amount": 96.5, "isEstimate": True}
    assert made["dateTimeReceived"] == "2026-09-15T12:40:00+00:00"
    assert made["wasteItems"][0]["disposalOrRecoveryCodes"][0]["code"] == "R13"


@pytest.mark.parametrize("without", ["dateTimeReceived", "wasteItems", "receiver", "receipt"])
def test_schema_sees_what_is_missing(without: str) -> None:
    made = movement_json(MOVEMENT)
    del made[without]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(made, SCHEMA)
