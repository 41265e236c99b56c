"""The operator's pages of factors and parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from marketplace.impact.displacing import FEWEST
from marketplace.impact.factors.differences import Differences, differences
from marketplace.impact.factors.kinds import Factor, FactorSetData
from marketplace.impact.models import FactorSet, ParameterName, ParameterSet, ParameterValue
from marketplace.impact.queries.displacing import Measured, measured
from marketplace.impact.queries.factors import stored_factors
from marketplace.impact.queries.words import percent


@dataclass(frozen=True, slots=True)
class ChangeCells:
    """A changed factor as the table prints it."""

    factor_id: str
    name: str
    old: str
    new: str
    change: str
    is_large: bool


@dataclass(frozen=True, slots=True)
class DifferencesPage:
    """What a set says otherwise than another one."""

    old: str
    new: str
    found: Differences
    changes: list[ChangeCells]
    set_aside: list[tuple[str, str]]


def factor_sets() -> list[FactorSet]:
    """All that are loaded, the newest first."""
    return list(FactorSet.objects.newest_first().select_related("loaded_by"))


def compared_to_last(read: FactorSetData) -> DifferencesPage:
    """What a file that was read says otherwise than the newest complete set that is loaded."""
    old = FactorSet.objects.complete().newest_first().first()
    before = dict(stored_factors(old).by_id) if old else {}
    aside = [(one.factor_id, one.reason) for one in read.rejected]
    return _page(
        str(old) if old else _("nothing"), f"{read.scheme} {read.year} {read.version}", before, read.factors, aside
    )


def compared_to_before(chosen: FactorSet) -> DifferencesPage:
    """What a set says otherwise than the one of the year before it, else than the one published before."""
    earlier = FactorSet.objects.exclude(pk=chosen.pk).filter(year__lte=chosen.year).newest_first().first()
    before = dict(stored_factors(earlier).by_id) if earlier else {}
    aside = [(str(one["factor_id"]), str(one["reason"])) for one in chosen.set_aside]
    words = str(earlier) if earlier else _("nothing")
    return _page(words, str(chosen), before, stored_factors(chosen).by_id, aside)


def _page(
    old: str, new: str, before: Mapping[str, Factor], after: Mapping[str, Factor], aside: list[tuple[str, str]]
) -> DifferencesPage:
    found = differences(before, after)
    changes = [
        ChangeCells(
            one.factor_id,
            one.name,
            f"{one.old:,f}",
            f"{one.new:,f}",
            "–" if one.share is None else f"{'+' if one.share > 0 else '−'}{percent(abs(one.share))}",
            one.is_large,
        )
        for one in found.changed
    ]
    return DifferencesPage(old, new, found, changes, aside)


@dataclass(frozen=True, slots=True)
class OwnRateCells:
    """An own rate as the table prints it."""

    group: str
    answers: int
    organisations: int
    rate: str
    interval: str
    largest: str
    is_enough: bool


@dataclass(frozen=True, slots=True)
class ParametersPage:
    """Sets of parameters and what the exchange's own receivers say."""

    sets: list[ParameterSet]
    rates: list[OwnRateCells]
    may_propose: bool
    fewest: int


def parameters_page() -> ParametersPage:
    """All sets, the one in use first, and the own rates."""
    own: Measured = measured()
    cells = [
        OwnRateCells(
            group=one.group,
            answers=one.answers,
            organisations=one.organisations,
            rate=percent(one.rate),
            interval=f"{percent(one.low)} – {percent(one.high)}",
            largest=percent(own.largest_share[one.group]),
            is_enough=one.is_enough,
        )
        for one in own.rates
    ]
    sets = list(ParameterSet.objects.newest_first().select_related("based_on", "made_by", "decided_by"))
    return ParametersPage(sets, cells, any(one.is_enough for one in cells), FEWEST)


@dataclass(frozen=True, slots=True)
class ValueCells:
    """One parameter with what the set that it is based on says."""

    name: str
    key: str
    value: str
    before: str
    source: str
    sample: str


def values_of(chosen: ParameterSet) -> list[ValueCells]:
    """Every value of a set with its source, and where it differs from the set it is based on."""
    base = {} if chosen.based_on is None else _by_place(chosen.based_on)
    found = []
    for row in chosen.values.order_by("name", "key", "pk"):
        before = base.get((row.name, row.key))
        said = _said(row)
        found.append(
            ValueCells(
                name=str(ParameterName(row.name).label),
                key=row.key,
                value=said,
                before="" if before is None or _said(before) == said else _said(before),
                source=row.source,
                sample="" if row.sample_size is None else f"n = {row.sample_size}",
            )
        )
    return found


def _by_place(chosen: ParameterSet) -> dict[tuple[str, str], ParameterValue]:
    return {(row.name, row.key): row for row in chosen.values.order_by("pk")}


def _said(row: ParameterValue) -> str:
    return row.factor_id if row.value is None else _plain(row.value)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"
