"""The rows of this room."""

from logistics.models.collections import Collection, CollectionMode, CollectionState
from logistics.models.fleet import Driver, Shift, Vehicle, VehicleType
from logistics.models.handovers import Displaced, Handover, HandoverKind, Proof, Receipt, RejectedFate
from logistics.models.passports import CustodyEvent, CustodyKind, Passport
from logistics.models.plans import Plan, PlanIssue, PlanState, Route, RouteState, Stop, StopKind, StopState

__all__ = [
    "Collection",
    "CollectionMode",
    "CollectionState",
    "CustodyEvent",
    "CustodyKind",
    "Displaced",
    "Driver",
    "Handover",
    "HandoverKind",
    "Passport",
    "Plan",
    "PlanIssue",
    "PlanState",
    "Proof",
    "Receipt",
    "RejectedFate",
    "Route",
    "RouteState",
    "Shift",
    "Stop",
    "StopKind",
    "StopState",
    "Vehicle",
    "VehicleType",
]
