"""The method page: what was assumed, which factors are loaded, and where each comes from."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from marketplace.impact import journeys, parameters
from marketplace.impact.factors.reading import DisplacementEvidence, read_displacement_evidence, read_vehicles
from marketplace.impact.models import Factor, FactorKind, FactorSet
from marketplace.impact.queries.calculating import parameters_in_use, parameters_of
from marketplace.impact.queries.words import exact_rate, percent
from marketplace.impact.statement import DISCLOSURES
from marketplace.kernel.mass import MassBasis


@dataclass(frozen=True, slots=True)
class Rate:
    """A displacement rate in three cases with its ground."""

    group: str
    low: str
    central: str
    high: str
    ground: str


@dataclass(frozen=True, slots=True)
class KindOfFactors:
    """The factors of one kind in the set."""

    label: str
    factors: list[Factor]


@dataclass(frozen=True, slots=True)
class MethodPage:
    """Everything that the page prints."""

    method_version: str
    parameters_version: str
    rates: list[Rate]
    evidence: list[DisplacementEvidence]
    bases: list[tuple[str, str]]
    factor_sigmas: list[tuple[str, str]]
    fetch_vehicle: str
    fetch_road: Decimal
    editorial_sigma: str
    disclosures: list[str]
    sets: list[FactorSet]
    chosen: FactorSet | None
    kinds: list[KindOfFactors]


def method_page(*, asked: str) -> MethodPage:
    """The method with the factors of the set of that name, else of the newest complete one."""
    sets = list(FactorSet.objects.newest_first())
    default = next((one for one in sets if one.is_complete), None)
    in_use = parameters_in_use()
    chosen = next((one for one in sets if one.name == asked), default)
    return MethodPage(
        method_version=parameters.METHOD_VERSION,
        parameters_version=in_use.version,
        rates=[
            Rate(
                _group_label(group), exact_rate(rate.low), exact_rate(rate.central), exact_rate(rate.high), rate.ground
            )
            for group, rate in parameters_of(in_use).displacement.items()
        ],
        evidence=list(read_displacement_evidence().values()),
        bases=[(_(basis.label), percent(basis.sigma)) for basis in MassBasis],
        factor_sigmas=[
            (str(FactorKind(kind.value).label), percent(sigma)) for kind, sigma in parameters.FACTOR_SIGMA.items()
        ],
        fetch_vehicle=read_vehicles()[journeys.FETCH_VEHICLE].label,
        fetch_road=journeys.FETCH_ROAD_PER_STRAIGHT,
        editorial_sigma=percent(parameters.EDITORIAL_WEIGHT_SIGMA),
        disclosures=[_(sentence) for sentence in DISCLOSURES],
        sets=sets,
        chosen=chosen,
        kinds=_kinds(chosen) if chosen else [],
    )


def _group_label(group: str) -> str:
    return {
        "clothing": _("Clothing and textiles"),
        "it": _("Computers and other electronics"),
        "furniture": _("Furniture"),
        "other": _("Everything else"),
    }.get(group, group)


def _kinds(chosen: FactorSet) -> list[KindOfFactors]:
    found: defaultdict[str, list[Factor]] = defaultdict(list)
    for factor in chosen.factors.for_method_page():
        found[factor.kind].append(factor)
    return [KindOfFactors(str(FactorKind(kind).label), found[kind]) for kind in FactorKind.values if kind in found]
