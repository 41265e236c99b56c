"""The rows of this room."""

from logistics.models.anchors import AnchoredHead, CustodyAnchor
from logistics.models.attestations import Attestation, Holder, SignatureReminder
from logistics.models.broken_runs import BreakCode, BrokenRun, GoodsGo
from logistics.models.collections import Collection, CollectionMode, CollectionState
from logistics.models.corrections import HandoverCorrection, ReceiptCorrection
from logistics.models.credentials import Credential, CredentialKind, CredentialReminder
from logistics.models.deeds import Deed, DeedKind, DeedState
from logistics.models.failures import FailureCode, FailureStep, StopFailure
from logistics.models.fleet import Driver, DriverSkill, Shift, ShiftBreak, Vehicle, VehicleType
from logistics.models.followups import FollowUp, FollowUpAnswer, Use
from logistics.models.handovers import Displaced, Handover, HandoverKind, Proof, Receipt, RejectedFate
from logistics.models.legs import LawBasis, LegTime, PlanRoads, TravelArea
from logistics.models.load_checks import LoadCheck
from logistics.models.lots import Descent, Disclosure, LabelledLoad, Relisting
from logistics.models.moving_feeds import MovingFeed, MovingFeedKind
from logistics.models.odometers import OdometerReading
from logistics.models.offers import Offer, OfferEvent, OfferState, OfferWord, Ring
from logistics.models.papers import Paper, PaperKind
from logistics.models.passports import CustodyEvent, CustodyKind, Passport
from logistics.models.pins import AskAnswer, AskKind, PartyAsk, Pin
from logistics.models.planning_runs import PlanningRun, PlanningStage, PlanningState
from logistics.models.plans import Plan, PlanIssue, PlanState, Route, RouteState, Stop, StopKind, StopState
from logistics.models.positions import Position, PositionSharing
from logistics.models.quotes import CarrierQuote, QuoteState
from logistics.models.season_tickets import SeasonTicket
from logistics.models.settlements import Settlement, SettlementKind
from logistics.models.storage import Storage, StoredLoad
from logistics.models.waste import TrackedMovement, WasteAcceptance, WasteDeclaration
from logistics.models.wishes import OfferTold, OfferWish

__all__ = [
    "AnchoredHead",
    "AskAnswer",
    "AskKind",
    "Attestation",
    "BreakCode",
    "BrokenRun",
    "CarrierQuote",
    "Collection",
    "CollectionMode",
    "CollectionState",
    "Credential",
    "CredentialKind",
    "CredentialReminder",
    "CustodyAnchor",
    "CustodyEvent",
    "CustodyKind",
    "Deed",
    "DeedKind",
    "DeedState",
    "Descent",
    "Disclosure",
    "Displaced",
    "Driver",
    "DriverSkill",
    "FailureCode",
    "FailureStep",
    "FollowUp",
    "FollowUpAnswer",
    "GoodsGo",
    "Handover",
    "HandoverCorrection",
    "HandoverKind",
    "Holder",
    "LabelledLoad",
    "LawBasis",
    "LegTime",
    "LoadCheck",
    "MovingFeed",
    "MovingFeedKind",
    "OdometerReading",
    "Offer",
    "OfferEvent",
    "OfferState",
    "OfferTold",
    "OfferWish",
    "OfferWord",
    "Paper",
    "PaperKind",
    "PartyAsk",
    "Passport",
    "Pin",
    "Plan",
    "PlanIssue",
    "PlanRoads",
    "PlanState",
    "PlanningRun",
    "PlanningStage",
    "PlanningState",
    "Position",
    "PositionSharing",
    "Proof",
    "QuoteState",
    "Receipt",
    "ReceiptCorrection",
    "RejectedFate",
    "Relisting",
    "Ring",
    "Route",
    "RouteState",
    "SeasonTicket",
    "Settlement",
    "SettlementKind",
    "Shift",
    "ShiftBreak",
    "SignatureReminder",
    "Stop",
    "StopFailure",
    "StopKind",
    "StopState",
    "Storage",
    "StoredLoad",
    "TrackedMovement",
    "TravelArea",
    "Use",
    "Vehicle",
    "VehicleType",
    "WasteAcceptance",
    "WasteDeclaration",
]
