"""The report as a workbook that can be checked: totals, shares and products are formulas over the lines beside them.

Every formula is written with the value that it comes to, so that programs which do not calculate show the same. Names
and words are typed as text; nothing that people wrote is ever a formula.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from marketplace.impact.calculation import Scenarios, Term
from marketplace.impact.dossier import ledger_sheet
from marketplace.impact.dossier.contents import Dossier, Effect
from marketplace.impact.dossier.sheet import Sheet, Styles
from marketplace.impact.rows import ROWS, Row

ZERO: Final = Decimal(0)
KG_PER_TONNE: Final = Decimal(1000)
MADE_AT: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - workbooks know no zones; the same report makes the same bytes
LINES: Final = "Lines"
WORKINGS: Final = "Workings"
COSTS: Final = frozenset({Term.C.value, Term.D.value, Term.U.value})
CASES: Final = ("low", "central", "high")
TERMS: Final = (
    ("A", "New production displaced"),
    ("B", "One end of life fewer"),
    ("C", "Journeys"),
    ("D", "Repair"),
    ("U", "Older appliances drawing more"),
)


def workbook(dossier: Dossier) -> bytes:
    """The workbook: Report, Rows, Months, CO2e, Factors, Money, Parameters, Checks, then Lines and Workings."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": dossier.title, "author": "Goodsyard", "created": MADE_AT})
        book.set_calc_mode("auto")
        styles = Styles.of(book)
        _Writer(book, styles, dossier).write()
    return out.getvalue()


