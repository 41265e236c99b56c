"""What this room keeps, by noun."""

from marketplace.impact.models.factors import Factor, FactorKind, FactorSet
from marketplace.impact.models.files import FILE_WORKING, KEPT_FOR, FileKind, FileState, ReportFile
from marketplace.impact.models.hours import HoursKind, HoursLine
from marketplace.impact.models.ledger import Cause, Diversion, DiversionQuerySet, EntryKind, LedgerPart
from marketplace.impact.models.masses import MassStatement
from marketplace.impact.models.parameters import ParameterName, ParameterSet, ParameterSetState, ParameterValue
from marketplace.impact.models.readings import Reading
from marketplace.impact.models.references import ItemReference, ReferenceSet
from marketplace.impact.models.repairs import Repair
from marketplace.impact.models.reports import CLOSED, PublishedLink, Report, ReportState, ReviewComment
from marketplace.impact.models.returns import Return
from marketplace.impact.models.runs import (
    WORKING,
    CalculationRun,
    Department,
    ReportScope,
    ReportView,
    RunLine,
    RunState,
)

__all__ = [
    "CLOSED",
    "FILE_WORKING",
    "KEPT_FOR",
    "WORKING",
    "CalculationRun",
    "Cause",
    "Department",
    "Diversion",
    "DiversionQuerySet",
    "EntryKind",
    "Factor",
    "FactorKind",
    "FactorSet",
    "FileKind",
    "FileState",
    "HoursKind",
    "HoursLine",
    "ItemReference",
    "LedgerPart",
    "MassStatement",
    "ParameterName",
    "ParameterSet",
    "ParameterSetState",
    "ParameterValue",
    "PublishedLink",
    "Reading",
    "ReferenceSet",
    "Repair",
    "Report",
    "ReportFile",
    "ReportScope",
    "ReportState",
    "ReportView",
    "Return",
    "ReviewComment",
    "RunLine",
    "RunState",
]
