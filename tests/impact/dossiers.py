"""Dossiers of any size as plain values, whose figures are the sums of their lines."""

from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from marketplace.impact.auditing import QUESTION_BY_CODE, Check, Result
from marketplace.impact.calculation import Scenarios
from marketplace.impact.dossier.contents import (
    Dossier,
    DossierLine,
    Effect,
    FactorUsed,
    ParameterUsed,
    Remark,
    Signed,
)
from marketplace.impact.figures import (
    Basis,
    Cell,
    FactorPart,
    Group,
    Measure,
    Money,
    PenceCases,
    Quality,
    ReportFigures,
    Sums,
    Transport,
)
from marketplace.impact.rows import PREVENTION, RECIRCULATED, ROW_BY_CODE

ZERO: Final = Decimal(0)
WOOD: Final = "9_100_2090_15_1"
VAN: Final = "7_209_4019_17_1"
RECYCLED: Final = "306-4/recycling/hazardous/offsite"
GOODS: Final = ("Desks", "Laptops", "Fridges", "Clothing", "Chairs")
KINDS: Final = ("Charity", "School", "Community group", "Business")
TOWNS: Final = ("Leeds", "Bradford", "York", "Sheffield")
AT: Final = datetime(2026, 10, 2, 9, 30, tzinfo=UTC)


def dossier(count: int = 12, *, hostile: str = "", state: str = "draft") -> Dossier:
    """A quarter of so many lines. `hostile` is put in front of every name that people write."""
    lines = tuple(_line(number, hostile) for number in range(1, count + 1))
    return Dossier(
        number=7,
        title=f"{hostile}The Mill: What was given",
        organisation=f"{hostile}The Mill",
        period="July to September 2026",
        state=state,
        digest="d" * 64 if state == "frozen" else "",
        previous_digest="",
        figures=_figures(lines, hostile),
        lines=lines,
        factors=(
            _factor(WOOD, "Wood, Primary material production", "269.50416", "kgCO2e per tonne"),
            _factor(VAN, "Vans: Average diesel", "0.25561", "kgCO2e per km"),
        ),
        parameters=(ParameterUsed("Displacement, central", "furniture", "0.5", f"{hostile}assumption"),),
        signed=(Signed("Prepared by", f"{hostile}Ada", AT), Signed("Reviewed and locked by", "", None)),
        remarks=(Remark(1, f"{hostile}Bea", AT, f"{hostile}Why so heavy?", True),),
        checks=(
            Check(QUESTION_BY_CODE["mass_balance"], Result.SOUND, "10 kg came up."),
            Check(QUESTION_BY_CODE["dominant_factor"], Result.LOOK, f"{hostile}Wood: 82%.", (1, 2)),
        ),
    )


def _factor(factor_id: str, label: str, value: str, unit: str) -> FactorUsed:
    return FactorUsed(
        factor_id, label, "material", Decimal(value), unit, "AR4", "DESNZ 2025 v1", "GOV.UK", "OGL v3.0", "0" * 64
    )


def _row(number: int) -> str:
    return RECYCLED if number % 5 == 3 else RECIRCULATED.code if number % 11 == 7 else PREVENTION.code


def _line(number: int, hostile: str) -> DossierLine:
    row = ROW_BY_CODE[_row(number)]
    sign = -1 if number % 13 == 12 else 1
    mass = sign * (Decimal(number % 7 + 1) * Decimal("13.25"))
    claims = row.is_reuse
    e_new = mass / 1000 * Decimal("269.504") if claims else ZERO
    quantified = number % 17 != 16
    e_new = e_new.quantize(Decimal("0.000001")) if quantified else ZERO
    rates = Scenarios(Decimal("0.27"), Decimal("0.5"), Decimal("0.646"))
    a = Scenarios(*((e_new * rate).quantize(Decimal("0.000001")) for rate in (rates.low, rates.central, rates.high)))
    c = Decimal("0.341250") if quantified else ZERO
    effects = [Effect("C", VAN, Scenarios.constant(c))] if quantified else []
    if claims and quantified:
        effects.insert(0, Effect("A", WOOD, a))
    return DossierLine(
        line=number,
        receipt=1000 + number,
        entry="recorded" if sign > 0 else "corrected",
        entered_on=date(2026, 7 + number % 3, number % 28 + 1),
        row=row.code,
        row_label=row.label,
        gri=row.gri,
        giver=f"{hostile}The Mill",
        giver_site=f"{hostile}{TOWNS[0]} yard",
        receiver=f"{hostile}Receiver {number % 9}",
        receiver_site=f"{hostile}Hall {number % 9}",
        category=f"{hostile}{GOODS[number % 5]}",
        goods=f"{hostile}{GOODS[number % 5]} from floor {number % 6}",
        quantity=Decimal(number % 7 + 1) * sign,
        unit="item",
        mass_kg=mass,
        basis="weighed" if number % 3 else "item_default",
        method="M" if claims and quantified else "-",
        is_adjustment=sign < 0,
        is_quantified=quantified,
        unquantified_kg=ZERO if quantified else mass,
        new_production=e_new,
        a=a,
        b=Scenarios(),
        c=c,
        d=ZERO,
        u=Scenarios(),
        n=a - Scenarios.constant(c),
        factor_ids=" ".join(effect.factor_id for effect in effects),
        effects=tuple(effects),
        facts_sha256=f"{number:064x}",
        sha256=f"{number + 1:064x}",
    )


