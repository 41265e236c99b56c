"""The rows of this room."""

from listings.models.alerts import Alert, AlertBudget, AlertPreference, Answer, NoReason, Notice, Ringing
from listings.models.allocations import Allocation, Policy, Remainder, TakingPolicy, allocation_of
from listings.models.anchors import Anchor
from listings.models.bookings import BookedSlot, Booking, BookingState, Series
from listings.models.categories import Category, Kind
from listings.models.claims import Claim, ClaimState, Enquiry
from listings.models.decisions import Decision, DecisionLine, Standing
from listings.models.evidence import Evidence
from listings.models.feeds import CalendarFeed
from listings.models.imports import ImportJob, ImportRow, ImportState, RowOutcome
from listings.models.introductions import Introduction
from listings.models.kits import KitList
from listings.models.listings import Condition, Listing, ListingState, Mode
from listings.models.loans import COMES_BACK, Loan
from listings.models.matches import Match
from listings.models.misses import SearchMiss
from listings.models.photos import Photo
from listings.models.promises import Appeal, Outcome, PromiseOutcome, PromiseSide
from listings.models.recurrences import (
    Occurrence,
    Recurrence,
    RecurrenceState,
    StandingBreak,
    StandingClaim,
    StandingState,
)
from listings.models.saved import SavedSearch
from listings.models.space_hours import SpaceHours
from listings.models.spaces import Approval, OpeningException, Price, PriceGroup, Space
from listings.models.stages import Audience, Change, Showing, Stage
from listings.models.stock import EntryKind, StockEntry
from listings.models.terms import Term
from listings.models.wants import Want, WantState

__all__ = [
    "COMES_BACK",
    "Alert",
    "AlertBudget",
    "AlertPreference",
    "Allocation",
    "Anchor",
    "Answer",
    "Appeal",
    "Approval",
    "Audience",
    "BookedSlot",
    "Booking",
    "BookingState",
    "CalendarFeed",
    "Category",
    "Change",
    "Claim",
    "ClaimState",
    "Condition",
    "Decision",
    "DecisionLine",
    "Enquiry",
    "EntryKind",
    "Evidence",
    "ImportJob",
    "ImportRow",
    "ImportState",
    "Introduction",
    "Kind",
    "KitList",
    "Listing",
    "ListingState",
    "Loan",
    "Match",
    "Mode",
    "NoReason",
    "Notice",
    "Occurrence",
    "OpeningException",
    "Outcome",
    "Photo",
    "Policy",
    "Price",
    "PriceGroup",
    "PromiseOutcome",
    "PromiseSide",
    "Recurrence",
    "RecurrenceState",
    "Remainder",
    "Ringing",
    "RowOutcome",
    "SavedSearch",
    "SearchMiss",
    "Series",
    "Showing",
    "Space",
    "SpaceHours",
    "Stage",
    "Standing",
    "StandingBreak",
    "StandingClaim",
    "StandingState",
    "StockEntry",
    "TakingPolicy",
    "Term",
    "Want",
    "WantState",
    "allocation_of",
]
