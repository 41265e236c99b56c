"""The rows of this room."""

from logistics.models.attestations import Attestation, Holder
from logistics.models.collections import Collection, CollectionMode, CollectionState
from logistics.models.credentials import Credential, CredentialKind, CredentialReminder
from logistics.models.deeds import Deed, DeedKind, DeedState
from logistics.models.failures import FailureCode, FailureStep, StopFailure
from logistics.models.fleet import Driver, DriverSkill, Shift, ShiftBreak, Vehicle, VehicleType
from logistics.models.handovers import Displaced, Handover, HandoverKind, Proof, Receipt, RejectedFate
from logistics.models.passports import CustodyEvent, CustodyKind, Passport
from logistics.models.pins import AskAnswer, AskKind, PartyAsk, Pin
from logistics.models.planning_runs import PlanningRun, PlanningStage, PlanningState
from logistics.models.plans import Plan, PlanIssue, PlanState, Route, RouteState, Stop, StopKind, StopState
from logistics.models.settlements import Settlement, SettlementKind

__all__ = [
    "AskAnswer",
    "AskKind",
    "Attestation",
    "Collection",
    "CollectionMode",
    "CollectionState",
    "Credential",
    "CredentialKind",
    "CredentialReminder",
    "CustodyEvent",
    "CustodyKind",
    "Deed",
    "DeedKind",
    "DeedState",
    "Displaced",
    "Driver",
    "DriverSkill",
    "FailureCode",
    "FailureStep",
    "Handover",
    "HandoverKind",
    "Holder",
    "PartyAsk",
    "Passport",
    "Pin",
    "Plan",
    "PlanIssue",
    "PlanState",
    "PlanningRun",
    "PlanningStage",
    "PlanningState",
    "Proof",
    "Receipt",
    "RejectedFate",
    "Route",
    "RouteState",
    "Settlement",
    "SettlementKind",
    "Shift",
    "ShiftBreak",
    "Stop",
    "StopFailure",
    "StopKind",
    "StopState",
    "Vehicle",
    "VehicleType",
]