def sums(lines: tuple[DossierLine, ...] | list[DossierLine]) -> Sums:
    """What the lines come to."""
    rows = {line.line: ROW_BY_CODE[line.row] for line in lines}
    outside = {RECIRCULATED.code}
    return Sums(
        lines=len(lines),
        mass_kg=sum((line.mass_kg for line in lines), ZERO),
        counted_kg=sum((line.mass_kg for line in lines if line.row not in outside), ZERO),
        kept_kg=sum((line.mass_kg for line in lines if rows[line.line].is_reuse), ZERO),
        waste_kg=sum((line.mass_kg for line in lines if rows[line.line].disclosure), ZERO),
        unquantified_kg=sum((line.unquantified_kg for line in lines), ZERO),
        new_production=sum((line.new_production for line in lines), ZERO),
        a=sum((line.a for line in lines), Scenarios()),
        c=sum((line.c for line in lines), ZERO),
        n=sum((line.n for line in lines), Scenarios()),
    )


def _figures(lines: tuple[DossierLine, ...], hostile: str) -> ReportFigures:
    groups: defaultdict[str, defaultdict[str, list[DossierLine]]] = defaultdict(lambda: defaultdict(list))
    months: defaultdict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    kinds: defaultdict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    towns: defaultdict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        month = f"{line.entered_on:%Y-%m}"
        for name, key in (("row", line.row), ("category", line.category), ("basis", line.basis), ("month", month),
                          ("site", line.giver_site)):  # fmt: skip
            groups[name][key].append(line)
        months[month, line.row] += line.mass_kg
        if ROW_BY_CODE[line.row].is_reuse:
            kinds[line.category, KINDS[line.line % 4]] += line.mass_kg
            towns[TOWNS[0], TOWNS[line.line % 4]] += line.mass_kg
    total = sums(lines)
    made = {
        name: tuple(Group(key, key, sums(some)) for key, some in sorted(part.items())) for name, part in groups.items()
    }
    effects: defaultdict[str, Scenarios] = defaultdict(Scenarios)
    for line in lines:
        for effect in line.effects:
            effects[effect.factor_id] += effect.amount if effect.term == "A" else -effect.amount
    return ReportFigures(
        basis=Basis(
            "organisation", f"{hostile}The Mill", f"{hostile}The Mill", "given", date(2026, 7, 1), date(2026, 9, 30),
            "DESNZ 2025 v1", "2026-1", "2026-2", "2026-2+abc", len(lines), "e" * 64,
        ),
        receipts=len(lines),
        total=total,
        mass_sigma_kg=Decimal("12.5"),
        n_sigma=Decimal("30.25"),
        by_row=made["row"],
        by_category=made["category"],
        by_basis=made["basis"],
        by_site=made["site"],
        by_month=made["month"],
        by_method=(),
        by_receiver_kind=(),
        months_by_row=tuple(Cell(left, right, kg) for (left, right), kg in sorted(months.items()) if kg),
        category_to_kind=tuple(Cell(left, right, kg) for (left, right), kg in sorted(kinds.items()) if kg),
        town_to_town=tuple(Cell(left, right, kg) for (left, right), kg in sorted(towns.items()) if kg),
        factors=tuple(
            FactorPart(
                key, f"{hostile}{key}", "1", "kgCO2e per tonne", "GOV.UK", effect,
                effect.central / total.n.central if total.n.central > 0 else None, effect.central > total.n.central / 5,
            )
            for key, effect in sorted(effects.items())
        ),
        transport=Transport(Decimal(240), Decimal("60.5"), 0),
        money=Money(493_000, PenceCases(135_000, 250_150, 320_000), 0, 5_491, f"{hostile}our invoice of March"),
        measures=(Measure(f"{hostile}Hours of volunteers", "hours", Decimal("12.5")),),
        quality=Quality(Decimal("0.66"), Decimal("0.33"), ZERO, total.kept_kg, total.unquantified_kg, 0, 1, 2, 3, ZERO),
        adjustments=Sums(),
    )  # fmt: skip
