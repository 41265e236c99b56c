"""What an auditor would ask of a set of lines, each question with its answer, the lines behind it and what to do.

The questions are those of the method (decision 0006): whether the mass balances and every line has its place, whether
anything missing was taken for zero, and what is out of the ordinary. A failed check is a fault in the ledger; a look is
something that a reviewer should know before signing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from marketplace.impact.calculation import LineResult, total
from marketplace.impact.factors.kinds import FactorLookup
from marketplace.impact.lines import Entry
from marketplace.impact.parameters import (
    AVOIDED_PER_TONNE_BAND,
    ESTIMATED_SHARE_WARNING,
    FACTOR_SHARE_FLAG,
    SHARED_DEFAULT_BASES,
)
from marketplace.impact.plausibility import ReviewPoint, check_lines
from marketplace.impact.rows import ROW_BY_CODE, disposed_kg, diverted_kg
from marketplace.impact.statement import OUTSIDE
from marketplace.kernel.errors import gettext_noop
from marketplace.kernel.mass import MassBasis

ZERO: Final = Decimal(0)


class Result(StrEnum):
    """How a check came out."""

    SOUND = "sound"
    LOOK = "look"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line as it stands: `row` and `basis` as written, its result where the receipt stated a mass."""

    line: int
    row: str
    basis: str
    mass_kg: Decimal
    result: LineResult | None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and what to do where the answer is not good."""

    code: str
    text: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Check:
    """A question with its answer. `lines` are ledger lines to look at; none where it is about the whole."""

    question: Question
    result: Result
    finding: str
    lines: tuple[int, ...] = ()


QUESTIONS: Final = (
    Question(
        "mass_balance",
        gettext_noop("Does the waste balance: 306-3 = 306-4 + 306-5 + change in stock?"),
        gettext_noop(
            "A line is in a waste row and is not said to be waste, or the other way round. Tell the operator."
        ),
    ),
    Question(
        "basis_and_row",
        gettext_noop("Has every line a row and a basis of its weight, and does each stand here once?"),
        gettext_noop("Tell the operator: the ledger should not take such a line."),
    ),
    Question(
        "no_factor_missing",
        gettext_noop("Is any factor missing, and if so, is its mass named and not taken for zero?"),
        gettext_noop(
            "Give the category a composition, or the journey its distance and vehicle; then work it out anew."
        ),
    ),
    Question(
        "no_zero_factor",
        gettext_noop("Is any published factor zero?"),
        gettext_noop(
            "Look at the factor set: a zero is no factor. Its mass stands as unquantified until it is mended."
        ),
    ),
    Question(
        "mostly_estimated",
        gettext_noop("Is most of the mass known rather than estimated?"),
        gettext_noop("Weigh the heaviest lines below, or find the makers’ figures, and state the mass anew."),
    ),
    Question(
        "odd_item_weight",
        gettext_noop("Does each item weigh between 0.3 and 3 times what is usual for its kind?"),
        gettext_noop("Look at the ticket or the photo: the unit or a comma may be wrong. Correct the receipt if so."),
    ),
    Question(
        "avoided_per_tonne",
        gettext_noop("Is what a tonne avoided near the published figures?"),
        gettext_noop("Look at the factors that make most of it, and at how those materials were chosen."),
    ),
    Question(
        "dominant_factor",
        gettext_noop("Does any one factor make more than a fifth of the result?"),
        gettext_noop("Name it beside the figure, and weigh the goods behind it."),
    ),
    Question(
        "odd_trip_length",
        gettext_noop("Is each journey between one and three times its straight line?"),
        gettext_noop("Look at the round: a stop may be missing, or the distance is that of the whole day."),
    ),
    Question(
        "trip_overcounted",
        gettext_noop("Is no more counted on a journey than it carried?"),
        gettext_noop("A load stands on the wrong round. Correct its receipt."),
    ),
    Question(
        "same_serial",
        gettext_noop("Was each serial number counted once?"),
        gettext_noop("Take back the line that is a second receipt of the same thing."),
    ),
    Question(
        "giver_is_receiver",
        gettext_noop("Are giver and receiver two, but for what was put to use inside one organisation?"),
        gettext_noop("Tell the operator: such a line belongs in the row of internal reuse."),
    ),
    Question(
        "unknown_life",
        gettext_noop("Is the remaining life of the goods known?"),
        gettext_noop("Unknown counts as that of a new item, which claims most. Disclose it, or state an age."),
    ),
)
QUESTION_BY_CODE: Final = {question.code: question for question in QUESTIONS}
POINTS: Final = ("odd_item_weight", "odd_trip_length", "trip_overcounted", "same_serial", "giver_is_receiver")

Answer = tuple[Result, str, tuple[int, ...]]


def audit(lines: Iterable[AuditLine], factors: FactorLookup) -> tuple[Check, ...]:
    """Every question with its answer, in the order of :data:`QUESTIONS`.

    :param factors: names factors and tells a zero; a factor that it does not know keeps its id
    """
    lines = tuple(lines)
    points = _points(lines)
    answers: dict[str, Callable[[], Answer]] = {
        "mass_balance": lambda: _balance(lines),
        "basis_and_row": lambda: _places(lines),
        "no_factor_missing": lambda: _missing(lines),
        "no_zero_factor": lambda: _zeros(lines, factors),
        "mostly_estimated": lambda: _estimated(lines),
        "avoided_per_tonne": lambda: _per_tonne(lines),
        "dominant_factor": lambda: _dominant(lines, factors),
        "unknown_life": lambda: _life(lines),
    }
    for code in POINTS:
        answers[code] = lambda code=code: _pointed(points[code])  # type: ignore[misc]  # mypy sees no type for a default
    return tuple(Check(question, *answers[question.code]()) for question in QUESTIONS)


def worst(checks: Iterable[Check]) -> Result:
    """The worst of the answers."""
    found = {check.result for check in checks}
    return next((result for result in (Result.FAIL, Result.LOOK) if result in found), Result.SOUND)


def _points(lines: Sequence[AuditLine]) -> defaultdict[str, list[ReviewPoint]]:
    found: defaultdict[str, list[ReviewPoint]] = defaultdict(list)
    for point in check_lines(line.result.line for line in lines if line.result is not None):
        found[point.code].append(point)
    return found


def _pointed(points: Sequence[ReviewPoint]) -> Answer:
    if not points:
        return Result.SOUND, "Yes.", ()
    lines = tuple(sorted({int(line) for point in points for line in point.lines}))
    said = [point.message for point in points[:3]]
    more = [f"{len(points) - 3} more."] if len(points) > 3 else []
    return Result.LOOK, " ".join([*said, *more]), lines


def _balance(lines: Sequence[AuditLine]) -> Answer:
    """The waste rows against what each line says of itself, two ways to the same mass."""
    by_row: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        by_row[line.row] += line.mass_kg
    known = {ROW_BY_CODE[code]: kg for code, kg in by_row.items() if code in ROW_BY_CODE}
    accounted = diverted_kg(known) + disposed_kg(known)
    stated = [line for line in lines if line.result is not None]
    generated = sum((line.mass_kg for line in stated if line.result and line.result.line.became_waste), ZERO)
    if accounted == generated:
        return Result.SOUND, f"{_kg(generated)} came up and the same was diverted or disposed of; no stock is held.", ()
    wrong = tuple(
        line.line
        for line in stated
        if line.result is not None
        and line.row in ROW_BY_CODE
        and line.result.line.became_waste != bool(ROW_BY_CODE[line.row].disclosure)
    )
    return Result.FAIL, f"{_kg(generated)} came up, but {_kg(accounted)} were diverted or disposed of.", wrong


def _places(lines: Sequence[AuditLine]) -> Answer:
    bases = {basis.value for basis in MassBasis}
    twice = {line for line, times in Counter(line.line for line in lines).items() if times > 1}
    wrong = tuple(
        line.line for line in lines if line.row not in ROW_BY_CODE or line.basis not in bases or line.line in twice
    )
    if wrong:
        return Result.FAIL, f"{len(wrong)} lines have no row, no basis, or stand here twice.", tuple(sorted(set(wrong)))
    return Result.SOUND, f"Yes, all {len(lines)}.", ()


def _missing(lines: Sequence[AuditLine]) -> Answer:
    """A missing factor is no fault as long as its mass is named; a claim for such mass is one."""
    lacking = [line for line in lines if line.result is None or line.result.missing]
    silent = tuple(
        line.line
        for line in lacking
        if line.result is not None
        and not line.result.unquantified_kg
        and not line.result.unquantified_eol_kg
        and line.result.n.central
    )
    if silent:
        return Result.FAIL, f"{len(silent)} lines lack a factor and claim their whole mass all the same.", silent
    if not lacking:
        return Result.SOUND, "No factor is missing.", ()
    kg = sum((line.result.unquantified_kg if line.result else line.mass_kg for line in lacking), ZERO)
    weightless = sum(1 for line in lacking if line.result is None)
    words = f"{_kg(kg)} stand without a figure for avoided emissions"
    words += f"; {weightless} receipts state no mass." if weightless else "."
    return Result.LOOK, words, tuple(line.line for line in lacking)


def _zeros(lines: Sequence[AuditLine], factors: FactorLookup) -> Answer:
    used: defaultdict[str, list[int]] = defaultdict(list)
    for line in lines:
        for one in line.result.contributions if line.result else ():
            used[one.factor_id].append(line.line)
    found = [(key, factors.get(key)) for key in sorted(used)]
    zero = [key for key, factor in found if factor and not factor.kgco2e_per_unit and factor.kind.value != "own"]
    if zero:
        return (
            Result.FAIL,
            f"Counted with zero: {', '.join(zero)}.",
            tuple(sorted({n for key in zero for n in used[key]})),
        )
    own = [key for key, factor in found if factor and not factor.kgco2e_per_unit]
    said = f"No published one. Our own stated zeros: {', '.join(own)}." if own else "None."
    return Result.SOUND, said, ()


def _estimated(lines: Sequence[AuditLine]) -> Answer:
    counted = [line for line in lines if line.row in ROW_BY_CODE and ROW_BY_CODE[line.row] not in OUTSIDE]
    whole = sum((line.mass_kg for line in counted), ZERO)
    if whole <= 0:
        return Result.SOUND, "There is no mass.", ()
    rough = [line for line in counted if line.basis in {basis.value for basis in SHARED_DEFAULT_BASES}]
    share = sum((line.mass_kg for line in rough), ZERO) / whole
    if share <= ESTIMATED_SHARE_WARNING:
        return Result.SOUND, f"{share:.0%} of the mass rests on defaults.", ()
    heaviest = sorted(rough, key=lambda line: (-line.mass_kg, line.line))[:20]
    return Result.LOOK, f"{share:.0%} of the mass rests on defaults.", tuple(line.line for line in heaviest)


def _claiming(lines: Sequence[AuditLine]) -> list[LineResult]:
    return [line.result for line in lines if line.result is not None and line.result.line.may_claim]


def _per_tonne(lines: Sequence[AuditLine]) -> Answer:
    claiming = _claiming(lines)
    kg = sum((result.line.counted_kg - result.unquantified_kg for result in claiming), ZERO)
    if kg <= 0:
        return Result.SOUND, "Nothing is claimed.", ()
    per_tonne = total(result.n for result in claiming).central / kg
    low, high = AVOIDED_PER_TONNE_BAND
    said = f"{per_tonne:.2f} tCO2e a tonne; published figures are 0.51 to 1.45."
    return (Result.SOUND if low <= per_tonne <= high else Result.LOOK), said, ()


def _dominant(lines: Sequence[AuditLine], factors: FactorLookup) -> Answer:
    effects: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    used: defaultdict[str, set[int]] = defaultdict(set)
    for line in lines:
        for one in line.result.contributions if line.result else ():
            effects[one.factor_id] += one.effect.central
            used[one.factor_id].add(line.line)
    whole = sum(effects.values(), ZERO)
    above = [key for key, effect in effects.items() if whole > 0 and effect / whole > FACTOR_SHARE_FLAG]
    if not above:
        return Result.SOUND, "None does.", ()
    above.sort(key=lambda key: (-effects[key], key))
    named = {key: factors.get(key) for key in above}
    said = [f"{found.name if (found := named[key]) else key}: {effects[key] / whole:.0%}" for key in above]
    return Result.LOOK, "; ".join(said) + ".", tuple(sorted({line for key in above for line in used[key]}))


def _life(lines: Sequence[AuditLine]) -> Answer:
    unknown = tuple(
        line.line
        for line in lines
        if line.result is not None
        and line.result.line.may_claim
        and line.result.line.life_share is None
        and line.result.line.entry is Entry.RECORDED
    )
    if unknown:
        return Result.LOOK, f"Of {len(unknown)} lines it is not.", unknown
    return Result.SOUND, "Yes, wherever something is claimed.", ()


def _kg(kg: Decimal) -> str:
    return f"{kg.normalize():,f} kg"