class _Writer:
    """One workbook while it is being written."""

    def __init__(self, book: Any, styles: Styles, dossier: Dossier) -> None:  # Any: xlsxwriter has no types
        self.book, self.styles, self.dossier = book, styles, dossier
        self.figures = dossier.figures
        self.last_line = len(dossier.lines) + 1
        self.effects: list[tuple[int, Effect]] = [
            (line.line, effect) for line in dossier.lines for effect in line.effects
        ]

    def write(self) -> None:
        """Every sheet, in the order of its tabs."""
        self._report()
        self._rows()
        self._months()
        self._emissions()
        self._factors()
        self._money()
        self._parameters()
        self._checks()
        self._lines()
        self._workings()

    def _sheet(self, name: str, widths: Sequence[int], heads: Sequence[str]) -> Sheet:
        return Sheet.begin(self.book, self.styles, name, widths, heads)

    def _report(self) -> None:
        sheet = self._sheet("Report", (34, 44, 30), ("What", "Figure", "Where it comes from"))
        dossier, basis, total = self.dossier, self.figures.basis, self.figures.total
        for label, said in (
            ("Report", dossier.title),
            ("Organisation", dossier.organisation),
            ("Period", dossier.period),
            ("State", dossier.state),
            ("Digest", dossier.digest),
            ("Factor set", basis.factor_set),
            ("Parameters", basis.parameters_version),
            ("Method", basis.method_version),
        ):
            sheet.row(label, said)
        kept = [number for number, row in enumerate(ROWS, 2) if row.is_reuse]
        together = "+".join(f"Rows!D{number}" for number in kept)
        sheet.row("Kept in use, kg", sheet.formula(f"={together}", total.kept_kg), "Rows")
        sheet.row("Mass of all lines, kg", sheet.formula(f"={self._sum('mass kg')}", total.mass_kg), LINES)
        sheet.row(
            "Without a CO2e figure, kg", sheet.formula(f"={self._sum('unquantified kg')}", total.unquantified_kg), LINES
        )
        for at, case in enumerate(CASES):
            cell = f"='CO2e'!{'CDE'[at]}{len(TERMS) + 2}"
            sheet.row(f"Avoided by comparison, {case}, kgCO2e", sheet.formula(cell, getattr(total.n, case)), "CO2e")
        sheet.row("A comparative estimate. It is not a reduction in any party's Scope 1, 2 or 3.")

    def _column(self, head: str, *, absolute: bool = True) -> str:
        column = xl_col_to_name(ledger_sheet.HEADERS.index(head))
        return f"{LINES}!${column}$2:${column}${max(self.last_line, 2)}" if absolute else column

    def _sum(self, head: str) -> str:
        return f"SUM({self._column(head)})"

    def _rows(self) -> None:
        """One row of the standards a row, then the totals of the disclosures."""
        sheet = self._sheet("Rows", (34, 52, 20, 16, 14), ("Row", "In words", "Disclosure", "kg", "tonnes"))
        for row in ROWS:
            kg = self.figures.group(self.figures.by_row, row.code).mass_kg
            at = sheet.next
            formula = f"=SUMIFS({self._column('mass kg')},{self._column('row')},A{at})"
            sheet.row(
                row.code, row.label, _disclosure(row),
                sheet.formula(formula, kg), sheet.formula(f"=D{at}/1000", kg / KG_PER_TONNE),
            )  # fmt: skip
        self._disclosures(sheet)

    def _disclosures(self, sheet: Sheet) -> None:
        last = len(ROWS) + 1
        for code, words in (
            ("prevention", "Waste prevention (outside 306-4)"),
            ("306-4", "Waste diverted from disposal"),
            ("306-5", "Waste directed to disposal"),
        ):
            kg = sum((self._kg_of(row) for row in ROWS if _disclosure(row) == code), ZERO)
            formula = f'=SUMIFS($D$2:$D${last},$C$2:$C${last},"{code}")'
            sheet.total(code, words, "", sheet.formula(formula, kg), sheet.formula(f"=D{sheet.next}/1000", kg / 1000))
        kg = sum((self._kg_of(row) for row in ROWS if row.disclosure), ZERO)
        formula = f"=D{sheet.next - 2}+D{sheet.next - 1}"
        sheet.total(
            "306-3", "Waste generated = 306-4 + 306-5 (no stock is held)", "",
            sheet.formula(formula, kg), sheet.formula(f"=D{sheet.next}/1000", kg / 1000),
        )  # fmt: skip

    def _kg_of(self, row: Row) -> Decimal:
        return self.figures.group(self.figures.by_row, row.code).mass_kg

    def _months(self) -> None:
        months = [group.key for group in self.figures.by_month]
        rows = [group for group in self.figures.by_row if any(cell.right == group.key for cell in self._cells())]
        sheet = self._sheet("Months", (14, *(24 for _ in rows), 16), ("Month", *(row.label for row in rows), "kg"))
        kg = {(cell.left, cell.right): cell.kg for cell in self._cells()}
        for month in months:
            cells = [kg.get((month, row.key), ZERO) for row in rows]
            across = f"=SUM(B{sheet.next}:{xl_col_to_name(len(rows))}{sheet.next})"
            sheet.row(month, *cells, sheet.formula(across, sum(cells, ZERO)) if rows else ZERO)
        if months:
            sums = [sum((kg.get((month, row.key), ZERO) for month in months), ZERO) for row in rows]
            sums.append(sum(sums, ZERO))
            columns = [xl_col_to_name(at + 1) for at in range(len(sums))]
            sheet.total(
                "All",
                *(sheet.formula(f"=SUM({name}2:{name}{len(months) + 1})", value)
                  for name, value in zip(columns, sums, strict=True)),
            )  # fmt: skip

    def _cells(self) -> Sequence[Any]:  # Any: of `figures.Cell`
        return self.figures.months_by_row

    def _emissions(self) -> None:
        sheet = self._sheet("CO2e", (8, 36, 18, 18, 18), ("Term", "What", "low", "central", "high"))
        total = self.figures.total
        amounts = {
            "A": total.a, "B": total.b, "C": Scenarios.constant(total.c), "D": Scenarios.constant(total.d),
            "U": total.u,
        }  # fmt: skip
        for term, label in TERMS:
            sheet.row(term, label, *(self._term(sheet, term, case, amounts[term]) for case in CASES))
        sheet.total(
            "N", "A + B - C - D - U",
            *(sheet.formula(f"={name}2+{name}3-{name}4-{name}5-{name}6", getattr(total.n, case))
              for name, case in zip("CDE", CASES, strict=True)),
        )  # fmt: skip
        sheet.row(
            "", "The same, added up from the lines",
            *(sheet.formula(f"={self._sum(f'N {case} kgCO2e')}", getattr(total.n, case)) for case in CASES),
        )  # fmt: skip

    def _term(self, sheet: Sheet, term: str, case: str, amount: Scenarios) -> Any:  # Any: a cell with its formula
        head = f"{term} kgCO2e" if term in {"C", "D"} else f"{term} {case} kgCO2e"
        return sheet.formula(f"={self._sum(head)}", getattr(amount, case))

    def _factors(self) -> None:
        heads = ("Factor", "What", "Value", "Unit", "Source", "low", "central", "high", "Share of N", "Note")
        sheet = self._sheet("Factors", (22, 44, 16, 18, 40, 16, 16, 16, 12, 24), heads)
        used = {factor.factor_id: factor for factor in self.dossier.factors}
        central = self.figures.total.n.central
        for part in self.figures.factors:
            at = sheet.next
            factor = used.get(part.factor_id)
            share = part.effect.central / central if central else None
            sheet.row(
                part.factor_id, part.name, factor.value if factor else part.value, part.unit, part.source,
                *(sheet.formula(self._effect_of(at, case), getattr(part.effect, case)) for case in CASES),
                None if share is None else sheet.formula(f"=G{at}/'CO2e'!$D${len(TERMS) + 2}", share),
                "above a fifth of N" if part.is_flagged else "",
            )  # fmt: skip

    def _effect_of(self, at: int, case: str) -> str:
        last = max(len(self.effects) + 1, 2)
        column = {"low": "G", "central": "H", "high": "I"}[case]
        return f"=SUMIFS({WORKINGS}!${column}$2:${column}${last},{WORKINGS}!$C$2:$C${last},A{at})"

    def _money(self) -> None:
        sheet = self._sheet("Money", (46, 16, 16, 60), ("What", "pence", "£", "Note"))
        money = self.figures.money
        saving = money.purchase_saving_pence
        for label, pence, note in (
            ("Replacement value", money.replacement_value_pence, "what new things would have cost; not a saving"),
            ("Purchase saving, low", saving.low if saving else None, "carries the displacement rate"),
            ("Purchase saving, central", saving.central if saving else None, "carries the displacement rate"),
            ("Purchase saving, high", saving.high if saving else None, "carries the displacement rate"),
            ("Charges paid", money.charges_paid_pence, "taken off the saving already"),
            ("Disposal cost avoided", money.disposal_avoided_pence, money.disposal_source),
            ("Cost of the exchange itself", money.platform_cost_pence, money.platform_cost_source),
        ):
            pounds = None if pence is None else sheet.formula(f"=B{sheet.next}/100", Decimal(pence) / 100)
            sheet.row(label, pence, pounds, note)
        for measure in self.figures.measures:
            sheet.row(measure.measure, measure.quantity, None, measure.unit)
        sheet.row("These stand side by side and are never added up.")

    def _parameters(self) -> None:
        sheet = self._sheet("Parameters", (34, 34, 22, 90), ("Parameter", "Of", "Value", "Source"))
        for one in self.dossier.parameters:
            sheet.row(one.name, one.key, one.value, one.source)

    def _checks(self) -> None:
        sheet = self._sheet("Checks", (60, 10, 60, 40), ("Question", "Result", "Finding", "Lines"))
        for check in self.dossier.checks:
            lines = " ".join(str(line) for line in check.lines[:200])
            sheet.row(check.question.text, check.result.value, check.finding, lines)

    def _lines(self) -> None:
        """Each line with its N as the sum of its terms."""
        sheet = self._sheet(LINES, [16] * len(ledger_sheet.HEADERS), ledger_sheet.HEADERS)
        names = {case: self._terms_of(case) for case in CASES}
        for line in self.dossier.lines:
            values: list[object] = list(ledger_sheet.cells(line))
            if line.is_quantified:
                for case in CASES:
                    a, b, c, d, u = (f"{name}{sheet.next}" for name in names[case])
                    place = ledger_sheet.HEADERS.index(f"N {case} kgCO2e")
                    values[place] = sheet.formula(f"={a}+{b}-{c}-{d}-{u}", getattr(line.n, case))
            sheet.row(*values)

    def _terms_of(self, case: str) -> tuple[str, ...]:
        heads = (f"A {case}", f"B {case}", "C", "D", f"U {case}")
        return tuple(self._column(f"{head} kgCO2e", absolute=False) for head in heads)

    def _workings(self) -> None:
        """What each factor did to each line; costs with a minus, so that a factor's sum is what it does to N."""
        heads = ("Line", "Term", "Factor", "low", "central", "high", "low, on N", "central, on N", "high, on N")
        sheet = self._sheet(WORKINGS, (10, 8, 24, 16, 16, 16, 16, 16, 16), heads)
        for line, effect in self.effects:
            sign = -1 if effect.term in COSTS else 1
            amounts = ledger_sheet.cases(effect.amount)
            on_n = [
                sheet.formula(f"={sign}*{name}{sheet.next}", sign * amount)
                for name, amount in zip("DEF", amounts, strict=True)
            ]
            sheet.row(line, effect.term, effect.factor_id, *amounts, *on_n)


def _disclosure(row: Row) -> str:
    return "prevention" if row.is_prevention else row.disclosure
