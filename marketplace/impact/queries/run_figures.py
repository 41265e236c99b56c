"""The figures of a run, put together once all of its lines are added up."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from django.db.models import Sum

from marketplace.impact.calculation import Scenarios
from marketplace.impact.factors.kinds import Factor, FactorLookup
from marketplace.impact.figures import (
    Basis,
    Earlier,
    FactorPart,
    Group,
    Measure,
    ReportFigures,
    Sums,
    Transport,
    figures_of,
)
from marketplace.impact.lines import Line
from marketplace.impact.models import CalculationRun, HoursKind, HoursLine, Report, ReportScope, ReportState, ReportView
from marketplace.impact.money import SocialValue, social_value
from marketplace.impact.parameters import FACTOR_SHARE_FLAG
from marketplace.impact.queries.rates import Rates
from marketplace.impact.rows import ROW_BY_CODE
from marketplace.impact.statement import DISCLOSURES
from marketplace.impact.totals import Totals, money_of
from marketplace.kernel.periods import Period, previous

ZERO: Final = Decimal(0)
METRE: Final = Decimal("0.001")
GRAM_CO2E: Final = Decimal("0.001")
SHARE: Final = Decimal("0.0001")
CHARITABLE: Final = ("charity", "community_group", "school")


class Journeys:
    """The journeys of lines as they happened: kilometres and actual emissions, whatever is claimed of the goods."""

    def __init__(self) -> None:
        self.km, self.kgco2e, self.unknown = ZERO, ZERO, 0

    def add(self, line: Line | None, factors: FactorLookup) -> None:
        """Count the journeys of a line in; one that never was so takes them back."""
        if line is None:
            return
        sign = line.entry.cost_sign
        known = True
        for leg in line.legs:
            found = [factors.get(one) for one in leg.factor_ids]
            rates = [one.kgco2e_per_unit for one in found if one is not None]
            if leg.km is None or not found or len(rates) < len(found):
                known = False
                continue
            km = sign * leg.km * line.mass_kg / leg.carried_kg
            self.km += km
            self.kgco2e += km * sum(rates, ZERO)
        self.unknown += not known

    def said(self) -> Transport:
        """Rounded once, to the metre and the gram."""
        return Transport(
            self.km.quantize(METRE, rounding=ROUND_HALF_EVEN),
            self.kgco2e.quantize(GRAM_CO2E, rounding=ROUND_HALF_EVEN),
            self.unknown,
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """Of a run, beside its sums."""

    receipts: int
    provisional: int


def figures_for(
    run: CalculationRun, totals: Totals, rates: Rates, *, transport: Transport, counts: Counts
) -> ReportFigures:
    """Everything that a report of this run prints."""
    whole = totals.whole.said()
    groups = {name: totals.groups(name) for name in PARTITIONS}
    return ReportFigures(
        basis=basis_of(run),
        receipts=counts.receipts,
        total=whole,
        mass_sigma_kg=totals.errors.mass_sigma,
        n_sigma=totals.errors.n_sigma,
        by_row=_in_order(groups["row"]),
        by_category=groups["category"],
        by_basis=groups["basis"],
        by_site=groups["site"],
        by_month=groups["month"],
        by_method=groups["method"],
        by_receiver_kind=groups["receiver_kind"],
        months_by_row=totals.crossings("month_row"),
        category_to_kind=totals.crossings("category_kind"),
        town_to_town=totals.crossings("towns"),
        factors=_factors(totals.factors, rates, whole.n.central),
        transport=transport,
        money=money_of(totals.money, transport, dict(run.inputs)),
        measures=_measures(run, groups["receiver_kind"]),
        quality=totals.quality(provisional=counts.provisional),
        adjustments=totals.adjusted.said(),
        earlier=_earlier(run),
        notes=DISCLOSURES,
    )


PARTITIONS: Final = ("row", "category", "basis", "site", "month", "method", "receiver_kind")


def basis_of(run: CalculationRun) -> Basis:
    """What the figures rest on."""
    return Basis(
        scope=run.scope,
        label=scope_label(run),
        organisation=run.organisation.name,
        view=run.view,
        starts_on=run.starts_on,
        ends_on=run.ends_on,
        factor_set=str(run.factor_set),
        parameters_version=run.parameter_set.version,
        method_version=run.method_version,
        code_version=run.code_version,
        ledger_cutoff=run.cutoff,
        input_digest=run.input_digest,
    )


def scope_label(run: CalculationRun) -> str:
    """Whom the run is about, by name."""
    if run.scope == ReportScope.PLATFORM:
        return "Goodsyard"
    named = run.site or run.department or run.circle or run.area
    return str(named or run.organisation)


def _in_order(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """Rows as a report prints them, with their labels."""
    known = {one.key: one.sums for one in groups}
    return tuple(Group(code, row.label, known[code]) for code, row in ROW_BY_CODE.items() if code in known)


def _factors(effects: Mapping[str, Scenarios], rates: Rates, n: Decimal) -> tuple[FactorPart, ...]:
    others = list(rates.others.values())
    parts = []
    for factor_id, effect in effects.items():
        known = [rates.factors.get(factor_id), *(one.get(factor_id) for one in others)]
        factor = next((one for one in known if one is not None), None)
        parts.append(_factor(factor_id, factor, effect, effect.central / n if n > 0 else None))
    return tuple(sorted(parts, key=lambda part: (-part.effect.central, part.factor_id)))


def _factor(factor_id: str, factor: Factor | None, effect: Scenarios, share: Decimal | None) -> FactorPart:
    return FactorPart(
        factor_id=factor_id,
        name=factor.name if factor else factor_id,
        value=f"{factor.kgco2e_per_unit:f}" if factor else "",
        unit=factor.unit.value if factor else "",
        source=factor.source if factor else "",
        effect=effect,
        share=None if share is None else share.quantize(SHARE),
        is_flagged=share is not None and share > FACTOR_SHARE_FLAG,
    )


def _measures(run: CalculationRun, kinds: tuple[Group, ...]) -> tuple[Measure, ...]:
    """Hours of what was lent and of spaces, and what went to charities, schools and community groups."""
    entries = [SocialValue(f"{HoursKind(kind).label}", unit, amount or ZERO) for kind, unit, amount in _hours(run)]
    given = sum((one.sums.kept_kg for one in kinds if one.key in CHARITABLE), ZERO)
    entries.append(SocialValue("Put to use by charities, schools and community groups", "kg", given))
    return tuple(Measure(measure, unit, amount) for (measure, unit), amount in social_value(entries).items() if amount)


def _hours(run: CalculationRun) -> list[tuple[str, str, Decimal | None]]:
    lines = HoursLine.objects.within(run.starts_on, run.ends_on)
    if run.scope not in {ReportScope.ORGANISATION, ReportScope.PLATFORM}:
        return []
    if run.scope == ReportScope.ORGANISATION:
        lines = lines.filter(**{"giver" if run.view == ReportView.GIVEN else "taker": run.organisation})
    found: list[tuple[str, str, Decimal | None]] = []
    for kind, hours, items, metres in (
        lines.values_list("kind")
        .annotate(hours_sum=Sum("hours"), items_sum=Sum("item_hours"), metres_sum=Sum("m2_hours"))
        .order_by("kind")
    ):
        found += [(kind, "hours", hours), (kind, "item hours", items), (kind, "m² hours", metres)]
    return found


def _earlier(run: CalculationRun) -> Earlier | None:
    """The closed report of the same scope and side for the same days a year before; of several the latest."""
    period = a_year_before(run.period)
    same = {name: getattr(run, f"{name}_id") for name in ("site", "department", "circle")}
    report = (
        Report.objects.closed()
        .filter(
            organisation=run.organisation, run__scope=run.scope, run__view=run.view, run__area=run.area,
            run__starts_on=period.starts_on, run__ends_on=period.ends_on,
            **{f"run__{name}": pk for name, pk in same.items()},
        )
        .select_related("run")
        .order_by("-locked_at", "-pk")
        .first()
    )  # fmt: skip
    if report is None:
        return None
    figures = figures_of(report.run.figures)
    total: Sums = figures.total
    digest = report.digest if report.state == ReportState.FROZEN else ""
    return Earlier(period.code, report.pk, digest, figures.by_row, total)


def a_year_before(period: Period) -> Period:
    """The same days of the year before: whole months stay whole months, the 29th of February has the 28th."""
    if period.months and 12 % period.months == 0:
        for _step in range(12 // period.months):
            period = previous(period)
        return period
    days = [
        day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
        for day in (period.starts_on, period.ends_on)
    ]
    return Period(*days)
